/** The open sessions, read again and again for as long as somebody looks at them. */
import type { Failure } from "../ipc/bindings/Failure";
import type { SessionRow } from "../ipc/bindings/SessionRow";
import { disconnectSession, listSessions } from "../ipc/commands";
import { asFailure } from "../shared/failure";

/** Sessions come and go with runs, not with keystrokes. */
const EVERY = 4_000;

export class SessionList {
  rows = $state.raw<SessionRow[]>([]);
  loaded = $state(false);
  /** Why the last reading failed; what was read before stays in sight. */
  failure = $state.raw<Failure | null>(null);
  /** Those that are being ended. */
  ending = $state<string[]>([]);
  #reading = false;

  async load(): Promise<void> {
    // A slow answer is waited for, not overtaken.
    if (this.#reading) return;
    this.#reading = true;
    try {
      this.rows = await listSessions();
      this.failure = null;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    } finally {
      this.loaded = true;
      this.#reading = false;
    }
  }

  /** Reads now and from then on; the answer ends it. */
  watch(): () => void {
    void this.load();
    const timer = setInterval(() => !document.hidden && void this.load(), EVERY);
    return () => clearInterval(timer);
  }

  /** Ends one. Rejects where that was refused, and leaves it in the list. */
  async disconnect({ id }: SessionRow): Promise<void> {
    if (this.ending.includes(id)) return;
    this.ending = [...this.ending, id];
    try {
      await disconnectSession(id);
      this.rows = this.rows.filter((row) => row.id !== id);
    } finally {
      this.ending = this.ending.filter((one) => one !== id);
    }
  }
}
