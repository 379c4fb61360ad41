import { expect, test } from "vitest";

import { passphraseProblem } from "./passphrase";

test("a new passphrase must be long and typed twice the same", () => {
  expect(passphraseProblem("", "")).toBe("Enter the passphrase.");
  expect(passphraseProblem("short", "short")).toBe("Use at least 12 characters.");
  expect(passphraseProblem("correct horse battery", "correct horse batery")).toMatch(/not the same/);
  expect(passphraseProblem("correct horse battery", "correct horse battery")).toBeNull();
});

test("one that was chosen earlier is asked for once, however short it is", () => {
  expect(passphraseProblem("old", null)).toBeNull();
});
