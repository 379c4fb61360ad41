import { expect, test } from "vitest";

import { Selection } from "./selection.svelte";

const rows = ["a", "b", "c", "d", "e"];
const chosen = (selection: Selection) => rows.filter((id) => selection.has(id)).join("");

test("a row is selected and let go", () => {
  const selection = new Selection();
  selection.toggle("b");
  selection.toggle("d");
  selection.toggle("b");
  expect(chosen(selection)).toBe("d");
});

test("a range grows and shrinks from where it began, and keeps what was selected before", () => {
  const selection = new Selection();
  selection.toggle("e");
  selection.toggle("b");
  selection.extend(rows, "b", "c");
  selection.extend(rows, "c", "d");
  expect(chosen(selection)).toBe("bcde");
  selection.extend(rows, "d", "a");
  expect(chosen(selection)).toBe("abe");
});

test("a range without a beginning begins at the row that has focus", () => {
  const selection = new Selection();
  selection.extend(rows, "c", "b");
  expect(chosen(selection)).toBe("bc");
});

test("all that are shown are selected at once, and at a second press none", () => {
  const selection = new Selection();
  selection.toggleAll(rows);
  expect(selection.size).toBe(5);
  selection.toggleAll(rows);
  expect(selection.size).toBe(0);
});

test("what is gone is not selected any more", () => {
  const selection = new Selection();
  selection.toggleAll(rows);
  selection.keep(new Set(["a", "z"]));
  expect(chosen(selection)).toBe("a");
});
