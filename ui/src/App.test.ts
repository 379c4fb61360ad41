import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";

import type { ReauthorizeRequest } from "./ipc/bindings/ReauthorizeRequest";
import type { StorageView } from "./ipc/bindings/StorageView";
import { openTheConsole } from "./shared/testing/console";

const firstRow = async () => (await screen.findAllByRole("row", { name: /More actions|scopes|By roles/ }))[0] as HTMLElement;
const nameOf = (row: HTMLElement) => row.querySelector(".open")?.textContent ?? "";

async function openWithFocusOnTheFirstRow(rows = 20) {
  const opened = openTheConsole({ rows });
  const row = await firstRow();
  row.focus();
  return { ...opened, row, name: nameOf(row) };
}

test("an empty console offers a connection, practice, and what is needed first", async () => {
  openTheConsole();

  expect(await screen.findByRole("button", { name: "New Connection" })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Practise on a sandbox org" })).toBeTruthy();
  expect(screen.getByText("What you need first")).toBeTruthy();
});

test("the grid tells how many rows it has although it draws but a few", async () => {
  openTheConsole({ rows: 10_000 });
  const grid = await screen.findByRole("grid");

  expect(grid.getAttribute("aria-rowcount")).toBe("10001");
  await firstRow();
  expect(within(grid).getAllByRole("row").length).toBeLessThan(60);
});

test("arrows move focus in the list, and only one row is a tab stop", async () => {
  const { user } = await openWithFocusOnTheFirstRow();
  await user.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}");
  await waitFor(() => expect(document.activeElement?.getAttribute("data-index")).toBe("1"));

  expect(document.querySelectorAll("[role=row][tabindex='0']")).toHaveLength(1);
});

test("Enter opens a connection, and Escape leads back to its row", async () => {
  const { user, name } = await openWithFocusOnTheFirstRow();
  await user.keyboard("{ArrowDown}{ArrowUp}{Enter}");
  expect(await screen.findByRole("heading", { level: 1, name })).toBeTruthy();
  expect(document.title).toContain(name);
  await user.keyboard("{Escape}");

  await waitFor(() => expect(nameOf(document.activeElement as HTMLElement)).toBe(name));
});

test("F2 renames, says so, and gives focus back to the row", async () => {
  const { user, given } = await openWithFocusOnTheFirstRow();
  await user.keyboard("{F2}");
  const field = await screen.findByLabelText("Connection Nickname");
  await user.clear(field);
  await user.type(field, "000 renamed{Enter}");

  expect(await screen.findByText("Renamed to “000 renamed”.")).toBeTruthy();
  expect(given("rename_connection")).toMatchObject({ nickname: "000 renamed" });
  await waitFor(() => expect(nameOf(document.activeElement as HTMLElement)).toBe("000 renamed"));
});

test("Delete asks first, then tells what was revoked and what was wiped", async () => {
  const { user, asked } = await openWithFocusOnTheFirstRow();
  await user.keyboard("{Delete}");
  const dialog = await screen.findByRole("dialog", { name: "Delete connection?" });
  expect(asked.some(({ name }) => name === "delete_connection")).toBe(false);
  await user.click(within(dialog).getByRole("button", { name: "Delete" }));

  expect(await screen.findByText("Revoked at Okta")).toBeTruthy();
  expect(screen.getByText("Wiped from this computer")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Done" }));
  await waitFor(() => expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("20"));
});

test("the row menu offers all nine actions and can be opened by key", async () => {
  const { user } = await openWithFocusOnTheFirstRow();
  await user.keyboard("{Shift>}{F10}{/Shift}");
  // jsdom lays nothing out, so the menu may never be placed and shown; the window's own tests see it.
  const menu = await screen.findByRole("menu", { hidden: true });

  expect(within(menu).getAllByRole("menuitem", { hidden: true }).map((item) => item.querySelector("span")?.textContent)).toEqual([
    "Test",
    "Reauthorize",
    "Hand over…",
    "Rotate secret…",
    "Edit",
    "Rename",
    "Duplicate",
    "Copy details without secrets",
    "Delete",
  ]);
});

test("letters open a new connection and the sheet of keys, but not while one types", async () => {
  const { user } = await openWithFocusOnTheFirstRow();
  await user.type(screen.getByRole("searchbox"), "n?");
  expect(screen.queryByRole("dialog")).toBeNull();

  await user.clear(screen.getByRole("searchbox"));
  (await firstRow()).focus();
  await user.keyboard("?");
  expect(await screen.findByRole("dialog", { name: "Keyboard shortcuts" })).toBeTruthy();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await user.keyboard("n");
  expect(await screen.findByRole("dialog", { name: "New Connection" })).toBeTruthy();
});

test("a search without results offers to clear the filters", async () => {
  const { user } = await openWithFocusOnTheFirstRow();
  await user.type(screen.getByRole("searchbox"), "no such thing");
  expect(await screen.findByText("No results")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Clear filters" }));

  expect(await screen.findByRole("grid")).toBeTruthy();
});

test("how the list was filtered is remembered", async () => {
  const { user, given } = await openWithFocusOnTheFirstRow();
  await user.selectOptions(screen.getByLabelText("Filter by connector"), "Okta Realms");

  expect(JSON.parse(given("set_preference")?.value as string)).toMatchObject({ connector: "okta_realms" });
});

test("the sorted column says so, and which way", async () => {
  const { user } = await openWithFocusOnTheFirstRow();
  await user.click(screen.getByRole("button", { name: "Status" }));
  await user.click(screen.getByRole("button", { name: "Status" }));

  expect(screen.getByRole("columnheader", { name: "Status" }).getAttribute("aria-sort")).toBe("descending");
  expect(screen.getByRole("columnheader", { name: "Name" }).getAttribute("aria-sort")).toBe("none");
});

test("a connection on this computer is marked in the list and on its page", async () => {
  const { user } = await openWithFocusOnTheFirstRow();
  await user.type(screen.getByRole("searchbox"), "127.0.0.1");
  const row = await firstRow();
  expect(within(row).getByText("On this computer")).toBeTruthy();
  await user.click(row);

  await screen.findByRole("button", { name: "More actions" });
  expect(screen.getByText("On this computer")).toBeTruthy();
});

test("reauthorizing without a change inherits the earlier request", async () => {
  const { user, given } = await openWithFocusOnTheFirstRow();
  await user.keyboard("{ArrowDown}{Enter}");
  await user.click(await screen.findByRole("button", { name: "Reauthorize" }));
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: "Reauthorize" }));
  await screen.findByRole("button", { name: "Save connection" });

  expect((given("begin_reauthorize")?.request as ReauthorizeRequest).scopes).toBeNull();
  expect((given("begin_reauthorize")?.request as ReauthorizeRequest).secret.kind).toBe("sameAs");
});

test("when another user signed in, both are shown and one is chosen", async () => {
  const { user, given } = openTheConsole({ rows: 1 });
  await user.click(await firstRow());
  await user.click(await screen.findByRole("button", { name: "Reauthorize" }));
  await user.click(await screen.findByLabelText(/Sign in as another user/));
  await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Reauthorize" }));

  expect(await screen.findByRole("button", { name: "Keep svc-workflows@acme.example" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Switch to bob@acme.example" }));
  await waitFor(() => expect(given("save_connection")).toMatchObject({ acceptOtherUser: true }));
});

test("the theme is shown at once and kept", async () => {
  const { user, given } = openTheConsole();
  await user.selectOptions(await screen.findByLabelText("Theme"), "Dark");

  expect(document.documentElement.dataset.theme).toBe("dark");
  expect(given("set_preference")).toEqual({ name: "theme", value: "dark" });
});

const locked = (more = {}): StorageView => ({
  kind: "locked",
  explanation: { what: "No keyring is running.", why: "Nothing answers.", fix: "Install gnome-keyring." },
  byLock: false,
  passphraseSet: false,
  waiting: false,
  keyLost: false,
  ...more,
});

test("without a keyring there are a new try and two honest ways on", async () => {
  const { user, given } = openTheConsole({ storage: locked() });
  expect(await screen.findByRole("heading", { name: "No keyring is running." })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
  await user.type(screen.getByLabelText("Passphrase"), "correct horse battery");
  await user.click(screen.getByRole("button", { name: "Use this passphrase" }));
  expect(given("unlock_with_passphrase")).toBeUndefined();

  await user.click(screen.getByRole("button", { name: "Use for this session only" }));
  expect(await screen.findByText("Secrets: this session only")).toBeTruthy();
});

test("what was locked is opened by one button, and nothing else is asked", async () => {
  const { user } = openTheConsole({ storage: locked({ byLock: true }) });
  const open = await screen.findByRole("button", { name: "Open" });
  expect(screen.queryByLabelText("Passphrase")).toBeNull();
  expect(screen.queryByRole("button", { name: "Use for this session only" })).toBeNull();

  await user.click(open);
  expect(await screen.findByRole("heading", { name: "Connections" })).toBeTruthy();
});

test("a keyring that takes its time is waited for, and another way stays open meanwhile", async () => {
  const { asked } = openTheConsole({ storage: locked({ waiting: true }) });

  expect(await screen.findByText("Secrets: key in Secret Service")).toBeTruthy();
  expect(asked.some(({ name }) => name === "retry_keyring")).toBe(true);
});

test("a lost key lets nothing be thrown away without a yes", async () => {
  const { user } = openTheConsole({ storage: locked({ keyLost: true }) });
  const over = await screen.findByRole("button", { name: "Start over" });
  expect((over as HTMLButtonElement).disabled).toBe(true);
  await user.click(screen.getByLabelText("I understand that the secrets are lost"));
  await user.click(over);

  expect(await screen.findByRole("heading", { name: "Connections" })).toBeTruthy();
});
