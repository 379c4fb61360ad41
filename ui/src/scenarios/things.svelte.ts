/** What steps can do, read from Rust when it is first needed, and kept. */
import type { ActionCard } from "../ipc/bindings/ActionCard";
import type { ConnectorView } from "../ipc/bindings/ConnectorView";
import type { ScenarioDraft } from "../ipc/bindings/ScenarioDraft";
import type { ScenarioRow } from "../ipc/bindings/ScenarioRow";
import type { StepKind } from "../ipc/bindings/StepKind";
import { actionCard, scenario } from "../ipc/commands";
import { asFailure } from "../shared/failure";
import type { Known } from "./known";

export class Things implements Known {
  #cards = $state.raw<Record<string, ActionCard>>({});
  #children = $state.raw<Record<string, ScenarioDraft>>({});
  /** What could not be read, and why. */
  #refused = $state.raw<Record<string, string>>({});
  readonly #asked = new Set<string>();

  constructor(private readonly around: { connectors: () => ConnectorView[]; scenarios: () => ScenarioRow[] }) {}

  get connectors(): ConnectorView[] {
    return this.around.connectors();
  }

  get scenarios(): ScenarioRow[] {
    return this.around.scenarios();
  }

  card = (connector: string, action: string) => this.#cards[`${connector} ${action}`];
  child = (id: string) => this.#children[id];

  /** Why what a step does is not known. */
  refusal(kind: StepKind): string | null {
    return this.#refused[keyOf(kind)] ?? null;
  }

  /** Reads what these steps do, and what the steps of their child scenarios do. */
  need(kinds: StepKind[]): void {
    for (const kind of kinds) {
      const key = keyOf(kind);
      if (key === "" || this.#asked.has(key)) continue;
      this.#asked.add(key);
      this.#read(kind).catch((thrown) => {
        const { what, why } = asFailure(thrown);
        this.#refused = { ...this.#refused, [key]: `${what} ${why}` };
      });
    }
  }

  /** A scenario was changed: who runs it as a child must read it again. */
  forget(id: string): void {
    this.#asked.delete(id);
  }

  async #read(kind: StepKind): Promise<void> {
    if (kind.is === "action") {
      const card = await actionCard(kind.connector, kind.action);
      this.#cards = { ...this.#cards, [keyOf(kind)]: card };
    } else if (kind.is === "scenario") {
      const { draft } = await scenario(kind.scenario);
      this.#children = { ...this.#children, [kind.scenario]: draft };
      this.need(draft.steps.map((step) => step.kind).filter(({ is }) => is === "action"));
    }
  }
}

/** What is read for a kind of step; nothing for those that are always known. */
function keyOf(kind: StepKind): string {
  if (kind.is === "action") return `${kind.connector} ${kind.action}`;
  return kind.is === "scenario" ? kind.scenario : "";
}
