/** Finding by words, in any order. */
const wordsOf = (text: string) => text.toLowerCase().split(/\s+/).filter(Boolean);

/** Whether all words that were typed are in a text. */
export function hasWords(text: string, typed: string): boolean {
  const among = text.toLowerCase();
  return wordsOf(typed).every((word) => among.includes(word));
}

export type Group<Item> = { label: string; items: Item[] };

/** The items of each group that have all the words, in their own text or in the group's name. */
export function found<Item extends { text: string }>(groups: Group<Item>[], typed: string): Group<Item>[] {
  return groups
    .map(({ label, items }) => ({ label, items: items.filter(({ text }) => hasWords(`${label} ${text}`, typed)) }))
    .filter(({ items }) => items.length > 0);
}

/** The item that a key leads to, of so many; null is no such key. */
export function step(key: string, at: number, items: number): number | null {
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 }[key];
  return to === undefined ? null : Math.max(0, Math.min(items - 1, to));
}
