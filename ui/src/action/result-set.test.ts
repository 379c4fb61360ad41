import { expect, test } from "vitest";

import type { ActionForm } from "../ipc/bindings/ActionForm";
import { extentOf, resultSets, usual } from "./result-set";

const form = (id: string, list: boolean): ActionForm => ({
  line: { id, name: "A", family: "F", effect: "read", scopes: [], roles: [], missing: [], prediction: null },
  about: "", inputs: [], prediction: { kind: "willRun", reason: "" }, list, loses: null,
});
const keys = (of: ActionForm, values = {}) => resultSets(of, values).map(([key]) => key);

test("a list offers the first, the first 200, and all; anything else nothing", () => {
  expect(keys(form("list_users", true))).toEqual(["first", "first200", "all", "file"]);
  expect(usual(form("list_users", true))).toBe("first200");
  expect(keys(form("read_user", false))).toEqual([]);
});

test("a request that is typed by hand is read page by page only where it reads", () => {
  const custom = form("custom_api_action", false);
  expect(keys(custom, { request_type: "GET" })[0]).toBe("answer");
  expect(keys(custom, { request_type: "POST" })).toEqual([]);
  expect(usual(custom)).toBe("answer");
});

test("what is chosen and not offered any more is one answer", () => {
  const get = resultSets(form("custom_api_action", false), { request_type: "GET" });
  expect([extentOf("file", get), extentOf("first", get), extentOf("answer", get)]).toEqual(["all", "first", null]);
  expect(extentOf("all", [])).toBeNull();
});
