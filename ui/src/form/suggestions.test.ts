import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { CandidatesView } from "../ipc/bindings/CandidatesView";
import { Suggestions } from "./suggestions.svelte";

const view = (...labels: string[]): CandidatesView => ({
  candidates: labels.map((label) => ({ value: label, label, detail: "", status: null })), note: null,
});

/** Answers that come when the test says so. */
function slow() {
  const asked: { text: string; answer: (view: CandidatesView) => void; refuse: (thrown: unknown) => void }[] = [];
  const ask = (text: string) =>
    new Promise<CandidatesView>((answer, refuse) => asked.push({ text, answer, refuse }));
  return { asked, ask };
}

const rest = () => vi.advanceTimersByTimeAsync(250);
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("letters that follow each other are one question, and too few are none", async () => {
  const { asked, ask } = slow();
  const suggestions = new Suggestions(() => ask, () => 2);
  suggestions.type("d");
  await rest();
  expect(asked).toEqual([]);
  for (const text of ["da", "dan", "dana"]) suggestions.type(text);
  await rest();
  expect(asked.map(({ text }) => text)).toEqual(["dana"]);
  asked[0]?.answer(view("Dana"));
  await settle();
  expect(suggestions.found.map(({ label }) => label)).toEqual(["Dana"]);
});

test("one question is under way at a time, and the answer to an older text is not shown", async () => {
  const { asked, ask } = slow();
  const [one, other] = [new Suggestions(() => ask, () => 0), new Suggestions(() => ask, () => 0)];
  one.type("a");
  await rest();
  one.type("ab");
  other.type("x");
  await rest();
  expect(asked.map(({ text }) => text)).toEqual(["a"]);
  asked[0]?.answer(view("for a"));
  await settle();
  expect(one.found).toEqual([]);
  expect(asked.map(({ text }) => text)).toEqual(["a", "ab"]);
  asked[1]?.answer(view("for ab"));
  await settle();
  expect(one.found.map(({ label }) => label)).toEqual(["for ab"]);
  asked[2]?.answer(view("for x"));
  await settle();
  expect(other.found.map(({ label }) => label)).toEqual(["for x"]);
});

test("a field that is left is answered nothing, and lets the next one ask", async () => {
  const { asked, ask } = slow();
  const suggestions = new Suggestions(() => ask, () => 0);
  suggestions.type("a");
  await rest();
  suggestions.stop();
  asked[0]?.answer(view("late"));
  await settle();
  expect([suggestions.found, suggestions.looking]).toEqual([[], false]);
  suggestions.type("b");
  suggestions.stop();
  await rest();
  expect(asked).toHaveLength(1);
});

test("a refusal is a note, and is not asked again by itself", async () => {
  const { asked, ask } = slow();
  const suggestions = new Suggestions(() => ask, () => 0);
  suggestions.now("a");
  await settle();
  asked[0]?.refuse({ code: "other", what: "It did not work." });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(suggestions.note).toBe("It did not work.");
  expect(asked).toHaveLength(1);
});
