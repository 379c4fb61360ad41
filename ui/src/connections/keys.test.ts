import { expect, test } from "vitest";

import { intent } from "./keys";

const press = (key: string, at = 5, more = {}) =>
  intent({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more }, at, 10, 4);

test("arrows move by one row, and stop at both ends", () => {
  expect(press("ArrowDown")).toEqual({ do: "move", to: 6 });
  expect(press("ArrowDown", 9)).toEqual({ do: "move", to: 9 });
  expect(press("ArrowUp", 0)).toEqual({ do: "move", to: 0 });
});

test("Page Up and Page Down move by what is in view, Home and End to the ends", () => {
  expect(press("PageDown")).toEqual({ do: "move", to: 9 });
  expect(press("PageUp")).toEqual({ do: "move", to: 1 });
  expect(press("Home")).toEqual({ do: "move", to: 0 });
  expect(press("End")).toEqual({ do: "move", to: 9 });
});

test("Enter opens, F2 renames, Delete asks, and the menu has two keys", () => {
  expect(press("Enter")).toEqual({ do: "open" });
  expect(press("F2")).toEqual({ do: "rename" });
  expect(press("Delete")).toEqual({ do: "delete" });
  expect(press("ContextMenu")).toEqual({ do: "menu" });
  expect(press("F10", 5, { shiftKey: true })).toEqual({ do: "menu" });
  expect(press("F10")).toBeNull();
});

test("Space selects, Shift extends, Ctrl A takes all, and Escape lets go", () => {
  expect(press(" ")).toEqual({ do: "select" });
  expect(press("ArrowDown", 5, { shiftKey: true })).toEqual({ do: "extend", to: 6 });
  expect(press("End", 5, { shiftKey: true })).toEqual({ do: "extend", to: 9 });
  expect(press("a", 5, { ctrlKey: true })).toEqual({ do: "selectAll" });
  expect(press("a")).toBeNull();
  expect(press("Escape")).toEqual({ do: "unselect" });
});

test("keys of the window and the system are left alone", () => {
  expect(press("ArrowLeft", 5, { altKey: true })).toBeNull();
  expect(press("x")).toBeNull();
});
