/** How the history is narrowed down: what is chosen on screen, and what Rust is asked for. */
import type { RunFilter } from "../ipc/bindings/RunFilter";

export type Filters = {
  text: string;
  connection: string | null;
  /** Connector and action. */
  action: string | null;
  outcome: string | null;
  /** Days as the person's calendar has them, such as `2026-11-02`; empty for none. */
  from: string;
  to: string;
};

export const noFilters: Filters = { text: "", connection: null, action: null, outcome: null, from: "", to: "" };

export const outcomes = ["done", "refused", "unknown", "sending"];

export const isFiltered = (filters: Filters) =>
  Object.entries(filters).some(([name, value]) => (name === "text" ? value?.trim() : value));

/** One word for an action: an id is its connector's own. */
export const actionKey = (connector: string, action: string) => `${connector}/${action}`;

/** What keeps a day from being taken, if anything. */
export function dayFault(day: string): string | null {
  return day === "" || midnight(day) ? null : "Write the day like 2026-11-02.";
}

/** From the first moment of one day to the last of the other. */
export function asked({ text, connection, action, outcome, from, to }: Filters): RunFilter {
  const [connector = null, id = null] = action?.split("/") ?? [];
  return {
    text: text.trim(),
    connection,
    connector,
    action: id,
    outcome,
    from: midnight(from)?.toISOString() ?? null,
    before: midnight(to, 1)?.toISOString() ?? null,
  };
}

/** Where a day begins, or the one so many days later; null where it is no day. */
function midnight(day: string, later = 0): Date | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day.trim());
  if (!parts) return null;
  const [year, month, date] = parts.slice(1).map(Number) as [number, number, number];
  const begins = new Date(year, month - 1, date + later);
  // The 31st of a month that has 30 days is no day.
  const same = new Date(year, month - 1, date);
  return same.getMonth() === month - 1 && same.getDate() === date ? begins : null;
}
