/** Where the input of a step can get its value from, and how that is said. */
import type { Expectation } from "../ipc/bindings/Expectation";
import type { ScenarioDraft } from "../ipc/bindings/ScenarioDraft";
import type { ScenarioInput } from "../ipc/bindings/ScenarioInput";
import type { ScenarioStep } from "../ipc/bindings/ScenarioStep";
import type { Source } from "../ipc/bindings/Source";
import { sessionRef } from "./draft";
import { inputsOf, type Known, outputsOf, titleOf } from "./known";

export type StepOffer = { step: string; label: string; outputs: [string, string][] };

/** What can be put into an input: text, inputs of the scenario, outputs of earlier steps. */
export type Offers = { text: boolean; inputs: ScenarioInput[]; steps: StepOffer[] };

/**
 * For the input of a kind in the step at a place. A secret takes secrets only, and no other input
 * takes one; a session is handed on, and never typed.
 */
export function offers(draft: ScenarioDraft, at: number, kind: string, known: Known): Offers {
  const inputs = draft.inputs.filter((input) => fits(input.kind, isSecret(kind) ? "secret" : kind));
  if (isSecret(kind)) return { text: false, inputs, steps: [] };
  const earlier = draft.steps.slice(0, at).map((step, n) => offer(step, n, known));
  const steps = earlier
    .map((one) => ({ ...one, outputs: one.outputs.filter(([id]) => isSession(id) === (kind === "session")) }))
    .filter(({ outputs }) => outputs.length > 0);
  return { text: kind !== "session", inputs, steps: kind === "connection" ? [] : steps };
}

/** What must not stand in a file. */
export const isSecret = (kind: string) => kind === "secret" || kind === "secretPairs";

const isSession = (output: string) => output === "session" || output.endsWith(".session");

function fits(given: string, wanted: string): boolean {
  if (wanted === "secret" || wanted === "connection" || wanted === "session") return given === wanted;
  return given !== "secret" && given !== "connection" && given !== "session";
}

const offer = (step: ScenarioStep, at: number, known: Known): StepOffer => ({
  step: step.id,
  label: `${at + 1}. ${titleOf(step.kind, known)} (${step.id})`,
  outputs: outputsOf(step.kind, known) ?? [],
});

/** A source in words: `“text”`, `the input “Login”`, `ID of “create”`. */
export function inWords(source: Source, draft: ScenarioDraft, known: Known): string {
  switch (source.from) {
    case "text":
      return `“${source.text}”`;
    case "input":
      return `the input “${draft.inputs.find(({ id }) => id === source.input)?.label ?? source.input}”`;
    case "step":
      return `${outputLabel(source.step, source.output, draft, known)} of “${source.step}”`;
  }
}

function outputLabel(step: string, output: string, draft: ScenarioDraft, known: Known): string {
  const kind = draft.steps.find(({ id }) => id === step)?.kind;
  const label = kind && outputsOf(kind, known)?.find(([id]) => id === output)?.[1];
  return label ?? output;
}

/** What a step is given: the label of each input, and the source in words. */
export function given(step: ScenarioStep, draft: ScenarioDraft, known: Known): [string, string][] {
  const asked = inputsOf(step.kind, known) ?? [];
  return Object.entries(step.inputs).map(([id, source]) => [
    asked.find((input) => input.id === id)?.label ?? id,
    inWords(source, draft, known),
  ]);
}

/** An expectation of the step at a place, in words. */
export function expected(one: Expectation, step: ScenarioStep, draft: ScenarioDraft, known: Known): string {
  const field = () => outputLabel(step.id, "field" in one ? one.field : "", draft, known);
  switch (one.is) {
    case "status":
      return `The status is ${one.status}`;
    case "equals":
      return `${field()} equals ${inWords(one.value, draft, known)}`;
    case "contains":
      return `${field()} contains ${inWords(one.value, draft, known)}`;
    case "exists":
      return `${field()} is there`;
  }
}

export type SessionOffer = { session: string; label: string };

/** The sessions that a step can go through: those opened before it, and those that are handed in. */
export function sessions(draft: ScenarioDraft, at: number): SessionOffer[] {
  const opened = draft.steps.slice(0, at).flatMap(({ kind }, n): SessionOffer[] =>
    kind.is === "connect" ? [{ session: sessionRef(kind), label: `${kind.session} – ${kind.session_kind}, opened by step ${n + 1}` }] : [],
  );
  const handed = draft.inputs
    .filter(({ kind }) => kind === "session")
    .map(({ id, label }): SessionOffer => ({ session: `{${id}}`, label: `Handed in as “${label}”` }));
  const all = [...opened, ...handed];
  // The last one of a name is the one that is meant.
  return all.filter(({ session }, n) => all.findLastIndex((one) => one.session === session) === n);
}
