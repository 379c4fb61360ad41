import { screen, waitFor, within } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { ListingRequest } from "../ipc/bindings/ListingRequest";
import { openTheConsole } from "../shared/testing/console";

async function openAction(action: string) {
  const opened = openTheConsole({ rows: 9 });
  await opened.user.click(await screen.findByText("Prod – read only", { selector: ".open" }));
  await opened.user.click(await screen.findByRole("button", { name: `Run ${action}` }));
  await screen.findByRole("heading", { level: 1, name: action });
  return { ...opened, request: () => opened.given("start_listing")?.request as ListingRequest };
}

const press = (user: UserEvent, name: string) => user.click(screen.getByRole("button", { name }));
const choose = (user: UserEvent, label: string, option: string) => user.selectOptions(screen.getByLabelText(label), option);
const ended = async (word: string) => {
  await screen.findByRole("heading", { name: `List ${word}` });
  await screen.findByRole("heading", { name: /^Answer/ });
};

test("a list is asked for by the first 200, and its rows stand in a table", async () => {
  const { user, request, asked } = await openAction("List users");
  await press(user, "Run");
  await ended("Read");

  expect(request()).toMatchObject({ extent: "first200", file: null });
  expect(asked.some(({ name }) => name === "run_action")).toBe(false);
  expect(screen.getByText("200 in 1 page")).toBeTruthy();
  expect(screen.getByText(/200 records. The org has more/)).toBeTruthy();
  expect(screen.getByRole("tab", { selected: true }).textContent).toBe("Table");
});

test("of a long list only the rows in view are drawn", async () => {
  const { user } = await openAction("List users");
  await choose(user, "Result set", "All, to screen");
  await press(user, "Run");
  await ended("Read");

  expect(screen.getByText("1,200 in 6 pages")).toBeTruthy();
  expect(screen.getByRole("table").getAttribute("aria-rowcount")).toBe("1201");
  expect(screen.getAllByRole("row").length).toBeLessThan(100);
  await user.click(screen.getByRole("tab", { name: "JSON" }));
  expect(screen.getByText(/The first 200 records, as they were sent/)).toBeTruthy();
});

test("the first record stands field by field", async () => {
  const { user, request } = await openAction("List users");
  await choose(user, "Result set", "First matching record");
  await press(user, "Run");
  await ended("Read");

  expect(request().extent).toBe("first");
  expect(screen.getByRole("tab", { selected: true }).textContent).toBe("Fields");
});

test("Stop ends it, and what was read is kept", async () => {
  const { user } = await openAction("List users");
  await user.type(screen.getByLabelText("Search"), "endless");
  await choose(user, "Result set", "All, to screen");
  await press(user, "Run");
  await screen.findByRole("table");
  await press(user, "Stop");
  await ended("Stopped");

  expect(screen.getByText("What was read until then is kept.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Stop" })).toBeNull();
  expect(screen.getAllByRole("row").length).toBeGreaterThan(1);
  await waitFor(() => expect(document.activeElement?.textContent).toContain("Answer"));
});

test("while the rate limit is waited for it is said until when, and Stop works", async () => {
  const { user } = await openAction("List users");
  await user.type(screen.getByLabelText("Search"), "busy");
  await choose(user, "Result set", "All, to screen");
  await press(user, "Run");

  expect((await screen.findByText(/The server asks to wait until/)).textContent).toMatch(/0:3\d from now/);
  await press(user, "Stop");
  await ended("Stopped");
});

test("a file is asked for, and said where it is", async () => {
  const { user, request } = await openAction("List users");
  await choose(user, "Result set", "All, to file");
  await choose(user, "File format", "NDJSON: one whole record a line");
  await press(user, "Run");
  await ended("Read");

  expect(request()).toMatchObject({ extent: "all", file: "ndjson" });
  expect(screen.getByText(/Saved as ~\/Documents\/users.ndjson: 1,200 records/)).toBeTruthy();
  expect(screen.getByText(/1,200 records were read; the first 200 are shown/)).toBeTruthy();
});

test("where no file is picked nothing is sent, and all stays as it was", async () => {
  const { user } = await openAction("List users");
  await user.type(screen.getByLabelText("Search"), "no file");
  await choose(user, "Result set", "All, to file");
  await press(user, "Run");

  expect(await screen.findByText(/No file was picked for it/)).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a list that breaks off says why, above the rows that came", async () => {
  const { user } = await openAction("List users");
  await user.type(screen.getByLabelText("Search"), "lost");
  await choose(user, "Result set", "All, to screen");
  await press(user, "Run");
  await ended("Ended early");

  const card = within(await screen.findByRole("group", { name: /was not used/ }));
  expect(card.getByRole("button", { name: "Run again" })).toBeTruthy();
  expect(screen.getByText("400 in 2 pages")).toBeTruthy();
  expect(screen.getAllByRole("row").length).toBeGreaterThan(1);
});

test("a GET by hand is one answer, or a list if it is wanted; anything else has no choice", async () => {
  const { user, asked } = await openAction("Custom API Action");
  await user.type(screen.getByLabelText("Relative URL"), "/api/v1/users");
  await choose(user, "Result set", "All, to screen");
  await choose(user, "Request Type", "POST");
  expect(screen.queryByLabelText("Result set")).toBeNull();
  await press(user, "Run");
  await screen.findByText("HTTP 200");
  expect(asked.some(({ name }) => name === "start_listing")).toBe(false);

  await choose(user, "Request Type", "GET");
  await press(user, "Run");
  await ended("Read");
});

test("a list goes on while its page is left, and is there when one comes back", async () => {
  const { user } = await openAction("List users");
  await choose(user, "Result set", "All, to screen");
  await press(user, "Run");
  await user.keyboard("{Escape}");
  await user.click(await screen.findByRole("button", { name: "Run List users" }));
  await ended("Read");
  expect(screen.getByText("1,200 in 6 pages")).toBeTruthy();
});
