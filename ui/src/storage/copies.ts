import type { CopyView } from "../ipc/bindings/CopyView";

/** What a copy holds, in words: `3 connections: Prod, Dev, Sandbox`. */
export function holds({ count, names }: Pick<CopyView, "count" | "names">): string {
  if (count === 0) return "No connections";
  const more = count > names.length ? ` and ${(count - names.length).toLocaleString("en")} more` : "";
  return `${count.toLocaleString("en")} connection${count === 1 ? "" : "s"}: ${names.join(", ")}${more}`;
}
