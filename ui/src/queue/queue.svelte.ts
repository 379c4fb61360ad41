import type { ExplanationView } from "../ipc/bindings/ExplanationView";
import type { QueuedView } from "../ipc/bindings/QueuedView";
import type { QueueView } from "../ipc/bindings/QueueView";
import type { SignInView } from "../ipc/bindings/SignInView";
import * as ipc from "../ipc/commands";
import { isOpen } from "./words";

/** The queue of reauthorizations, followed for as long as it goes on. */
export class Queue {
  items = $state.raw<QueuedView[]>([]);
  running = $state(false);
  signIn = $state.raw<SignInView | null>(null);
  halted = $state.raw<ExplanationView | null>(null);
  #revision = 0;
  #following = false;

  /** `onrest` is told when it goes on no more by itself: connections have changed. */
  constructor(private readonly onrest: () => void) {}

  get deciding(): QueuedView | undefined {
    return this.items.find(({ state }) => state.kind === "deciding");
  }

  /** Whether anything is left to be done or decided. */
  get isOpen(): boolean {
    return this.items.some(isOpen);
  }

  /** Reads it, as it was left the last time. */
  async load(): Promise<void> {
    this.#take(await ipc.followQueue(0));
    void this.#follow();
  }

  async start(connections: string[], handOverTo: string | null): Promise<void> {
    this.#take(await ipc.queueConnections({ connections, handOverTo }));
    void this.#follow();
  }

  goOn = () => this.#do(ipc.goOnWithQueue());
  stop = () => this.#do(ipc.stopQueue());
  clear = () => this.#do(ipc.clearQueue());
  skip = ({ connection }: QueuedView) => this.#do(ipc.skipQueued(connection));
  retry = ({ connection }: QueuedView, asAnother = false) => this.#do(ipc.retryQueued(connection, asAnother));
  decide = ({ connection }: QueuedView, change: boolean) => this.#do(ipc.decideQueued(connection, change));
  openAgain = () => (this.signIn ? ipc.openSignInAgain(this.signIn.attempt) : Promise.resolve(false));

  async #do(asked: Promise<void>): Promise<void> {
    await asked;
    // What was asked has happened by now: the first answer tells.
    this.#take(await ipc.followQueue(0));
    void this.#follow();
  }

  async #follow(): Promise<void> {
    if (this.#following) return;
    this.#following = true;
    try {
      while (this.running) this.#take(await ipc.followQueue(this.#revision));
    } catch {
      // Whoever looks next reads it anew; what was said there is said again.
      this.running = false;
    } finally {
      this.#following = false;
    }
  }

  /** Answers may overtake each other: an older one tells nothing new. */
  #take(view: QueueView): void {
    if (view.revision < this.#revision) return;
    const was = this.running;
    this.#revision = view.revision;
    this.items = view.whole ? view.items : merged(this.items, view.items);
    this.running = view.running;
    this.signIn = view.signIn;
    this.halted = view.halted;
    if (was && !view.running) this.onrest();
  }
}

/** The items, with those in their places that have changed. */
export function merged(items: QueuedView[], changed: QueuedView[]): QueuedView[] {
  if (changed.length === 0) return items;
  const news = new Map(changed.map((item) => [item.connection, item]));
  return items.map((item) => news.get(item.connection) ?? item);
}
