import { screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";

import { openTheConsole } from "../shared/testing/console";

test("the orgs are contacted when the person asks, and not before", async () => {
  const { user, asked } = openTheConsole({ rows: 3 });
  await user.click(await screen.findByRole("button", { name: "Diagnostics" }));
  await screen.findByRole("heading", { name: "Diagnostics" });
  expect(await screen.findByText("~/.local/share/connections-console")).toBeTruthy();
  expect(asked.filter(({ name }) => name === "diagnostics").map(({ given }) => given.reach)).toEqual([false]);

  await user.click(screen.getByRole("button", { name: "Contact each org" }));
  const [way] = await screen.findAllByRole("list", { name: /^The way to / });
  expect(within(way as HTMLElement).getByText(/TLS-inspecting proxy stands in between/)).toBeTruthy();
  expect(asked.at(-1)).toEqual({ name: "diagnostics", given: { reach: true } });
});

test("a report can be copied, and there is no switch for certificate checks", async () => {
  const { user } = openTheConsole();
  await user.click(await screen.findByRole("button", { name: "Diagnostics" }));
  expect(await screen.findByRole("button", { name: "Copy report without names of orgs and people" })).toBeTruthy();
  expect(screen.getByText("There is no connection yet.")).toBeTruthy();
  expect(screen.queryByRole("checkbox")).toBeNull();
  expect(screen.queryByRole("switch")).toBeNull();
});
