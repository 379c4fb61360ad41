import { expect, test } from "vitest";

import { noFilters } from "./arrange";
import { fresh, read, write } from "./remembered";

test("filters and order come back as they were left, without the search text", () => {
  const left = {
    filters: { text: "acme", connector: "okta", status: null, folder: "" },
    sort: { column: "status", descending: true } as const,
  };

  expect(read(write(left))).toEqual({ ...left, filters: { ...left.filters, text: "" } });
});

test("what cannot be read counts as nothing", () => {
  expect(read(null)).toEqual(fresh);
  expect(read("{ broken")).toEqual(fresh);
  expect(read('{"column":"nonsense","connector":7}')).toEqual({ filters: noFilters, sort: fresh.sort });
});
