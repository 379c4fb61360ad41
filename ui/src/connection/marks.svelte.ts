/** The actions that are marked as used: shown at once, kept one after the other. */
import type { ConnectionDetails } from "../ipc/bindings/ConnectionDetails";
import { markActions } from "../ipc/commands";

export class Marks {
  #marked = $state.raw<ReadonlySet<string>>(new Set());
  /** What is to be kept once the answer to the last is there. */
  #next: ReadonlySet<string> | null = null;
  #busy = $state(false);

  constructor(
    private readonly id: string,
    marked: string[],
    private readonly onkept: (details: ConnectionDetails) => void,
    private readonly onrefused: (thrown: unknown) => void,
  ) {
    this.#marked = new Set(marked);
  }

  get marked(): ReadonlySet<string> {
    return this.#marked;
  }

  /** Whether what is shown of the marks is still to be measured. */
  get measuring(): boolean {
    return this.#busy;
  }

  /** Marks just these. Two that are on their way at once could arrive in the other order. */
  async set(marked: ReadonlySet<string>): Promise<void> {
    const before = this.#marked;
    this.#marked = marked;
    this.#next = marked;
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#next) {
        const wanted: ReadonlySet<string> = this.#next;
        this.#next = null;
        const details = await markActions(this.id, [...wanted]);
        if (!this.#next) this.onkept(details);
      }
    } catch (thrown) {
      this.#next = null;
      this.#marked = before;
      this.onrefused(thrown);
    } finally {
      this.#busy = false;
    }
  }
}
