/** Which rows are shown, and in which order. Made for 10,000 rows: all that is slow is done once. */
import type { ConnectionRow } from "../ipc/bindings/ConnectionRow";

export type Column =
  | "nickname"
  | "description"
  | "connector"
  | "address"
  | "authorizedAs"
  | "status"
  | "granted"
  | "reauthorizeBy"
  | "lastTestedAt";

export type Sort = { column: Column; descending: boolean };

/** The folder filter for connections that are in none. */
export const ORG_LEVEL = "";

export type Filters = {
  text: string;
  /** A connector's id; null for all. */
  connector: string | null;
  /** A state; null for all. */
  status: string | null;
  /** A folder, or `ORG_LEVEL`; null for all. */
  folder: string | null;
};

export const noFilters: Filters = { text: "", connector: null, status: null, folder: null };

export const isFiltered = (filters: Filters) =>
  filters.text.trim() !== "" ||
  filters.connector !== null ||
  filters.status !== null ||
  filters.folder !== null;

/** A row, and all the text in it that the search looks at: made when the first word is typed. */
type Entry = { row: ConnectionRow; haystack: string | null };

/** Letters as they are compared: without case, and with one spelling for each. */
const fold = (text: string) => text.normalize("NFKC").toLowerCase();

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const text = (read: (row: ConnectionRow) => string | null) => (a: ConnectionRow, b: ConnectionRow) => {
  const [left, right] = [read(a), read(b)];
  if (!left || !right) return left ? -1 : right ? 1 : 0;
  return collator.compare(left, right);
};
/** Dates are RFC 3339 in UTC: their text sorts as they do. What has none comes last. */
const plain = (read: (row: ConnectionRow) => string | number | null) => (a: ConnectionRow, b: ConnectionRow) => {
  const [left, right] = [read(a), read(b)];
  if (left === null || right === null) return left !== null ? -1 : right !== null ? 1 : 0;
  return left < right ? -1 : left > right ? 1 : 0;
};

const share = ({ granted, requested }: ConnectionRow) =>
  granted === null || !requested ? null : granted / requested;

const compare: Record<Column, (a: ConnectionRow, b: ConnectionRow) => number> = {
  nickname: text((row) => row.nickname),
  description: text((row) => row.description),
  connector: text((row) => row.connectorName),
  address: text((row) => row.address),
  authorizedAs: text((row) => row.authorizedAs),
  status: text((row) => row.status.word),
  granted: plain(share),
  reauthorizeBy: plain((row) => row.reauthorizeBy),
  lastTestedAt: plain((row) => row.lastTestedAt),
};

const haystackOf = (entry: Entry): string =>
  (entry.haystack ??= fold(
    [entry.row.nickname, entry.row.description, entry.row.address, entry.row.authorizedAs ?? ""].join("\n"),
  ));

/** Rows come by nickname, as they are mostly shown: to see that costs a tenth of sorting them. */
const inOrder = (entries: Entry[], order: (a: Entry, b: Entry) => number) =>
  entries.every((entry, n) => n === 0 || order(entries[n - 1] as Entry, entry) <= 0);

/** Rows, ready to be searched and sorted over and over. */
export class Shelf {
  readonly rows: ConnectionRow[];
  readonly #entries: Entry[];
  readonly #sorted = new Map<string, Entry[]>();

  constructor(rows: ConnectionRow[]) {
    this.rows = rows;
    this.#entries = rows.map((row) => ({ row, haystack: null }));
  }

  /** The rows that pass the filters; starred ones first, then in the order asked for. */
  arrange(filters: Filters, sort: Sort): ConnectionRow[] {
    const words = fold(filters.text).split(/\s+/).filter(Boolean);
    const passes = (entry: Entry) =>
      (filters.connector === null || entry.row.connector === filters.connector) &&
      (filters.status === null || entry.row.status.state === filters.status) &&
      (filters.folder === null || (entry.row.folder ?? ORG_LEVEL) === filters.folder) &&
      words.every((word) => haystackOf(entry).includes(word));

    return this.#inOrder(sort)
      .filter(passes)
      .map((entry) => entry.row);
  }

  /** Sorting is what costs: each order is made once. */
  #inOrder({ column, descending }: Sort): Entry[] {
    const key = `${column} ${descending}`;
    const known = this.#sorted.get(key);
    if (known) return known;

    const by = compare[column];
    const sign = descending ? -1 : 1;
    const order = (a: Entry, b: Entry) =>
      Number(b.row.starred) - Number(a.row.starred) ||
      sign * by(a.row, b.row) ||
      compare.nickname(a.row, b.row);
    const made = inOrder(this.#entries, order) ? this.#entries : this.#entries.toSorted(order);
    this.#sorted.set(key, made);
    return made;
  }
}

export type Choice = { value: string; label: string };

/** What the three filters can be set to: only what is there. */
export function choices(rows: ConnectionRow[]): Record<"connectors" | "statuses" | "folders", Choice[]> {
  const connectors = new Map<string, string>();
  const statuses = new Map<string, string>();
  const folders = new Map<string, string>();
  for (const row of rows) {
    connectors.set(row.connector, row.connectorName);
    statuses.set(row.status.state, row.status.word);
    folders.set(row.folder ?? ORG_LEVEL, row.folder ?? "Org-level");
  }
  const listed = (found: Map<string, string>) =>
    [...found]
      .map(([value, label]) => ({ value, label }))
      .sort((a, b) => collator.compare(a.label, b.label));
  return { connectors: listed(connectors), statuses: listed(statuses), folders: listed(folders) };
}

/** Pressing a header: sorts by it, and the second time the other way round. */
export const sortBy = (sort: Sort, column: Column): Sort => ({
  column,
  descending: sort.column === column && !sort.descending,
});
