import { expect, test } from "vitest";

import type { ScopeLine } from "../ipc/bindings/ScopeLine";
import { compares, counts, first, knowsNeeds } from "./truth";

const line = (mark: ScopeLine["mark"], more: Partial<ScopeLine> = {}): ScopeLine => ({
  name: mark,
  requested: true,
  granted: true,
  before: null,
  servedBy: null,
  neededBy: [],
  mark,
  about: "",
  ...more,
});

test("marks are counted in the order of the table, and those that nothing has are left out", () => {
  expect(counts([line("ok"), line("missing"), line("ok")])).toEqual([
    { mark: "missing", count: 1 },
    { mark: "ok", count: 2 },
  ]);
});

test("needs are known once something needs a scope, a comparison once there was a before", () => {
  expect(knowsNeeds([line("ok")])).toBe(false);
  expect(knowsNeeds([line("ok"), line("missing", { neededBy: ["Read User"] })])).toBe(true);
  expect(compares([line("ok")])).toBe(false);
  expect(compares([line("ok", { before: false })])).toBe(true);
});

test("long lists of names are counted from where they are cut", () => {
  expect(first(["a", "b"], 3)).toBe("a, b");
  expect(first(["a", "b", "c", "d"], 3)).toBe("a, b, c and 1 more");
});
