import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";

import { openTheConsole } from "../shared/testing/console";
import { MOST_BYTES } from "./drop";

const file = (name: string, text: string, size = text.length) =>
  Object.defineProperties(new File([text], name), { size: { value: size }, text: { value: async () => text } });
const drop = (...files: File[]) => fireEvent.drop(document.body, { dataTransfer: { files, types: ["Files"] } });

async function open() {
  const opened = openTheConsole({ rows: 8 });
  await screen.findByRole("heading", { name: "Connections" });
  await opened.user.click(screen.getByRole("button", { name: "Workflows" }));
  await screen.findByRole("heading", { name: "Workflows exports" });
  return opened;
}

test("a file that is dropped anywhere is read, named without a folder, and shown on its page", async () => {
  const { given } = openTheConsole({ rows: 8 });
  await screen.findByRole("heading", { name: "Connections" });
  await drop(file("joiners.folder", "{}"));

  expect(await screen.findByRole("heading", { name: "joiners.folder" })).toBeTruthy();
  expect(given("read_export")).toEqual({ name: "joiners.folder", text: "{}" });
  expect(document.title).toContain("Workflows ·");
});

test("cards tell their scopes and flows, and what is not known is called so", async () => {
  const { user } = await open();
  await user.click(screen.getByRole("button", { name: "Open a file…" }));
  const cards = await screen.findByRole("table", { name: "Cards of Okta" });

  const row = (name: string) => within(cards).getByText(name, { selector: "strong" }).closest("tr") as HTMLElement;
  expect(within(row("Add User to Group")).getByText("okta.groups.manage")).toBeTruthy();
  expect(within(row("Map Profile Source Attributes")).getByText("Unknown")).toBeTruthy();
  expect(within(row("Custom API Action")).getByText("GET /api/v1/users/me/factors")).toBeTruthy();
  expect(within(row("Read User")).getByText("3 flows")).toBeTruthy();
  expect(screen.getByText(/2 cards are\s+not counted/)).toBeTruthy();
});

test("a connection that lacks scopes is reauthorized with them, and the page is measured anew", async () => {
  const { user, asked, given } = await open();
  await user.click(screen.getByRole("button", { name: "Open a file…" }));
  const table = await screen.findByRole("table", { name: "Connections for Okta Realms" });
  await user.click(within(table).getAllByRole("button", { name: /^Add them to / })[0] as HTMLElement);
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: "Reauthorize" }));
  await user.click(await screen.findByRole("button", { name: "Save connection" }));

  await waitFor(() => expect(asked.at(-1)?.name).toBe("export_again"));
  expect((given("begin_reauthorize")?.request as { scopes: string[] }).scopes).toContain("okta.users.manage");
  expect(screen.getByRole("heading", { name: "Workflows exports" })).toBeTruthy();
});

test("where no connection would serve, a new one is offered with what it needs", async () => {
  const { user } = openTheConsole();
  await user.click(await screen.findByRole("button", { name: "Workflows" }));
  await user.click(await screen.findByRole("button", { name: "Open a file…" }));
  await user.click(await screen.findByRole("button", { name: "New connection for Okta Realms" }));
  await user.click(await screen.findByRole("tab", { name: "Permissions" }));

  const ticked = (name: string) => (screen.getByRole("checkbox", { name }) as HTMLInputElement).checked;
  expect(ticked("okta.realms.read") && ticked("okta.users.manage") && ticked("offline_access")).toBe(true);
  expect(ticked("okta.realms.manage")).toBe(false);
});

test("a file that is refused says why, and the one in hand stays", async () => {
  const { asked } = await open();
  await drop(file("joiners.folder", "{}"));
  await screen.findByRole("heading", { name: "joiners.folder" });
  await drop(file("packed.folder", "PK"));
  expect(await screen.findByText("“packed.folder” was not read.")).toBeTruthy();
  expect(screen.getByRole("heading", { name: "joiners.folder" })).toBeTruthy();

  const before = asked.length;
  await drop(file("huge.folder", "{}", MOST_BYTES + 1));
  expect(await screen.findByText("“huge.folder” was not read.")).toBeTruthy();
  await drop(file("a.flow", "{}"), file("b.flow", "{}"));
  expect(await screen.findByText("2 files were dropped.")).toBeTruthy();
  expect(asked.length).toBe(before);
});

test("a file that is dropped on a dialog leaves the dialog and its form alone", async () => {
  const { user, given } = openTheConsole();
  await user.click(await screen.findByRole("button", { name: "New Connection" }));
  await screen.findByRole("dialog");
  const event = await drop(file("joiners.folder", "{}"));

  expect(event).toBe(false);
  expect(given("read_export")).toBeUndefined();
  expect(screen.getByRole("dialog")).toBeTruthy();
});
