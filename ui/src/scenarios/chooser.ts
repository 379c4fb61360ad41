/** What a step can be: sessions, other scenarios, and every action of every connector. */
import type { ActionEffect } from "../ipc/bindings/ActionEffect";
import type { ConnectorView } from "../ipc/bindings/ConnectorView";
import type { ScenarioRow } from "../ipc/bindings/ScenarioRow";
import type { StepKind } from "../ipc/bindings/StepKind";
import { DEFAULT_SESSION } from "./draft";

export type Choice = {
  key: string;
  /** What a search looks at. */
  text: string;
  title: string;
  about: string;
  effect: ActionEffect | null;
  kind: StepKind;
};

export type ChoiceGroup = { label: string; items: Choice[] };

/** These two are steps of their own kind; as actions they are run by hand. */
const SESSIONS = ["connect", "disconnect"];

export function choices(connectors: ConnectorView[], scenarios: ScenarioRow[], own: string | null): ChoiceGroup[] {
  const children = scenarios.filter(({ id, problem }) => id !== own && !problem);
  return [
    { label: "Sessions", items: sessions },
    ...connectors.flatMap(byFamily),
    ...(children.length > 0 ? [{ label: "Run another scenario", items: children.map(child) }] : []),
  ];
}

const sessions: Choice[] = [
  choice("connect", "Connect", "Opens a session.", { is: "connect", session: DEFAULT_SESSION, session_kind: "local" }),
  choice("disconnect", "Disconnect", "Ends a session.", { is: "disconnect", session: "" }),
];

const child = ({ id, name, about }: ScenarioRow): Choice => choice(`scenario-${id}`, name, about, { is: "scenario", scenario: id });

function byFamily(connector: ConnectorView): ChoiceGroup[] {
  const groups = new Map<string, Choice[]>();
  for (const { id, name, family, effect } of connector.actions) {
    if (SESSIONS.includes(id)) continue;
    const one = choice(`${connector.id}-${id}`, name, "", { is: "action", connector: connector.id, action: id, session: "" }, effect);
    groups.set(family, [...(groups.get(family) ?? []), one]);
  }
  return [...groups].map(([family, items]) => ({ label: `${connector.name} · ${family}`, items }));
}

function choice(key: string, title: string, about: string, kind: StepKind, effect: ActionEffect | null = null): Choice {
  return { key, text: `${title} ${about}`, title, about, effect, kind };
}
