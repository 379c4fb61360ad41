import { expect, test } from "vitest";

import { row } from "../ipc/fake/connections";
import { choices, isFiltered, noFilters, ORG_LEVEL, Shelf, sortBy } from "./arrange";

const named = (nickname: string, more: Partial<ReturnType<typeof row>> = {}) => ({
  ...row(0),
  id: nickname,
  nickname,
  description: "",
  starred: false,
  folder: null,
  ...more,
});
const byName = { column: "nickname", descending: false } as const;
const names = (rows: { nickname: string }[]) => rows.map(({ nickname }) => nickname);

test("the search looks at name, description, domain and user, without regard to case", () => {
  const shelf = new Shelf([
    named("Alpha", { authorizedAs: "Lena@acme.example" }),
    named("Beta", { description: "nightly ÉTÉ run" }),
    named("Gamma", { address: "beta.okta.com" }),
  ]);
  const find = (text: string) => names(shelf.arrange({ ...noFilters, text }, byName));

  expect(find("LENA")).toEqual(["Alpha"]);
  expect(find("été")).toEqual(["Beta"]);
  expect(find("beta")).toEqual(["Beta", "Gamma"]);
});

test("every word of the search must be found, in any order", () => {
  const shelf = new Shelf([named("HR production"), named("HR preview"), named("Production audit")]);

  expect(names(shelf.arrange({ ...noFilters, text: " production  hr " }, byName))).toEqual(["HR production"]);
});

test("a row is found whichever way its letters are encoded", () => {
  const shelf = new Shelf([named("Zoe\u0308")]);

  expect(shelf.arrange({ ...noFilters, text: "Zo\u00eb" }, byName)).toHaveLength(1);
});

test("filters for connector, status and folder narrow together", () => {
  const rows = [
    named("a", { connector: "okta", folder: "HR" }),
    named("b", { connector: "okta_realms", folder: "HR" }),
    named("c", { connector: "okta" }),
  ];
  const shelf = new Shelf(rows);

  expect(names(shelf.arrange({ ...noFilters, connector: "okta", folder: "HR" }, byName))).toEqual(["a"]);
  expect(names(shelf.arrange({ ...noFilters, folder: ORG_LEVEL }, byName))).toEqual(["c"]);
  expect(shelf.arrange({ ...noFilters, status: "unreachable" }, byName)).toEqual([]);
});

test("starred connections stay at the top whichever way the list is sorted", () => {
  const shelf = new Shelf([named("a"), named("b", { starred: true }), named("c")]);

  expect(names(shelf.arrange(noFilters, byName))).toEqual(["b", "a", "c"]);
  expect(names(shelf.arrange(noFilters, { column: "nickname", descending: true }))).toEqual(["b", "c", "a"]);
});

test("numbers in names sort as numbers", () => {
  const shelf = new Shelf([named("Team 10"), named("Team 9")]);

  expect(names(shelf.arrange(noFilters, byName))).toEqual(["Team 9", "Team 10"]);
});

test("what has no end date comes after everything that has one", () => {
  const shelf = new Shelf([
    named("never", { reauthorizeBy: null }),
    named("late", { reauthorizeBy: "2027-02-01T00:00:00Z" }),
    named("soon", { reauthorizeBy: "2026-12-01T00:00:00Z" }),
  ]);

  expect(names(shelf.arrange(noFilters, { column: "reauthorizeBy", descending: false }))).toEqual(["soon", "late", "never"]);
});

test("sorting by granted scopes puts the least complete first", () => {
  const shelf = new Shelf([named("all", { granted: 9, requested: 9 }), named("few", { granted: 3, requested: 12 })]);

  expect(names(shelf.arrange(noFilters, { column: "granted", descending: false }))).toEqual(["few", "all"]);
});

test("pressing a header a second time turns the order round", () => {
  const once = sortBy(byName, "status");

  expect(once).toEqual({ column: "status", descending: false });
  expect(sortBy(once, "status")).toEqual({ column: "status", descending: true });
  expect(sortBy(sortBy(once, "status"), "status")).toEqual(once);
});

test("only what is in the list can be filtered by", () => {
  const found = choices([named("a", { connector: "okta", connectorName: "Okta" }), named("b", { folder: "HR" })]);

  expect(found.connectors).toEqual([{ value: "okta", label: "Okta" }]);
  expect(found.folders).toEqual([
    { value: "HR", label: "HR" },
    { value: ORG_LEVEL, label: "Org-level" },
  ]);
});

test("blanks in the search box filter nothing", () => {
  expect(isFiltered({ ...noFilters, text: "  " })).toBe(false);
  expect(isFiltered({ ...noFilters, folder: ORG_LEVEL })).toBe(true);
});
