/** Open sessions for a browser with no Rust behind it: one of each kind, and what *Connect* adds. */
import type { SessionKind } from "../bindings/SessionKind";
import type { SessionRow } from "../bindings/SessionRow";
import type { ConnectionDetails } from "../bindings/ConnectionDetails";
import { failure } from "./failure";

const MINUTE = 60_000;
const at = (minutes: number) => new Date(Date.now() + minutes * MINUTE).toISOString();

const session = (n: number, name: string, kind: SessionKind, owner: string, more: Partial<SessionRow> = {}): SessionRow => ({
  id: `s${n}`,
  name,
  kind,
  owner,
  connection: "c0",
  nickname: "Prod – read only",
  address: "acme.okta.com",
  openedAt: at(-25),
  lastUsedAt: at(-3),
  tokenExpiresAt: at(34.5),
  ...more,
});

const some = (): SessionRow[] => [
  session(1, "Default", "local", "By hand"),
  session(2, "night shift", "global", "Onboard a user", { lastUsedAt: null, tokenExpiresAt: at(0.6) }),
  session(3, "admin", "variable", "Move everybody of the northern region between realms, one after the other, with a very long name", {
    nickname: "A connection with a name that is exactly one hundred characters long, as long as Okta lets a name be ok",
    tokenExpiresAt: at(-2),
  }),
];

/** The sessions of one fake. */
export class Sessions {
  #rows: SessionRow[];
  #last = 100;

  constructor(open: boolean) {
    this.#rows = open ? some() : [];
  }

  get rows(): SessionRow[] {
    return this.#rows;
  }

  disconnect(id: string): void {
    this.#rows = this.#rows.filter((row) => row.id !== id);
  }

  /** A connection is gone, and its sessions with it. */
  endWith(connection: string): string[] {
    const ended = this.#rows.filter((row) => row.connection === connection);
    this.#rows = this.#rows.filter((row) => row.connection !== connection);
    return ended.map(({ name }) => name);
  }

  has(name: string): boolean {
    return this.#rows.some((row) => row.name === name);
  }

  connect({ row }: ConnectionDetails, name: string, kind: SessionKind, owner = "By hand"): SessionRow {
    if (this.has(name)) {
      throw failure({ code: "invalidField", field: "session", what: `A session “${name}” is open already.`, why: "Two sessions of one name could not be told apart.", fix: "Disconnect it first, or choose another name." });
    }
    const { id: connection, nickname, address } = row;
    const opened = session(++this.#last, name, kind, owner, { connection, nickname, address, openedAt: at(0), lastUsedAt: null, tokenExpiresAt: at(60) });
    this.#rows = [...this.#rows, opened];
    return opened;
  }
}
