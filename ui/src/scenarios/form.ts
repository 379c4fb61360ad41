/** What is typed into a scenario's form before it runs; secrets stay in their fields. */
import type { InputView } from "../ipc/bindings/InputView";

export type Values = Record<string, string>;

/** What stands in the form; what was typed before stays, as far as it can still be chosen. */
export function start(form: InputView[], typed: Values = {}): Values {
  const open = form.filter(({ kind }) => kind !== "secret");
  return Object.fromEntries(open.map((input) => [input.id, possible(input, typed[input.id]) ?? input.default ?? only(input)]));
}

const possible = ({ kind, choices }: InputView, value: string | undefined) =>
  kind === "choice" && !choices.some(([choice]) => choice === value) ? undefined : value;

/** Where there is but one thing to choose, it is chosen. */
const only = ({ kind, required, choices }: InputView) => (kind === "choice" && required && choices.length === 1 ? (choices[0]?.[0] ?? "") : "");

/** The required inputs that are empty. All else is for Rust to judge. */
export function missing(form: InputView[], values: Values): Values {
  const empty = form.filter(({ id, required }) => required && (values[id] ?? "").trim() === "");
  return Object.fromEntries(empty.map(({ id, kind, label }) => [id, `${kind === "boolean" || kind === "choice" ? "Choose" : "Enter"} the ${label}.`]));
}
