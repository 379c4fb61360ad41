/** Which connections need somebody: what only a person can put right first. */
import type { ConnectionRow } from "../ipc/bindings/ConnectionRow";
import { look, type Tone } from "../shared/status";

const order: Record<Tone, number> = { danger: 0, warning: 1, neutral: 2, success: 3 };

/** Those in trouble first, by name among their like. */
export const byTrouble = (rows: ConnectionRow[]): ConnectionRow[] =>
  rows.toSorted(
    (a, b) =>
      order[look(a.status.state).tone] - order[look(b.status.state).tone] ||
      a.nickname.localeCompare(b.nickname, "en"),
  );
