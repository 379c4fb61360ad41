import { expect, test } from "vitest";

import { duration, size, wait } from "./listing-words";

test("a time is told as a clock shows it", () => {
  expect([0, 7_900, 725_000, 3_725_000].map(duration)).toEqual(["0:00", "0:07", "12:05", "1:02:05"]);
});

test("a size is told in units that stay short", () => {
  expect([0, 999, 1_400, 35_000_000, 2_100_000_000].map(size)).toEqual(["0 bytes", "999 bytes", "1.4 kB", "35 MB", "2.1 GB"]);
});

test("a wait says until when, and how long that is", () => {
  const told = wait("2026-11-02T08:00:37Z", Date.parse("2026-11-02T08:00:00.500Z"));
  expect(told).toContain(":00:37");
  expect(told).toContain("0:37 from now");
  expect(wait("2026-11-02T08:00:00Z", Date.parse("2026-11-02T09:00:00Z"))).toContain("0:00");
});
