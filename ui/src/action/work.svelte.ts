/** One action in hand: what is typed, what would be sent, and what came of it. */
import type { ActionForm } from "../ipc/bindings/ActionForm";
import type { CopyFormat } from "../ipc/bindings/CopyFormat";
import type { Failure } from "../ipc/bindings/Failure";
import type { RequestView } from "../ipc/bindings/RequestView";
import type { RunRequest } from "../ipc/bindings/RunRequest";
import type { RunView } from "../ipc/bindings/RunView";
import { copyRequest, previewAction, runAction } from "../ipc/commands";
import { asFailure } from "../shared/failure";
import { faults, filled, leftOut, start, type Values } from "./draft";
import { placeCauses } from "./mending";

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
  /** A refusal by the console itself, which belongs to no input. */
  failure = $state.raw<Failure | null>(null);
  /** Whether the connection was reauthorized since the answer. */
  reauthorized = $state(false);
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
  }

  /** The same form, newly read: what it predicts may have changed. What is typed stays. */
  refresh(form: ActionForm): void {
    this.form = form;
    this.values = { ...start(form), ...this.values };
  }

  type(id: string, value: string): void {
    this.values[id] = value;
    this.touched(id);
  }

  /** Somebody changed an input: what was said of it, and what was to be sent, is past. */
  touched(id: string): void {
    delete this.wrong[id];
    this.preview = null;
  }

  async look(secrets: Values): Promise<void> {
    await this.#do("preview", secrets, async (request) => {
      this.preview = await previewAction(request);
    });
  }

  async run(secrets: Values): Promise<void> {
    await this.#do("run", secrets, async (request) => {
      this.answer = null;
      this.preview = null;
      this.answer = await runAction(request);
      this.reauthorized = false;
      this.wrong = placeCauses(this.answer.refusal?.causes ?? [], this.form.inputs).beside;
    });
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
