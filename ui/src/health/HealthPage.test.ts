import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { answerWith } from "../ipc/commands";
import { fake } from "../ipc/fake";
import { row } from "../ipc/fake/connections";
import { openTheConsole } from "../shared/testing/console";
import HealthPage from "./HealthPage.svelte";

function open(count = 12) {
  answerWith(fake({ rows: count }));
  const [onopen, onact] = [vi.fn(), vi.fn()];
  const rows = Array.from({ length: count }, (_, n) => row(n));
  render(HealthPage, { rows, testing: null, onopen, onact });
  return { rows, onopen, onact, user: userEvent.setup() };
}

test("the timeline says in a sentence and in a table what it shows, and each row can be put right", async () => {
  const { user, onact } = open();
  expect(screen.getByRole("img", { name: /connections have to be signed in to again/ })).toBeTruthy();
  const table = screen.getByRole("table", { name: "Coming reauthorizations" });
  const [, first] = within(table).getAllByRole("row");
  expect(first?.textContent).toMatch(/overdue/);
  await user.click(within(first as HTMLElement).getByRole("button", { name: /^Reauthorize / }));

  expect(onact).toHaveBeenCalledWith("reauthorize", expect.objectContaining({ reauthorizeBy: expect.any(String) }));
});

test("each org has a gauge, and one that has told nothing says so", async () => {
  open();
  expect(await screen.findByRole("img", { name: "574 of 600 requests left, all of them again in 42 s" })).toBeTruthy();
  expect(screen.getByText("Nothing was told of its limits since the console was started.")).toBeTruthy();
});

test("those in trouble stand first, each with its strip in words and one thing to do", async () => {
  const { user, onact } = open();
  const strips = await screen.findAllByRole("img", { name: /went well/ });
  expect(strips.length).toBeGreaterThan(3);
  const [first] = await screen.findAllByRole("button", { name: /now$/ });
  expect(first?.getAttribute("aria-label")).toMatch(/^Reauthorize /);
  await user.click(first as HTMLElement);

  expect(onact).toHaveBeenCalledWith("reauthorize", expect.anything());
});

test("the dates of all connections are saved for a calendar", async () => {
  const { user, given } = openTheConsole({ rows: 9 });
  await user.click(within(await screen.findByRole("navigation")).getByRole("button", { name: "Health" }));
  const save = await screen.findByRole("button", { name: "Save dates for a calendar (.ics)" });
  await waitFor(() => expect((save as HTMLButtonElement).disabled).toBe(false));
  await user.click(save);

  expect(await screen.findByText("The dates are in ~/Documents/reauthorizations.ics")).toBeTruthy();
  expect(given("save_calendar")).toEqual({ connections: [] });
});

test("without connections there is nothing to watch", () => {
  open(0);
  expect(screen.getByText("Nothing to watch yet")).toBeTruthy();
});
