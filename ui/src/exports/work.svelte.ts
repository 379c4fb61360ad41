/** The export in hand: which file, what it needs, or why it was not read. */
import type { ExportView } from "../ipc/bindings/ExportView";
import type { Failure } from "../ipc/bindings/Failure";
import { exportAgain, pickExport, readExport } from "../ipc/commands";
import { asFailure } from "../shared/failure";
import { dropped, unread } from "./drop";

export class ExportWork {
  view = $state.raw<ExportView | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** What is being read, in words. */
  reading = $state<string | null>(null);
  /** Answers to an older question are none to this one. */
  #question = 0;

  /** Lets a person pick a file; the one in hand stays where she picks none. */
  pick = () => this.#read("the file that you pick", pickExport);

  /** Takes what was dropped onto the window. */
  async drop(event: DragEvent): Promise<void> {
    const file = dropped(event);
    const refused = file instanceof File ? unread(file) : file;
    if (refused || !(file instanceof File)) {
      this.failure = refused;
      return;
    }
    await this.#read(`“${file.name}”`, async () => readExport(file.name, await file.text()));
  }

  /** The same file beside the connections as they are now. */
  async again(): Promise<void> {
    if (this.view && !this.reading) await this.#read(`“${this.view.name}”`, exportAgain);
  }

  async #read(what: string, read: () => Promise<ExportView | null>): Promise<void> {
    const mine = ++this.#question;
    this.reading = what;
    this.failure = null;
    let view: ExportView | null = null;
    let failure: Failure | null = null;
    try {
      view = await read();
    } catch (thrown) {
      failure = asFailure(thrown);
    }
    if (mine !== this.#question) return;
    this.reading = null;
    this.failure = failure;
    this.view = view ?? this.view;
  }
}
