import { expect, test } from "vitest";

import type { ScenarioDraft } from "../ipc/bindings/ScenarioDraft";
import type { ScenarioStep } from "../ipc/bindings/ScenarioStep";
import { step, text } from "../ipc/fake/scenario-drafts";
import { empty } from "./draft";
import { faults, ofStepAt } from "./faults";
import { known } from "./testing";

const lookup = { is: "action", connector: "okta", action: "lookup_user", session: "Default" } as const;
const create = { is: "action", connector: "okta", action: "create_user", session: "Default" } as const;
const output = (step: string, output = "id") => ({ from: "step", step, output }) as const;
const named = (more: Partial<ScenarioDraft>): ScenarioDraft => ({ ...empty, name: "One", ...more });

test("a scenario without a name is told so", () => {
  expect(faults(empty, known)).toEqual({ name: "Give the scenario a name." });
});

test("a required input of a step that is not given is named, and an empty text is not one", () => {
  const nothing: ScenarioStep["inputs"][] = [{}, { user: text("  ") }];
  for (const inputs of nothing) {
    expect(faults(named({ steps: [step("look", lookup, inputs)] }), known)).toEqual({
      "steps.look.inputs.user": "Give it a value: ID or Login is required.",
    });
  }
});

test("a reference must lead to an earlier step, and to an output that it has", () => {
  const steps = [
    step("self", lookup, { user: output("self") }),
    step("early", lookup, { user: output("late") }),
    step("late", lookup, { user: output("nobody") }),
    step("wrong", lookup, { user: output("late", "shoe_size") }),
    step("right", lookup, { user: output("late", "body") }),
  ];

  expect(faults(named({ steps }), known)).toEqual({
    "steps.self.inputs.user": "“self” does not run before this step.",
    "steps.early.inputs.user": "“late” does not run before this step.",
    "steps.late.inputs.user": "No step is called “nobody”.",
    "steps.wrong.inputs.user": "“late” has no output “shoe_size”.",
  });
});

test("a list gives its records and their count, and a child's child is taken at its word", () => {
  const listed = { ...lookup, action: "list_users" };
  const parent = { is: "scenario", scenario: "parent" } as const;
  const child = named({ steps: [step("inner", parent)] });
  const steps = [
    step("all", listed, {}, { expect: [{ is: "exists", field: "records" }] }),
    step("run", parent),
    step("look", lookup, { user: output("all", "count") }),
    step("again", lookup, { user: output("run", "inner.create.id") }),
    step("wrong", lookup, { user: output("run", "outer.create.id") }),
  ];

  expect(faults(named({ steps }), { ...known, child: () => child })).toEqual({
    "steps.wrong.inputs.user": "“run” has no output “outer.create.id”.",
  });
});

test("a secret never stands in a file", () => {
  const given = { login: text("ada"), email: text("a@b"), first_name: text("A"), last_name: text("B"), password: text("hunter2") };
  const found = faults(named({ steps: [step("make", create, given)] }), known);

  expect(found["steps.make.inputs.password"]).toMatch(/a file is no place for it/);
});

test("two steps of one name, and a name that cannot be referred to, are told apart", () => {
  const steps = [step("one", lookup, { user: text("a") }), step("one", lookup, { user: text("a") }), step("Two!", lookup, { user: text("a") })];
  const found = faults(named({ steps }), known);

  expect(found["steps.one"]).toBe("Another step is called “one”.");
  expect(found["steps.Two!"]).toMatch(/lower-case letters/);
});

test("an action that is not known keeps nothing from being saved", () => {
  const unheard = { ...lookup, action: "unheard_of" };

  expect(faults(named({ steps: [step("look", unheard, { anything: text("x") })] }), known)).toEqual({});
});

test("a session that is handed in must be an input of kind session", () => {
  const steps = [step("look", { ...lookup, session: "{admin}" }, { user: text("a") })];
  const input = { id: "admin", label: "Admin", kind: "session", connector: null, required: true, default: null, help: null };

  expect(faults(named({ steps }), known)).toHaveProperty("steps.look.session");
  expect(faults(named({ steps, inputs: [input] }), known)).toEqual({});
});

test("an expectation names an output that the step has, and a status that there is", () => {
  const expect_ = [{ is: "status", status: 20 }, { is: "exists", field: "shoe_size" }, { is: "equals", field: "status", value: output("none") }] as const;
  const steps = [step("look", lookup, { user: text("a") }, { expect: [...expect_] })];

  expect(Object.keys(faults(named({ steps }), known))).toEqual(["steps.look.expect.0", "steps.look.expect.1", "steps.look.expect.2"]);
});

test("the faults of a step are its own, and not those of one whose name begins alike", () => {
  const all = { "steps.look": "a", "steps.look.session": "b", "steps.look_up": "c" };

  expect(ofStepAt(all, "look").map(([, said]) => said)).toEqual(["a", "b"]);
});
