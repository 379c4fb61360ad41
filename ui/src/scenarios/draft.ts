/** Changing what a scenario is made of. Each change gives a new draft; names stay the same everywhere. */
import type { Expectation } from "../ipc/bindings/Expectation";
import type { ScenarioDraft } from "../ipc/bindings/ScenarioDraft";
import type { ScenarioInput } from "../ipc/bindings/ScenarioInput";
import type { ScenarioStep } from "../ipc/bindings/ScenarioStep";
import type { Source } from "../ipc/bindings/Source";
import type { StepKind } from "../ipc/bindings/StepKind";

export const DEFAULT_SESSION = "Default";

export const empty: ScenarioDraft = { name: "", about: "", catalogue: {}, inputs: [], steps: [], dry: false };

/** A name that steps can be referred to by. */
export const isId = (text: string) => /^[a-z][a-z0-9_]*$/.test(text);

/** An id made of a title, that no other has: `create_user`, `create_user_2`. */
export function freeId(title: string, taken: string[]): string {
  const made = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_").replace(/^[_0-9]+/, "").replace(/_+$/, "") || "step";
  if (!taken.includes(made)) return made;
  for (let n = 2; ; n++) {
    if (!taken.includes(`${made}_${n}`)) return `${made}_${n}`;
  }
}

export const inserted = <Item>(list: Item[], at: number, item: Item): Item[] => [...list.slice(0, at), item, ...list.slice(at)];
export const removed = <Item>(list: Item[], at: number): Item[] => list.filter((_, n) => n !== at);

/** The same record without one of its members. */
export const without = <Value>(all: Record<string, Value>, name: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(all).filter(([one]) => one !== name));

/** The same list with one item in another place. */
export function moved<Item>(list: Item[], from: number, to: number): Item[] {
  const item = list[from];
  return item === undefined || to < 0 || to >= list.length ? list : inserted(removed(list, from), to, item);
}

/** A step of this kind, as it is when it has just been added at a place. */
export function newStep(draft: ScenarioDraft, at: number, kind: StepKind, title: string): ScenarioStep {
  const asked = draft.inputs.find((input) => input.kind === "connection");
  const inputs: Record<string, Source> =
    kind.is === "connect" && asked ? { connection: { from: "input", input: asked.id } } : {};
  const id = freeId(title, draft.steps.map((step) => step.id));
  return { id, kind: "session" in kind ? { ...kind, session: kind.session || sessionBefore(draft, at) } : kind, inputs, expect: [], always: kind.is === "disconnect" };
}

/** The session that was opened last before a step. */
export function sessionBefore(draft: ScenarioDraft, at: number): string {
  const opened = draft.steps.slice(0, at).findLast(({ kind }) => kind.is === "connect")?.kind;
  return opened?.is === "connect" ? sessionRef(opened) : DEFAULT_SESSION;
}

type Connect = Extract<StepKind, { is: "connect" }>;

/** How steps name a session: by its name, or as `{name}` where a variable holds it. */
export const sessionRef = ({ session, session_kind }: Pick<Connect, "session" | "session_kind">): string =>
  session_kind === "variable" ? `{${session}}` : session;

/** A *Connect* whose session has another name or is of another kind, and all that goes through it. */
export function withSession(draft: ScenarioDraft, at: number, change: Partial<Connect>): ScenarioDraft {
  const before = draft.steps[at]?.kind;
  if (before?.is !== "connect") return draft;
  const after = { ...before, ...change };
  const [was, is] = [sessionRef(before), sessionRef(after)];
  const follow = (kind: StepKind): StepKind => (kind.is !== "connect" && "session" in kind && kind.session === was ? { ...kind, session: is } : kind);
  return { ...draft, steps: draft.steps.map((step, n) => (n < at ? step : { ...step, kind: n === at ? after : follow(step.kind) })) };
}

export const withStep = (draft: ScenarioDraft, at: number, change: Partial<ScenarioStep>): ScenarioDraft => ({
  ...draft,
  steps: draft.steps.map((step, n) => (n === at ? { ...step, ...change } : step)),
});

export const withInput = (draft: ScenarioDraft, at: number, change: Partial<ScenarioInput>): ScenarioDraft => ({
  ...draft,
  inputs: draft.inputs.map((input, n) => (n === at ? { ...input, ...change } : input)),
});

/** What an input of a step is given; null for nothing. */
export function withSource(step: ScenarioStep, input: string, source: Source | null): Record<string, Source> {
  return source ? { ...step.inputs, [input]: source } : without(step.inputs, input);
}

/** A step under another name, and all that refers to it. */
export function renameStep(draft: ScenarioDraft, at: number, id: string): ScenarioDraft {
  const before = draft.steps[at]?.id;
  const renamed = withStep(draft, at, { id });
  // Two of one name cannot be told apart by those that refer to them.
  if (draft.steps.filter((step) => step.id === before).length > 1) return renamed;
  const source = (one: Source): Source => (one.from === "step" && one.step === before ? { ...one, step: id } : one);
  return {
    ...renamed,
    steps: renamed.steps.map((step) => ({ ...withSources(step, source), ...(step.undoes === before && { undoes: id }) })),
  };
}

/** An input under another name, and all that refers to it. */
export function renameInput(draft: ScenarioDraft, at: number, id: string): ScenarioDraft {
  const before = draft.inputs[at]?.id;
  const renamed = withInput(draft, at, { id });
  if (draft.inputs.filter((input) => input.id === before).length > 1) return renamed;
  const source = (one: Source): Source => (one.from === "input" && one.input === before ? { ...one, input: id } : one);
  const kind = (one: StepKind): StepKind => ("session" in one && one.session === `{${before}}` ? { ...one, session: `{${id}}` } : one);
  return { ...renamed, steps: renamed.steps.map((step) => ({ ...withSources(step, source), kind: kind(step.kind) })) };
}

function withSources(step: ScenarioStep, change: (source: Source) => Source): ScenarioStep {
  const inputs = Object.fromEntries(Object.entries(step.inputs).map(([id, source]) => [id, change(source)]));
  const expect = step.expect.map((one): Expectation => ("value" in one ? { ...one, value: change(one.value) } : one));
  return { ...step, inputs, expect };
}

/** Whether two values are the same, whatever the order of their members; one that is left out is undefined. */
export function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => same(one[name as keyof typeof one], other[name as keyof typeof other]));
}
