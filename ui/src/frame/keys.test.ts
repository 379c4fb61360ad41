import { expect, test } from "vitest";

import { frameIntent } from "./keys";

const press = (key: string, typing = false, more = {}) =>
  frameIntent({ key, ctrlKey: false, metaKey: false, altKey: false, ...more }, typing);

test("Ctrl+K and / lead to the search, N to a new connection, ? to the keys", () => {
  expect(press("k", true, { ctrlKey: true })).toBe("search");
  expect(press("/")).toBe("search");
  expect(press("n")).toBe("new");
  expect(press("?")).toBe("keys");
});

test("letters that are being typed into a field stay letters", () => {
  expect(press("n", true)).toBeNull();
  expect(press("/", true)).toBeNull();
});

test("other keys of the window are left alone", () => {
  expect(press("n", false, { ctrlKey: true })).toBeNull();
  expect(press("ArrowLeft", false, { altKey: true })).toBeNull();
});
