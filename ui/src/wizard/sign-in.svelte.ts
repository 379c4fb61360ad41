import type { ConnectionDetails } from "../ipc/bindings/ConnectionDetails";
import type { ConnectStep } from "../ipc/bindings/ConnectStep";
import { cancelSignIn, discardConnection, finishSignIn, openSignInAgain, saveConnection } from "../ipc/commands";
import { asFailure } from "../shared/failure";
import { type Happening, next, start, type Step } from "./steps";

/** One sign-in, from *Create* or *Reauthorize* until it is saved. */
export class SignIn {
  #step = $state.raw<Step>(start);
  /** Whether the browser could be opened the last time that was tried. */
  browserOpened = $state(true);
  /** Answers to an older try are none to this one. */
  #try = 0;

  constructor(private readonly onsaved: (saved: ConnectionDetails) => void) {}

  get step(): Step {
    return this.#step;
  }

  /** Asks for it, and waits for the browser where one is needed. */
  async begin(ask: () => Promise<ConnectStep>): Promise<void> {
    const mine = ++this.#try;
    const tell = (happening: Happening) => {
      if (mine === this.#try) this.#step = next(this.#step, happening);
    };
    tell({ is: "asked" });
    try {
      const answer = await ask();
      if (answer.kind === "review") return tell({ is: "signedIn", review: answer.review });

      const signIn = answer.sign_in;
      if (mine !== this.#try) return await this.#stop(signIn.attempt);
      this.browserOpened = signIn.browserOpened;
      tell({ is: "browserOpened", signIn });
      tell({ is: "signedIn", review: await finishSignIn(signIn.attempt) });
    } catch (thrown) {
      tell({ is: "refused", failure: asFailure(thrown) });
    }
  }

  /** Back to the form at once, whatever Rust is still doing. */
  async cancel(): Promise<void> {
    const step = this.#step;
    this.#try++;
    this.#step = next(step, { is: "discarded" });
    if (step.at === "waiting") await this.#stop(step.signIn.attempt);
  }

  async openAgain(): Promise<void> {
    const step = this.#step;
    if (step.at !== "waiting") return;
    const mine = this.#try;
    try {
      const signIn = await openSignInAgain(step.signIn.attempt);
      if (mine !== this.#try || this.#step.at !== "waiting") return;
      this.browserOpened = signIn.browserOpened;
      this.#step = next(this.#step, { is: "browserOpened", signIn });
    } catch {
      this.browserOpened = false;
    }
  }

  async save(acceptOtherUser: boolean): Promise<void> {
    if (this.#step.at !== "review") return;
    const { attempt } = this.#step.review;
    this.#step = next(this.#step, { is: "saveAsked" });
    try {
      this.onsaved(await saveConnection(attempt, acceptOtherUser));
    } catch (thrown) {
      this.#step = next(this.#step, { is: "refused", failure: asFailure(thrown) });
    }
  }

  /** Saves nothing; back to the form. */
  async discard(): Promise<void> {
    if (this.#step.at !== "review") return;
    const { attempt } = this.#step.review;
    this.#step = next(this.#step, { is: "discarded" });
    await discardConnection(attempt).catch(() => undefined);
  }

  /** A sign-in that nobody waits for any more. That it cannot be stopped helps nobody to know. */
  async #stop(attempt: string): Promise<void> {
    await cancelSignIn(attempt).catch(() => undefined);
  }
}
