/**
 * What is wrong with a draft, as far as the window can tell. Each fault stands at a place, written as
 * Rust writes it: `name`, `inputs.login`, `steps.create`, `steps.create.inputs.login`.
 */
import type { Expectation } from "../ipc/bindings/Expectation";
import type { ScenarioDraft } from "../ipc/bindings/ScenarioDraft";
import type { ScenarioInput } from "../ipc/bindings/ScenarioInput";
import type { ScenarioStep } from "../ipc/bindings/ScenarioStep";
import type { Source } from "../ipc/bindings/Source";
import { isId, sessionRef } from "./draft";
import { type Asked, gives, inputsOf, type Known, variableOf } from "./known";
import { isSecret } from "./sources";

export type Faults = Record<string, string>;

export function faults(draft: ScenarioDraft, known: Known): Faults {
  const name: Faults = draft.name.trim() === "" ? { name: "Give the scenario a name." } : {};
  const inputs = draft.inputs.map((input, at) => ofInput(input, at, draft));
  const steps = draft.steps.map((step, at) => ofStep(step, at, draft, known));
  return Object.assign({}, ...steps, ...inputs, name);
}

const badId = "Use lower-case letters, digits and underscores, beginning with a letter.";

function ofInput({ id, label, kind, connector }: ScenarioInput, at: number, { inputs }: ScenarioDraft): Faults {
  const place = `inputs.${id}`;
  if (!isId(id)) return { [place]: badId };
  if (inputs.findIndex((one) => one.id === id) !== at) return { [place]: `Another input is called “${id}”.` };
  if (label.trim() === "") return { [place]: "Give it a label: it stands beside its control." };
  return kind === "connection" && !connector ? { [place]: "Choose whose connections can be picked." } : {};
}

function ofStep(step: ScenarioStep, at: number, draft: ScenarioDraft, known: Known): Faults {
  const place = `steps.${step.id}`;
  const found: Faults = {};
  if (!isId(step.id)) found[place] = badId;
  else if (draft.steps.findIndex(({ id }) => id === step.id) !== at) found[place] = `Another step is called “${step.id}”.`;
  else if (step.undoes && !draft.steps.slice(0, at).some(({ id }) => id === step.undoes)) found[place] = `It undoes “${step.undoes}”, and no earlier step is called so.`;

  const session = sessionFault(step, at, draft);
  if (session) found[`${place}.session`] = session;
  for (const asked of inputsOf(step.kind, known) ?? []) {
    const fault = givenFault(asked, step.inputs[asked.id], at, draft, known);
    if (fault) found[`${place}.inputs.${asked.id}`] = fault;
  }
  step.expect.forEach((one, n) => {
    const fault = expectFault(one, step, at, draft, known);
    if (fault) found[`${place}.expect.${n}`] = fault;
  });
  return found;
}

function sessionFault({ kind }: ScenarioStep, at: number, { inputs, steps }: ScenarioDraft): string | null {
  if (!("session" in kind)) return null;
  if (kind.session.trim() === "") return "Name the session.";
  const variable = kind.is === "connect" ? null : variableOf(kind.session);
  if (!variable || inputs.some((one) => one.id === variable && one.kind === "session")) return null;
  const opened = steps.slice(0, at).some((one) => one.kind.is === "connect" && sessionRef(one.kind) === kind.session);
  return opened ? null : `No session variable “${variable}” is opened before this step or handed in.`;
}

function givenFault(asked: Asked, source: Source | undefined, at: number, draft: ScenarioDraft, known: Known): string | null {
  const empty = !source || (source.from === "text" && source.text.trim() === "");
  if (empty) return asked.required && !asked.default ? `Give it a value: ${asked.label} is required.` : null;
  if (isSecret(asked.kind) && source.from !== "input") return "A secret comes from an input of kind secret: a file is no place for it.";
  return sourceFault(source, at, draft, known);
}

/** What is wrong with a reference from the step at a place. */
function sourceFault(source: Source, at: number, draft: ScenarioDraft, known: Known): string | null {
  if (source.from === "text") return null;
  if (source.from === "input") {
    return draft.inputs.some(({ id }) => id === source.input) ? null : `The scenario has no input “${source.input}”.`;
  }
  const from = draft.steps.findIndex(({ id }) => id === source.step);
  if (from < 0) return `No step is called “${source.step}”.`;
  if (from >= at) return `“${source.step}” does not run before this step.`;
  const { kind } = draft.steps[from] as ScenarioStep;
  return gives(kind, source.output, known) ? null : `“${source.step}” has no output “${source.output}”.`;
}

function expectFault(one: Expectation, step: ScenarioStep, at: number, draft: ScenarioDraft, known: Known): string | null {
  if (one.is === "status") return Number.isInteger(one.status) && one.status >= 100 && one.status <= 599 ? null : "A status is a number such as 200.";
  if (one.field === "") return "Choose an output.";
  if (!gives(step.kind, one.field, known)) return `This step has no output “${one.field}”.`;
  return "value" in one ? sourceFault(one.value, at, draft, known) : null;
}

/** The faults of one step, and how many they are. */
export const ofStepAt = (all: Faults, id: string): [string, string][] =>
  Object.entries(all).filter(([place]) => place === `steps.${id}` || place.startsWith(`steps.${id}.`));
