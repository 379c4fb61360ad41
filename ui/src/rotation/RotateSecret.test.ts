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

test("a second secret is entered, switched to, and the old one forgotten once it is deactivated", async () => {
  const { user, dialog } = await openTheChange();
  const field = within(dialog).getByLabelText(/New client secret/) as HTMLInputElement;
  await user.type(field, "the second secret");
  await user.click(within(dialog).getByRole("button", { name: "Keep it beside the old one" }));
  await user.click(await within(dialog).findByRole("button", { name: "Switch and test" }));
  await within(dialog).findByText("uses the new one, tested");
  await user.click(await within(dialog).findByRole("button", { name: "I have deactivated it" }));

  expect(await screen.findByText("The new secret is in use, and the old one is forgotten.")).toBeTruthy();
  expect(screen.queryByRole("dialog")).toBeNull();
});
