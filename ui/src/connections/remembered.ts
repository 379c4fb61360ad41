/** How the list was left, kept as a preference. What cannot be read counts as nothing. */
import { type Column, type Filters, noFilters, type Sort } from "./arrange";

export type Remembered = { filters: Filters; sort: Sort };

export const PREFERENCE = "connections.list";

const columns: Column[] = [
  "nickname",
  "description",
  "connector",
  "address",
  "authorizedAs",
  "status",
  "granted",
  "reauthorizeBy",
  "lastTestedAt",
];

export const fresh: Remembered = {
  filters: noFilters,
  sort: { column: "nickname", descending: false },
};

/** The search text is left out: a list that opens filtered by a forgotten word looks empty. */
export const write = ({ filters, sort }: Remembered): string =>
  JSON.stringify({ ...filters, text: undefined, ...sort });

export function read(kept: string | null): Remembered {
  if (!kept) return fresh;
  try {
    const { connector, status, folder, column, descending } = JSON.parse(kept) as Record<string, unknown>;
    const word = (value: unknown) => (typeof value === "string" ? value : null);
    return {
      filters: { text: "", connector: word(connector), status: word(status), folder: word(folder) },
      sort: {
        column: columns.find((known) => known === column) ?? "nickname",
        descending: descending === true,
      },
    };
  } catch {
    return fresh;
  }
}
