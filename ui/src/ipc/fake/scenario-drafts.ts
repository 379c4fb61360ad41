/** What the scenarios of the fake are made of, and how they are written down. */
import type { ScenarioDraft } from "../bindings/ScenarioDraft";
import type { ScenarioInput } from "../bindings/ScenarioInput";
import type { ScenarioStep } from "../bindings/ScenarioStep";
import type { Source } from "../bindings/Source";
import type { StepKind } from "../bindings/StepKind";

export const text = (text: string): Source => ({ from: "text", text });
const input = (input: string): Source => ({ from: "input", input });
const output = (step: string, output: string): Source => ({ from: "step", step, output });

const asked = (id: string, label: string, more: Partial<ScenarioInput> = {}): ScenarioInput => ({
  id,
  label,
  kind: "text",
  connector: null,
  required: true,
  default: null,
  help: null,
  ...more,
});

export const step = (id: string, kind: StepKind, inputs: Record<string, Source> = {}, more: Partial<ScenarioStep> = {}): ScenarioStep => ({
  id,
  kind,
  inputs,
  expect: [],
  always: false,
  ...more,
});

const act = (action: string, connector = "okta", session = "Default"): StepKind => ({ is: "action", connector, action, session });
const connect: StepKind = { is: "connect", session: "Default", session_kind: "local" };

const onboard: ScenarioDraft = {
  name: "Onboard a user",
  about: "Creates a user, puts her into a group, looks whether she is in it, and cleans up.",
  catalogue: { okta: 1 },
  inputs: [
    asked("org", "Okta connection", { kind: "connection", connector: "okta" }),
    asked("domain", "Domain URL", { help: "Must be the domain of the connection." }),
    asked("login", "Login", { default: "ada@example.com" }),
    asked("password", "Password", { kind: "secret" }),
    asked("group", "Group", { required: false }),
  ],
  dry: false,
  steps: [
    step("connect", connect, { connection: input("org"), domain: input("domain") }),
    step("create", act("create_user"), { login: input("login"), email: input("login"), first_name: text("Ada"), last_name: text("Example"), password: input("password"), activate: text("false") }, { expect: [{ is: "status", status: 200 }] }),
    step("activate", act("activate_user"), { user: output("create", "id") }),
    step("find_group", act("lookup_group"), { group: input("group") }),
    step("verify", act("lookup_user"), { user: output("create", "id") }, { expect: [{ is: "equals", field: "status", value: text("ACTIVE") }, { is: "exists", field: "login" }] }),
    step("clean_up", act("deactivate_user"), { user: output("create", "id") }, { always: true, undoes: "create" }),
    step("disconnect", { is: "disconnect", session: "Default" }, {}, { always: true }),
  ],
};

const realms: ScenarioDraft = {
  name: "Move a user between realms",
  about: "Looks for a realm, moves a user there, and back again.",
  catalogue: { okta_realms: 1 },
  inputs: [asked("realms", "Realms connection", { kind: "connection", connector: "okta_realms" })],
  dry: false,
  steps: [
    step("connect", connect, { connection: input("realms") }),
    step("find", act("search_realms", "okta_realms"), {}, { expect: [{ is: "status", status: 200 }] }),
  ],
};

const nightly: ScenarioDraft = {
  name: "Night check of the northern region",
  about: "",
  catalogue: { okta: 1 },
  inputs: [asked("org", "Okta connection", { kind: "connection", connector: "okta" }), asked("login", "Login")],
  dry: false,
  steps: [
    step("open", { is: "connect", session: "night", session_kind: "variable" }, { connection: input("org") }),
    step("onboarding", { is: "scenario", scenario: "onboard-a-user" }, { org: input("org"), domain: text("acme.okta.com"), login: input("login"), password: input("login") }),
    step("look", act("lookup_user", "okta", "{night}"), { user: input("login") }),
  ],
};

/** A scenario as long as one can be looked through. */
export const long = (steps: number): ScenarioDraft => ({
  name: "A scenario with a name that is exactly one hundred characters long, as long as a name of one may be!",
  about: `Looks up ${steps} people, one after the other.`,
  catalogue: { okta: 1 },
  inputs: [asked("org", "Okta connection", { kind: "connection", connector: "okta" })],
  dry: false,
  steps: [
    step("connect", connect, { connection: input("org") }),
    ...Array.from({ length: steps - 1 }, (_, n) =>
      step(`look_up_${n + 1}`, act("lookup_user"), { user: n === 0 ? text("ada@example.com") : output(`look_up_${n}`, "id") }),
    ),
  ],
});

export const bundled: Record<string, ScenarioDraft> = { "onboard-a-user": onboard, "move-a-user-between-realms": realms };
export const own: Record<string, ScenarioDraft> = { "night-check": nightly };

const quoted = (text: string) => JSON.stringify(text);

const sourceText = (source: Source): string => {
  switch (source.from) {
    case "text":
      return quoted(source.text);
    case "step":
      return `{ step = ${quoted(source.step)}, output = ${quoted(source.output)} }`;
    case "input":
      return `{ input = ${quoted(source.input)} }`;
  }
};

const kindLines = (kind: StepKind): string[] => {
  const { is, ...rest } = kind;
  return [`do = ${quoted(is)}`, ...Object.entries(rest).map(([name, value]) => `${name} = ${quoted(value)}`)];
};

/** A draft as a file. */
export function written(draft: ScenarioDraft): string {
  const lines = [`name = ${quoted(draft.name)}`, `about = ${quoted(draft.about)}`];
  for (const [connector, version] of Object.entries(draft.catalogue)) lines.push(`catalogue.${connector} = ${version}`);
  for (const one of draft.inputs) {
    lines.push("", "[[inputs]]", `id = ${quoted(one.id)}`, `label = ${quoted(one.label)}`, `kind = ${quoted(one.kind)}`);
    if (one.connector) lines.push(`connector = ${quoted(one.connector)}`);
    if (one.required) lines.push("required = true");
  }
  for (const one of draft.steps) {
    lines.push("", "[[steps]]", `id = ${quoted(one.id)}`, ...kindLines(one.kind));
    if (one.always) lines.push("always = true");
    for (const [name, source] of Object.entries(one.inputs)) lines.push(`inputs.${name} = ${sourceText(source)}`);
  }
  return `${lines.join("\n")}\n`;
}
