/**
 * Where focus was, to give it back when a dialog closes. What had it may be gone by then (a menu
 * item, a deleted row): the page marks with `data-return-focus` what should have it instead.
 */
export function rememberFocus(): () => void {
  const before = document.activeElement;
  return () => {
    const stillThere =
      before instanceof HTMLElement && before !== document.body && before.isConnected;
    const next = stillThere ? before : document.querySelector<HTMLElement>("[data-return-focus]");
    next?.focus();
  };
}

/** Gives focus to a heading, and shows as much as can be of the section below it. */
export function bringTo(heading: HTMLElement): void {
  heading.focus({ preventScroll: true });
  (heading.closest("section") ?? heading).scrollIntoView({ block: "nearest" });
}

/** Whether a key press is text on its way into a field. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"))
  );
}
