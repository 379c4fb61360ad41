import { expect, test } from "vitest";

import { asked, dayFault, isFiltered, noFilters } from "./filters";

test("nothing chosen asks for everything", () => {
  expect(isFiltered(noFilters)).toBe(false);
  expect(isFiltered({ ...noFilters, text: "  " })).toBe(false);
  expect(Object.values(asked(noFilters)).filter(Boolean)).toEqual([]);
});

test("an action is asked for with its connector", () => {
  expect(asked({ ...noFilters, action: "okta/lookup_user" })).toMatchObject({ connector: "okta", action: "lookup_user" });
});

test("the days that are named belong to the time that is asked for, as the person's clock has them", () => {
  const { from, before } = asked({ ...noFilters, from: "2026-11-02", to: "2026-11-30" });

  expect(new Date(from as string)).toEqual(new Date(2026, 10, 2));
  expect(new Date(before as string)).toEqual(new Date(2026, 11, 1));
});

test("what is no day is said, and asked for by nobody", () => {
  for (const day of ["yesterday", "2026-11-31", "2026-13-01", "02.11.2026"]) {
    expect(dayFault(day)).toContain("2026-11-02");
    expect(asked({ ...noFilters, from: day }).from).toBeNull();
  }
  expect(dayFault("")).toBeNull();
  expect(dayFault("2028-02-29")).toBeNull();
});
