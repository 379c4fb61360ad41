/** The steps as the page of a scenario shows them: as they are written, or as they run. */
import type { ScenarioDraft } from "../ipc/bindings/ScenarioDraft";
import type { ScenarioRunView } from "../ipc/bindings/ScenarioRunView";
import type { ScenarioStep } from "../ipc/bindings/ScenarioStep";
import type { StepRunView } from "../ipc/bindings/StepRunView";
import { type Known, titleOf } from "./known";

export type Line = {
  key: string;
  id: string;
  depth: number;
  title: string;
  always: boolean;
  /** How it runs or ran; none where it never has. */
  ran: StepRunView | null;
  /** The step as it is written; none for one of a child scenario. */
  step: ScenarioStep | null;
  /** Its number among the scenario's own steps. */
  number: number | null;
};

export const isUnderWay = ({ state }: Pick<ScenarioRunView, "state">) => state === "running" || state === "waiting";

/**
 * While it runs, what runs is shown. Before and after, the steps as they are written now, each with
 * what came of it at the last run.
 */
export function lines(draft: ScenarioDraft, run: ScenarioRunView | null, known: Pick<Known, "connectors" | "scenarios">): Line[] {
  const blocks = blocksOf(run?.steps ?? []);
  if (run && isUnderWay(run)) return blocks.flatMap((block, n) => block.map((ran, at) => running(ran, n, at, draft)));
  return draft.steps.flatMap((step, n) => {
    const [own, ...below] = blocks.find(([first]) => first?.id === step.id) ?? [];
    const line: Line = { key: `${n}`, id: step.id, depth: 0, title: titleOf(step.kind, known), always: step.always, ran: own ?? null, step, number: n + 1 };
    return [line, ...below.map((ran, at) => running(ran, n, at + 1, draft))];
  });
}

function running(ran: StepRunView, n: number, at: number, draft: ScenarioDraft): Line {
  const own = at === 0;
  const step = own ? (draft.steps.find(({ id }) => id === ran.id) ?? null) : null;
  return { key: own ? `${n}` : `${n}.${at}`, id: ran.id, depth: ran.depth, title: ran.title, always: ran.always, ran, step, number: own ? n + 1 : null };
}

/** Each of the scenario's own steps, with those of its child scenario below it. */
function blocksOf(steps: StepRunView[]): StepRunView[][] {
  const blocks: StepRunView[][] = [];
  for (const step of steps) {
    if (step.depth === 0 || blocks.length === 0) blocks.push([step]);
    else blocks.at(-1)?.push(step);
  }
  return blocks;
}

export type Tone = "success" | "warning" | "danger" | "neutral" | "primary";
export type Look = { word: string; icon: string; tone: Tone };

const stepLooks: Record<StepRunView["state"], Look> = {
  waiting: { word: "Waiting", icon: "clock", tone: "neutral" },
  running: { word: "Running", icon: "run", tone: "primary" },
  done: { word: "Done", icon: "check-circle", tone: "success" },
  failed: { word: "Failed", icon: "alert", tone: "danger" },
  skipped: { word: "Skipped", icon: "minus-circle", tone: "neutral" },
};

/** How a step's state looks: an icon, a word and a tone. */
export const stepLook = (state: StepRunView["state"]): Look => stepLooks[state];

const runLooks: Record<string, Look> = {
  running: { word: "Running", icon: "run", tone: "primary" },
  waiting: { word: "Waiting for you", icon: "step", tone: "warning" },
  done: { word: "Done", icon: "check-circle", tone: "success" },
  failed: { word: "Failed", icon: "alert", tone: "danger" },
  stopped: { word: "Stopped", icon: "stop", tone: "warning" },
};

/** How a run looks as a whole. */
export const runLook = (state: string): Look => runLooks[state] ?? { word: "Unknown", icon: "question", tone: "neutral" };

/** How far a run is, in one sentence. */
export function summary({ state, steps }: Pick<ScenarioRunView, "state" | "steps">): string {
  const own = steps.filter(({ depth }) => depth === 0);
  const count = (wanted: string) => own.filter((step) => step.state === wanted).length;
  const at = own.findIndex((step) => step.state === "running");
  const next = own.findIndex((step) => step.state === "waiting");
  const name = (n: number) => `step ${n + 1} of ${own.length}, “${own[n]?.title}”`;
  if (state === "running") return at < 0 ? "Between two steps." : `At ${name(at)}.`;
  if (state === "waiting") return next < 0 ? "Press Next step to end it." : `Next is ${name(next)}.`;
  const failed = own.findIndex((step) => step.state === "failed");
  const skipped = count("skipped");
  const left = skipped > 0 ? `, ${skipped} skipped` : "";
  return failed < 0 ? `${count("done")} of ${own.length} steps done${left}.` : `Failed at ${name(failed)}: ${count("done")} done${left}.`;
}
