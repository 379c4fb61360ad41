import { expect, test } from "vitest";

import { bundled, own } from "../ipc/fake/scenario-drafts";
import { outputsOf, placeOf, titleOf } from "./known";
import { keyOf, sourceOf } from "./origin";
import { expected, given, offers, sessions } from "./sources";
import { known } from "./testing";

const onboard = bundled["onboard-a-user"] as NonNullable<(typeof bundled)[string]>;
const night = own["night-check"] as NonNullable<(typeof own)[string]>;
const at = (id: string) => onboard.steps.findIndex((step) => step.id === id);

test("an input is offered the outputs of the steps before it, by name", () => {
  const { text, steps } = offers(onboard, at("verify"), "text", known);

  expect(text).toBe(true);
  expect(steps.map(({ step }) => step)).toEqual(["connect", "create", "activate", "find_group"]);
  expect(steps[1]?.label).toBe("2. Create user (create)");
  expect(steps[1]?.outputs.map(([id]) => id)).toEqual(["id", "status", "login", "body"]);
});

test("a secret takes secrets only, and nothing else takes one", () => {
  expect(offers(onboard, at("verify"), "secret", known)).toMatchObject({ text: false, steps: [], inputs: [{ id: "password" }] });
  expect(offers(onboard, at("verify"), "text", known).inputs.map(({ id }) => id)).toEqual(["domain", "login", "group"]);
});

test("a connection is one that is there, or one that is asked for", () => {
  expect(offers(onboard, at("verify"), "connection", known)).toMatchObject({ text: true, steps: [], inputs: [{ id: "org" }] });
});

test("a session is handed on from the Connect that opened a variable, and is never typed", () => {
  expect(offers(night, 1, "session", known)).toEqual({
    text: false,
    inputs: [],
    steps: [{ step: "open", label: "1. Connect (open)", outputs: [["session", "The session"]] }],
  });
  expect(offers(night, 1, "text", known).steps[0]?.outputs.map(([id]) => id)).not.toContain("session");
});

test("a child scenario gives what its own steps give, each under its step", () => {
  const outputs = outputsOf({ is: "scenario", scenario: "onboard-a-user" }, known) ?? [];

  expect(outputs).toContainEqual(["create.id", "create: ID"]);
});

test("a step says in words what it is given and what is expected", () => {
  const verify = onboard.steps[at("verify")] as (typeof onboard.steps)[number];

  expect(given(verify, onboard, known)).toEqual([["ID or Login", "ID of “create”"]]);
  expect(verify.expect.map((one) => expected(one, verify, onboard, known))).toEqual(["Status equals “ACTIVE”", "Login is there"]);
  expect(given(onboard.steps[at("create")] as typeof verify, onboard, known)).toContainEqual(["Login", "the input “Login”"]);
});

test("a step goes through a session that was opened before it", () => {
  expect(sessions(night, 2)).toEqual([{ session: "{night}", label: "night – variable, opened by step 1" }]);
  expect(sessions(night, 0)).toEqual([]);
});

test("a step is called what its action is called, and says where it happens", () => {
  expect(titleOf({ is: "scenario", scenario: "onboard-a-user" }, known)).toBe("Run “Onboard a user”");
  expect(titleOf({ is: "action", connector: "okta", action: "unheard_of", session: "x" }, known)).toBe("unheard_of");
  expect(placeOf({ is: "action", connector: "okta", action: "lookup_user", session: "{admin}" }, known)).toBe("Okta · session variable “admin”");
});

test("a step that is chosen as source gives its ID first", () => {
  const { steps } = offers(onboard, at("verify"), "text", known);

  expect(sourceOf("step:create", { steps })).toEqual({ from: "step", step: "create", output: "id" });
  expect(sourceOf("step:connect", { steps })).toEqual({ from: "step", step: "connect", output: "name" });
  expect(sourceOf("", { steps })).toBeNull();
  for (const key of ["text", "input:login", "step:create"]) expect(keyOf(sourceOf(key, { steps }))).toBe(key);
});
