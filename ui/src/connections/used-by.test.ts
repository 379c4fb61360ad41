import { expect, test } from "vitest";

import { usedBy } from "./used-by";

const scenarios = (count: number) => Array.from({ length: count }, (_, n): [string, string] => [`s${n}`, `Scenario ${n}`]);

test("what uses a connection is counted and named", () => {
  expect(usedBy({ scenarios: scenarios(1), sessions: [] })).toEqual([
    { what: "1 scenario uses it and will fail:", names: ["Scenario 0"], more: 0 },
  ]);
});

test("of many the first are named, and the rest counted", () => {
  const [part] = usedBy({ scenarios: scenarios(12), sessions: [] });

  expect(part?.what).toBe("12 scenarios use it and will fail:");
  expect([part?.names.length, part?.more]).toEqual([5, 7]);
});

test("a connection that nothing uses is not warned about", () => {
  expect(usedBy({ scenarios: [], sessions: [] })).toEqual([]);
});
