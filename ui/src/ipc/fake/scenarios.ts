/** Scenarios for a browser with no Rust behind it: bundled ones, own ones, and a broken file. */
import type { ActionCard } from "../bindings/ActionCard";
import type { ConnectionRow } from "../bindings/ConnectionRow";
import type { Failure } from "../bindings/Failure";
import type { InputView } from "../bindings/InputView";
import type { ScenarioDraft } from "../bindings/ScenarioDraft";
import type { ScenarioInput } from "../bindings/ScenarioInput";
import type { ScenarioRow } from "../bindings/ScenarioRow";
import type { ScenarioView } from "../bindings/ScenarioView";
import type { SessionRow } from "../bindings/SessionRow";
import { inputsOf } from "./actions";
import { connectors } from "./connectors";
import { failure } from "./failure";
import { bundled, long, own, written } from "./scenario-drafts";

const BROKEN = 'name = "Half a scenario"\n\n[[steps]]\nid = "one\n';

type Kept = { draft: ScenarioDraft; text: string; bundled: boolean; problem: Failure | null; lastRunAt: string | null; lastOutcome: string | null; run: string | null };

const kept = (draft: ScenarioDraft, more: Partial<Kept> = {}): Kept => ({
  draft,
  text: written(draft),
  bundled: false,
  problem: null,
  lastRunAt: null,
  lastOutcome: null,
  run: null,
  ...more,
});

const nothing: ScenarioDraft = { name: "", about: "", catalogue: {}, inputs: [], steps: [], dry: false };
const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

/** Where a text stops being TOML, as far as the fake can tell: a quote that is left open. */
function misprint(text: string): Failure | null {
  const lines = text.split("\n");
  const wrong = lines.findIndex((line) => (line.match(/"/g)?.length ?? 0) % 2 === 1);
  if (wrong < 0) return null;
  const at: [number, number] = [wrong + 1, (lines[wrong] ?? "").length + 1];
  return failure({ code: "invalidField", field: "text", at, what: "This is not TOML.", why: `Line ${at[0]}, column ${at[1]}: the text in quotes is not closed.`, fix: "Mend it there, and save again." });
}

/** What an action asks and answers. */
export function card(connector: string, action: string): ActionCard {
  const line = connectors.find(({ id }) => id === connector)?.actions.find(({ id }) => id === action);
  if (!line) throw failure({ what: "This connector has no such action.", why: "Its catalogue is newer.", fix: "Choose another action." });
  const list = /^(list|search)/.test(action);
  const outputs: [string, string][] = list ? [["id", "ID"]] : [["id", "ID"], ["status", "Status"], ["login", "Login"], ["body", "Whole answer"]];
  return { line, about: `${line.name}, as the guide has it.`, inputs: inputsOf(action), outputs, list };
}

/** The scenarios of one fake. */
export class Scenarios {
  readonly #kept = new Map<string, Kept>();
  #last = 0;

  constructor(
    private readonly connections: () => ConnectionRow[],
    private readonly sessions: () => SessionRow[],
    steps: number,
  ) {
    for (const [id, draft] of Object.entries(bundled)) this.#kept.set(id, kept(draft, { bundled: true }));
    for (const [id, draft] of Object.entries(own)) this.#kept.set(id, kept(draft, { lastRunAt: ago(20), lastOutcome: "failed" }));
    if (steps > 0) this.#kept.set("long", kept(long(steps), { lastRunAt: ago(2), lastOutcome: "done" }));
    this.#kept.set("half", kept(nothing, { text: BROKEN, problem: misprint(BROKEN) }));
  }

  rows(): ScenarioRow[] {
    return [...this.#kept].map(([id, { draft, bundled, problem, lastRunAt, lastOutcome, run }]) => ({
      id,
      name: problem ? "" : draft.name,
      about: draft.about,
      bundled,
      steps: draft.steps.length,
      connectors: Object.keys(draft.catalogue).map((one) => connectors.find((known) => known.id === one)?.name ?? one),
      lastRunAt,
      lastOutcome,
      problem: problem && `${problem.what} ${problem.why}`,
      run,
    }));
  }

  view(id: string): ScenarioView {
    const { draft, text, bundled, problem, run } = this.#find(id);
    return { id, bundled, draft, form: draft.inputs.map((one) => this.#control(one)), text, problem, run };
  }

  save(id: string | null, draft: ScenarioDraft): ScenarioView {
    const taken = [...this.#kept].some(([other, { draft: { name } }]) => other !== id && name.toLowerCase() === draft.name.toLowerCase());
    if (taken) throw failure({ code: "invalidField", field: "name", what: `There is already a scenario named “${draft.name}”.`, why: "Two of one name could not be told apart.", fix: "Choose another name." });
    return this.#put(id ?? `own-${++this.#last}`, kept(draft));
  }

  saveText(id: string, text: string): ScenarioView {
    const wrong = misprint(text);
    if (wrong) throw wrong;
    const { draft } = this.#find(id);
    const name = /^name = "(.*)"/m.exec(text)?.[1] ?? draft.name;
    return this.#put(id, { ...kept({ ...draft, name }), text });
  }

  copy(id: string): ScenarioView {
    const { draft } = this.#find(id);
    return this.save(null, { ...draft, name: `${draft.name} copy` });
  }

  delete(id: string): void {
    this.#kept.delete(id);
  }

  began(id: string, run: string): void {
    this.#kept.set(id, { ...this.#find(id), run });
  }

  ran(id: string, outcome: string): void {
    this.#kept.set(id, { ...this.#find(id), lastRunAt: new Date().toISOString(), lastOutcome: outcome });
  }

  /** The scenarios that a connection could be used by: in the fake, those of its connector. */
  using({ connector }: ConnectionRow): [string, string][] {
    return [...this.#kept].filter(([, { draft }]) => connector in draft.catalogue).map(([id, { draft }]) => [id, draft.name]);
  }

  #put(id: string, what: Kept): ScenarioView {
    this.#kept.set(id, what);
    return this.view(id);
  }

  #find(id: string): Kept {
    const found = this.#kept.get(id);
    if (!found) throw failure({ code: "gone", what: "This scenario is gone.", why: "Its file is not there any more.", fix: "Go back to the list." });
    return found;
  }

  #control({ id, label, kind, connector, required, help, default: first }: ScenarioInput): InputView {
    const choices: [string, string][] =
      kind === "connection"
        ? this.connections().filter((row) => row.connector === connector).map((row) => [row.id, row.nickname])
        : kind === "session" ? this.sessions().filter((row) => row.kind !== "local").map((row) => [row.id, `${row.name} · ${row.nickname}`]) : [];
    const control = kind === "connection" || kind === "session" ? "choice" : (kind as InputView["kind"]);
    return { id, label, kind: control, required, help, default: first, choices, suggestions: null, when: [] };
  }
}
