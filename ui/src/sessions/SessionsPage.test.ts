import { screen, waitFor, within } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { RunRequest } from "../ipc/bindings/RunRequest";
import type { FakeOptions } from "../ipc/fake";
import { openTheConsole } from "../shared/testing/console";

const goTo = (user: UserEvent, place: string) => user.click(within(screen.getByRole("navigation")).getByRole("button", { name: place }));

async function openSessions(options: FakeOptions = {}) {
  const opened = openTheConsole({ rows: 9, ...options });
  await screen.findByRole("grid");
  await goTo(opened.user, "Sessions");
  await screen.findByRole("heading", { level: 1, name: "Sessions" });
  return opened;
}

const row = async (name: string) => within((await screen.findByText(name, { selector: "strong" })).closest("tr") as HTMLElement);

test("a session tells its kind and what that means, its owner, its connection and how long its token lives", async () => {
  await openSessions({ sessions: true });
  const local = await row("Default");

  for (const text of ["Local", "Known by its name where it was opened, and nowhere else.", "By hand", "Prod – read only", "acme.okta.com", "34 min left"]) {
    expect(local.getByText(text)).toBeTruthy();
  }
  expect((await row("admin")).getByText("Renewed at the next use")).toBeTruthy();
  expect((await row("night shift")).getByText("Not yet")).toBeTruthy();
});

test("Disconnect ends one session, says that its connection stays, and focus goes to the next", async () => {
  const { user, given } = await openSessions({ sessions: true });
  await user.click(await screen.findByRole("button", { name: "Disconnect Default" }));

  expect(await screen.findByText("The session “Default” is disconnected. Its connection stays as it is.")).toBeTruthy();
  expect(given("disconnect_session")).toEqual({ id: "s1" });
  expect(screen.queryByRole("button", { name: "Disconnect Default" })).toBeNull();
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: "Disconnect night shift" })));
});

test("where none is open, the three kinds are explained and Connect is offered", async () => {
  const { user } = await openSessions({ rows: 1 });
  expect(await screen.findByText("No session is open")).toBeTruthy();
  for (const kind of ["Local session", "Global session", "Variable"]) expect(screen.getByText(kind)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Connect" }));

  expect(await screen.findByRole("heading", { level: 1, name: "Connect" })).toBeTruthy();
});

test("without a connection to go through, one is made first", async () => {
  const { user } = openTheConsole();
  await screen.findByText("No connections yet");
  await goTo(user, "Sessions");
  await user.click(await screen.findByRole("button", { name: "Connect" }));

  expect(await screen.findByRole("dialog", { name: "New Connection" })).toBeTruthy();
});

test("of several connections one is chosen by words, and the form asks for the kind in tabs", async () => {
  const { user, given } = await openSessions();
  await user.click(await screen.findByRole("button", { name: "Connect" }));
  const search = await screen.findByRole("combobox", { name: "Search connections" });
  await user.type(search, "prod{Enter}");
  await screen.findByRole("heading", { level: 1, name: "Connect" });

  expect(screen.getAllByRole("tab").map((tab) => tab.textContent)).toEqual(["Local session", "Global session", "Variable"]);
  expect(screen.getByLabelText<HTMLSelectElement>("OAuth2 Connection").selectedOptions[0]?.textContent).toBe("Prod – read only");
  await user.type(screen.getByLabelText("Domain URL"), "acme.okta.com");
  await user.click(screen.getByRole("tab", { name: "Global session" }));
  expect(screen.getByText(/Known by its name to all scenarios/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Run" }));

  await screen.findByText("HTTP 200");
  expect((given("run_action")?.request as RunRequest).inputs).toEqual({ domain: "acme.okta.com", connection: "c0", okta_session: "global", session: "Default" });
  await goTo(user, "Sessions");
  expect((await row("Default")).getByText("Global")).toBeTruthy();
});

test("an action that finds no session open offers Connect, with the session's name filled in", async () => {
  const { user } = openTheConsole({ rows: 9 });
  await user.click(await screen.findByText("Prod – read only", { selector: ".open" }));
  await user.click(await screen.findByRole("button", { name: "Run Find group" }));
  const name = await screen.findByLabelText("Session name");
  await user.clear(name);
  await user.type(name, "night");
  await user.type(screen.getByLabelText("Group name or ID"), "Everyone");
  await user.click(screen.getByRole("button", { name: "Run" }));
  const card = within(await screen.findByRole("group", { name: "No session is open under this name." }));
  await user.click(card.getByRole("button", { name: "Connect" }));

  await screen.findByRole("heading", { level: 1, name: "Connect" });
  expect(screen.getByLabelText<HTMLInputElement>("Session name").value).toBe("night");
});

test("a connection's page names the scenarios and the open sessions that use it", async () => {
  const { user } = openTheConsole({ rows: 9, sessions: true });
  await user.click(await screen.findByText("Prod – read only", { selector: ".open" }));
  const usage = within((await screen.findByRole("heading", { name: "Usage" })).closest("section") as HTMLElement);
  expect(await usage.findByText("night shift")).toBeTruthy();
  await user.click(usage.getByRole("button", { name: "Onboard a user" }));

  expect(await screen.findByRole("heading", { level: 1, name: "Onboard a user" })).toBeTruthy();
});

test("Delete names first what uses the connection, and then which sessions ended with it", async () => {
  const { user, given } = openTheConsole({ rows: 9, sessions: true });
  const open = await screen.findByText("Prod – read only", { selector: ".open" });
  (open.closest("[role=row]") as HTMLElement).focus();
  await user.keyboard("{Delete}");
  const dialog = within(await screen.findByRole("dialog", { name: "Delete connection?" }));

  expect(dialog.getByText("2 scenarios use it and will fail:")).toBeTruthy();
  expect(dialog.getByText("Onboard a user")).toBeTruthy();
  expect(dialog.getByText("3 open sessions go through it and will end:")).toBeTruthy();
  expect(given("delete_connection")).toBeUndefined();
  await user.click(dialog.getByRole("button", { name: "Delete" }));
  expect(await screen.findByText("Default, night shift, admin")).toBeTruthy();
});
