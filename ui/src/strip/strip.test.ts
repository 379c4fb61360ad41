import { expect, test } from "vitest";

import type { StripMark } from "../ipc/bindings/StripMark";
import { firstPlace, heights, summary } from "./strip";

const mark = (tone: StripMark["tone"], word = "Answered"): StripMark => ({
  at: "2026-11-02T08:00:00Z",
  kind: "check",
  tone,
  word,
  detail: null,
  tookMs: 90,
  run: null,
});

test("a strip is told in a sentence", () => {
  const marks = [mark("good"), mark("good"), mark("bad", "Revoked"), mark("warning", "Not reached")];
  expect(summary(marks, () => "3 min ago")).toBe(
    "4 checks and runs: 2 went well, 2 did not. The last one, 3 min ago: Not reached.",
  );
  expect(summary([], () => "")).toBe("Neither checked nor used yet.");
});

test("the newest mark stands at the right end", () => {
  expect(firstPlace([mark("good")])).toBe(99);
  expect(firstPlace(Array.from({ length: 100 }, () => mark("good")))).toBe(0);
});

test("trouble is seen without colours", () => {
  expect(new Set(Object.values(heights)).size).toBe(4);
  expect(heights.bad).toBeGreaterThan(heights.good);
});
