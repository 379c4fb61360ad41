/** What a verdict looks like, and how a report is summed up. */
import type { DoctorLine } from "../ipc/bindings/DoctorLine";
import type { VerdictView } from "../ipc/bindings/VerdictView";

export const looks: Record<VerdictView, { word: string; icon: string }> = {
  fail: { word: "Fail", icon: "alert" },
  cannotTell: { word: "Cannot tell", icon: "question" },
  pass: { word: "Pass", icon: "check-circle" },
};

/** The gravest first. */
export const verdicts: VerdictView[] = ["fail", "cannotTell", "pass"];

/** `1 fail · 2 cannot tell · 9 pass`; what there is none of is left out. */
export function summary(lines: DoctorLine[]): string {
  return verdicts
    .map((verdict) => ({ verdict, count: lines.filter((line) => line.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${looks[verdict].word.toLowerCase()}`)
    .join(" · ");
}
