import { expect, test } from "vitest";

import type { ScenarioRunView } from "../ipc/bindings/ScenarioRunView";
import type { StepRunView } from "../ipc/bindings/StepRunView";
import { own } from "../ipc/fake/scenario-drafts";
import { lines, summary } from "./lines";
import { known } from "./testing";

const draft = own["night-check"] as NonNullable<(typeof own)[string]>;

const ran = (id: string, state: StepRunView["state"], depth = 0): StepRunView => ({
  id,
  depth,
  title: id,
  always: false,
  state,
  said: "",
  durationMs: null,
  answer: null,
  problem: null,
});

const run = (state: string, steps: StepRunView[]): ScenarioRunView => ({
  id: "r1",
  scenario: "night-check",
  name: "",
  revision: 1,
  state,
  startedAt: "",
  durationMs: 0 as unknown as bigint,
  dry: false,
  steps,
});

test("before it runs, the steps stand as they are written", () => {
  expect(lines(draft, null, known).map(({ number, id, ran }) => [number, id, ran])).toEqual([
    [1, "open", null],
    [2, "onboarding", null],
    [3, "look", null],
  ]);
});

test("the steps of a child scenario stand below the step that runs it, and have no number", () => {
  const steps = [ran("open", "done"), ran("onboarding", "running"), ran("connect", "done", 1), ran("create", "running", 1), ran("look", "waiting")];
  const shown = lines(draft, run("running", steps), known);

  expect(shown.map(({ number, id, depth }) => [number, id, depth])).toEqual([
    [1, "open", 0],
    [2, "onboarding", 0],
    [null, "connect", 1],
    [null, "create", 1],
    [3, "look", 0],
  ]);
  expect(new Set(shown.map(({ key }) => key)).size).toBe(5);
});

test("after it has run, a step that was added since stands among the others, and has not run", () => {
  const shown = lines(draft, run("done", [ran("open", "done"), ran("look", "done")]), known);

  expect(shown.map(({ id, ran }) => [id, ran?.state])).toEqual([["open", "done"], ["onboarding", undefined], ["look", "done"]]);
});

test("how far it is, is said in one sentence", () => {
  const steps = [ran("open", "done"), ran("onboarding", "running"), ran("look", "waiting")];

  expect(summary(run("running", steps))).toBe("At step 2 of 3, “onboarding”.");
  expect(summary(run("waiting", [ran("open", "done"), ran("look", "waiting")]))).toBe("Next is step 2 of 2, “look”.");
  expect(summary(run("failed", [ran("open", "done"), ran("x", "failed"), ran("look", "skipped")]))).toBe("Failed at step 2 of 3, “x”: 1 done, 1 skipped.");
  expect(summary(run("done", [ran("open", "done"), ran("look", "done")]))).toBe("2 of 2 steps done.");
});
