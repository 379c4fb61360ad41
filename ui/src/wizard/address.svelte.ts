import type { AddressCheck } from "../ipc/bindings/AddressCheck";
import type { AddressKind } from "../ipc/bindings/AddressKind";
import { checkAddress } from "../ipc/commands";

/** So long after the last key an address is looked at. */
const PAUSE = 350;

/** Looks at an address while it is typed. */
export class AddressWatch {
  check = $state.raw<AddressCheck | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(private readonly kind: AddressKind) {}

  /** The text is now this. */
  typed(text: string): void {
    clearTimeout(this.#timer);
    const mine = ++this.#asked;
    this.check = null;
    if (!text.trim()) return;
    this.#timer = setTimeout(() => this.#look(text, mine), PAUSE);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked++;
  }

  async #look(text: string, mine: number) {
    // Advice while typing: if it cannot be had, *Create* will say what is wrong.
    const check = await checkAddress(this.kind, text).catch(() => null);
    if (mine === this.#asked) this.check = check;
  }
}
