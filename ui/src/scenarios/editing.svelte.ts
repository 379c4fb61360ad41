/** A scenario while it is being changed, as steps or as text. What is not saved is known as such. */
import type { Failure } from "../ipc/bindings/Failure";
import type { ScenarioDraft } from "../ipc/bindings/ScenarioDraft";
import type { ScenarioView } from "../ipc/bindings/ScenarioView";
import type { StepKind } from "../ipc/bindings/StepKind";
import { inserted, moved, newStep, removed, same, withStep } from "./draft";
import type { Faults } from "./faults";

/** What was not saved, as it is kept until it is. */
export type Unsaved = { draft?: ScenarioDraft; text?: string };

let lastUid = 0;
const uids = (count: number) => Array.from({ length: count }, () => ++lastUid);

export class Editing {
  #base = $state.raw<ScenarioView>() as ScenarioView;
  draft = $state.raw<ScenarioDraft>() as ScenarioDraft;
  text = $state.raw("");
  /** Names for the steps that stay when they are renamed or moved. */
  uids = $state.raw<number[]>([]);
  /** The step that is unfolded. */
  open = $state.raw<number | null>(null);
  /** What a removal has taken away, to be put back. */
  undo = $state.raw<{ said: string; draft: ScenarioDraft; uids: number[] } | null>(null);
  /** Whether saving was tried: from then on what is missing is said. */
  tried = $state(false);
  /** What Rust refused, by its place. */
  refused = $state.raw<Faults>({});
  failure = $state.raw<Failure | null>(null);
  saving = $state(false);

  readonly draftChanged = $derived(!same(this.draft, this.#base.draft));
  readonly textChanged = $derived(this.text !== this.#base.text);
  readonly changed = $derived(this.draftChanged || this.textChanged);

  /** `heard` is told of each change. */
  constructor(
    view: ScenarioView,
    private readonly heard: () => void,
    unsaved: Unsaved = {},
  ) {
    this.take(view);
    this.draft = unsaved.draft ?? this.draft;
    this.text = unsaved.text ?? this.text;
    this.uids = uids(this.draft.steps.length);
  }

  /** What there is to keep. */
  get unsaved(): Unsaved | null {
    if (!this.changed) return null;
    return { ...(this.draftChanged && { draft: this.draft }), ...(this.textChanged && { text: this.text }) };
  }

  /** It is saved, read anew, or given up: this is what it is now. */
  take(view: ScenarioView): void {
    this.#base = view;
    this.draft = view.draft;
    this.text = view.text;
    if (this.uids.length !== view.draft.steps.length) this.uids = uids(view.draft.steps.length);
    this.undo = null;
    this.tried = false;
    this.forget();
    this.heard();
  }

  discard(): void {
    this.take(this.#base);
  }

  /** What was said of the last try is past. */
  forget(): void {
    this.refused = {};
    this.failure = null;
  }

  change(draft: ScenarioDraft): void {
    this.draft = draft;
    this.forget();
    this.heard();
  }

  write(text: string): void {
    this.text = text;
    this.forget();
    this.heard();
  }

  /** Puts a step in at a place, and unfolds it. */
  add(at: number, kind: StepKind, title: string): void {
    const step = newStep(this.draft, at, kind, title);
    this.uids = inserted(this.uids, at, ++lastUid);
    this.open = lastUid;
    this.undo = null;
    this.change({ ...this.draft, steps: inserted(this.draft.steps, at, step) });
  }

  remove(at: number): void {
    const { draft, uids } = this;
    this.uids = removed(uids, at);
    this.change({ ...draft, steps: removed(draft.steps, at) });
    this.undo = { said: `The step “${draft.steps[at]?.id}” is removed.`, draft, uids };
  }

  move(from: number, to: number): void {
    this.uids = moved(this.uids, from, to);
    this.undo = null;
    this.change({ ...this.draft, steps: moved(this.draft.steps, from, to) });
  }

  /** Another action in a step's place: what both ask for stays, for it has the same name. */
  replace(at: number, kind: StepKind): void {
    const before = this.draft.steps[at]?.kind;
    const session = before && "session" in before && "session" in kind ? { session: before.session } : {};
    this.change(withStep(this.draft, at, { kind: { ...kind, ...session } }));
  }

  putBack(): void {
    if (!this.undo) return;
    const { draft, uids } = this.undo;
    this.undo = null;
    this.uids = uids;
    this.change(draft);
  }
}
