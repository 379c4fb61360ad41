/** A list that is being read, as far as the window knows of it. */
import type { ListingRequest } from "../ipc/bindings/ListingRequest";
import type { ListingView } from "../ipc/bindings/ListingView";
import { followListing, startListing, stopListing } from "../ipc/commands";

export class ListingWork {
  view = $state.raw<ListingView>() as ListingView;
  /** The first rows, as many as are kept. */
  rows = $state.raw<string[][]>([]);
  /** Whether Stop was pressed. */
  stopping = $state(false);
  /** Where the table is scrolled to; it is drawn anew when the list is over. */
  readonly place = { top: 0 };

  private constructor(view: ListingView) {
    this.#take(view);
  }

  /** Begins to read; a file that is wanted is asked for first. */
  static async start(request: ListingRequest): Promise<ListingWork> {
    return new ListingWork(await startListing(request));
  }

  get over(): boolean {
    return this.view.answer !== null || this.view.failure !== null;
  }

  /** Follows it until it is over. */
  async toItsEnd(): Promise<void> {
    while (!this.over) {
      const { id, revision } = this.view;
      this.#take(await followListing(id, revision, this.rows.length));
    }
  }

  async stop(): Promise<void> {
    if (this.stopping || this.over) return;
    this.stopping = true;
    await stopListing(this.view.id);
  }

  #take(view: ListingView) {
    if (view.rows.length > 0) this.rows = [...this.rows.slice(0, view.firstRow), ...view.rows];
    this.view = view;
  }
}
