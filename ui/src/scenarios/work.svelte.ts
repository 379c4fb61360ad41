/** One scenario in hand: what is typed into its form, how it is being changed, and how it runs. */
import type { InputView } from "../ipc/bindings/InputView";
import type { ScenarioRunView } from "../ipc/bindings/ScenarioRunView";
import type { ScenarioView } from "../ipc/bindings/ScenarioView";
import { saveScenario, saveScenarioText } from "../ipc/commands";
import { asFailure } from "../shared/failure";
import { without } from "./draft";
import { Editing, type Unsaved } from "./editing.svelte";
import type { Faults } from "./faults";
import { missing, start, type Values } from "./form";
import { Running } from "./running.svelte";

export type Tab = "run" | "steps" | "text";

export type Hears = {
  /** Something was changed and is not saved yet, or is saved now. */
  changed: (work: ScenarioWork) => void;
  saved: (work: ScenarioWork, before: string | null) => void;
  ended: (work: ScenarioWork, run: ScenarioRunView) => void;
};

export class ScenarioWork {
  view = $state.raw<ScenarioView>() as ScenarioView;
  tab = $state<Tab>("run");
  values = $state<Values>({});
  dry = $state(false);
  /** What is wrong with an input of the form. */
  wrong = $state.raw<Faults>({});
  readonly editing: Editing;
  readonly running: Running;

  /** `isNew` for one that has never been saved. */
  constructor(
    view: ScenarioView,
    private readonly hears: Hears,
    unsaved: Unsaved = {},
  ) {
    this.view = view;
    this.editing = new Editing(view, () => this.editing && hears.changed(this), unsaved);
    this.running = new Running((run) => hears.ended(this, run));
    this.values = start(view.form);
    this.dry = view.draft.dry ?? false;
    this.tab = view.problem ? "text" : this.isNew ? "steps" : "run";
    if (view.run) void this.running.recall(view.run);
  }

  get isNew(): boolean {
    return this.view.id === "";
  }

  get name(): string {
    return this.editing.draft.name.trim() || this.view.draft.name || (this.isNew ? "New scenario" : this.view.id);
  }

  /** The same scenario, newly read. What is typed and not saved stays. */
  refresh(view: ScenarioView): void {
    this.view = view;
    this.values = start(view.form, this.values);
    if (!this.editing.changed) this.editing.take(view);
    if (view.run) void this.running.recall(view.run);
  }

  type(id: string, value: string): void {
    this.values[id] = value;
    this.touched(id);
  }

  touched(id: string): void {
    this.wrong = without(this.wrong, id);
  }

  /** Begins a run, unless the form is not ready for it. */
  async start(secrets: Values, how: { from?: string; stepByStep?: boolean } = {}): Promise<boolean> {
    const values = { ...this.values, ...secrets };
    this.wrong = missing(this.view.form, values);
    if (Object.keys(this.wrong).length > 0) return false;

    const inputs = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
    const begun = await this.running.start({ scenario: this.view.id, inputs, from: how.from ?? null, stepByStep: how.stepByStep ?? false, dry: this.dry });
    this.#placeRefusal(this.view.form);
    return begun;
  }

  /** A refusal that is about one input stands beside it. */
  #placeRefusal(form: InputView[]): void {
    const failure = this.running.failure;
    const input = form.find(({ id }) => id === failure?.field);
    if (!failure || !input) return;
    this.wrong = { [input.id]: `${failure.what} ${failure.why} ${failure.fix}` };
    this.running.failure = null;
  }

  /** Saves what was changed, as steps or as text; says whether it did. */
  async save(): Promise<boolean> {
    const { editing } = this;
    if (editing.saving) return false;
    editing.saving = true;
    editing.forget();
    const before = this.view.id || null;
    try {
      const view = await (editing.textChanged && before ? saveScenarioText(before, editing.text) : saveScenario(before, editing.draft));
      editing.take(view);
      this.refresh(view);
      this.hears.saved(this, before);
      return true;
    } catch (thrown) {
      const failure = asFailure(thrown);
      const said = `${failure.what} ${failure.why} ${failure.fix}`;
      const placed = failure.field !== null && failure.field !== "text";
      editing.refused = placed ? { [failure.field as string]: said } : {};
      editing.failure = failure;
      return false;
    } finally {
      editing.saving = false;
    }
  }
}
