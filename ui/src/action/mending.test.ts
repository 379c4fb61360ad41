import { expect, test } from "vitest";

import type { ActionLine } from "../ipc/bindings/ActionLine";
import { mending, placeCauses, tellingRead } from "./mending";

const line = (name: string, effect: ActionLine["effect"] = "read", family = "Users"): ActionLine =>
  ({ id: name, name, family, effect, scopes: [], roles: [], missing: [], prediction: null });
const create = line("Create User", "write");

test("a missing scope is mended by adding it", () => {
  expect(mending({ kind: "insufficientScope", scopes: ["okta.users.manage"] })).toBe("addScope");
});

test("a missing role is never mended by reauthorizing", () => {
  expect(mending({ kind: "roleMissing", scopes: [] })).toBe("runAgain");
  expect(mending({ kind: "opaRole", scopes: [] })).toBe("runAgain");
});

test("a sign-in that Okta no longer takes, or took without proof, is mended by another one", () => {
  expect(mending({ kind: "dpopRequired", scopes: [] })).toBe("reauthorize");
  expect(mending({ kind: "expired", scopes: [] })).toBe("reauthorize");
});

test("what may have happened already is not offered to be run again", () => {
  expect(mending({ kind: "outcomeUnknown", scopes: [] })).toBe("none");
});

test("what may only not be known yet is looked for again", () => {
  expect(mending({ kind: "eventualConsistency", scopes: [] })).toBe("lookAgain");
});

test("what would come back as large again is not run again", () => {
  expect(mending({ kind: "tooLarge", scopes: [] })).toBe("none");
});

test("the read that tells is the family's Lookup, then its Read", () => {
  const actions = [create, line("Find Users"), line("Read User"), line("Lookup user by login"), line("Lookup group", "read", "Groups")];
  expect(tellingRead(create, actions)?.name).toBe("Lookup user by login");
  expect(tellingRead(create, actions.slice(0, 3))?.name).toBe("Read User");
});

test("no write and no other family's read is taken for one that tells", () => {
  expect(tellingRead(create, [create, line("Read and delete", "destructive"), line("Lookup group", "read", "Groups")])).toBeNull();
});

test("causes stand beside their inputs, and those of no input elsewhere", () => {
  const causes: [string, string][] = [["login", "Taken."], ["login", "Too long."], ["nickName", "Read-only."]];
  expect(placeCauses(causes, [{ id: "login" }])).toEqual({ beside: { login: "Taken. Too long." }, elsewhere: ["Read-only."] });
});
