/** Times on screen: how long ago, how long still. `now` is always given. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** From here on a date asks for attention. */
const SOON = 14 * DAY;

export type Deadline = {
  /** `21 February`; with its year where it is not within a year. */
  day: string;
  /** `63 days`. */
  text: string;
  /** `Reauthorize by 21 February (63 days)`. */
  whole: string;
  tone: "fine" | "soon" | "past";
};

const dateFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
const exactFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const momentFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** `3 Feb 2027`. */
export const date = (at: string) => dateFormat.format(new Date(at));

/** `3 Feb 2027, 10:15`. */
export const moment = (at: string) => momentFormat.format(new Date(at));

/** `3 Feb 2027, 10:15:42`. */
export const exact = (at: string) => exactFormat.format(new Date(at));

const count = (n: number, thing: string) => `${n} ${thing}${n === 1 ? "" : "s"}`;

const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });
const dayAndYearFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" });

/** A date by which to sign in again, and how long that is off: `12 days`, `5 hours`, `3 days overdue`. */
export function deadline(by: string, now: number): Deadline {
  const left = Date.parse(by) - now;
  const format = Math.abs(left) < 360 * DAY ? dayFormat : dayAndYearFormat;
  const day = format.format(new Date(by));
  const told = (text: string, tone: Deadline["tone"]) => ({ day, text, whole: `Reauthorize by ${day} (${text})`, tone });
  if (left <= -DAY) return told(`${count(Math.floor(-left / DAY), "day")} overdue`, "past");
  if (left <= 0) return told("overdue", "past");
  if (left < HOUR) return told("under an hour", "soon");
  if (left < DAY) return told(count(Math.floor(left / HOUR), "hour"), "soon");
  return told(count(Math.floor(left / DAY), "day"), left <= SOON ? "soon" : "fine");
}

/** How long ago: `just now`, `5 min ago`, `3 h ago`, `2 days ago`, and then the date. */
export function ago(at: string, now: number): string {
  const passed = now - Date.parse(at);
  if (passed < MINUTE) return "just now";
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min ago`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h ago`;
  if (passed < 30 * DAY) return `${count(Math.floor(passed / DAY), "day")} ago`;
  return date(at);
}

/** Time left of a wait, as `4:07`; never below `0:00`. */
export function countdown(until: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** How long a token still lives: `34 min left`, `1 h 5 min left`, and then `ended`. */
export function left(until: string, now: number): string {
  const still = Date.parse(until) - now;
  if (still <= 0) return "ended";
  if (still < MINUTE) return "under a minute left";
  const hours = Math.floor(still / HOUR);
  const minutes = Math.floor((still % HOUR) / MINUTE);
  return hours > 0 ? `${hours} h ${minutes} min left` : `${minutes} min left`;
}

/** How long something took: `214 ms`, `3.2 s`, `2 min 5 s`. */
export function took(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < MINUTE) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${Math.floor(milliseconds / MINUTE)} min ${Math.floor((milliseconds % MINUTE) / 1000)} s`;
}
