import { expect, test } from "vitest";

import { row } from "../ipc/fake/connections";
import { dated, DAYS, MOST, timeline, told } from "./timeline";

const now = Date.parse("2026-11-23T12:00:00Z");
const DAY = 86_400_000;
const due = (days: number, n = 0) => ({ ...row(n), id: `d${days}-${n}`, reauthorizeBy: new Date(now + days * DAY).toISOString() });

test("the next reauthorization comes first, and what never ends is left out", () => {
  const rows = dated([due(60), { ...row(0), reauthorizeBy: null }, due(-2), due(3)]);
  expect(rows.map(({ id }) => id)).toEqual(["d-2-0", "d3-0", "d60-0"]);
});

test("a dot stands where its day is; what is overdue stands at today", () => {
  const { dots } = timeline(dated([due(-5), due(DAYS / 2), due(400)]), now, 101);
  expect(dots.map(({ x, tone }) => [x, tone])).toEqual([
    [0, "past"],
    [0.5, "fine"],
    [1, "fine"],
  ]);
});

test("fourteen days are soon", () => {
  const { dots } = timeline(dated([due(14), due(14.1)]), now, 101);
  expect(dots.map(({ tone }) => tone)).toEqual(["soon", "fine"]);
});

test("thirty that end on one day are a heap with a number", () => {
  const many = Array.from({ length: 30 }, (_, n) => due(40, n));
  const { dots, heaps } = timeline(dated(many), now, 80);
  expect(dots).toHaveLength(MOST);
  expect(heaps.map(({ more }) => more)).toEqual([30 - MOST]);
});

test("the line begins today and names months", () => {
  const { ticks } = timeline([], now, 80);
  expect(ticks[0]).toEqual({ x: 0, label: "Today" });
  expect(ticks.slice(1).map(({ label }) => label)).toEqual(["1 Dec", "1 Jan", "1 Feb"]);
});

test("the picture is told in a sentence", () => {
  expect(told(dated([due(-1), due(3), due(50)]), now)).toBe(
    "3 connections have to be signed in to again: 1 should have been by now, 1 within 14 days, 1 later.",
  );
});
