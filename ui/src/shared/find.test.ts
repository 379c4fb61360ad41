import { expect, test } from "vitest";

import { found, hasWords, step } from "./find";

test("words are found in any order and in any case", () => {
  expect(hasWords("Okta Users Create user", "USER okta cre")).toBe(true);
  expect(hasWords("Okta Users Create user", "delete")).toBe(false);
  expect(hasWords("anything", "  ")).toBe(true);
});

test("a group is found by its own name, and one without a match is left out", () => {
  const groups = [
    { label: "Okta · Users", items: [{ text: "Create user" }, { text: "Delete user" }] },
    { label: "Okta Devices", items: [{ text: "Suspend device" }] },
  ];

  expect(found(groups, "users create").map(({ items }) => items)).toEqual([[{ text: "Create user" }]]);
  expect(found(groups, "device")).toHaveLength(1);
  expect(found(groups, "realm")).toEqual([]);
});

test("keys lead through the items and stop at both ends", () => {
  expect(step("ArrowDown", 0, 3)).toBe(1);
  expect(step("ArrowDown", 2, 3)).toBe(2);
  expect(step("PageUp", 4, 20)).toBe(0);
  expect(step("PageDown", 15, 20)).toBe(19);
  expect(step("End", 0, 20)).toBeNull();
});
