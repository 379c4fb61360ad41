import { screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";

import { failure } from "../ipc/fake";
import { openTheConsole } from "../shared/testing/console";

const damaged = failure({
  code: "dataUnusable",
  what: "The saved connections cannot be read.",
  why: "The database is damaged: database disk image is malformed. Your data has not been modified.",
  fix: "Go on with a copy, or with an empty list. The damaged file is put aside.",
});

test("a damaged database offers its copies, says what comes back and what does not, and goes on with one", async () => {
  const { user, given } = openTheConsole({ rows: 3, broken: damaged, copies: 2 });
  expect(await screen.findByRole("heading", { level: 1, name: damaged.what })).toBeTruthy();
  const copies = await screen.findByRole("radiogroup", { name: "Go on with a copy" });
  expect(within(copies).getAllByRole("radio")).toHaveLength(2);
  expect(screen.getByText("Does not come back")).toBeTruthy();
  expect(screen.getByText("~/.local/share/connections-console/set-aside")).toBeTruthy();

  await user.click(within(copies).getAllByRole("radio")[1] as HTMLElement);
  await user.click(screen.getByRole("button", { name: "Restore this copy" }));
  expect(await screen.findByRole("grid")).toBeTruthy();
  expect(given("restore_copy")).toMatchObject({ number: 1 });
});

test("without a copy only an empty list is left, and it is begun only when one is sure", async () => {
  const { user, asked } = openTheConsole({ broken: damaged, copies: 0 });
  const anew = await screen.findByRole("button", { name: "Begin anew" });
  expect(screen.queryByRole("button", { name: "Restore this copy" })).toBeNull();
  expect(anew).toHaveProperty("disabled", true);
  await user.click(screen.getByRole("checkbox"));
  await user.click(anew);
  expect(await screen.findByRole("button", { name: "New Connection" })).toBeTruthy();
  expect(asked.some(({ name }) => name === "begin_anew")).toBe(true);
});

test("what a copy cannot mend is shown, and tried again for real", async () => {
  const full = failure({ what: "There is no room left on the disk.", fix: "Free some space, then try again." });
  const { user, asked } = openTheConsole({ rows: 2, broken: full });
  await user.click(await screen.findByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("grid")).toBeTruthy();
  expect(asked.some(({ name }) => name === "open_again")).toBe(true);
});
