import { screen, waitFor, within } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { ScenarioDraft } from "../ipc/bindings/ScenarioDraft";
import type { FakeOptions } from "../ipc/fake";
import { openTheConsole } from "../shared/testing/console";

const goTo = (user: UserEvent, place: string) => user.click(within(screen.getByRole("navigation")).getByRole("button", { name: place }));
const press = (user: UserEvent, name: string) => user.click(screen.getByRole("button", { name }));
const place = <Element extends HTMLElement = HTMLSelectElement>(id: string) => document.getElementById(id) as unknown as Element;
const unfold = (user: UserEvent, id: string) => user.click(place(`steps.${id}`));
const ids = () => [...document.querySelectorAll("[data-step] code")].map((code) => code.textContent);

/** Opens the copy of a bundled scenario to be changed. */
async function editACopy(options: FakeOptions = {}) {
  const opened = openTheConsole({ rows: 9, ...options });
  const { user, given } = opened;
  await screen.findByRole("grid");
  await goTo(user, "Scenarios");
  await user.click(await screen.findByRole("button", { name: "Onboard a user" }));
  await user.click(await screen.findByRole("button", { name: "Copy to edit" }));
  await screen.findByRole("heading", { level: 1, name: "Onboard a user copy" });
  await waitFor(() => expect(ids()).toHaveLength(7));
  return { ...opened, saved: () => given("save_scenario")?.draft as ScenarioDraft | undefined };
}

async function addStep(user: UserEvent, words: string, button = "Add step") {
  await press(user, button);
  const search = await screen.findByRole("combobox", { name: "Search actions and scenarios" });
  await user.type(search, `${words}{Enter}`);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
}

test("a bundled scenario is read and copied, and not changed", async () => {
  const { user } = openTheConsole({ rows: 1 });
  await screen.findByRole("grid");
  await goTo(user, "Scenarios");
  await user.click(await screen.findByRole("button", { name: "Onboard a user" }));
  await user.click(await screen.findByRole("tab", { name: "Text" }));

  expect(screen.queryByRole("tab", { name: "Edit" })).toBeNull();
  expect((await screen.findByLabelText<HTMLTextAreaElement>("onboard-a-user.toml")).readOnly).toBe(true);
  expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
});

test("a new scenario is put together and saved by keyboard alone", async () => {
  const { user, saved, given } = { ...openTheConsole({ rows: 9 }), saved: () => given("save_scenario")?.draft as ScenarioDraft };
  await screen.findByRole("grid");
  await goTo(user, "Scenarios");
  await screen.findByRole("table", { name: "Scenarios" });
  (document.activeElement as HTMLElement).blur();
  await user.keyboard("n");
  await screen.findByRole("heading", { level: 1, name: "New scenario" });
  await user.click(screen.getByLabelText("Name"));
  await user.keyboard("Look somebody up");
  await addStep(user, "connect");
  await addStep(user, "okta lookup user");
  await waitFor(() => expect(document.activeElement).toBe(place("steps.lookup_user")));

  await user.selectOptions(place("steps.lookup_user.inputs.user"), "text");
  await user.type(screen.getByLabelText("Text for ID or Login"), "ada@example.com");
  await unfold(user, "connect");
  await user.selectOptions(place("steps.connect.inputs.connection"), "text");
  await user.selectOptions(screen.getByLabelText("Text for Connection"), "Prod – read only – Okta");
  await user.keyboard("{Control>}s{/Control}");

  await screen.findByText("All is saved.");
  expect(given("save_scenario")?.id).toBeNull();
  expect(saved()).toMatchObject({
    name: "Look somebody up",
    steps: [
      { id: "connect", kind: { is: "connect", session: "Default", session_kind: "local" }, inputs: { connection: { from: "text", text: "c0" } } },
      { id: "lookup_user", kind: { is: "action", connector: "okta", action: "lookup_user", session: "Default" }, inputs: { user: { from: "text", text: "ada@example.com" } } },
    ],
  });
});

test("what keeps it from being saved is said at its place, and focus goes there", async () => {
  const { user, saved } = await editACopy();
  await addStep(user, "okta lookup user");
  await press(user, "Save");

  expect(await screen.findByText("Give it a value: ID or Login is required.")).toBeTruthy();
  await waitFor(() => expect(document.activeElement).toBe(place("steps.lookup_user.inputs.user")));
  expect(saved()).toBeUndefined();
});

test("an input can be taken from an earlier step, whose outputs are offered", async () => {
  const { user } = await editACopy();
  await unfold(user, "verify");
  const from = place("steps.verify.inputs.user");
  expect(within(from).getByRole("option", { name: "2. Create user (create)" })).toBeTruthy();
  expect(within(from).queryByRole("option", { name: /clean_up/ })).toBeNull();
  await user.selectOptions(from, "4. Lookup group (find_group)");
  await user.selectOptions(screen.getByLabelText("Output for ID or Login"), "Login");

  expect(screen.getByText("Unsaved changes")).toBeTruthy();
  await unfold(user, "verify");
  await unfold(user, "verify");
  expect(place("steps.verify.inputs.user").value).toBe("step:find_group");
});

test("a secret is offered secrets only", async () => {
  const { user } = await editACopy();
  await unfold(user, "create");
  const offered = [...place("steps.create.inputs.password").options].map((option) => option.textContent);

  expect(offered).toEqual(["Not given", "Input “Password”"]);
});

test("steps are moved by Alt and arrow keys, focus goes with them, and references are watched", async () => {
  const { user } = await editACopy();
  place("steps.create").focus();
  await user.keyboard("{Alt>}{ArrowDown}{/Alt}");

  await waitFor(() => expect(ids().slice(0, 3)).toEqual(["connect", "activate", "create"]));
  await waitFor(() => expect(document.activeElement).toBe(place("steps.create")));
  expect(within(place("steps.activate").closest("li") as HTMLElement).getByText(/to mend/)).toBeTruthy();
  await user.keyboard("{ArrowUp}");
  await waitFor(() => expect(document.activeElement).toBe(place("steps.activate")));
});

test("a step that is removed can be put back as it was", async () => {
  const { user } = await editACopy();
  place("steps.verify").focus();
  await user.keyboard("{Delete}");
  expect(await screen.findByText("The step “verify” is removed.")).toBeTruthy();
  expect(ids()).not.toContain("verify");
  await waitFor(() => expect(document.activeElement).toBe(place("steps.clean_up")));
  await press(user, "Put it back");

  expect(ids()).toEqual(["connect", "create", "activate", "find_group", "verify", "clean_up", "disconnect"]);
  expect(screen.queryByText("Unsaved changes")).toBeNull();
});

test("a step that is renamed takes its references with it", async () => {
  const { user } = await editACopy();
  await unfold(user, "create");
  const name = place<HTMLInputElement>("steps.create.id");
  await user.clear(name);
  await user.type(name, "made");
  await user.tab();
  await unfold(user, "verify");

  expect(place("steps.verify.inputs.user").value).toBe("step:made");
});

test("what is not saved outlives the page and the console, and says so in the list", async () => {
  const { user, asked } = await editACopy();
  await user.type(screen.getByLabelText("About"), " Twice.");
  await goTo(user, "Scenarios");
  expect(await screen.findByText("Unsaved changes")).toBeTruthy();
  await waitFor(() => expect(asked.some(({ name, given }) => name === "set_preference" && given.name === "unsaved-scenarios")).toBe(true));

  await user.click(screen.getByRole("button", { name: "Onboard a user copy" }));
  await user.click(await screen.findByRole("tab", { name: "Edit" }));
  expect(screen.getByLabelText<HTMLInputElement>("About").value).toMatch(/ Twice\.$/);
});

test("what was not saved when the console was closed is there when it is opened again", async () => {
  const kept = JSON.stringify({ "night-check": { text: 'name = "Night check, changed"\n' } });
  const { user } = openTheConsole({ rows: 1, preferences: { "unsaved-scenarios": kept } });
  await screen.findByRole("grid");
  await goTo(user, "Scenarios");
  expect(await screen.findByText("Unsaved changes")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Night check of the northern region" }));
  await user.click(await screen.findByRole("tab", { name: "Text" }));

  expect((await screen.findByLabelText<HTMLTextAreaElement>("night-check.toml")).value).toBe('name = "Night check, changed"\n');
});

test("discarding asks first, and then all is as it was saved", async () => {
  const { user } = await editACopy();
  await user.type(screen.getByLabelText("About"), " Twice.");
  await press(user, "Discard changes");
  const dialog = within(await screen.findByRole("dialog", { name: "Discard changes?" }));
  await user.click(dialog.getByRole("button", { name: "Keep them" }));
  expect(screen.getByText("Unsaved changes")).toBeTruthy();

  await press(user, "Discard changes");
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Discard" }));
  await waitFor(() => expect(screen.queryByText("Unsaved changes")).toBeNull());
  expect(screen.getByLabelText<HTMLInputElement>("About").value).not.toMatch(/Twice/);
});

test("steps and text are changed one at a time, so that neither overwrites the other", async () => {
  const { user } = await editACopy();
  await user.type(screen.getByLabelText("About"), " Twice.");
  await user.click(screen.getByRole("tab", { name: "Text" }));

  expect(await screen.findByText(/The steps have changes that are not saved/)).toBeTruthy();
  expect(screen.queryByRole("textbox")).toBeNull();
  await press(user, "Go to Edit");
  expect(await screen.findByLabelText("About")).toBeTruthy();
});

test("an error in the text is told with its line and column, the caret goes there, and nothing typed is lost", async () => {
  const { user } = await editACopy();
  await user.click(screen.getByRole("tab", { name: "Text" }));
  const text = await screen.findByLabelText<HTMLTextAreaElement>(/\.toml$/);
  await user.clear(text);
  await user.type(text, 'name = "Mine"\nabout = "open');
  await press(user, "Save");

  expect(await screen.findByText(/Line 2, column 14/)).toBeTruthy();
  await waitFor(() => expect(document.activeElement).toBe(text));
  expect(text.selectionStart).toBe(text.value.length);
  await user.type(text, '"');
  await press(user, "Save");
  expect(await screen.findByText("All is saved.")).toBeTruthy();
  expect(screen.getByRole("heading", { level: 1, name: "Mine" })).toBeTruthy();
});

test("a file that cannot be read is opened on its text, with the reason", async () => {
  const { user } = openTheConsole({ rows: 1 });
  await screen.findByRole("grid");
  await goTo(user, "Scenarios");
  await user.click(await screen.findByRole("button", { name: "half" }));

  expect(await screen.findByText("This is not TOML.")).toBeTruthy();
  expect(screen.getByRole("tab", { name: "Text", selected: true })).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>("tab", { name: "Run" }).disabled).toBe(true);
});

test("what Rust refuses stands at its place", async () => {
  const { user } = await editACopy();
  const name = screen.getByLabelText("Name");
  await user.clear(name);
  await user.type(name, "Onboard a user");
  await press(user, "Save");

  expect(await screen.findByText(/There is already a scenario named “Onboard a user”/)).toBeTruthy();
  await waitFor(() => expect(document.activeElement).toBe(name));
});

test("a session is opened as Local, Global or Variable, each with what that means", async () => {
  const { user, saved } = await editACopy();
  await unfold(user, "connect");
  await user.click(screen.getByRole("tab", { name: "Variable" }));
  expect(screen.getByText("Held in a variable, and handed to a child scenario as an input.")).toBeTruthy();
  await unfold(user, "find_group");
  expect(within(place("steps.find_group.session")).getByRole("option", { name: "Default – variable, opened by step 1" })).toBeTruthy();
  expect(saved()).toBeUndefined();
});
