import { expect, test } from "vitest";

import { brief, children, type Json, parsed, sift } from "./tree";

const people: Json = [
  { id: "00u1", profile: { login: "zoe@acme.com", city: "Oslo" } },
  { id: "00u2", profile: { login: "adam@acme.com", city: "Bergen" } },
];

test("a filter keeps what has the word in a value, on the way to it", () => {
  expect(children(sift(people, "berg") as Json)).toEqual([["1", { profile: { city: "Bergen" } }]]);
});

test("a filter finds names too, and keeps all that is below one", () => {
  expect(sift(people[0] as Json, "PROFILE")).toEqual({ profile: { login: "zoe@acme.com", city: "Oslo" } });
});

test("a record keeps the index that it has in the answer", () => {
  expect(children(sift(people, "adam") as Json).map(([index]) => index)).toEqual(["1"]);
});

test("a filter that nothing matches leaves nothing, and an empty one everything", () => {
  expect(sift(people, "nowhere")).toBeUndefined();
  expect(sift(people, "  ")).toBe(people);
});

test("numbers, truths and nulls can be looked for as they are written", () => {
  expect(sift({ a: 1, b: true, c: null }, "null")).toEqual({ c: null });
  expect(sift({ a: 1, b: true, c: null }, "tru")).toEqual({ b: true });
});

test("a branch in brief says how many it holds", () => {
  expect(brief(people)).toBe("[ 2 ]");
  expect(brief({})).toBe("{ 0 }");
});

test("what is not JSON has no tree", () => {
  expect(parsed("<html>")).toBeUndefined();
  expect(parsed("null")).toBeNull();
});
