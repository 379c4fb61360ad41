import type { ExportFormat } from "../ipc/bindings/ExportFormat";
import type { Failure } from "../ipc/bindings/Failure";
import type { RunChoices } from "../ipc/bindings/RunChoices";
import type { RunDetails } from "../ipc/bindings/RunDetails";
import type { RunLine } from "../ipc/bindings/RunLine";
import { deleteAllRuns, deleteRun, exportRuns, listRuns, runChoices, runDetails } from "../ipc/commands";
import { asFailure } from "../shared/failure";
import { toasts } from "../shared/toasts.svelte";
import { actionKey, asked, type Filters, isFiltered, noFilters } from "./filters";

/** What of the history is on screen. */
export type View = { at: "list" } | { at: "run"; run: RunDetails } | { at: "compare"; left: RunDetails; right: RunDetails };

/** The next page is asked for when so many rows are left. */
const AHEAD = 30;

/**
 * The runs that were read so far and how they are being looked at. It outlives the page, so that
 * coming back from an action finds the same run.
 */
export class HistoryState {
  #runs = $state.raw<RunLine[]>([]);
  #filters = $state.raw<Filters>(noFilters);
  #next: string | null = null;
  /** Counts questions, for the answer to an earlier one comes too late. */
  #question = 0;
  #following = false;
  view = $state.raw<View>({ at: "list" });
  choices = $state.raw<RunChoices>({ connections: [], actions: [] });
  /** How many runs the filters let through; null before the first answer. */
  total = $state<number | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** Runs that are to be compared: none, one, or two of one action, the earlier chosen first. */
  chosen = $state.raw<RunLine[]>([]);
  /** The row that has, or last had, focus. */
  activeId = $state<string | null>(null);
  /** How far the list was scrolled. */
  scrolled = 0;

  readonly isFiltered = $derived(isFiltered(this.#filters));

  get runs() {
    return this.#runs;
  }

  get filters() {
    return this.#filters;
  }

  /** Reads the newest runs, and what there is to filter by. */
  async load(): Promise<void> {
    await Promise.all([this.#ask(), this.#choices()]);
  }

  filter(change: Partial<Filters>): void {
    this.#filters = { ...this.#filters, ...change };
    this.scrolled = 0;
    void this.#ask();
  }

  /** The runs of one connection, whatever was looked for before. */
  onlyOf(connection: string): void {
    this.view = { at: "list" };
    this.filter({ ...noFilters, connection });
  }

  clearFilters(): void {
    this.filter(noFilters);
  }

  /** The list has come this far: what follows is read before it is needed. */
  async reached(row: number): Promise<void> {
    if (this.#following || !this.#next || row < this.#runs.length - AHEAD) return;
    this.#following = true;
    const question = this.#question;
    try {
      const page = await listRuns(asked(this.#filters), this.#next);
      if (question !== this.#question) return;
      this.#runs = [...this.#runs, ...page.runs];
      this.#next = page.next;
    } catch (thrown) {
      toasts.refused(thrown);
    } finally {
      this.#following = false;
    }
  }

  async open(id: string): Promise<void> {
    this.activeId = id;
    await this.#show(async () => ({ at: "run", run: await runDetails(id) }));
  }

  /** Chooses a run to compare, or lets it go. Two runs of one action can be compared. */
  choose(run: RunLine): void {
    if (this.isChosen(run)) this.chosen = this.chosen.filter(({ id }) => id !== run.id);
    else if (this.canChoose(run)) this.chosen = [...this.chosen, run];
  }

  isChosen = (run: RunLine) => this.chosen.some(({ id }) => id === run.id);

  canChoose(run: RunLine): boolean {
    const [first] = this.chosen;
    if (this.isChosen(run) || !first) return true;
    return this.chosen.length < 2 && keyOf(first) === keyOf(run);
  }

  /** From an opened run: the list shows the runs of its action, of which another is chosen. */
  compareWithAnother(run: RunLine): void {
    this.chosen = [run];
    this.view = { at: "list" };
    this.filter({ ...noFilters, action: keyOf(run) });
  }

  async compare(): Promise<void> {
    const [first, second] = this.chosen;
    if (!first || !second) return;
    // The earlier one stands on the left, however they were chosen.
    const [left, right] = first.beganAt <= second.beganAt ? [first, second] : [second, first];
    await this.#show(async () => {
      const [one, other] = await Promise.all([runDetails(left.id), runDetails(right.id)]);
      return { at: "compare", left: one, right: other };
    });
  }

  /** One step: to the list. Says whether there was one. */
  back(): boolean {
    if (this.view.at === "list") return false;
    this.view = { at: "list" };
    return true;
  }

  /** A run is gone; focus goes to its neighbour. */
  async delete(run: RunLine): Promise<void> {
    await deleteRun(run.id);
    const at = this.#runs.findIndex(({ id }) => id === run.id);
    const neighbour = this.#runs[at + 1] ?? this.#runs[at - 1];
    this.#runs = this.#runs.filter(({ id }) => id !== run.id);
    this.chosen = this.chosen.filter(({ id }) => id !== run.id);
    if (at >= 0 && this.total !== null) this.total -= 1;
    if (this.activeId === run.id) this.activeId = neighbour?.id ?? null;
    this.view = { at: "list" };
    toasts.done("The run is deleted.");
  }

  async deleteAll(): Promise<void> {
    await deleteAllRuns();
    this.chosen = [];
    this.view = { at: "list" };
    this.#filters = noFilters;
    await this.load();
    toasts.done("The History is empty.");
  }

  async export(format: ExportFormat): Promise<void> {
    const over = toasts.underWay("Exporting the History…");
    try {
      const exported = await exportRuns(asked(this.#filters), format);
      if (!exported) return;
      const count = exported.runs === 1 ? "1 run is" : `${exported.runs.toLocaleString("en")} runs are`;
      toasts.done(`${count} in ${exported.file}.`);
    } catch (thrown) {
      toasts.refused(thrown);
    } finally {
      over();
    }
  }

  async #ask(): Promise<void> {
    const question = ++this.#question;
    try {
      const page = await listRuns(asked(this.#filters), null);
      if (question !== this.#question) return;
      this.#runs = page.runs;
      this.#next = page.next;
      this.total = page.total;
      this.failure = null;
    } catch (thrown) {
      if (question === this.#question) this.failure = asFailure(thrown);
    }
  }

  async #choices(): Promise<void> {
    // Without them the list can still be read and searched.
    this.choices = await runChoices().catch(() => this.choices);
  }

  async #show(view: () => Promise<View>): Promise<void> {
    try {
      this.view = await view();
    } catch (thrown) {
      toasts.refused(thrown);
      await this.#ask();
    }
  }
}

const keyOf = (run: RunLine) => actionKey(run.connector, run.action);
