import { expect, test } from "vitest";

import type { InputView } from "../ipc/bindings/InputView";
import { connectors } from "../ipc/fake/connectors";
import { choices } from "./chooser";
import { missing, start } from "./form";
import { stepIntent } from "./keys";
import { offsetOf } from "./place";
import { readKept } from "./shelf.svelte";
import { known } from "./testing";

const input = (id: string, more: Partial<InputView> = {}): InputView => ({
  id,
  label: id,
  kind: "text",
  required: true,
  help: null,
  default: null,
  choices: [],
  suggestions: null,
  when: [],
  ...more,
});

test("a step can be any action of any connector, and any other scenario", () => {
  const groups = choices(connectors, known.scenarios, "onboard-a-user");

  expect(groups.map(({ label }) => label)).toContain("Okta Devices · Device");
  expect(groups.at(-1)).toMatchObject({ label: "Run another scenario", items: [{ title: "Move a user between realms" }] });
});

test("Connect and Disconnect are offered once, as steps of their own", () => {
  const titles = choices(connectors, [], null).flatMap(({ items }) => items.map(({ title }) => title));

  expect(titles.filter((title) => title === "Connect")).toHaveLength(1);
  expect(new Set(choices(connectors, [], null).flatMap(({ items }) => items.map(({ key }) => key))).size).toBe(titles.length);
});

test("the only connection there is, is chosen; of several, none", () => {
  const one = input("org", { kind: "choice", choices: [["c0", "Prod"]] });
  const two = input("org", { kind: "choice", choices: [["c0", "Prod"], ["c1", "Test"]] });

  expect(start([one])).toEqual({ org: "c0" });
  expect(start([two])).toEqual({ org: "" });
});

test("what was typed stays, unless it can no longer be chosen; a secret is never there", () => {
  const form = [input("login", { default: "ada" }), input("org", { kind: "choice", choices: [["c1", "Test"], ["c2", "Next"]] }), input("password", { kind: "secret" })];

  expect(start(form, { login: "eve", org: "c0" })).toEqual({ login: "eve", org: "" });
  expect(start(form)).toEqual({ login: "ada", org: "" });
});

test("what is required and empty is told in the words of its control", () => {
  expect(missing([input("Login"), input("Org", { kind: "choice" }), input("Note", { required: false })], { Login: " " })).toEqual({
    Login: "Enter the Login.",
    Org: "Choose the Org.",
  });
});

test("keys move and remove a step; with Ctrl or Shift they are somebody else's", () => {
  const press = (key: string, more = {}) => stepIntent({ key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...more });

  expect(press("ArrowUp", { altKey: true })).toBe("moveUp");
  expect(press("ArrowDown")).toBe("down");
  expect(press("Delete")).toBe("remove");
  expect(press("Delete", { shiftKey: true })).toBeNull();
  expect(press("a")).toBeNull();
});

test("a line and a column lead to their place, also behind letters that take two units", () => {
  expect(offsetOf("one\ntwo\nthree", [2, 1])).toBe(4);
  expect(offsetOf("one\n🦀x", [2, 2])).toBe(6);
  expect(offsetOf("one", [9, 9])).toBe(3);
});

test("unsaved changes that cannot be read are no reason to fail", () => {
  expect(readKept(null)).toEqual({});
  expect(readKept("{not json")).toEqual({});
  expect(readKept('{"a":{"text":"x"},"b":{"draft":{}},"c":null}')).toEqual({ a: { text: "x" } });
});
