/** The last hundred checks and runs: how each looks, and all of them in a sentence. */
import type { StripMark } from "../ipc/bindings/StripMark";
import type { StripTone } from "../ipc/bindings/StripTone";

export const PLACES = 100;

/** Height of a mark of 20: trouble stands out by more than its colour. */
export const heights: Record<StripTone, number> = { neutral: 4, good: 8, warning: 14, bad: 20 };

export const kinds: Record<StripMark["kind"], string> = { check: "Checked by itself", test: "Tested", run: "Run" };

/** The first place that a mark takes: the newest always stands at the right end. */
export const firstPlace = (marks: StripMark[]) => Math.max(0, PLACES - marks.length);

/** `42 checks and runs: 40 went well, 2 did not. The last one, 3 min ago: Answered.` */
export function summary(marks: StripMark[], ago: (at: string) => string): string {
  const last = marks.at(-1);
  if (!last) return "Neither checked nor used yet.";
  const count = (tone: StripTone) => marks.filter((mark) => mark.tone === tone).length;
  const well = count("good");
  const ill = count("warning") + count("bad");
  const all = marks.length === 1 ? "1 check or run" : `${marks.length} checks and runs`;
  return `${all}: ${well} went well, ${ill} did not. The last one, ${ago(last.at)}: ${last.word}.`;
}
