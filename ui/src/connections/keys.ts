/** What a key means in the list of connections. */
export type Intent =
  | { do: "move" | "extend"; to: number }
  | { do: "select" | "selectAll" | "unselect" }
  | { do: "open" | "rename" | "delete" | "menu" | "into" | "out" };

/** `at` is the row that has focus, `rows` how many there are, `page` how many are in view. */
export function intent(
  event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">,
  at: number,
  rows: number,
  page: number,
): Intent | null {
  if (event.altKey || event.metaKey) return null;
  const move = (to: number): Intent => ({
    do: event.shiftKey ? "extend" : "move",
    to: Math.min(rows - 1, Math.max(0, to)),
  });
  switch (event.key) {
    case "ArrowDown":
      return move(at + 1);
    case "ArrowUp":
      return move(at - 1);
    case "PageDown":
      return move(at + page);
    case "PageUp":
      return move(at - page);
    case "Home":
      return move(0);
    case "End":
      return move(rows - 1);
    case " ":
      return { do: "select" };
    case "a":
      return event.ctrlKey ? { do: "selectAll" } : null;
    case "Escape":
      return { do: "unselect" };
    case "Enter":
      return { do: "open" };
    case "F2":
      return { do: "rename" };
    case "Delete":
      return { do: "delete" };
    case "ContextMenu":
      return { do: "menu" };
    case "F10":
      return event.shiftKey ? { do: "menu" } : null;
    case "ArrowRight":
      return { do: "into" };
    case "ArrowLeft":
      return { do: "out" };
    default:
      return null;
  }
}
