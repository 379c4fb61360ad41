import { expect, test } from "vitest";

import { holds } from "./copies";

test("a copy says how many connections it holds, and names the first of them", () => {
  expect(holds({ count: 0, names: [] })).toBe("No connections");
  expect(holds({ count: 1, names: ["Prod"] })).toBe("1 connection: Prod");
  expect(holds({ count: 1_204, names: ["Dev", "Prod"] })).toBe("1,204 connections: Dev, Prod and 1,202 more");
});
