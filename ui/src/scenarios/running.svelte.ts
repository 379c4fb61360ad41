/** One run of a scenario: begun, followed, led on and stopped. It goes on when nobody looks. */
import type { Failure } from "../ipc/bindings/Failure";
import type { ScenarioRunView } from "../ipc/bindings/ScenarioRunView";
import type { StartScenario } from "../ipc/bindings/StartScenario";
import { followScenario, nextStep, startScenario, stopScenario } from "../ipc/commands";
import { asFailure } from "../shared/failure";
import { isUnderWay } from "./lines";

export class Running {
  run = $state.raw<ScenarioRunView | null>(null);
  /** Why it could not be begun, led on or followed. */
  failure = $state.raw<Failure | null>(null);
  /** What is being asked of Rust. */
  asking = $state<"start" | "next" | "stop" | null>(null);
  /** Whether it was told to stop, and cleans up. */
  stopping = $state(false);
  #following: string | null = null;

  /** `ended` hears of each run that is over. */
  constructor(private readonly ended: (run: ScenarioRunView) => void) {}

  get underWay(): boolean {
    return this.run !== null && isUnderWay(this.run);
  }

  /** Begins a run; says whether it did. */
  async start(request: StartScenario): Promise<boolean> {
    if (this.underWay) return false;
    return this.#ask("start", async () => {
      this.run = null;
      this.stopping = false;
      this.run = await startScenario(request);
    });
  }

  next = () => this.#ask("next", async (run) => this.#take(await nextStep(run)));

  /** Once lets the cleaning up be done; twice leaves that out too. */
  stop = () =>
    this.#ask("stop", async (run) => {
      this.#take(await stopScenario(run));
      this.stopping = true;
    });

  /** A run that goes on, or went on, without us: seen after a reload. */
  async recall(run: string): Promise<void> {
    if (this.run) return;
    try {
      this.run = await followScenario(run, 0);
      void this.follow();
    } catch {
      // It is forgotten: then there is nothing to show.
    }
  }

  /** Hears of each change until it is over, or the way to Rust breaks. */
  async follow(): Promise<void> {
    const id = this.run?.id;
    if (!id || this.#following === id || !this.underWay) return;
    this.#following = id;
    this.failure = null;
    try {
      while (this.run?.id === id && this.underWay) this.#take(await followScenario(id, this.run.revision));
      if (this.run?.id === id) this.ended(this.run);
    } catch (thrown) {
      this.failure = asFailure(thrown);
    } finally {
      this.#following = null;
    }
  }

  /** Answers may overtake each other: an older one brings nothing new. */
  #take(news: ScenarioRunView): void {
    if (!this.run || (news.id === this.run.id && news.revision >= this.run.revision)) this.run = news;
  }

  async #ask(what: "start" | "next" | "stop", send: (run: string) => Promise<void>): Promise<boolean> {
    // A second press while the first is under way must not ask twice.
    if (this.asking) return false;
    this.asking = what;
    this.failure = null;
    try {
      await send(this.run?.id ?? "");
      void this.follow();
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return false;
    } finally {
      this.asking = null;
    }
  }
}
