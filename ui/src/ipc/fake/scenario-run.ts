/**
 * Runs of scenarios for a browser with no Rust behind it. An input that holds `refuse` lets the
 * second action be refused; `wait` lets it take for ever.
 */
import type { RunView } from "../bindings/RunView";
import type { ScenarioDraft } from "../bindings/ScenarioDraft";
import type { ScenarioRunView } from "../bindings/ScenarioRunView";
import type { ScenarioStep } from "../bindings/ScenarioStep";
import type { StartScenario } from "../bindings/StartScenario";
import type { StepRunView } from "../bindings/StepRunView";
import { card } from "./scenarios";
import { failure } from "./failure";

type Given = {
  draft: (id: string) => ScenarioDraft;
  answer: (step: ScenarioStep, word: string) => Promise<RunView | null>;
  ended: (scenario: string, outcome: string) => void;
  /** Milliseconds that a step takes. */
  pace: number;
};

const ms = (value: number) => value as unknown as bigint;
const after = (pace: number) => new Promise<void>((resolve) => setTimeout(resolve, pace));

function title({ kind }: ScenarioStep, draft: Given["draft"]): string {
  switch (kind.is) {
    case "connect":
      return "Connect";
    case "disconnect":
      return "Disconnect";
    case "action":
      return card(kind.connector, kind.action).line.name;
    case "scenario":
      return `Run “${draft(kind.scenario).name}”`;
  }
}

class Run {
  view: ScenarioRunView;
  #heard: (() => void)[] = [];
  #goOn: (() => void) | null = null;
  #stopped = false;
  readonly #steps: ScenarioStep[];
  /** Each step, with those of its child scenario below it. */
  #blocks: StepRunView[][];

  constructor(id: string, private readonly request: StartScenario, private readonly given: Given) {
    const draft = given.draft(request.scenario);
    this.#steps = draft.steps;
    this.#blocks = draft.steps.map((step) => [this.#before(step, 0)]);
    this.view = {
      id,
      scenario: request.scenario,
      name: draft.name,
      revision: 1,
      state: "running",
      startedAt: new Date().toISOString(),
      durationMs: ms(0),
      dry: request.dry,
      steps: this.#blocks.flat(),
    };
    void this.#run();
  }

  async follow(seen: number): Promise<ScenarioRunView> {
    if (this.view.revision <= seen && !this.#over) await new Promise<void>((resolve) => this.#heard.push(resolve));
    return this.view;
  }

  next(): ScenarioRunView {
    this.#goOn?.();
    return this.view;
  }

  stop(): ScenarioRunView {
    this.#stopped = true;
    this.#goOn?.();
    return this.view;
  }

  get #over(): boolean {
    return !["running", "waiting"].includes(this.view.state);
  }

  async #run(): Promise<void> {
    let failed = false;
    const first = this.request.from ? this.#steps.findIndex(({ id }) => id === this.request.from) : 0;
    for (const [n, step] of this.#steps.entries()) {
      const before = n < first && step.kind.is !== "connect";
      if (before || ((failed || this.#stopped) && !step.always)) {
        this.#step(n, { state: "skipped", said: before ? "It lies before the first step." : "An earlier step failed, or the run was stopped." });
        continue;
      }
      if (this.request.stepByStep && !this.#stopped && !failed) await this.#wait();
      if (this.#stopped && !step.always) {
        this.#step(n, { state: "skipped", said: "The run was stopped." });
        continue;
      }
      failed = !(await this.#one(n, step)) || failed;
    }
    const outcome = this.#stopped ? "stopped" : failed ? "failed" : "done";
    this.given.ended(this.request.scenario, outcome);
    this.#change({ state: outcome });
  }

  async #one(n: number, step: ScenarioStep): Promise<boolean> {
    this.#step(n, { state: "running", said: "" });
    const word = Object.values(this.request.inputs).find((value) => ["refuse", "wait"].includes(value)) ?? "";
    await (word === "wait" && step.kind.is === "action" ? this.#wait(false) : after(this.given.pace));
    if (this.request.dry && step.kind.is === "action" && card(step.kind.connector, step.kind.action).line.effect !== "read") {
      this.#step(n, { state: "skipped", said: "It would have been sent: this is a dry run." });
      return true;
    }
    if (step.kind.is === "scenario") await this.#child(n, step.kind.scenario);
    const answer = await this.given.answer(step, step.id === "create" && word === "refuse" ? "taken" : "");
    const refused = answer?.refusal ?? null;
    this.#step(n, {
      state: refused ? "failed" : "done",
      said: refused ? refused.explanation.what : step.kind.is === "connect" ? `The session “${step.kind.session}” is open.` : "As expected.",
      answer,
      problem: refused?.explanation ?? null,
      durationMs: ms(180 + n),
    });
    return !refused;
  }

  /** Until the person goes on, or stops. */
  async #wait(said = true): Promise<void> {
    if (said) this.#change({ state: "waiting" });
    await new Promise<void>((resolve) => (this.#goOn = resolve));
    this.#goOn = null;
    if (said) this.#change({ state: "running" });
  }

  async #child(n: number, scenario: string): Promise<void> {
    for (const step of this.given.draft(scenario).steps) {
      this.#blocks[n]?.push({ ...this.#before(step, 1), state: "running" });
      this.#change({});
      await after(this.given.pace);
      const answer = await this.given.answer(step, "");
      this.#blocks[n]?.splice(-1, 1, { ...this.#before(step, 1), state: "done", said: "As expected.", answer, durationMs: ms(90) });
    }
  }

  #before(step: ScenarioStep, depth: number): StepRunView {
    return { id: step.id, depth, title: title(step, this.given.draft), always: step.always, state: "waiting", said: "", answer: null, problem: null, durationMs: null };
  }

  #step(n: number, more: Partial<StepRunView>): void {
    this.#blocks = this.#blocks.map(([own, ...below], at) => (at === n ? [{ ...(own as StepRunView), ...more }, ...below] : [own as StepRunView, ...below]));
    this.#change({});
  }

  #change(more: Partial<ScenarioRunView>): void {
    const durationMs = ms(Date.now() - Date.parse(this.view.startedAt));
    this.view = { ...this.view, durationMs, ...more, steps: this.#blocks.flat(), revision: this.view.revision + 1 };
    this.#heard.splice(0).forEach((hear) => hear());
  }
}

/** The runs of one fake. */
export class Runs {
  readonly #runs = new Map<string, Run>();

  constructor(private readonly given: Given) {}

  start(request: StartScenario): ScenarioRunView {
    const id = `r${this.#runs.size + 1}`;
    const run = new Run(id, request, this.given);
    this.#runs.set(id, run);
    return run.view;
  }

  find(id: string): Run {
    const run = this.#runs.get(id);
    if (!run) throw failure({ code: "gone", what: "This run is not known any more.", why: "The console was started anew since.", fix: "Run the scenario again." });
    return run;
  }
}
