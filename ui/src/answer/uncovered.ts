/** A secret on screen: its text is put into one element and taken out again, and is held nowhere. */
const COVER = "••••••";

export function cover(element: HTMLElement): void {
  element.textContent = COVER;
}

export function uncover(element: HTMLElement, secret: string): void {
  element.textContent = secret;
}
