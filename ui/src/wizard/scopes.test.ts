import { expect, test } from "vitest";

import { choiceFor, defaultChoice, fatal, listed, matching, namedIn, type ScopeGrant, scopesOf, tick, without } from "./scopes";

const scope = (name: string, more = {}) => ({ name, automatic: false, essential: false, default: true, about: "", cost: "", ...more });
const grant: ScopeGrant = {
  kind: "authorizationCode",
  presets: [
    { id: "all", name: "All", about: "", scopes: ["openid", "a.read", "a.manage"] },
    { id: "few", name: "Few", about: "", scopes: ["a.read"] },
  ],
  scopes: [scope("openid", { automatic: true }), scope("a.read", { essential: true }), scope("a.manage"), scope("extra.read", { default: false })],
};
const custom = (...ticked: string[]) => ({ mode: "custom" as const, preset: "all", ticked: new Set(ticked) });

test("the default scopes are those of the first preset, until another is chosen", () => {
  expect(scopesOf(grant, defaultChoice(grant))).toEqual(["openid", "a.read", "a.manage"]);
  expect(scopesOf(grant, { ...defaultChoice(grant), preset: "few" })).toEqual(["a.read"]);
});

test("custom scopes are asked for in the order of the guide, whichever was ticked first", () => {
  expect(scopesOf(grant, tick(custom("a.manage"), "openid", true))).toEqual(["openid", "a.manage"]);
});

test("asking for the same as before sends no list of scopes", () => {
  expect(scopesOf(grant, { ...custom(), mode: "same" })).toBeNull();
});

test("scopes that are a preset's come back as that preset, others as a custom choice", () => {
  expect(choiceFor(grant, ["a.read"])).toMatchObject({ mode: "default", preset: "few" });
  expect(choiceFor(grant, ["a.read", "openid"])).toMatchObject({ mode: "custom" });
});

test("a scope that only the earlier request knows can still be seen and kept", () => {
  const choice = custom("old.read", "a.read");

  expect(listed(grant, choice).at(-1)?.name).toBe("old.read");
  expect(scopesOf(grant, choice)).toEqual(["a.read", "old.read"]);
});

test("unticking an essential scope is fatal, unticking an extra one costs nothing", () => {
  expect(fatal(grant, custom("openid")).map(({ name }) => name)).toEqual(["a.read"]);
  expect(fatal(grant, custom("a.read"))).toEqual([]);
  expect(fatal(grant, defaultChoice(grant))).toEqual([]);
});

test("extras are listed only when they are ticked, wanted or searched for", () => {
  const names = (text: string, extras: boolean, ...ticked: string[]) =>
    matching(grant.scopes, text, extras, new Set(ticked)).map(({ name }) => name);

  expect(names("", false)).not.toContain("extra.read");
  expect(names("", true)).toContain("extra.read");
  expect(names("", false, "extra.read")).toContain("extra.read");
  expect(names("EXTRA", false)).toEqual(["extra.read"]);
});

test("only scopes that were asked for are taken from a refusal", () => {
  expect(namedIn("'a.manage', other.read and openid.", ["openid", "a.read", "a.manage"])).toEqual(["openid", "a.manage"]);
  expect(namedIn(null, ["a.read"])).toEqual([]);
});

test("trying again without a scope keeps all the others, also of an earlier request", () => {
  expect(scopesOf(grant, without(grant, defaultChoice(grant), ["a.manage"]))).toEqual(["openid", "a.read"]);
  expect(scopesOf(grant, without(grant, { ...custom(), mode: "same" }, ["a.read"], ["a.read", "openid"]))).toEqual(["openid"]);
});
