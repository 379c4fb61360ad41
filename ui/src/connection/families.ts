/** Actions under their headings, in the order in which the headings first come. */
import type { ActionLine } from "../ipc/bindings/ActionLine";

export function families(actions: ActionLine[]): { family: string; actions: ActionLine[] }[] {
  const found = new Map<string, ActionLine[]>();
  for (const action of actions) {
    const others = found.get(action.family);
    if (others) others.push(action);
    else found.set(action.family, [action]);
  }
  return [...found].map(([family, actions]) => ({ family, actions }));
}

/** What an action needs: every one of its scopes, or one of its roles. */
export function needs({ scopes, roles }: ActionLine): string {
  if (scopes.length > 0) return scopes.join(", ");
  return roles.length > 0 ? roles.join(" or ") : "Nothing";
}
