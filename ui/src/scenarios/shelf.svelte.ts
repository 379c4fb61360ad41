/** All scenarios: the list, those in hand, and what of them is not saved. It outlives every page. */
import type { ConnectorView } from "../ipc/bindings/ConnectorView";
import type { Failure } from "../ipc/bindings/Failure";
import type { ScenarioRow } from "../ipc/bindings/ScenarioRow";
import type { ScenarioRunView } from "../ipc/bindings/ScenarioRunView";
import type { ScenarioView } from "../ipc/bindings/ScenarioView";
import { deleteScenario, listScenarios, preference, scenario, setPreference } from "../ipc/commands";
import { asFailure } from "../shared/failure";
import { empty, without } from "./draft";
import type { Unsaved } from "./editing.svelte";
import { Things } from "./things.svelte";
import { type Hears, ScenarioWork } from "./work.svelte";

const PREFERENCE = "unsaved-scenarios";
/** Milliseconds of quiet after which what is typed is kept. */
const QUIET = 400;
/** Stands for one that has no id yet. */
const NEW = "";

const unwritten: ScenarioView = { id: NEW, bundled: false, draft: empty, form: [], text: "", problem: null, run: null };

export class Shelf {
  rows = $state.raw<ScenarioRow[]>([]);
  loaded = $state(false);
  failure = $state.raw<Failure | null>(null);
  readonly things: Things;
  #works = $state.raw<Record<string, ScenarioWork>>({});
  /** What was not saved when the console was last closed, and has not been looked at since. */
  #kept = $state.raw<Record<string, Unsaved>>({});
  #restored = false;
  #quiet: ReturnType<typeof setTimeout> | null = null;

  readonly #hears: Hears = {
    changed: () => this.#keepSoon(),
    saved: (work, before) => {
      if (before === null) this.#works = { ...without(this.#works, NEW), [work.view.id]: work };
      this.things.forget(work.view.id);
      void this.load();
    },
    ended: (work, run) => {
      void this.load();
      this.ended(work, run);
    },
  };

  /** `ended` hears of runs that are over. */
  constructor(
    connectors: () => ConnectorView[],
    private readonly ended: (work: ScenarioWork, run: ScenarioRunView) => void,
  ) {
    this.things = new Things({ connectors, scenarios: () => this.rows });
  }

  async load(): Promise<void> {
    try {
      const [rows] = await Promise.all([listScenarios(), this.#restore()]);
      this.rows = rows;
      this.failure = null;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    } finally {
      this.loaded = true;
    }
  }

  /** Takes one in hand, newly read; what was typed into it before is there. */
  async open(id: string): Promise<ScenarioWork> {
    const [view] = await Promise.all([scenario(id), this.#restore()]);
    return this.take(view);
  }

  take(view: ScenarioView): ScenarioWork {
    const before = this.#works[view.id];
    if (before) before.refresh(view);
    return before ?? this.#put(view);
  }

  /** The one that has never been saved: there is at most one. */
  new(): ScenarioWork {
    return this.#works[NEW] ?? this.#put(unwritten);
  }

  /** Whether something of it is not saved. */
  isUnsaved(id: string): boolean {
    return this.#works[id]?.editing.changed ?? id in this.#kept;
  }

  /** The run of it that goes on now. */
  underWay(id: string): ScenarioRunView | null {
    const running = this.#works[id]?.running;
    return running?.underWay ? running.run : null;
  }

  async delete(id: string): Promise<void> {
    await deleteScenario(id);
    this.drop(id);
    this.rows = this.rows.filter((row) => row.id !== id);
  }

  /** What was typed into it is given up. */
  drop(id: string): void {
    this.#works = without(this.#works, id);
    this.#kept = without(this.#kept, id);
    this.#keepSoon();
  }

  #put(view: ScenarioView): ScenarioWork {
    const work = new ScenarioWork(view, this.#hears, view.bundled ? {} : this.#kept[view.id]);
    this.#works = { ...this.#works, [view.id]: work };
    this.#kept = without(this.#kept, view.id);
    return work;
  }

  async #restore(): Promise<void> {
    if (this.#restored) return;
    this.#restored = true;
    const kept = await preference(PREFERENCE).catch(() => null);
    this.#kept = { ...readKept(kept), ...this.#kept };
  }

  /** The window goes: what was typed a moment ago is kept at once. */
  flush(): void {
    if (this.#quiet !== null) this.#keep();
  }

  #keepSoon(): void {
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#keep(), QUIET);
  }

  #keep(): void {
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    this.#quiet = null;
    const inHand = Object.entries(this.#works).flatMap(([id, { editing }]) => (editing.unsaved ? [[id, editing.unsaved] as const] : []));
    const all = { ...this.#kept, ...Object.fromEntries(inHand) };
    // The work is still there, in the window: failing to keep it is no reason to disturb anybody.
    setPreference(PREFERENCE, JSON.stringify(all)).catch(() => undefined);
  }
}

/** What was kept; nothing of it where it cannot be read. */
export function readKept(text: string | null): Record<string, Unsaved> {
  try {
    const kept: unknown = JSON.parse(text ?? "{}");
    return Object.fromEntries(Object.entries(kept ?? {}).filter(([, one]) => isUnsaved(one)));
  } catch {
    return {};
  }
}

function isUnsaved(one: Unsaved | null): one is Unsaved {
  if (typeof one !== "object" || one === null) return false;
  const { draft, text } = one;
  const whole = !draft || (Array.isArray(draft.steps) && Array.isArray(draft.inputs));
  return whole && (text === undefined || typeof text === "string");
}
