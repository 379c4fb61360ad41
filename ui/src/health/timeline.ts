/** The coming reauthorizations laid along a line of days. `now` is always given. */
import type { ConnectionRow } from "../ipc/bindings/ConnectionRow";

const DAY = 86_400_000;
/** A refresh token of Okta's org server lives this long; a little more shows that it ends. */
export const DAYS = 96;
/** So many dots stand above each other; of more it is told how many. */
export const MOST = 7;

export type Dot = { row: ConnectionRow; x: number; level: number; tone: Tone };
export type Tone = "past" | "soon" | "fine";
export type Heap = { x: number; more: number };
export type Tick = { x: number; label: string };
export type Timeline = { dots: Dot[]; heaps: Heap[]; ticks: Tick[]; soon: number };

type Dated = ConnectionRow & { reauthorizeBy: string };

/** Connections that must be signed in to again, the next one first. */
export function dated(rows: ConnectionRow[]): Dated[] {
  const has = (row: ConnectionRow): row is Dated => row.reauthorizeBy !== null;
  return rows.filter(has).toSorted((a, b) => Date.parse(a.reauthorizeBy) - Date.parse(b.reauthorizeBy));
}

export const toneOf = (by: string, now: number): Tone => {
  const left = Date.parse(by) - now;
  return left <= 0 ? "past" : left <= 14 * DAY ? "soon" : "fine";
};

/** Where a moment stands, from 0 for now to 1 for the last day; what has passed stands at 0. */
export const along = (at: number, now: number) => Math.min(1, Math.max(0, (at - now) / (DAYS * DAY)));

/** Lays `rows` out in so many columns, each as wide as a dot. */
export function timeline(rows: Dated[], now: number, columns: number): Timeline {
  const filled = new Map<number, number>();
  const dots: Dot[] = [];
  for (const row of rows) {
    const column = Math.round(along(Date.parse(row.reauthorizeBy), now) * (columns - 1));
    const level = filled.get(column) ?? 0;
    filled.set(column, level + 1);
    if (level < MOST) dots.push({ row, x: place(column, columns), level, tone: toneOf(row.reauthorizeBy, now) });
  }
  const heaps = [...filled]
    .filter(([, count]) => count > MOST)
    .map(([column, count]) => ({ x: place(column, columns), more: count - MOST }));
  return { dots, heaps, ticks: ticks(now), soon: along(now + 14 * DAY, now) };
}

const place = (column: number, columns: number) => (columns < 2 ? 0 : column / (columns - 1));

const monthFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** Today, and every first of a month that is far enough from it to be read. */
function ticks(now: number): Tick[] {
  const found: Tick[] = [{ x: 0, label: "Today" }];
  const first = new Date(now);
  first.setHours(0, 0, 0, 0);
  for (first.setDate(1); first.getTime() <= now + DAYS * DAY; first.setMonth(first.getMonth() + 1)) {
    const x = along(first.getTime(), now);
    if (x > 0.06 && x < 0.97) found.push({ x, label: monthFormat.format(first) });
  }
  return found;
}

/** What the picture shows, in a sentence. */
export function told(rows: Dated[], now: number): string {
  if (rows.length === 0) return "No connection has to be signed in to again.";
  const count = (tone: Tone) => rows.filter((row) => toneOf(row.reauthorizeBy, now) === tone).length;
  const all = rows.length === 1 ? "1 connection has" : `${rows.length} connections have`;
  return `${all} to be signed in to again: ${count("past")} should have been by now, ${count("soon")} within 14 days, ${count("fine")} later.`;
}
