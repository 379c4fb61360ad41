import { expect, test } from "vitest";

import type { ActionLine } from "../ipc/bindings/ActionLine";
import { choices, everything, narrow } from "./narrow";

const line = (name: string, more: Partial<ActionLine> = {}): ActionLine => ({
  id: name, name, family: "Users", effect: "read", scopes: ["okta.users.read"], roles: [], missing: [],
  prediction: { kind: "willRun", reason: "" }, ...more,
});

const actions = [
  line("Find Users"),
  line("Delete User", { effect: "destructive", scopes: ["okta.users.manage"], prediction: { kind: "missingScope", reason: "" } }),
  line("Create Group", { family: "Groups", effect: "write", scopes: ["okta.groups.manage"] }),
  line("Custom API Action", { family: "Custom API", effect: "byRequest", scopes: [], prediction: { kind: "unknown", reason: "" } }),
];
const names = (more: Partial<typeof everything>) => narrow(actions, { ...everything, ...more }).map(({ name }) => name);

test("nothing typed and nothing chosen shows all", () => {
  expect(names({})).toHaveLength(4);
  expect(names({ text: "  " })).toHaveLength(4);
});

test("words are found in name, family, effect, prediction and scope, all of them and in any case", () => {
  expect(names({ text: "USER del" })).toEqual(["Delete User"]);
  expect(names({ text: "groups" })).toEqual(["Create Group"]);
  expect(names({ text: "destructive" })).toEqual(["Delete User"]);
  expect(names({ text: "will run users" })).toEqual(["Find Users"]);
  expect(names({ text: "okta.users.manage" })).toEqual(["Delete User"]);
  expect(names({ text: "find group" })).toEqual([]);
});

test("what can run, and what an action does, are chosen beside the words", () => {
  expect(names({ prediction: "willRun" })).toEqual(["Find Users", "Create Group"]);
  expect(names({ prediction: "willRun", effect: "write" })).toEqual(["Create Group"]);
  expect(names({ effect: "byRequest" })).toEqual(["Custom API Action"]);
});

test("only what there is can be chosen", () => {
  expect(choices(actions).predictions.map(([key]) => key)).toEqual(["willRun", "missingScope", "unknown"]);
  expect(choices(actions.slice(0, 1)).effects).toEqual([["read", "Reads"]]);
});
