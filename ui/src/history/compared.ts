/** Two runs of one action as one table: what they are, what was filled in, and what came back. */
import { parsed } from "../answer/tree";
import type { RunDetails } from "../ipc/bindings/RunDetails";
import { took } from "../shared/dates";
import { differences } from "./diff";
import { factsOf } from "./facts";

/** One line; a side that has nothing there is null. */
export type Row = { label: string; left: string | null; right: string | null; differs: boolean };

/** What each run is, and how long it took. */
export function runRows(left: RunDetails, right: RunDetails): Row[] {
  const [ones, others] = [left, right].map(({ line, view }): [string, string][] => [
    ...factsOf(line),
    ["Time", took(line.durationMs)],
    ["Requests", String(view.requests.length)],
  ]) as [[string, string][], [string, string][]];
  return ones.map(([label, value], n) => row(label, value, others[n]?.[1] ?? null));
}

/** Each input that either run had. */
export function inputRows(left: RunDetails, right: RunDetails): Row[] {
  const labels = new Map([...left.inputs, ...right.inputs].map(({ id, label }) => [id, label]));
  const value = (run: RunDetails, id: string) => run.inputs.find((input) => input.id === id)?.value ?? null;
  return [...labels].map(([id, label]) => row(label, value(left, id), value(right, id)));
}

/** Why each was refused, and each place where their answers differ. */
export function answerRows(left: RunDetails, right: RunDetails): Row[] {
  const why = (run: RunDetails) => run.view.refusal?.explanation.what ?? null;
  const refusals = why(left) === null && why(right) === null ? [] : [row("Refusal", why(left), why(right))];
  const [one, other] = [parsed(left.view.body), parsed(right.view.body)];
  if (one === undefined || other === undefined) {
    const texts = row("Body", left.view.body || null, right.view.body || null);
    return texts.left === null && texts.right === null ? refusals : [...refusals, texts];
  }
  const places = differences(one, other).map(({ path, ...sides }) => ({
    label: path || "The whole body",
    left: "left" in sides ? written(sides.left) : null,
    right: "right" in sides ? written(sides.right) : null,
    differs: true,
  }));
  return [...refusals, ...places];
}

const row = (label: string, left: string | null, right: string | null): Row => ({ label, left, right, differs: left !== right });

const written = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
