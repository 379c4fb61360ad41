/**
 * Puts text on the clipboard, by the old way where the new one is refused. Says whether it did.
 * Text that is still on its way is promised at the press: WebKit forgets the press while one waits.
 */
export async function copyText(text: string | Promise<string>): Promise<boolean> {
  try {
    if (typeof text === "string") await navigator.clipboard.writeText(text);
    else await navigator.clipboard.write([promised(text)]);
    return true;
  } catch {
    return copyBySelection(await text);
  }
}

const promised = (text: Promise<string>) =>
  new ClipboardItem({ "text/plain": text.then((known) => new Blob([known], { type: "text/plain" })) });


/** Some web views give the clipboard only to a selection that is being copied. */
function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  const host = document.querySelector("[role=dialog]") ?? document.body;
  const before = document.activeElement;
  host.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}
