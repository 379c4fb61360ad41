/** Which button mends a refusal, and which read tells what an unanswered write has done. */
import type { ActionLine } from "../ipc/bindings/ActionLine";
import type { RefusalView } from "../ipc/bindings/RefusalView";

export type Mending = "addScope" | "reauthorize" | "runAgain" | "lookAgain" | "connect" | "none";

/**
 * A role is given in the Admin Console, and a wrong value is changed in the form: reauthorizing
 * mends neither. Running again is not offered where it might do something twice.
 */
export function mending({ kind, scopes }: Pick<RefusalView, "kind" | "scopes">): Mending {
  switch (kind) {
    case "insufficientScope":
      return scopes.length > 0 ? "addScope" : "reauthorize";
    case "expired":
    case "dpopRequired":
      return "reauthorize";
    case "noSession":
      return "connect";
    case "eventualConsistency":
      return "lookAgain";
    case "outcomeUnknown":
    case "tooLarge":
    case "validation":
      return "none";
    default:
      return "runAgain";
  }
}

/** The action of the same family that reads one thing: the first of these kinds that there is. */
export function tellingRead(line: ActionLine, actions: ActionLine[]): ActionLine | null {
  const reads = actions.filter(({ id, family, effect }) => effect === "read" && family === line.family && id !== line.id);
  for (const kind of [/^lookup\b/i, /^read\b/i, /^get\b/i, /^find\b/i]) {
    const found = reads.find(({ name }) => kind.test(name));
    if (found) return found;
  }
  return null;
}

/** The action that opens a session, for a refusal that found none. */
export const opensSession = (actions: ActionLine[]): ActionLine | null => actions.find(({ id }) => id === "connect") ?? null;

/** Causes that belong to an input of the form, and those that belong to none. */
export function placeCauses(causes: [string, string][], inputs: { id: string }[]) {
  const known = new Set(inputs.map(({ id }) => id));
  const beside: Record<string, string> = {};
  const elsewhere: string[] = [];
  for (const [id, sentence] of causes) {
    if (known.has(id)) beside[id] = beside[id] ? `${beside[id]} ${sentence}` : sentence;
    else elsewhere.push(sentence);
  }
  return { beside, elsewhere };
}
