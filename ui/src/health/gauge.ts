/** How much of a rate limit is left, and how that looks. */
import type { BucketView } from "../ipc/bindings/BucketView";
import type { OrgBudget } from "../ipc/bindings/OrgBudget";

export type GaugeTone = "good" | "warning" | "bad";

export const share = ({ limit, remaining }: BucketView) => (limit === 0 ? 0 : Math.min(1, remaining / limit));

/** Half is plenty; under a tenth whoever asks next may be refused. */
export function toneOf(bucket: BucketView): GaugeTone {
  const left = share(bucket);
  return left >= 0.5 ? "good" : left >= 0.1 ? "warning" : "bad";
}

/** The limit of which the least is left. */
export const tightest = ({ buckets }: OrgBudget): BucketView | null =>
  buckets.toSorted((a, b) => share(a) - share(b))[0] ?? null;

/** `574 of 600 requests left in this minute`. */
export function told({ limit, remaining, resetsInS }: BucketView): string {
  const left = `${remaining.toLocaleString("en")} of ${limit.toLocaleString("en")} requests left`;
  return resetsInS === 0 ? `${left} a minute` : `${left}, all of them again in ${resetsInS} s`;
}

/** A half circle from left to right, as far as `left` of it; radius 40 around 50, 48. */
export function arc(left: number): string {
  const angle = Math.PI * (1 - Math.min(1, Math.max(0, left)));
  const [x, y] = [50 + 40 * Math.cos(angle), 48 - 40 * Math.sin(angle)];
  return `M10 48A40 40 0 0 1 ${x.toFixed(2)} ${y.toFixed(2)}`;
}
