/** What has been typed into an action's form, secrets left out: those stay in their fields. */
import type { ActionForm } from "../ipc/bindings/ActionForm";
import type { CandidatesRequest } from "../ipc/bindings/CandidatesRequest";
import type { InputView } from "../ipc/bindings/InputView";
import { misprint } from "./misprint";

export type Values = Record<string, string>;

/** Whether what is typed stays in its field until it is sent. */
export const isSecret = ({ kind }: InputView) => kind === "secret" || kind === "secretPairs";

/** The inputs that go with the option that is chosen; all, where there is none to choose. */
export const asked = ({ inputs }: ActionForm, values: Values): InputView[] =>
  inputs.filter(({ when }) => when.length === 0 || when.includes(values.option ?? ""));

/** What stands in the form at first; what is carried over from another form wins. */
export function start(form: ActionForm, carried: Values = {}): Values {
  const typed = form.inputs.filter((input) => !isSecret(input));
  return Object.fromEntries(typed.map((input) => [input.id, fits(input, carried[input.id]) ?? input.default ?? firstOf(input)]));
}

const fits = (input: InputView, value: string | undefined) =>
  input.kind === "choice" && !input.choices.some(([choice]) => choice === value) ? undefined : value;

const firstOf = (input: InputView) => (input.kind === "choice" && input.required ? (input.choices[0]?.[0] ?? "") : "");

/** What keeps a form from being sent, by input. All else is for Rust to judge. */
export function faults(form: ActionForm, values: Values): Record<string, string> {
  const found = asked(form, values).flatMap((input): [string, string][] => {
    const fault = faultOf(input, values[input.id] ?? "");
    return fault ? [[input.id, fault]] : [];
  });
  return Object.fromEntries(found);
}

/** What stands in the place of a secret in what the history keeps. */
const MASK = "••••••";

/** Inputs of an earlier run from which secrets were left out: they are to be typed again. */
export const leftOut = (form: ActionForm, values: Values): Record<string, string> =>
  Object.fromEntries(form.inputs.filter(({ id }) => values[id]?.includes(MASK)).map(({ id, label }) => [id, typeAgain(label)]));

const typeAgain = (label: string) => `A secret was left out of ${label}: the History keeps none. Type it in the place of ${MASK}.`;

function faultOf({ kind, label, required }: InputView, value: string): string | null {
  if (value.includes(MASK)) return typeAgain(label);
  if (value.trim() === "") return required ? `${kind === "boolean" || kind === "choice" ? "Choose" : "Enter"} the ${label}.` : null;
  // Half of a character is no text, and nothing can send it.
  if (/\p{Surrogate}/u.test(value)) return `${label} has a broken character in it. Type it again.`;
  if (kind === "integer" && !/^\s*-?\d+\s*$/.test(value)) return `${label} must be a whole number.`;
  if (kind !== "json") return null;
  const wrong = misprint(value);
  return wrong && `This is not JSON. Line ${wrong.line}, column ${wrong.column}: ${wrong.what}.`;
}

/** What the other inputs hold, by what they ask for: a project is looked for in its resource group. */
export function beside(form: ActionForm, values: Values, id: string): CandidatesRequest["beside"] {
  const others = form.inputs.filter((input) => input.id !== id && input.kind === "text");
  return Object.fromEntries(
    others.flatMap((input) => {
      const value = values[input.id]?.trim();
      return input.suggestions && value ? [[input.suggestions.of, value]] : [];
    }),
  );
}

/** All that the inputs name, as one text; empty where they name nothing. */
export function named(form: ActionForm, values: Values): string {
  const naming = form.inputs.filter(({ kind, suggestions }) => suggestions && kind === "text");
  const filled = naming.filter(({ id }) => values[id]?.trim());
  return filled.map(({ id }) => `${id}=${values[id]?.trim()}`).join("\n");
}

/** What is sent to Rust: empty inputs are left out. */
export const filled = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ""));
