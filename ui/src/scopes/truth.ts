/** The truth table in words: what a mark is called, and how many rows have it. */
import type { ScopeLine } from "../ipc/bindings/ScopeLine";
import type { ScopeMark } from "../ipc/bindings/ScopeMark";

export type Look = { word: string; icon: string; about: string };

export const looks: Record<ScopeMark, Look> = {
  missing: { word: "Missing", icon: "alert", about: "Asked for or needed, and not granted." },
  unused: { word: "Unused", icon: "minus-circle", about: "Granted, and nothing that you use needs it." },
  ok: { word: "OK", icon: "check", about: "As it should be." },
  automatic: { word: "Automatic", icon: "star", about: "Granted by Okta itself; no admin grants it." },
  dropped: { word: "Dropped", icon: "close", about: "Granted before, and neither asked for nor needed now." },
};

/** In the order of the table. */
export const marks: ScopeMark[] = ["missing", "unused", "ok", "automatic", "dropped"];

/** The marks that occur, and how often. */
export function counts(lines: ScopeLine[]): { mark: ScopeMark; count: number }[] {
  return marks
    .map((mark) => ({ mark, count: lines.filter((line) => line.mark === mark).length }))
    .filter(({ count }) => count > 0);
}

/** Whether the table can say what is needed: some row has something that needs it. */
export const knowsNeeds = (lines: ScopeLine[]) => lines.some(({ neededBy }) => neededBy.length > 0);

/** Whether two sign-ins are compared. */
export const compares = (lines: ScopeLine[]) => lines.some(({ before }) => before !== null);

/** The first names of a list, and how many more there are. */
export function first(names: string[], most: number): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(", ")} and ${more} more` : names.join(", ");
}
