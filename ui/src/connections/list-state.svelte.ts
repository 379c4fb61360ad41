import type { ConnectionRow } from "../ipc/bindings/ConnectionRow";
import { listConnections, preference, setPreference, starConnection } from "../ipc/commands";
import { choices, type Column, type Filters, isFiltered, noFilters, Shelf, sortBy } from "./arrange";
import { fresh, PREFERENCE, read, write } from "./remembered";
import { Selection } from "./selection.svelte";

/**
 * The list of connections and how it is being looked at. It outlives the page, so that coming
 * back finds the same rows at the same place.
 */
export class ListState {
  #rows = $state.raw<ConnectionRow[]>([]);
  #filters = $state.raw<Filters>(fresh.filters);
  #sort = $state.raw(fresh.sort);
  /** Whether the rows have been read once. */
  loaded = $state(false);
  /** The row that has, or last had, focus. */
  activeId = $state<string | null>(null);
  readonly selection = new Selection();
  /** How far the list was scrolled. */
  scrolled = 0;

  readonly #shelf = $derived(new Shelf(this.#rows));
  readonly choices = $derived(choices(this.#rows));
  readonly shown = $derived(this.#shelf.arrange(this.#filters, this.#sort));
  readonly isFiltered = $derived(isFiltered(this.#filters));

  get rows() {
    return this.#rows;
  }

  get filters() {
    return this.#filters;
  }

  get sort() {
    return this.#sort;
  }

  /** The rows that are selected, as they are listed; the hidden ones last. */
  get selected(): ConnectionRow[] {
    const chosen = this.#rows.filter(({ id }) => this.selection.has(id));
    const shown = new Set(this.shown.map(({ id }) => id));
    return [...this.shown.filter(({ id }) => this.selection.has(id)), ...chosen.filter(({ id }) => !shown.has(id))];
  }

  /** Folders in use, without the org level. */
  get folders(): string[] {
    return this.choices.folders.map(({ value }) => value).filter(Boolean);
  }

  /** Reads the rows, and at the first time how the list was left. */
  async load(): Promise<void> {
    const [rows, kept] = await Promise.all([listConnections(), this.loaded ? null : preference(PREFERENCE)]);
    this.#rows = rows;
    this.selection.keep(new Set(rows.map(({ id }) => id)));
    if (this.loaded) return;

    const { filters, sort } = read(kept);
    this.#filters = this.#stillPossible(filters);
    this.#sort = sort;
    this.loaded = true;
  }

  /** A row came or changed. */
  put(row: ConnectionRow): void {
    const at = this.#rows.findIndex(({ id }) => id === row.id);
    this.#rows = at < 0 ? [...this.#rows, row] : this.#rows.with(at, row);
  }

  /** A row is gone; focus goes to its neighbour. */
  remove(id: string): void {
    const at = this.shown.findIndex((row) => row.id === id);
    const neighbour = this.shown[at + 1] ?? this.shown[at - 1];
    this.#rows = this.#rows.filter((row) => row.id !== id);
    this.selection.keep(new Set(this.#rows.map((row) => row.id)));
    if (this.activeId === id) this.activeId = neighbour?.id ?? null;
  }

  filter(change: Partial<Filters>): void {
    this.#filters = { ...this.#filters, ...change };
    this.#remember();
  }

  clearFilters(): void {
    this.filter(noFilters);
  }

  sortBy(column: Column): void {
    this.#sort = sortBy(this.#sort, column);
    this.#remember();
  }

  /** Shown at once, and taken back if it was refused. */
  async star(row: ConnectionRow): Promise<void> {
    const starred = !row.starred;
    this.put({ ...row, starred });
    try {
      await starConnection(row.id, starred);
    } catch (refusal) {
      this.put({ ...row, starred: !starred });
      throw refusal;
    }
  }

  /** A filter for something that is no longer there would hide every row. */
  #stillPossible(filters: Filters): Filters {
    const known = (value: string | null, among: { value: string }[]) =>
      among.some((choice) => choice.value === value) ? value : null;
    return {
      text: filters.text,
      connector: known(filters.connector, this.choices.connectors),
      status: known(filters.status, this.choices.statuses),
      folder: known(filters.folder, this.choices.folders),
    };
  }

  #remember(): void {
    const now = write({ filters: this.#filters, sort: this.#sort });
    // How the list looks is a comfort: failing to keep it is no reason to disturb anybody.
    setPreference(PREFERENCE, now).catch(() => undefined);
  }
}
