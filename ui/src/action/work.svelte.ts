/** One action in hand: what is typed, what would be sent, and what came of it. */
import type { ActionForm } from "../ipc/bindings/ActionForm";
import type { CandidatesView } from "../ipc/bindings/CandidatesView";
import type { CopyFormat } from "../ipc/bindings/CopyFormat";
import type { Failure } from "../ipc/bindings/Failure";
import type { FileFormat } from "../ipc/bindings/FileFormat";
import type { InputView } from "../ipc/bindings/InputView";
import type { RequestView } from "../ipc/bindings/RequestView";
import type { RunRequest } from "../ipc/bindings/RunRequest";
import type { RunView } from "../ipc/bindings/RunView";
import type { TargetView } from "../ipc/bindings/TargetView";
import { candidates, copyRequest, predictTarget, previewAction, runAction } from "../ipc/commands";
import { asFailure } from "../shared/failure";
import { beside, faults, filled, leftOut, named, start, type Values } from "./draft";
import { ListingWork } from "./listing.svelte";
import { placeCauses } from "./mending";
import { extentOf, resultSets, type ResultSet, usual } from "./result-set";

/** What is under way. */
export type Doing = "preview" | "run" | "copy";

export class ActionWork {
  form = $state.raw<ActionForm>() as ActionForm;
  values = $state<Values>({});
  /** What is wrong with an input, as it was last sent or was about to be. */
  wrong = $state<Record<string, string>>({});
  doing = $state<Doing | null>(null);
  preview = $state.raw<RequestView[] | null>(null);
  answer = $state.raw<RunView | null>(null);
  /** The list that is being read, or was read last. */
  listing = $state.raw<ListingWork | null>(null);
  /** How much of a list is asked for, and how a file of it is written. */
  chosen = $state<ResultSet>("answer");
  format = $state<FileFormat>("csv");
  /** A refusal by the console itself, which belongs to no input. */
  failure = $state.raw<Failure | null>(null);
  /** Whether the connection was reauthorized since the answer. */
  reauthorized = $state(false);
  /** What is known of what the inputs name. */
  target = $state.raw<TargetView | null>(null);
  /** What the inputs named when that was looked up. */
  #named = "";
  /** Whether it is to be run as soon as its page is there. */
  atOnce = false;

  /**
   * `beyond` takes refusals that are not the form's: a connection that is gone, a locked vault.
   * It says whether it did.
   */
  constructor(
    private readonly connection: string,
    form: ActionForm,
    private readonly beyond: (failure: Failure) => boolean,
    carried: Values = {},
  ) {
    this.form = form;
    this.values = start(form, carried);
    this.wrong = leftOut(form, this.values);
    void this.left();
    this.chosen = usual(form);
  }

  /** What of a list can be asked for, with the form as it is. */
  get offered(): [ResultSet, string][] {
    return resultSets(this.form, this.values);
  }

  /** The same form, newly read: what it predicts may have changed. What is typed stays. */
  refresh(form: ActionForm): void {
    this.form = form;
    this.values = { ...start(form), ...this.values };
    this.target = null;
    this.#named = "";
    void this.left();
  }

  type(id: string, value: string): void {
    this.values[id] = value;
    this.touched(id);
    if (this.target && named(this.form, this.values) !== this.#named) {
      this.target = null;
      this.#named = "";
    }
  }

  /** Somebody changed an input: what was said of it, and what was to be sent, is past. */
  touched(id: string): void {
    delete this.wrong[id];
    this.preview = null;
  }

  /** What fits what is typed so far into an input. */
  suggest(input: InputView, text: string): Promise<CandidatesView> {
    if (!input.suggestions) return Promise.resolve({ candidates: [], note: null });
    const { of } = input.suggestions;
    return candidates({ connection: this.connection, of, beside: beside(this.form, this.values, input.id), text });
  }

  /** What an input was found to be, in words. */
  matched(id: string): string | null {
    return this.target?.matched.find(({ input }) => input === id)?.words ?? null;
  }

  /** A field was left: what is named by now is looked up, if it is another than before. */
  async left(): Promise<void> {
    const now = named(this.form, this.values);
    if (now === this.#named) return;
    this.#named = now;
    if (now === "") return;
    try {
      const target = await predictTarget({ connection: this.connection, action: this.form.line.id, inputs: filled(this.values) });
      // Something else was typed meanwhile.
      if (now === this.#named) this.target = target;
    } catch (thrown) {
      this.beyond(asFailure(thrown));
    }
  }

  async look(secrets: Values): Promise<void> {
    await this.#do("preview", secrets, async (request) => {
      this.preview = await previewAction(request);
    });
  }

  async run(secrets: Values): Promise<void> {
    await this.#do("run", secrets, async (request) => {
      this.answer = null;
      this.listing = null;
      this.preview = null;
      this.answer = await this.#answer(request);
      this.reauthorized = false;
      this.wrong = placeCauses(this.answer?.refusal?.causes ?? [], this.form.inputs).beside;
    });
  }

  /** One answer, or a list that is read to its end; `listing` tells how far it is meanwhile. */
  async #answer(request: RunRequest): Promise<RunView | null> {
    const extent = extentOf(this.chosen, this.offered);
    if (!extent) return await runAction(request);

    const file = this.chosen === "file" ? this.format : null;
    const listing = await ListingWork.start({ ...request, extent, file });
    this.listing = listing;
    await listing.toItsEnd();
    if (listing.view.failure) throw listing.view.failure;
    const { answer } = listing.view;
    return answer && (answer.columns.length > 0 ? { ...answer, rows: listing.rows } : answer);
  }

  /** The request, written down to be run elsewhere; null where the form is not ready for it. */
  async copy(secrets: Values, format: CopyFormat): Promise<string | null> {
    let text: string | null = null;
    await this.#do("copy", secrets, async (request) => {
      text = await copyRequest(request, format);
    });
    return text;
  }

  async #do(what: Doing, secrets: Values, send: (request: RunRequest) => Promise<void>): Promise<void> {
    // A second press while the first is under way must not send twice.
    if (this.doing) return;
    const values = { ...this.values, ...secrets };
    this.failure = null;
    this.wrong = faults(this.form, values);
    if (Object.keys(this.wrong).length > 0) return;

    this.doing = what;
    try {
      await send({ connection: this.connection, action: this.form.line.id, inputs: filled(values) });
    } catch (thrown) {
      this.#refused(asFailure(thrown));
    } finally {
      this.doing = null;
    }
  }

  #refused(failure: Failure): void {
    if (this.beyond(failure)) return;
    const input = this.form.inputs.find(({ id }) => id === failure.field);
    if (input) this.wrong = { [input.id]: `${failure.what} ${failure.why} ${failure.fix}` };
    else this.failure = failure;
  }
}
