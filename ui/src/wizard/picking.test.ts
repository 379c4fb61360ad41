import { expect, test } from "vitest";

import { connectors } from "../ipc/fake/connectors";
import { found, step } from "./picking";

test("a connector is found by its name and by what it is about", () => {
  expect(found(connectors, "priv").map(({ id }) => id)).toEqual(["okta_privileged_access"]);
  expect(found(connectors, "lifecycle").map(({ id }) => id)).toEqual(["okta_devices"]);
  expect(found(connectors, " ")).toHaveLength(connectors.length);
});

test("arrows walk the grid of cards, and up from the first line leads to the search", () => {
  expect(step("ArrowRight", 0, 4, 2)).toBe(1);
  expect(step("ArrowDown", 1, 4, 2)).toBe(3);
  expect(step("ArrowDown", 3, 4, 2)).toBe(3);
  expect(step("ArrowUp", 1, 4, 2)).toBe(-1);
  expect(step("End", 0, 4, 2)).toBe(3);
  expect(step("a", 0, 4, 2)).toBeNull();
});
