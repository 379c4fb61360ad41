import { screen, waitFor, within } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { StartScenario } from "../ipc/bindings/StartScenario";
import type { FakeOptions } from "../ipc/fake";
import { openTheConsole } from "../shared/testing/console";

const SECRET = "c4n4ry-s3cret";

const goTo = (user: UserEvent, place: string) => user.click(within(screen.getByRole("navigation")).getByRole("button", { name: place }));

/** Opens the scenario of this name. */
async function openScenario(name: string, options: FakeOptions = {}) {
  const opened = openTheConsole({ rows: 9, ...options });
  await screen.findByRole("grid");
  await goTo(opened.user, "Scenarios");
  await opened.user.click(await screen.findByRole("button", { name }));
  await screen.findByRole("heading", { level: 1, name });
  return { ...opened, started: () => opened.given("start_scenario")?.request as StartScenario | undefined };
}

const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
const press = (user: UserEvent, name: string) => user.click(screen.getByRole("button", { name }));
const step = (id: string) => within(screen.getByText(id, { selector: "ol code" }).closest("li") as HTMLElement);

/** An item of the open menu. jsdom lays nothing out, so it may never be shown, and then it has no name. */
async function menuItem(label: string) {
  const menu = await screen.findByRole("menu", { hidden: true });
  return within(menu).queryAllByRole("menuitem", { hidden: true }).find((item) => item.textContent?.trim() === label) ?? null;
}

async function choose(user: UserEvent, label: string) {
  await user.click((await menuItem(label)) as HTMLElement);
}

async function fillIn(user: UserEvent, group = "") {
  await user.selectOptions(screen.getByLabelText("Okta connection"), "Prod – read only");
  await user.type(field("Domain URL"), "acme.okta.com");
  await user.type(field("Password"), SECRET);
  if (group) await user.type(field("Group"), group);
}

test("the list says which are bundled, how the last run ended, and why a file cannot be read", async () => {
  const { user } = openTheConsole({ rows: 1 });
  await screen.findByRole("grid");
  await goTo(user, "Scenarios");
  const row = async (name: string) => within((await screen.findByRole("button", { name })).closest("tr") as HTMLElement);

  expect((await row("Onboard a user")).getByText("Bundled")).toBeTruthy();
  expect((await row("Onboard a user")).getByText("Never")).toBeTruthy();
  expect((await row("Night check of the northern region")).getByText("Failed")).toBeTruthy();
  expect((await row("half")).getByText(/Its file cannot be read. This is not TOML. Line 4/)).toBeTruthy();
});

test("what is missing is said beside its input, focus goes there, and nothing is run", async () => {
  const { user, started } = await openScenario("Onboard a user");
  await press(user, "Run");

  expect(await screen.findByText("Choose the Okta connection.")).toBeTruthy();
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Okta connection")));
  expect(started()).toBeUndefined();
});

test("a run shows each step's state, what was said of it, and its answer in place", async () => {
  const { user, started } = await openScenario("Onboard a user");
  await fillIn(user);
  await press(user, "Run");

  expect(await screen.findByText("7 of 7 steps done.")).toBeTruthy();
  expect(started()).toMatchObject({ scenario: "onboard-a-user", from: null, stepByStep: false, dry: false, inputs: { org: "c0", password: SECRET } });
  expect(started()?.inputs).not.toHaveProperty("group");
  expect(step("connect").getByText("The session “Default” is open.")).toBeTruthy();
  expect(step("clean_up").getByText("Always runs")).toBeTruthy();
  await user.click(step("create").getByRole("button", { name: /^Create user/ }));
  expect(step("create").getByText("HTTP 200")).toBeTruthy();
  expect(step("create").getByRole("tab", { name: "JSON" })).toBeTruthy();
  expect(document.documentElement.outerHTML).not.toContain(SECRET);
});

test("a step that is refused says what, why and what to do, and the cleaning up is still done", async () => {
  const { user } = await openScenario("Onboard a user");
  await fillIn(user, "refuse");
  await press(user, "Run");

  expect(await screen.findByText(/Failed at step 2 of 7, “Create user”/)).toBeTruthy();
  const why = within(screen.getByRole("group", { name: "Why “create” failed" }));
  expect(why.getByText("Okta refused what was entered.")).toBeTruthy();
  expect(why.getByText("Change it and run again.")).toBeTruthy();
  expect(step("activate").getByText("Skipped")).toBeTruthy();
  expect(step("clean_up").getByText("Done")).toBeTruthy();
});

test("step by step waits before each step, and Ctrl+Enter is the next one", async () => {
  const { user, started, asked } = await openScenario("Onboard a user");
  await fillIn(user);
  await press(user, "Step by step");
  expect(await screen.findByText("Next is step 1 of 7, “Connect”.")).toBeTruthy();
  expect(started()?.stepByStep).toBe(true);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: "Next step" })));
  await user.keyboard("{Enter}");
  expect(await screen.findByText("Next is step 2 of 7, “Create user”.")).toBeTruthy();
  await user.keyboard("{Control>}{Enter}{/Control}");

  expect(await screen.findByText("Next is step 3 of 7, “Activate user”.")).toBeTruthy();
  expect(asked.filter(({ name }) => name === "next_step")).toHaveLength(2);
});

test("Stop ends a run, and what was started is not started again meanwhile", async () => {
  const { user, asked } = await openScenario("Onboard a user");
  await fillIn(user);
  await press(user, "Step by step");
  await screen.findByText("Next is step 1 of 7, “Connect”.");
  expect(screen.queryByRole("button", { name: "Run" })).toBeNull();
  expect(screen.queryByRole("button", { name: /Run from here/ })).toBeNull();
  await press(user, "Stop");

  expect(await screen.findByText("Stopped")).toBeTruthy();
  expect(asked.filter(({ name }) => name === "start_scenario")).toHaveLength(1);
  await waitFor(() => expect(document.activeElement?.textContent).toContain("Stopped"));
});

test("From here begins with that step, and a dry run says so", async () => {
  const { user, started } = await openScenario("Onboard a user");
  await fillIn(user);
  await user.click(screen.getByLabelText(/Dry run/));
  await press(user, "Run from here: Lookup user (verify)");

  await waitFor(() => expect(started()).toMatchObject({ from: "verify", dry: true }));
  expect(await screen.findByText("Dry run", { selector: "h2 *" })).toBeTruthy();
  expect(step("create").getByText("It lies before the first step.")).toBeTruthy();
});

test("a run goes on while one is elsewhere, and is there when one comes back", async () => {
  const { user } = await openScenario("Onboard a user");
  await fillIn(user);
  await press(user, "Step by step");
  await screen.findByText("Next is step 1 of 7, “Connect”.");
  await goTo(user, "Connections");
  await screen.findByRole("grid");
  await goTo(user, "Scenarios");
  expect(await screen.findByText("Waiting for you")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Onboard a user" }));
  expect(await screen.findByText("Next is step 1 of 7, “Connect”.")).toBeTruthy();
  expect(field("Domain URL").value).toBe("acme.okta.com");

  await press(user, "Next step");
  expect(await screen.findByText(/Next is step 2/)).toBeTruthy();
});

test("whoever is elsewhere when a run ends is told how it ended", async () => {
  const { user } = await openScenario("Onboard a user", { pace: 5 });
  await fillIn(user);
  await press(user, "Run");
  await user.keyboard("{Escape}");
  await goTo(user, "Connections");

  expect(await screen.findByText("“Onboard a user”: done.")).toBeTruthy();
});

test("the steps of a child scenario stand below the step that runs it", async () => {
  const { user } = await openScenario("Night check of the northern region");
  await user.selectOptions(screen.getByLabelText("Okta connection"), "Prod – read only");
  await user.type(field("Login"), "ada@example.com");
  await press(user, "Run");

  await screen.findByText("3 of 3 steps done.");
  expect(screen.getAllByText("Of a child scenario")).toHaveLength(7);
});

test("Escape leads back to the list, to the row that one came from", async () => {
  const { user } = await openScenario("Onboard a user");
  await user.keyboard("{Escape}");

  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: "Onboard a user" })));
});

test("deleting asks first, and a bundled one is not offered to be deleted", async () => {
  const { user, given } = await openScenario("Night check of the northern region");
  await press(user, "More actions");
  await choose(user, "Delete");
  const dialog = within(await screen.findByRole("dialog", { name: "Delete scenario?" }));
  expect(given("delete_scenario")).toBeUndefined();
  await user.click(dialog.getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(given("delete_scenario")).toEqual({ id: "night-check" }));
  expect(await screen.findByText(/is deleted/)).toBeTruthy();

  await user.click(screen.getByRole("button", { name: "More actions for Onboard a user" }));
  expect(await menuItem("Copy")).toBeTruthy();
  expect(await menuItem("Delete")).toBeNull();
});

test("an export says where the file is", async () => {
  const { user } = await openScenario("Onboard a user");
  await press(user, "More actions");
  await choose(user, "Export to a file");

  expect(await screen.findByText("“Onboard a user” is in ~/Documents/onboard-a-user.toml")).toBeTruthy();
});
