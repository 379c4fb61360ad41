import { screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";

import { openTheConsole } from "../shared/testing/console";

async function openConnection(name: string) {
  const opened = openTheConsole({ rows: 9 });
  await opened.user.click(await screen.findByText(name, { selector: ".open" }));
  await screen.findByRole("table", { name: "Actions" });
  return opened;
}

const table = () => within(screen.getByRole("table", { name: "Actions" }));
const shown = () => table().getAllByRole("button", { name: /^Run / }).map((button) => button.getAttribute("aria-label"));
const row = (action: string) => within(table().getByText(action).closest("tr") as HTMLElement);

test("each action says what it does and what is predicted of it, in words", async () => {
  await openConnection("HR onboarding");
  expect(row("Search Realms").getByText("Will run")).toBeTruthy();
  expect(row("Create Realm User").getByText("Missing scope")).toBeTruthy();
  expect(row("Create Realm User").getByText("okta.users.manage")).toBeTruthy();
});

test("an action whose request is typed does not claim to destroy", async () => {
  await openConnection("Prod – read only");
  expect(row("Custom API Action").getByText("Depends on its method")).toBeTruthy();
  expect(row("Custom API Action").queryByText("Destructive")).toBeNull();
});

test("words narrow the actions, and Escape brings all of them back before it leaves", async () => {
  const { user } = await openConnection("Prod – read only");
  const all = shown().length;
  const field = screen.getByRole("searchbox", { name: "Filter actions" });
  await user.type(field, "user destr");
  expect(shown()).toEqual(["Run Deactivate user"]);
  expect(screen.getByText(`1 of ${all}`)).toBeTruthy();
  await user.keyboard("{Escape}");
  expect(shown()).toHaveLength(all);
  await user.type(field, "no such");
  expect(table().getByText(/No action fits/)).toBeTruthy();
  await user.click(table().getByRole("button", { name: "Show all" }));
  expect(shown()).toHaveLength(all);
});

test("what can run, and what an action does, narrow them too", async () => {
  const { user } = await openConnection("Prod – read only");
  await user.selectOptions(screen.getByRole("combobox", { name: "Filter by prediction" }), "Unknown");
  expect(shown()).toEqual(["Run Custom API Action"]);
  await user.selectOptions(screen.getByRole("combobox", { name: "Filter by prediction" }), "All predictions");
  await user.selectOptions(screen.getByRole("combobox", { name: "Filter by effect" }), "Changes");
  expect(shown()).toEqual(["Run Create user", "Run Activate user"]);
});
