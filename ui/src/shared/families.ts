/** Actions under their headings, in the order in which the headings first come. */
import type { ActionLine } from "../ipc/bindings/ActionLine";

export type Family = { family: string; actions: ActionLine[] };

export function families(actions: ActionLine[]): Family[] {
  const found = new Map<string, ActionLine[]>();
  for (const action of actions) {
    const others = found.get(action.family);
    if (others) others.push(action);
    else found.set(action.family, [action]);
  }
  return [...found].map(([family, actions]) => ({ family, actions }));
}
