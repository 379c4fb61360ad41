/** The rows that are selected, to be reauthorized together. Pure but for what it holds. */
export class Selection {
  #ids = $state.raw<ReadonlySet<string>>(new Set());
  /** Where a range begins, and what was selected before it. */
  #from: { id: string; before: ReadonlySet<string> } | null = null;

  get size(): number {
    return this.#ids.size;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Selects a row or lets it go; a range begins there. */
  toggle(id: string): void {
    const ids = new Set(this.#ids);
    if (!ids.delete(id)) ids.add(id);
    this.#ids = ids;
    this.#from = { id, before: ids };
  }

  /** Selects from where the range began – from `at`, where none has – to `to`, among the rows shown. */
  extend(shown: readonly string[], at: string, to: string): void {
    const from = this.#from && shown.includes(this.#from.id) ? this.#from : { id: at, before: this.#ids };
    this.#from = from;
    const ends = [shown.indexOf(from.id), shown.indexOf(to)].sort((a, b) => a - b) as [number, number];
    this.#ids = new Set([...from.before, ...shown.slice(Math.max(0, ends[0]), ends[1] + 1)]);
  }

  /** Selects all of these, or none where all of them are. */
  toggleAll(shown: readonly string[]): void {
    const all = shown.length > 0 && shown.every((id) => this.#ids.has(id));
    this.#ids = new Set(all ? [] : [...this.#ids, ...shown]);
    this.#from = null;
  }

  clear(): void {
    this.#ids = new Set();
    this.#from = null;
  }

  /** Rows that are gone are not selected any more. */
  keep(known: ReadonlySet<string>): void {
    if ([...this.#ids].every((id) => known.has(id))) return;
    this.#ids = new Set([...this.#ids].filter((id) => known.has(id)));
  }
}
