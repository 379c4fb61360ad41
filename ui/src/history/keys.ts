/** What a key means in the list of runs. */
export type Intent = { do: "move"; to: number } | { do: "open" | "choose" | "delete" | "into" | "out" };

/** `at` is the row that has focus, `rows` how many there are, `page` how many are in view. */
export function intent(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">,
  at: number,
  rows: number,
  page: number,
): Intent | null {
  if (event.altKey || event.metaKey || event.ctrlKey) return null;
  const move = (to: number): Intent => ({ do: "move", to: Math.min(rows - 1, Math.max(0, to)) });
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
    case "Enter":
      return { do: "open" };
    case " ":
      return { do: "choose" };
    case "Delete":
      return { do: "delete" };
    case "ArrowRight":
      return { do: "into" };
    case "ArrowLeft":
      return { do: "out" };
    default:
      return null;
  }
}
