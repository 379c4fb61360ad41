/** Keys that mean something wherever one is. */
export type FrameIntent = "search" | "new" | "keys" | "back";

export function frameIntent(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">,
  typing: boolean,
): FrameIntent | null {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") return "search";
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === "Escape") return "back";
  if (typing) return null;
  if (event.key === "/") return "search";
  if (event.key === "?") return "keys";
  return event.key.toLowerCase() === "n" ? "new" : null;
}
