import { expect, test } from "vitest";

import type { ActionForm } from "../ipc/bindings/ActionForm";
import type { InputView } from "../ipc/bindings/InputView";
import { asked, beside, faults, filled, named, start } from "./draft";

const input = (id: string, more: Partial<InputView> = {}): InputView => ({
  id, label: id, kind: "text", required: false, help: null, default: null, choices: [], when: [], suggestions: null, ...more,
});
const form = (...inputs: InputView[]): ActionForm => ({
  line: { id: "a", name: "A", family: "F", effect: "read", scopes: [], roles: [], missing: [], prediction: null },
  about: "", inputs, prediction: { kind: "willRun", reason: "" }, list: false, loses: null,
});

test("a form starts with its defaults, and a needed choice with its first", () => {
  const choices: [string, string][] = [["GET", "GET"], ["PUT", "PUT"]];
  const asked = form(input("limit", { default: "200" }), input("method", { kind: "choice", required: true, choices }), input("mode", { kind: "choice", choices }));
  expect(start(asked)).toEqual({ limit: "200", method: "GET", mode: "" });
});

test("a secret is no part of what is kept of a form", () => {
  expect(start(form(input("password", { kind: "secret", default: "x" })), { password: "y" })).toEqual({});
});

test("what is carried over from another form fills the inputs that both have", () => {
  const asked = form(input("user"), input("method", { kind: "choice", choices: [["GET", "GET"]] }));
  expect(start(asked, { user: "zoe", login: "x", method: "PATCH" })).toEqual({ user: "zoe", method: "" });
});

test("needed inputs that are empty or blank are named, others are not", () => {
  const asked = form(input("login", { required: true }), input("email", { required: true }), input("city"));
  expect(faults(asked, { login: "  ", email: "a@b", city: "" })).toEqual({ login: "Enter the login." });
});

test("a needed secret is missed as well", () => {
  expect(faults(form(input("password", { kind: "secret", required: true })), { password: "" })).toHaveProperty("password");
});

test("a number that is not whole and a body that is not JSON are caught before they are sent", () => {
  const asked = form(input("limit", { kind: "integer" }), input("body", { kind: "json" }));
  expect(faults(asked, { limit: "2.5", body: '{\n"a" 1}' })).toEqual({
    limit: "limit must be a whole number.",
    body: "This is not JSON. Line 2, column 5: a colon is missing here.",
  });
  expect(faults(asked, { limit: " -3 ", body: "[]" })).toEqual({});
});

test("an option asks for its own inputs, and misses no other", () => {
  const option = input("option", { kind: "choice", required: true, choices: [["plain", "Plain"], ["with_password", "With password"]] });
  const password = input("password", { kind: "secret", required: true, when: ["with_password"] });
  const shown = form(option, password);
  expect(asked(shown, { option: "plain" }).map(({ id }) => id)).toEqual(["option"]);
  expect(faults(shown, { option: "plain" })).toEqual({});
  expect(faults(shown, { option: "with_password" })).toEqual({ password: "Enter the password." });
});

test("names and values of a secret are no part of what is kept of a form", () => {
  expect(start(form(input("pairs", { kind: "secretPairs" })), { pairs: "{}" })).toEqual({});
});

test("empty inputs are left out of what is sent, and spaces inside are kept", () => {
  expect(filled({ a: "", b: "  ", c: " x " })).toEqual({ c: " x " });
});

test("half a character is told beside its input, whatever the input takes", () => {
  const asked = form(input("login"), input("body", { kind: "json" }));
  expect(Object.keys(faults(asked, { login: "a\ud83e", body: '"\udd89"' }))).toEqual(["login", "body"]);
  expect(faults(asked, { login: "a🦉", body: '"🦉"' })).toEqual({});
});

const group = input("group", { suggestions: { of: "resourceGroup", letters: 0 } });
const project = input("project", { suggestions: { of: "project", letters: 0 } });
const users = input("users", { kind: "lines", suggestions: { of: "user", letters: 2 } });

test("a project is looked for beside its resource group, and a list beside nothing of its own", () => {
  const values = { group: " g1 ", project: "li", users: "a\nb", name: "x" };
  expect(beside(form(group, project, users, input("name")), values, "project")).toEqual({ resourceGroup: "g1" });
  expect(beside(form(group, project), { group: " ", project: "li" }, "project")).toEqual({});
});

test("what a form names changes with what it names, and with nothing else", () => {
  const asked = form(group, users, input("name"));
  const before = named(asked, { group: "g1", name: "x" });
  expect(named(asked, { group: " g1", users: "a", name: "y" })).toBe(before);
  expect(named(asked, { group: "g2", name: "x" })).not.toBe(before);
  expect(named(asked, { group: "", name: "x" })).toBe("");
});
