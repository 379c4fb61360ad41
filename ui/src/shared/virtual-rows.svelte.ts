/** The rows in view, out of many: TanStack's virtualizer, as Svelte state. */
import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from "@tanstack/virtual-core";

type Given = {
  element: () => HTMLElement | null;
  count: () => number;
  rowHeight: number;
  /** The header scrolls with the rows and sticks above them. */
  headerHeight: number;
  /** How far it is scrolled at first. */
  startAt: number;
  /** A row that stays in the page although it is out of view, for it has focus. */
  pinned: () => number;
};

export class VirtualRows {
  items = $state.raw<VirtualItem[]>([]);
  height = $state(0);
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;

  /** Call while a component is being set up. */
  constructor(private readonly given: Given) {
    this.#virtualizer = new Virtualizer(this.#options());
    $effect(() => this.#virtualizer._didMount());
    $effect(() => {
      this.#virtualizer.setOptions(this.#options());
      this.#virtualizer._willUpdate();
      this.#read();
    });
  }

  scrollTo(index: number): void {
    this.#virtualizer.scrollToIndex(index, { align: "auto" });
  }

  /** How many rows are in view. */
  get page(): number {
    const inView = (this.#virtualizer.scrollRect?.height ?? 0) / this.given.rowHeight;
    return Math.max(1, Math.floor(inView) - 1);
  }

  #options() {
    const pinned = this.given.pinned();
    const count = this.given.count();
    return {
      count,
      getScrollElement: this.given.element,
      estimateSize: () => this.given.rowHeight,
      overscan: 8,
      initialOffset: this.given.startAt,
      scrollMargin: this.given.headerHeight,
      scrollPaddingStart: this.given.headerHeight,
      // Where nothing is laid out (tests), a window's worth is shown all the same.
      initialRect: { width: 1280, height: 900 },
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const shown = defaultRangeExtractor(range);
        if (pinned < 0 || pinned >= count || shown.includes(pinned)) return shown;
        return [...shown, pinned].sort((a, b) => a - b);
      },
      onChange: () => this.#read(),
    };
  }

  #read() {
    this.items = this.#virtualizer.getVirtualItems();
    this.height = this.#virtualizer.getTotalSize();
  }
}
