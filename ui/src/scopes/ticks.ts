/** Ticking actions: which are found, and how a whole family is ticked. */
import type { ActionLine } from "../ipc/bindings/ActionLine";
import { families, type Family } from "../shared/families";

/** The families that have an action with these words in its name, family or scopes. */
export function found(actions: ActionLine[], text: string): Family[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ name, family, scopes }: ActionLine) => {
    const said = [name, family, ...scopes].join(" ").toLowerCase();
    return words.every((word) => said.includes(word));
  };
  return families(actions.filter(fits));
}

export type Share = "none" | "some" | "all";

/** How much of a family is ticked. */
export function share({ actions }: Family, ticked: ReadonlySet<string>): Share {
  const count = actions.filter(({ id }) => ticked.has(id)).length;
  if (count === 0) return "none";
  return count === actions.length ? "all" : "some";
}

/** The same ticks, with these actions ticked or unticked. */
export function ticking(ticked: ReadonlySet<string>, actions: ActionLine[], on: boolean): Set<string> {
  const after = new Set(ticked);
  for (const { id } of actions) {
    if (on) after.add(id);
    else after.delete(id);
  }
  return after;
}
