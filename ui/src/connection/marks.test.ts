import { expect, test } from "vitest";

import type { ConnectionDetails } from "../ipc/bindings/ConnectionDetails";
import { answerWith } from "../ipc/commands";
import { Marks } from "./marks.svelte";

/** Commands that wait until they are answered by hand. */
function byHand() {
  const waiting: { actions: string[]; answer: (details: unknown) => void; refuse: (why: unknown) => void }[] = [];
  answerWith(
    (_, given) =>
      new Promise((answer, refuse) => {
        waiting.push({ actions: given?.actions as string[], answer: answer as (details: unknown) => void, refuse });
      }),
  );
  return waiting;
}

const settled = () => new Promise((done) => setTimeout(done));

test("a mark shows at once, and marks are kept one after the other", async () => {
  const waiting = byHand();
  const kept: unknown[] = [];
  const marks = new Marks("c1", [], (details: ConnectionDetails) => kept.push(details), () => undefined);

  void marks.set(new Set(["a"]));
  void marks.set(new Set(["a", "b"]));
  void marks.set(new Set(["a", "b", "c"]));
  expect([...marks.marked]).toEqual(["a", "b", "c"]);
  expect(marks.measuring).toBe(true);
  expect(waiting.map(({ actions }) => actions)).toEqual([["a"]]);

  waiting[0]?.answer("old");
  await settled();
  // The one between was overtaken, and what comes first does not undo what is shown.
  expect(waiting.map(({ actions }) => actions)).toEqual([["a"], ["a", "b", "c"]]);
  expect(kept).toEqual([]);
  waiting[1]?.answer("new");
  await settled();
  expect(kept).toEqual(["new"]);
  expect(marks.measuring).toBe(false);
});

test("a mark that is refused is taken back, and said", async () => {
  const waiting = byHand();
  const refused: unknown[] = [];
  const marks = new Marks("c1", ["a"], () => undefined, (thrown) => refused.push(thrown));
  void marks.set(new Set(["a", "b"]));
  waiting[0]?.refuse("no");
  await settled();

  expect([...marks.marked]).toEqual(["a"]);
  expect(refused).toEqual(["no"]);
});
