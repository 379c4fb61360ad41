import { expect, test } from "vitest";

import type { DoctorLine } from "../ipc/bindings/DoctorLine";
import { summary } from "./words";

const line = (verdict: DoctorLine["verdict"], name: string): DoctorLine => ({
  id: name,
  name,
  verdict,
  found: { what: "", why: "", fix: "" },
  page: null,
});

test("a report is summed up with the gravest first, and without what there is none of", () => {
  expect(summary([line("pass", "a"), line("fail", "b"), line("pass", "c")])).toBe("1 fail · 2 pass");
  expect(summary([line("cannotTell", "a")])).toBe("1 cannot tell");
});
