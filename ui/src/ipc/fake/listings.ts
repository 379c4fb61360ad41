/**
 * Lists for a browser with no Rust behind it. What is typed into the first input decides how one
 * goes: `endless` goes on until it is stopped, `busy` waits after a page, `lost` breaks off after
 * two, `none` has no record; all others have 1,200.
 */
import type { ConnectionDetails } from "../bindings/ConnectionDetails";
import type { ListingRequest } from "../bindings/ListingRequest";
import type { ListingView } from "../bindings/ListingView";
import type { RefusalView } from "../bindings/RefusalView";
import { person, refusal, run } from "./actions";
import { failure } from "./failure";

const PAGE = 200;
const KEPT = 10_000;

type Listing = { request: ListingRequest; details: ConnectionDetails; view: ListingView; rows: string[][]; stopped: boolean };

const rowOf = (n: number) => {
  const { id, status, profile } = person(n);
  return [id, status, profile.login, `${profile.firstName} ${profile.lastName}`, person(n).created];
};

export class FakeListings {
  readonly #all = new Map<string, Listing>();

  /** `pace` is how many milliseconds a page takes. */
  constructor(private readonly pace: number) {}

  async start(details: ConnectionDetails, request: ListingRequest): Promise<ListingView> {
    const { extent, file, ...form } = request;
    // The form is judged as for one answer.
    await run(details, form);
    if (file && Object.values(form.inputs)[0] === "no file") {
      throw failure({ code: "cancelled", what: "The list was not read.", why: "No file was picked for it.", fix: "Nothing was sent." });
    }
    const id = `listing-${this.#all.size + 1}`;
    const view: ListingView = {
      id, revision: 0, state: "reading", count: 0, pages: 0, elapsedMs: 0, leftMs: extent === "all" ? null : 100, perSecond: null,
      rateLimit: null, waitsUntil: null, columns: [], firstRow: 0, rows: [], kept: 0, notes: [], answer: null, failure: null,
      file: file && { path: `~/Documents/users.${file}`, format: file, records: 0, bytes: 0, saved: false },
    };
    this.#all.set(id, { request, details, view, rows: [], stopped: false });
    return view;
  }

  async follow(id: string, have: number): Promise<ListingView> {
    const listing = this.#all.get(id);
    if (!listing) throw failure({ what: "This list is not remembered any more." });
    await new Promise((resolve) => setTimeout(resolve, this.pace));
    await this.#goOn(listing);
    return { ...listing.view, firstRow: have, rows: listing.rows.slice(have) };
  }

  stop(id: string): void {
    const listing = this.#all.get(id);
    if (listing) listing.stopped = true;
  }

  async #goOn(listing: Listing) {
    const { request, view } = listing;
    const word = Object.values(request.inputs)[0];
    if (listing.stopped) return this.#end(listing, "stopped");
    const waits = word === "busy" && view.pages === 1;
    if (waits) {
      listing.view = { ...view, revision: view.revision + 1, state: "waiting", waitsUntil: new Date(Date.now() + 37_000).toISOString() };
      return;
    }
    if (word === "lost" && view.pages === 2) {
      return this.#end(listing, "refused", refusal("offline", "The answer of acme.okta.com was not used.", "The connection broke off before the answer was complete.", "Try again."));
    }
    const most = { first: 1, first200: 200, all: word === "endless" ? Infinity : word === "none" ? 0 : 1200 }[request.extent];
    const records = Math.min(PAGE, most - view.count);
    const count = view.count + records;
    const room = Math.max(0, Math.min(records, (request.file ? 200 : KEPT) - listing.rows.length));
    listing.rows.push(...Array.from({ length: room }, (_, n) => rowOf(view.count + n)));
    listing.view = {
      ...view,
      revision: view.revision + 1,
      count,
      pages: view.pages + 1,
      elapsedMs: view.elapsedMs + 120,
      perSecond: 1650,
      rateLimit: `${600 - view.pages} of 600 requests left until 14:05:00 UTC`,
      columns: ["ID", "Status", "Login", "Name", "Created"],
      kept: listing.rows.length,
      file: view.file && { ...view.file, records: count, bytes: count * 140 },
    };
    if (count >= most) await this.#end(listing, "done");
  }

  async #end(listing: Listing, state: "done" | "stopped" | "refused", card: RefusalView | null = null) {
    const { request, details, rows, view } = listing;
    const { connection, action } = request;
    const one = request.extent === "first";
    const answer = await run(details, { connection, action, inputs: {} });
    listing.view = {
      ...view,
      ...listing.view,
      revision: view.revision + 2,
      state,
      waitsUntil: null,
      leftMs: null,
      file: listing.view.file && { ...listing.view.file, saved: true },
      answer: {
        ...answer,
        outcome: state,
        refusal: card,
        fields: one ? [{ id: "id", label: "ID", value: rows[0]?.[0] ?? "", masked: false }] : [],
        columns: one ? [] : listing.view.columns,
        rows: [],
        more: state !== "done" || request.extent !== "all",
        body: JSON.stringify(one ? person(0) : rows.slice(0, 200).map((_, n) => person(n)), null, 2),
      },
    };
  }
}
