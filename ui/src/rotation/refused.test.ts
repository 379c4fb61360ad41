import { screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";

import { openTheConsole } from "../shared/testing/console";

async function openTheChange() {
  const opened = openTheConsole({ rows: 1 });
  await screen.findByRole("button", { name: /^More actions/ });
  document.querySelector<HTMLElement>("[role=row][data-index]")?.focus();
  await opened.user.keyboard("{Shift>}{F10}{/Shift}");
  // jsdom lays nothing out, so the menu may never be placed and shown; the window's own tests see it.
  await opened.user.click(await screen.findByRole("menuitem", { name: "Rotate secret…", hidden: true }));
  const dialog = await screen.findByRole("dialog", { name: /^Rotate the secret of/ });
  return { ...opened, dialog };
}

test("an empty field is told, a secret that Okta refuses leaves the old one in use, and she can back out", async () => {
  const { user, dialog } = await openTheChange();
  await user.click(within(dialog).getByRole("button", { name: "Keep it beside the old one" }));
  expect(await within(dialog).findByText(/Client Secret is empty/)).toBeTruthy();

  await user.type(within(dialog).getByLabelText(/New client secret/), "wrong");
  await user.click(within(dialog).getByRole("button", { name: "Keep it beside the old one" }));
  await user.click(await within(dialog).findByRole("button", { name: "Switch and test" }));
  expect(await within(dialog).findByText(/uses the old one: the new one was refused/)).toBeTruthy();
  await user.click(within(dialog).getByRole("button", { name: "Back out" }));

  expect(await screen.findByText("The old secret is in use again.")).toBeTruthy();
});
