/** What a key means on a step that is being edited. */
export type StepIntent = "up" | "down" | "moveUp" | "moveDown" | "remove";

export function stepIntent({ key, altKey, ctrlKey, metaKey, shiftKey }: Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey">): StepIntent | null {
  if (ctrlKey || metaKey || shiftKey) return null;
  if (key === "ArrowUp") return altKey ? "moveUp" : "up";
  if (key === "ArrowDown") return altKey ? "moveDown" : "down";
  return key === "Delete" && !altKey ? "remove" : null;
}
