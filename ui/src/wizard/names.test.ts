import { expect, test } from "vitest";

import { freeName } from "./names";

test("a name that is free stays as it is, one that is taken gets the first free number", () => {
  expect(freeName("Practice", [])).toBe("Practice");
  expect(freeName("Practice", ["practice", "PRACTICE 2"])).toBe("Practice 3");
});
