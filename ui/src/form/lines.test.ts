import { expect, test } from "vitest";

import { changed, lines, pasted, written } from "./lines";

test("a text has a line for each value, and one to type into where it has none", () => {
  expect(lines("a\r\nb\n\n c ")).toEqual(["a", "b", " c "]);
  expect(lines("")).toEqual([""]);
  expect(written(["a", "", " ", "b"])).toBe("a\nb");
});

test("a change leaves the other lines alone", () => {
  expect(changed(["a", "b"], 1, "c")).toEqual(["a", "c"]);
});

test("pasted lines take the place of an empty one, and follow one that is filled", () => {
  expect(pasted(["a", ""], 1, "x\ny\n")).toEqual({ to: ["a", "x", "y"], at: 2 });
  expect(pasted(["a", "b"], 0, "x\r\ny")).toEqual({ to: ["a", "x", "y", "b"], at: 2 });
});
