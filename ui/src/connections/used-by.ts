/** What uses a connection, as the dialog that deletes it names it. */
import type { UsageView } from "../ipc/bindings/UsageView";

/** More than so many would push the question out of sight. */
const NAMED = 5;

export type Part = { what: string; names: string[]; more: number };

export function usedBy({ scenarios, sessions }: Pick<UsageView, "scenarios" | "sessions">): Part[] {
  return [
    part(scenarios.map(([, name]) => name), "scenario uses it and will fail", "scenarios use it and will fail"),
    part(sessions.map(({ name }) => name), "open session goes through it and will end", "open sessions go through it and will end"),
  ].flatMap((one) => one ?? []);
}

function part(all: string[], one: string, many: string): Part | null {
  if (all.length === 0) return null;
  const names = all.slice(0, NAMED);
  return { what: `${all.length} ${all.length === 1 ? one : many}:`, names, more: all.length - names.length };
}
