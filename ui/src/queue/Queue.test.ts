import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";

import { openTheConsole } from "../shared/testing/console";
import { merged } from "./queue.svelte";

const boxes = async () => (await screen.findAllByRole("checkbox", { name: /^Select (?!all)/ })) as HTMLInputElement[];
const rows = () => document.querySelectorAll<HTMLElement>("[role=row][data-index]");

async function openAndSelect(count: number, options = {}) {
  const opened = openTheConsole({ rows: 7, ...options });
  for (const box of (await boxes()).slice(0, count)) await opened.user.click(box);
  return opened;
}

test("rows are selected by box and by key, and Escape lets them go", async () => {
  const { user } = await openAndSelect(1);
  expect(screen.getByText("1 selected")).toBeTruthy();

  rows()[1]?.focus();
  await user.keyboard("[Space]");
  expect(screen.getByText("2 selected")).toBeTruthy();
  await user.keyboard("{Shift>}{ArrowDown}{/Shift}");
  expect(screen.getByText("3 selected")).toBeTruthy();
  await waitFor(() => expect(document.activeElement?.getAttribute("data-index")).toBe("2"));
  await user.keyboard("{Control>}a{/Control}");
  expect(screen.getByText("7 selected")).toBeTruthy();
  expect(rows()[6]?.getAttribute("aria-selected")).toBe("true");
  await user.keyboard("{Escape}");
  expect(screen.queryByText("7 selected")).toBeNull();
});

test("selecting opens nothing, and asks for just those that are selected", async () => {
  const { user, given } = await openAndSelect(2);
  expect(screen.queryByRole("heading", { level: 1, name: "Connections" })).toBeTruthy();
  const ids = rows().length;
  expect(ids).toBe(7);
  await user.click(screen.getByRole("button", { name: "Reauthorize" }));

  await screen.findByRole("heading", { level: 1, name: "Reauthorize" });
  const { connections, handOverTo } = given("queue_connections")?.request as { connections: string[]; handOverTo: string | null };
  expect(connections).toHaveLength(2);
  expect(handOverTo).toBeNull();
});

test("the queue goes through all, and says what each came to", async () => {
  const { user } = await openAndSelect(9, { rows: 9 });
  await user.click(screen.getByRole("button", { name: "Reauthorize" }));

  await screen.findByText(/Another user signed in for/);
  await user.click(screen.getByRole("button", { name: "Switch to bob@acme.example" }));
  await screen.findByText(/8 of 9 connections reauthorized · 1 refused/);
  const list = screen.getByRole("list", { name: "Connections in the queue" });
  expect(within(list).getByText("okta.users.manage")).toBeTruthy();
  expect(within(list).getByText(/The Client Secret was refused/)).toBeTruthy();
  expect(within(list).getAllByRole("button", { name: /^Retry .* as another user$/ })).toHaveLength(1);
});

test("a queue that is stopped waits above the list, and goes on from there", async () => {
  const { user, asked } = await openAndSelect(2, { signsInAfter: null });
  await user.click(screen.getByRole("button", { name: "Reauthorize" }));
  await screen.findByText(/in your browser/);
  await user.click(screen.getByRole("button", { name: "Stop" }));
  await screen.findByRole("button", { name: "Go on" });
  await user.click(screen.getByRole("button", { name: "Back to the connections" }));

  await user.click(await screen.findByRole("button", { name: "Open the queue" }));
  await user.click(await screen.findByRole("button", { name: "Go on" }));
  await user.click(await screen.findByRole("button", { name: "Skip this one" }));
  await screen.findByText("Skipped");
  expect(asked.some(({ name }) => name === "go_on_with_queue")).toBe(true);
});

test("a person's connections are marked, listed and handed over together", async () => {
  const { user, given } = openTheConsole({ rows: 12 });
  const marks = await screen.findAllByText("A person?");
  const row = marks[0]?.closest("[role=row]") as HTMLElement;
  await user.click(within(row).getByRole("button", { name: /^More actions/ }));
  await user.click(await screen.findByRole("menuitem", { name: "Hand over…" }));

  const dialog = await screen.findByRole("dialog", { name: /Hand over what runs as dana.admin/ });
  expect(within(dialog).getByText(/is made of the name Dana Admin/)).toBeTruthy();
  await user.click(within(dialog).getByRole("button", { name: /^Hand over/ }));
  expect(await within(dialog).findByText(/Nobody is named/)).toBeTruthy();
  await user.type(within(dialog).getByLabelText(/Login of who takes them over/), "svc@acme.example");
  await user.click(within(dialog).getByRole("button", { name: /^Hand over/ }));
  await screen.findByRole("heading", { level: 1, name: "Reauthorize" });
  expect((given("queue_connections")?.request as { handOverTo: string }).handOverTo).toBe("svc@acme.example");
});

test("of what is followed only what has changed is replaced", () => {
  const item = (connection: string, nickname: string) => ({ connection, nickname, address: "", connector: "okta", expected: null, handedOverBy: null, state: { kind: "skipped" as const } });
  const before = [item("a", "A"), item("b", "B")];
  expect(merged(before, [])).toBe(before);
  expect(merged(before, [item("b", "B2"), item("z", "Z")]).map(({ nickname }) => nickname)).toEqual(["A", "B2"]);
});
