/** Finding a connector, and walking the cards by arrow keys. */
import type { ConnectorView } from "../ipc/bindings/ConnectorView";

export function found(connectors: ConnectorView[], text: string): ConnectorView[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return connectors.filter(({ name, about }) => {
    const haystack = `${name} ${about}`.toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}

/** The card that a key leads to; −1 leads up to the search, null is no such key. */
export function step(key: string, at: number, cards: number, columns: number): number | null {
  const by: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
  if (key === "Home") return 0;
  if (key === "End") return cards - 1;
  const step = by[key];
  if (step === undefined) return null;
  const to = at + step;
  if (key === "ArrowUp" && to < 0) return -1;
  return to < 0 || to >= cards ? at : to;
}
