/** How far a list is, in words. */
import type { ListingView } from "../ipc/bindings/ListingView";

const number = new Intl.NumberFormat("en");
const clockTime = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

/** `0:07`, `12:05`, `1:02:05`. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** `1.4 MB`, as disks are sold. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const units = ["kB", "MB", "GB"];
  let [value, unit] = [bytes / 1000, 0];
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** Until when the rate limit is waited for, and how long that is still. */
export function wait(until: string, now: number): string {
  const left = Math.max(0, Date.parse(until) - now);
  return `until ${clockTime.format(new Date(until))}, ${duration(Math.ceil(left / 1000) * 1000)} from now`;
}

/** Labels and values, the counts first. */
export function facts(view: ListingView): [string, string][] {
  const { count, pages, perSecond, elapsedMs, leftMs, rateLimit } = view;
  const some: [string, string | null][] = [
    ["Records", `${number.format(count)} in ${number.format(pages)} ${pages === 1 ? "page" : "pages"}`],
    ["Rate", perSecond === null ? null : `${number.format(perSecond)} a second`],
    ["Time", leftMs === null ? duration(elapsedMs) : `${duration(elapsedMs)}, about ${duration(leftMs)} left`],
    ["Rate limit", rateLimit],
  ];
  return some.filter((one): one is [string, string] => one[1] !== null);
}

/** Where the file is, and how much is in it. */
export function fileLine({ file }: ListingView): string | null {
  if (!file) return null;
  const held = `${number.format(file.records)} ${file.records === 1 ? "record" : "records"}, ${size(file.bytes)}`;
  return file.saved ? `Saved as ${file.path}: ${held}.` : `For ${file.path}: ${held} so far.`;
}
