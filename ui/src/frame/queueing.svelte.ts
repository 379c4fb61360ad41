/** *Reauthorize many*, *Hand over* and *Rotate secret*: from the list, and back to it. */
import type { ConnectionRow } from "../ipc/bindings/ConnectionRow";
import { Queue } from "../queue/queue.svelte";
import { toasts } from "../shared/toasts.svelte";
import type { Desk } from "./desk.svelte";

export class Queueing {
  readonly queue = new Queue(() => void this.desk.list.load().catch(toasts.refused));

  constructor(private readonly desk: Desk) {}

  /** Reads the queue as it was left. That it cannot be read is no reason to show no list. */
  async load(): Promise<void> {
    await this.queue.load().catch(toasts.refused);
  }

  show = () => {
    this.desk.page = { at: "queue" };
  };

  /** *Reauthorize* of the rows that are selected. */
  start = async (rows: ConnectionRow[]) => {
    try {
      await this.#start(rows.map(({ id }) => id), null);
    } catch (thrown) {
      toasts.refused(thrown);
    }
  };

  /** Rejects where it was refused, so that the dialog can say so. */
  handOver = async (connections: string[], to: string) => {
    await this.#start(connections, to);
    this.desk.close();
  };

  /** The change of a secret is over, or given up. */
  secretChanged = (said: string) => {
    toasts.done(said);
    this.leaveChange();
  };

  /** Statuses and key IDs may have changed with a secret. */
  leaveChange = () => {
    this.desk.close();
    void this.desk.list.load().catch(toasts.refused);
  };

  /** All that runs as the user of this row, whichever org it is in. Service users are let in by key. */
  ofTheSameUser({ authorizedAs }: ConnectionRow): ConnectionRow[] {
    const login = authorizedAs?.toLowerCase();
    return this.desk.list.rows.filter((row) => row.requested !== null && login && row.authorizedAs?.toLowerCase() === login);
  }

  async #start(connections: string[], to: string | null): Promise<void> {
    await this.queue.start(connections, to);
    this.desk.list.selection.clear();
    this.show();
  }
}
