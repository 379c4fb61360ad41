import { expect, test } from "vitest";

import type { Json } from "../answer/tree";
import { differences } from "./diff";

const paths = (left: Json, right: Json) => differences(left, right).map(({ path }) => path);

test("the same value in another order of its members has no differences", () => {
  expect(differences({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 })).toEqual([]);
});

test("what changed, came and went is told by its place", () => {
  const left = { status: "ACTIVE", profile: { title: "Dr", city: "Oslo" } };
  const right = { status: "SUSPENDED", profile: { city: "Oslo", "cost center": 7 } };

  expect(differences(left, right)).toEqual([
    { path: "status", left: "ACTIVE", right: "SUSPENDED" },
    { path: "profile.title", left: "Dr" },
    { path: 'profile."cost center"', right: 7 },
  ]);
});

test("records are told apart by their ids, wherever they stand", () => {
  const left = [{ id: "00u1", status: "ACTIVE" }, { id: "00u2", status: "ACTIVE" }];
  const right = [{ id: "00u3", status: "STAGED" }, { id: "00u1", status: "LOCKED_OUT" }];

  expect(paths(left, right)).toEqual(["[00u1].status", "[00u2]", "[00u3]"]);
});

test("texts of a list are told apart as a set, and their order only where nothing else differs", () => {
  expect(differences({ groups: ["a", "b", "b"] }, { groups: ["b", "c"] })).toEqual([
    { path: "groups[]", left: "a" },
    { path: "groups[]", left: "b" },
    { path: "groups[]", right: "c" },
  ]);
  expect(paths({ groups: ["a", "b"] }, { groups: ["b", "a"] })).toEqual(["groups (order)"]);
});

test("records without an id are compared one by one", () => {
  expect(paths([{ a: 1 }, { a: 2 }], [{ a: 1 }, { a: 3 }, { a: 4 }])).toEqual(["[1].a", "[2]"]);
});

test("another kind of value is a change as a whole", () => {
  expect(differences({ x: [1] }, { x: { y: 1 } })).toEqual([{ path: "x", left: [1], right: { y: 1 } }]);
  expect(differences(null, "text")).toEqual([{ path: "", left: null, right: "text" }]);
});
