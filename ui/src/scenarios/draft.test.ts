import { expect, test } from "vitest";

import { bundled } from "../ipc/fake/scenario-drafts";
import { empty, freeId, moved, newStep, renameInput, renameStep, same, withSession, withSource, withStep } from "./draft";

const onboard = bundled["onboard-a-user"] as NonNullable<(typeof bundled)[string]>;
const at = (id: string) => onboard.steps.findIndex((step) => step.id === id);

test("a new step gets a name made of its title, which no other has", () => {
  expect(freeId("Lookup user by login, e-mail or ID", [])).toBe("lookup_user_by_login_e_mail_or_id");
  expect(freeId("Create user", ["create_user", "create_user_2"])).toBe("create_user_3");
  expect(freeId("デバイス", [])).toBe("step");
  expect(freeId("2nd try", [])).toBe("nd_try");
});

test("a new Connect takes the connection that the scenario asks for", () => {
  const step = newStep(onboard, 0, { is: "connect", session: "Default", session_kind: "local" }, "Connect");

  expect(step.inputs).toEqual({ connection: { from: "input", input: "org" } });
});

test("a new action goes through the session that was opened last before it", () => {
  const two = withStep(onboard, at("create"), { kind: { is: "connect", session: "night", session_kind: "global" } });
  const action = { is: "action", connector: "okta", action: "lookup_user", session: "" } as const;

  expect(newStep(two, 1, action, "Lookup user").kind).toMatchObject({ session: "Default" });
  expect(newStep(two, 3, action, "Lookup user").kind).toMatchObject({ session: "night" });
  expect(newStep(empty, 0, action, "Lookup user").kind).toMatchObject({ session: "Default" });
});

test("a step that is renamed keeps all that refers to it", () => {
  const renamed = renameStep(onboard, at("create"), "made");

  expect(renamed.steps[at("activate")]?.inputs.user).toEqual({ from: "step", step: "made", output: "id" });
  expect(renamed.steps[at("clean_up")]?.undoes).toBe("made");
  expect(JSON.stringify(renamed)).not.toContain('"create"');
});

test("of two steps of one name, renaming one takes nothing from the other", () => {
  const twice = renameStep(onboard, at("activate"), "create");
  const apart = renameStep(twice, at("activate"), "activate");

  expect(apart.steps[at("verify")]?.inputs.user).toEqual({ from: "step", step: "create", output: "id" });
});

test("an input that is renamed keeps all that refers to it, a session that is handed in too", () => {
  const handed = withStep(onboard, 1, { kind: { is: "action", connector: "okta", action: "create_user", session: "{org}" } });
  const renamed = renameInput(handed, 0, "tenant");

  expect(renamed.steps[0]?.inputs.connection).toEqual({ from: "input", input: "tenant" });
  expect(renamed.steps[1]?.kind).toMatchObject({ session: "{tenant}" });
});

test("a session of another name or kind keeps the steps that go through it", () => {
  const night = withSession(onboard, 0, { session: "night" });
  const variable = withSession(night, 0, { session_kind: "variable" });

  expect(night.steps.slice(1).map(({ kind }) => "session" in kind && kind.session)).toEqual(Array(6).fill("night"));
  expect(variable.steps.at(-1)?.kind).toEqual({ is: "disconnect", session: "{night}" });
  expect(newStep(variable, 3, { is: "action", connector: "okta", action: "lookup_user", session: "" }, "Look").kind).toMatchObject({ session: "{night}" });
});

test("a step is moved by one, and not beyond the ends", () => {
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(moved(["a", "b"], 1, 2)).toEqual(["a", "b"]);
});

test("what is not given is not in the step", () => {
  const [step] = onboard.steps;

  expect(Object.keys(withSource(step as never, "domain", null))).toEqual(["connection"]);
});

test("two drafts are the same whatever the order of their members", () => {
  expect(same({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 })).toBe(true);
  expect(same({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(same({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
  expect(same({ a: [1] }, { a: { 0: 1 } })).toBe(false);
  expect(same(null, {})).toBe(false);
});
