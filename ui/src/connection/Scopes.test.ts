import { screen, waitFor, within } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";

import { openTheConsole } from "../shared/testing/console";

async function openPage(user: UserEvent, row = 0) {
  const rows = await screen.findAllByRole("row", { name: /More actions|scopes|By roles/ });
  await user.click(rows[row] as HTMLElement);
  await screen.findByRole("heading", { name: "Actions" });
}

const table = () => screen.getByRole("table", { name: "Scopes requested, granted and needed" });
const rowOf = (name: string) => within(table()).getByText(name, { selector: "td.name code" }).closest("tr") as HTMLElement;

/** Presses a button once the marks are measured. */
async function press(user: UserEvent, name: string) {
  await waitFor(() => expect((screen.getByRole("button", { name }) as HTMLButtonElement).disabled).toBe(false));
  await user.click(screen.getByRole("button", { name }));
}

async function open() {
  const opened = openTheConsole({ rows: 1 });
  await openPage(opened.user);
  await opened.user.click(screen.getByText(/^Mark the actions that you use \(/));
  return opened;
}

test("nothing is called unused before an action is marked", async () => {
  openTheConsole({ rows: 1 });
  await openPage((await import("@testing-library/user-event")).default.setup());

  expect(within(table()).queryByText("Unused")).toBeNull();
  expect(screen.getByText(/Mark the actions that you use, above/)).toBeTruthy();
});

test("marking an action shows what it needs, what nothing needs, and the fewest scopes", async () => {
  const { user, given } = await open();
  await user.click(screen.getByRole("checkbox", { name: "Lookup user" }));

  await waitFor(() => expect(given("mark_actions")).toMatchObject({ actions: ["lookup_user"] }));
  await waitFor(() => expect(within(rowOf("okta.users.read")).getByText("Lookup user")).toBeTruthy());
  expect(within(rowOf("okta.users.read")).getByText("OK")).toBeTruthy();
  expect(within(rowOf("okta.apps.manage")).getByText("Unused")).toBeTruthy();
  const fewest = screen.getByRole("table", { name: "The fewest scopes" });
  expect(within(fewest).getByText("okta.users.read")).toBeTruthy();
  expect(within(fewest).queryByText("okta.users.manage")).toBeNull();
});

test("a family is marked at once, and a search narrows what is offered", async () => {
  const { user, given } = await open();
  await user.click(screen.getByRole("checkbox", { name: "All of Users" }));
  await waitFor(() => expect((given("mark_actions")?.actions as string[]).length).toBe(5));

  await user.type(screen.getByRole("searchbox", { name: "Find an action" }), "group");
  expect(screen.queryByRole("checkbox", { name: "Lookup user" })).toBeNull();
  expect(screen.getByRole("checkbox", { name: "Lookup group" })).toBeTruthy();
});

test("the rows of one mark can be looked at alone", async () => {
  const { user } = await open();
  await user.click(screen.getByRole("checkbox", { name: "Lookup user" }));
  const unused = await screen.findByRole("button", { name: /^Unused \d+$/ });
  await user.click(unused);

  expect(unused.getAttribute("aria-pressed")).toBe("true");
  expect(within(table()).queryByText("okta.users.read", { selector: "td.name code" })).toBeNull();
  await user.click(unused);
  expect(rowOf("okta.users.read")).toBeTruthy();
});

test("applying opens Reauthorize with just the fewest scopes", async () => {
  const { user, given } = await open();
  await user.click(screen.getByRole("checkbox", { name: "Lookup user" }));
  await press(user, "Apply: reauthorize with just these");
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: "Reauthorize" }));
  await screen.findByRole("button", { name: "Save connection" });

  const { scopes } = given("begin_reauthorize")?.request as { scopes: string[] };
  expect(scopes).toContain("okta.users.read");
  expect(scopes.filter((name) => name.startsWith("okta."))).toEqual(["okta.users.read"]);
  // Before and after stand side by side.
  const compared = within(screen.getByRole("dialog")).getByRole("table", { name: "Scopes requested, granted and needed" });
  expect(within(compared).getByRole("columnheader", { name: "Before" })).toBeTruthy();
  const apps = within(compared).getByText("okta.apps.manage").closest("tr") as HTMLElement;
  expect(within(apps).getByText("Dropped")).toBeTruthy();
});

test("the request for a super admin is copied", async () => {
  const { user, given } = await open();
  await user.click(screen.getByRole("checkbox", { name: "Lookup user" }));
  await press(user, "Copy as a request for a super admin");

  // jsdom has no clipboard to look into; the window's own test has.
  await waitFor(() => expect(given("copy_scope_request")).toMatchObject({ wanted: { kind: "connection" } }));
});

test("a request typed by hand is not counted, and that is said", async () => {
  const { user } = await open();
  await user.click(screen.getByRole("checkbox", { name: "Custom API Action" }));

  expect(await screen.findByText(/Custom API Action is not counted/)).toBeTruthy();
});
