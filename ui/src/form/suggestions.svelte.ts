/** Suggestions for one input while something is typed into it: gently, and for the newest text only. */
import type { CandidatesView } from "../ipc/bindings/CandidatesView";
import type { CandidateView } from "../ipc/bindings/CandidateView";
import { asFailure } from "../shared/failure";

/** Looks up what fits a text. */
export type Suggest = (text: string) => Promise<CandidatesView>;

/** The letters of one word follow each other faster than this, in milliseconds. */
const PAUSE = 250;

/** One question at a time, whichever input asks it. */
let underWay: Promise<void> | null = null;

export class Suggestions {
  found = $state.raw<CandidateView[]>([]);
  /** Why there are none. */
  note = $state<string | null>(null);
  looking = $state(false);
  /** The text that was looked up last. */
  answered = $state<string | null>(null);
  #wanted: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `ask` and `letters` are asked anew each time: the form around may have changed. */
  constructor(
    private readonly ask: () => Suggest,
    private readonly letters: () => number,
  ) {}

  /** Something was typed: it is looked up when the hand rests. */
  type(text: string): void {
    this.#forget();
    if ([...text.trim()].length < this.letters()) return;
    this.#wanted = text;
    this.#timer = setTimeout(() => void this.#look(text), PAUSE);
  }

  /** Somebody wants to see them at once. */
  now(text: string): void {
    if (this.answered === text) return;
    this.type(text);
    if (this.#wanted === null) return;
    clearTimeout(this.#timer);
    void this.#look(text);
  }

  /** Nobody waits any more. */
  stop(): void {
    this.#forget();
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#wanted = null;
    this.answered = null;
    this.looking = false;
    this.found = [];
    this.note = null;
  }

  async #look(text: string): Promise<void> {
    this.looking = true;
    while (underWay) await underWay;
    // Something else was typed meanwhile, or the field was left.
    if (this.#wanted !== text) return;
    underWay = this.#answer(text).finally(() => (underWay = null));
    await underWay;
  }

  async #answer(text: string): Promise<void> {
    let view: CandidatesView;
    try {
      view = await this.ask()(text);
    } catch (thrown) {
      view = { candidates: [], note: asFailure(thrown).what };
    }
    if (this.#wanted !== text) return;
    this.looking = false;
    this.answered = text;
    this.found = view.candidates;
    this.note = view.note;
  }
}
