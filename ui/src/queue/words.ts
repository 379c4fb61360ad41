/** How a queue and the connections in it are told. */
import type { QueuedState } from "../ipc/bindings/QueuedState";
import type { QueuedView } from "../ipc/bindings/QueuedView";

export type Tone = "success" | "warning" | "danger" | "neutral";
export type Look = { icon: string; tone: Tone; word: string };

/** An icon and a word for each state. */
export function look(state: QueuedState): Look {
  switch (state.kind) {
    case "waiting":
      return { icon: "clock", tone: "neutral", word: "Waiting" };
    case "signingIn":
      return { icon: "open", tone: "neutral", word: "Signing in" };
    case "saving":
      return { icon: "refresh", tone: "neutral", word: "Saving and testing" };
    case "deciding":
      return { icon: "alert", tone: "warning", word: "Another user" };
    case "done":
      return state.lost.length > 0 || state.problem
        ? { icon: "alert", tone: "warning", word: `Reauthorized: ${state.status[1]}` }
        : { icon: "check-circle", tone: "success", word: "Reauthorized" };
    case "meanwhile":
      return { icon: "check-circle", tone: "success", word: "Reauthorized meanwhile" };
    case "refused":
      return { icon: "refresh-alert", tone: "danger", word: "Not reauthorized" };
    case "kept":
      return { icon: "minus-circle", tone: "neutral", word: "Kept as it was" };
    case "skipped":
      return { icon: "minus-circle", tone: "neutral", word: "Skipped" };
    case "gone":
      return { icon: "trash", tone: "neutral", word: "Deleted meanwhile" };
  }
}

export const isThrough = ({ state }: QueuedView) => state.kind === "done" || state.kind === "meanwhile";

/** Whether its turn is yet to come, or it waits for an answer. */
export const isOpen = ({ state }: QueuedView) => ["waiting", "signingIn", "saving", "deciding"].includes(state.kind);

export const mayRetry = ({ state }: QueuedView) => ["refused", "kept", "skipped"].includes(state.kind);

const many = (count: number, one: string, more: string) => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

/** How far a queue is, in one line. */
export function progress(items: readonly QueuedView[]): string {
  const count = (is: (item: QueuedView) => boolean) => items.filter(is).length;
  const parts = [`${count(isThrough).toLocaleString("en")} of ${many(items.length, "connection", "connections")} reauthorized`];
  const refused = count(({ state }) => state.kind === "refused");
  const left = count(isOpen);
  if (refused > 0) parts.push(`${refused.toLocaleString("en")} refused`);
  if (left > 0) parts.push(`${left.toLocaleString("en")} to go`);
  return parts.join(" · ");
}
