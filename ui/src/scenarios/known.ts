/** What is known of the things that steps do: what each asks, and what it answers. */
import type { ActionCard } from "../ipc/bindings/ActionCard";
import type { ConnectorView } from "../ipc/bindings/ConnectorView";
import type { InputView } from "../ipc/bindings/InputView";
import type { ScenarioDraft } from "../ipc/bindings/ScenarioDraft";
import type { ScenarioRow } from "../ipc/bindings/ScenarioRow";
import type { StepKind } from "../ipc/bindings/StepKind";

/** What a step is given, whichever kind of step it is. */
export type Asked = Pick<InputView, "id" | "label" | "required" | "help" | "default" | "choices"> & {
  /** The control of an action's input, or the kind of a scenario's: `connection`, `session`. */
  kind: string;
};

export type Known = {
  connectors: ConnectorView[];
  scenarios: ScenarioRow[];
  /** None while it is being read, or where it cannot be. */
  card: (connector: string, action: string) => ActionCard | undefined;
  /** What a child scenario is made of; none as above. */
  child: (scenario: string) => ScenarioDraft | undefined;
};

const asked = (id: string, label: string, more: Partial<Asked> = {}): Asked => ({
  id,
  label,
  kind: "text",
  required: false,
  help: null,
  default: null,
  choices: [],
  ...more,
});

const connectAsks: Asked[] = [
  asked("connection", "Connection", { kind: "connection", required: true }),
  asked("domain", "Domain URL", { help: "To prove the connection: it must lead to this domain, or for a team to this base URL." }),
  asked("team", "OPA team name", { help: "For Okta Privileged Access only." }),
];

/** What a step asks; null while that is not known. */
export function inputsOf(kind: StepKind, known: Known): Asked[] | null {
  switch (kind.is) {
    case "connect":
      return connectAsks;
    case "disconnect":
      return [];
    case "action":
      return known.card(kind.connector, kind.action)?.inputs ?? null;
    case "scenario": {
      const child = known.child(kind.scenario);
      return child ? child.inputs.map((input) => ({ ...input, choices: [] })) : null;
    }
  }
}

const BODY: [string, string] = ["body", "Whole answer"];
const OF_A_LIST: [string, string][] = [["count", "How many"], ["records", "All records"]];

const sessionOutputs: [string, string][] = [
  ["name", "Session name"],
  ["kind", "Kind"],
  ["domain", "Domain"],
  ["connection", "Connection"],
  ["signed_in_as", "Signed in as"],
  ["expires_at", "Token expires"],
  BODY,
];

/** Id and label of what a step gives to later ones; null while that is not known. */
export function outputsOf(kind: StepKind, known: Known): [string, string][] | null {
  switch (kind.is) {
    case "connect":
      return kind.session_kind === "variable" ? [["session", "The session"], ...sessionOutputs] : sessionOutputs;
    case "disconnect":
      return [];
    case "action": {
      const card = known.card(kind.connector, kind.action);
      const always = card?.list ? [...OF_A_LIST, BODY] : [BODY];
      return card ? [...card.outputs.filter(([id]) => !always.some(([other]) => other === id)), ...always] : null;
    }
    case "scenario": {
      const child = known.child(kind.scenario);
      return child ? child.steps.flatMap((step) => childOutputs(step.id, step.kind, known)) : null;
    }
  }
}

/** Whether a step gives an output, as far as is known: what a child's child gives is not looked up. */
export function gives(kind: StepKind, output: string, known: Known): boolean {
  const outputs = outputsOf(kind, known);
  if (!outputs || outputs.some(([id]) => id === output)) return true;
  const child = kind.is === "scenario" ? known.child(kind.scenario) : undefined;
  return child?.steps.some((step) => step.kind.is === "scenario" && output.startsWith(`${step.id}.`)) ?? false;
}

/** What a step of a child scenario gives to the parent. */
function childOutputs(id: string, kind: StepKind, known: Known): [string, string][] {
  if (kind.is === "scenario") return [];
  return (outputsOf(kind, known) ?? []).map(([output, label]) => [`${id}.${output}`, `${id}: ${label}`]);
}

/** What a step does, in words. */
export function titleOf(kind: StepKind, known: Pick<Known, "connectors" | "scenarios">): string {
  switch (kind.is) {
    case "connect":
      return "Connect";
    case "disconnect":
      return "Disconnect";
    case "action": {
      const actions = known.connectors.find(({ id }) => id === kind.connector)?.actions;
      return actions?.find(({ id }) => id === kind.action)?.name ?? kind.action;
    }
    case "scenario":
      return `Run “${known.scenarios.find(({ id }) => id === kind.scenario)?.name ?? kind.scenario}”`;
  }
}

/** Where a step happens: a connector by name, or the session's own name. */
export function placeOf(kind: StepKind, { connectors }: Pick<Known, "connectors">): string {
  switch (kind.is) {
    case "connect":
      return `Opens the ${kind.session_kind} session “${kind.session}”`;
    case "disconnect":
      return `Ends the ${sessionInWords(kind.session)}`;
    case "action":
      return `${connectors.find(({ id }) => id === kind.connector)?.name ?? kind.connector} · ${sessionInWords(kind.session)}`;
    case "scenario":
      return "Child scenario";
  }
}

/** A session as a step names it; `{name}` stands for the variable that holds one. */
export function sessionInWords(session: string): string {
  const variable = variableOf(session);
  return variable ? `session variable “${variable}”` : `session “${session}”`;
}

/** The variable that holds a session: one that was opened, or handed in. Null where it goes by its own name. */
export const variableOf = (session: string): string | null => /^\{(.+)\}$/.exec(session)?.[1] ?? null;
