import { expect, test } from "vitest";

import { widths } from "./widths";

test("a column is as wide as what stands in it, within bounds", () => {
  const rows = [["1", "x".repeat(20), "y".repeat(900)]];
  expect(widths(["ID", "Login", "Note"], rows)).toEqual([11, 23, 39]);
});

test("what comes later does not change it", () => {
  const first = Array.from({ length: 50 }, () => ["short"]);
  expect(widths(["ID"], [...first, ["z".repeat(30)]])).toEqual(widths(["ID"], first));
});
