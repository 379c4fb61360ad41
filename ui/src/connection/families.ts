/** Actions under their headings, and what each needs. */
import type { ActionLine } from "../ipc/bindings/ActionLine";

export { families } from "../shared/families";

/** What an action needs: every one of its scopes, or one of its roles. */
export function needs({ scopes, roles }: ActionLine): string {
  if (scopes.length > 0) return scopes.join(", ");
  return roles.length > 0 ? roles.join(" or ") : "Nothing";
}
