/**
 * The queue of reauthorizations for a browser with no Rust behind it. A connection whose secret is
 * rejected is refused, one that is unreachable is signed in to by another user, and one whose
 * scopes are missing loses one.
 */
import type { ConnectionRow } from "../bindings/ConnectionRow";
import type { QueuedState } from "../bindings/QueuedState";
import type { QueuedView } from "../bindings/QueuedView";
import type { QueueRequest } from "../bindings/QueueRequest";
import type { QueueView } from "../bindings/QueueView";
import { statuses } from "./connections";
import { failure } from "./failure";

const bob = { username: "bob@acme.example", name: "Bob Example", subject: "00u9" };

export class FakeQueue {
  #items: QueuedView[] = [];
  #running = false;
  #revision = 1;
  #news: (() => void)[] = [];
  #wish: "skip" | "stop" | null = null;

  /** `after` is how many milliseconds a sign-in takes; null for ever. */
  constructor(
    private readonly after: number | null,
    private readonly find: (id: string) => ConnectionRow | undefined,
    private readonly change: (id: string, more: Partial<ConnectionRow>) => void,
  ) {}

  readonly answers = {
    queue_connections: ({ request }: { request: QueueRequest }) => this.#queue(request),
    follow_queue: async ({ seen }: { seen: number }) => {
      if (seen >= this.#revision) await new Promise<void>((resolve) => this.#news.push(resolve));
      return this.#view();
    },
    go_on_with_queue: () => this.#goOn(),
    stop_queue: () => this.#tell(() => (this.#wish = "stop")),
    clear_queue: () =>
      this.#tell(() => {
        this.#wish = "stop";
        this.#items = [];
      }),
    skip_queued: ({ connection }: { connection: string }) => {
      const { state } = this.#one(connection);
      if (state.kind === "waiting") this.#put(connection, { kind: "skipped" });
      else this.#tell(() => (this.#wish = "skip"));
    },
    retry_queued: ({ connection }: { connection: string }) => {
      this.#put(connection, { kind: "waiting", because: null });
      this.#goOn();
    },
    decide_queued: ({ connection, change }: { connection: string; change: boolean }) => {
      this.#put(connection, change ? this.#done(connection, bob.username) : { kind: "kept", turnedDown: bob.username });
      this.#goOn();
    },
  };

  #queue({ connections, handOverTo }: QueueRequest): QueueView {
    if (handOverTo?.trim() === "") {
      throw failure({ code: "invalidField", field: "login", what: "Nobody is named to take the connections over.", why: "Okta's page is opened for that user.", fix: "Enter the login of a service account." });
    }
    this.#items = connections.flatMap((id) => {
      const row = this.find(id);
      if (!row) return [];
      const { nickname, address, connector, authorizedAs } = row;
      const handedOverBy = handOverTo === null ? null : authorizedAs;
      return [{ connection: id, nickname, address, connector, expected: handOverTo ?? authorizedAs, handedOverBy, state: { kind: "waiting", because: null } as QueuedState }];
    });
    this.#goOn();
    return this.#view();
  }

  #goOn(): void {
    if (this.#running) return;
    this.#tell(() => {
      this.#running = true;
      this.#wish = null;
    });
    void this.#work();
  }

  async #work() {
    for (let next; (next = this.#items.find(({ state }) => state.kind === "waiting")); ) {
      const id = next.connection;
      this.#put(id, { kind: "signingIn" });
      await this.#signedIn();
      if (this.#wish === "stop") {
        this.#put(id, { kind: "waiting", because: null });
        break;
      }
      this.#put(id, this.#wish === "skip" ? { kind: "skipped" } : this.#outcome(next));
      this.#wish = null;
      if (this.#items.some(({ state }) => state.kind === "deciding")) break;
    }
    this.#tell(() => (this.#running = false));
  }

  async #signedIn() {
    const come = this.after === null ? new Promise<void>(() => undefined) : new Promise<void>((resolve) => setTimeout(resolve, this.after ?? 0));
    const wished = async () => {
      while (this.#wish === null) await new Promise<void>((resolve) => this.#news.push(resolve));
    };
    await Promise.race([come, wished()]);
  }

  #outcome({ connection, expected }: QueuedView): QueuedState {
    const row = this.find(connection);
    if (!row) return { kind: "gone" };
    if (row.status.state === "credentialsRejected") {
      return { kind: "refused", explanation: { what: "The Client Secret was refused.", why: "Client authentication failed.", fix: "Copy the Client Secret from the app's general settings; look that it is active." }, requestId: "Zk3f0a2bQ9mT" };
    }
    if (row.status.state === "unreachable") {
      return { kind: "deciding", before: { username: expected ?? "", name: "Workflows Service", subject: "00u1" }, now: bob };
    }
    return this.#done(connection, expected ?? bob.username);
  }

  #done(connection: string, username: string): QueuedState {
    const less = this.find(connection)?.status.state === "activeWithMissingScopes";
    const status = statuses[less ? 1 : 0];
    if (status) this.change(connection, { status, authorizedAs: username });
    return { kind: "done", username, status: [status?.state ?? "", status?.word ?? ""], gained: [], lost: less ? ["okta.users.manage"] : [], problem: null };
  }

  #one(connection: string): QueuedView {
    const found = this.#items.find((item) => item.connection === connection);
    if (!found) throw failure({ what: "This connection is not in the queue any more." });
    return found;
  }

  #put(connection: string, state: QueuedState): void {
    this.#tell(() => (this.#items = this.#items.map((item) => (item.connection === connection ? { ...item, state } : item))));
  }

  #tell(change: () => unknown): void {
    change();
    this.#revision++;
    this.#news.splice(0).forEach((heard) => heard());
  }

  #view(): QueueView {
    const now = this.#items.find(({ state }) => state.kind === "signingIn");
    return {
      revision: this.#revision,
      whole: true,
      items: this.#items,
      running: this.#running,
      signIn: now
        ? { attempt: "q1", url: "https://acme.okta.com/oauth2/v1/authorize?client_id=0oa1&state=y", redirectUri: "http://127.0.0.1:8765/callback", expiresAt: new Date(Date.now() + 5 * 60_000).toISOString(), busyPorts: [], browserOpened: true }
        : null,
      halted: null,
    };
  }
}
