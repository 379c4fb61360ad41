import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { ReauthorizeRequest } from "../ipc/bindings/ReauthorizeRequest";
import type { RunRequest } from "../ipc/bindings/RunRequest";
import { openTheConsole } from "../shared/testing/console";

const SECRET = "c4n4ry-s3cret";

/** Opens an action of the connection with this name. */
async function openAction(action: string, connection = "Prod – read only") {
  const opened = openTheConsole({ rows: 9 });
  await opened.user.click(await screen.findByText(connection, { selector: ".open" }));
  await opened.user.click(await screen.findByRole("button", { name: `Run ${action}` }));
  await screen.findByRole("heading", { level: 1, name: action });
  return { ...opened, ran: () => opened.asked.filter(({ name }) => name === "run_action") };
}

const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
const press = (user: UserEvent, name: string) => user.click(screen.getByRole("button", { name }));
const typeIn = (user: UserEvent, label: string, text: string) => user.type(field(label), text.replaceAll(/[{[]/g, "$&$&"));

async function fillUser(user: UserEvent, login = "zoe@acme.com") {
  for (const [label, text] of [["Login", login], ["Email", "zoe@acme.com"], ["First name", "Zoë"], ["Last name", "Núñez"], ["Password", SECRET]]) {
    await typeIn(user, label as string, text as string);
  }
}

test("the page says which action, through which connection, what it does and whether it can", async () => {
  await openAction("Deactivate user");
  const page = within(screen.getByRole("article"));

  expect(page.getAllByText("Prod – read only").length).toBeGreaterThan(0);
  expect(page.getByText("acme.okta.com")).toBeTruthy();
  expect(page.getByText("Destructive")).toBeTruthy();
  expect(page.getByText("Will run")).toBeTruthy();
  expect(page.getByText(/All app assignments and sessions of the user are lost/)).toBeTruthy();
  expect(document.title).toContain("Deactivate user · Prod – read only");
});

test("what is missing is said beside its field, focus goes there, and nothing is sent", async () => {
  const { user, ran } = await openAction("Create user");
  await press(user, "Run");

  expect(await screen.findByText("Enter the Login.")).toBeTruthy();
  expect(document.activeElement).toBe(field("Login"));
  expect(ran()).toHaveLength(0);
});

test("a body that is not JSON is refused with line and column before anything is sent", async () => {
  const { user, ran } = await openAction("Custom API Action");
  await typeIn(user, "Relative URL", "/api/v1/users");
  await typeIn(user, "Body", '{"a": }');
  await press(user, "Run");

  expect(await screen.findByText(/Line 1, column 7/)).toBeTruthy();
  expect(document.activeElement).toBe(field("Body"));
  expect(ran()).toHaveLength(0);
});

test("the preview masks what is secret, sends nothing, and leaves the form as it was", async () => {
  const { user, ran } = await openAction("Create user");
  await fillUser(user);
  await press(user, "Preview request");

  const preview = await screen.findByRole("heading", { name: "Preview: nothing is sent yet" });
  const shown = preview.closest("section")?.textContent ?? "";
  expect(shown).toContain("https://acme.okta.com/api/v1/users");
  expect(shown).toContain("Bearer ••••••••");
  expect(shown).not.toContain(SECRET);
  expect(ran()).toHaveLength(0);
  await press(user, "Close preview");
  expect(field("Login").value).toBe("zoe@acme.com");
  expect(field("Password").value).toBe(SECRET);
});

test("Ctrl+Enter runs, the secret goes with it, and empty inputs do not", async () => {
  const { user, ran, given } = await openAction("Create user");
  await fillUser(user);
  await user.keyboard("{Control>}{Enter}{/Control}");

  await waitFor(() => expect(document.activeElement?.textContent).toContain("Done"));
  expect(ran()).toHaveLength(1);
  expect((given("run_action")?.request as RunRequest).inputs).toEqual({
    login: "zoe@acme.com", email: "zoe@acme.com", first_name: "Zoë", last_name: "Núñez", password: SECRET,
  });
  expect(document.documentElement.outerHTML).not.toContain(SECRET);
});

test("an answer tells status, time, request id and what is left of the rate limit", async () => {
  const { user } = await openAction("Lookup user");
  await typeIn(user, "ID or Login", "person1@acme.com");
  await press(user, "Run");

  for (const text of ["HTTP 200", "214 ms", "Zk3f0a2bQ9mTxYw7", /598 of 600/, /is the user 00u1001abcdEFGH/]) {
    expect(await screen.findByText(text)).toBeTruthy();
  }
  expect(screen.getAllByRole("tab").map((tab) => tab.textContent)).toEqual(["Fields", "JSON", "Raw"]);
});

test("an answer does not take the focus from whoever went on to type", async () => {
  await openAction("Create user");
  const form = screen.getByRole("article");
  for (const [label, text] of [["Login", "zoe@acme.com"], ["Email", "zoe@acme.com"], ["First name", "Zoë"], ["Last name", "Núñez"]]) {
    await fireEvent.input(field(label as string), { target: { value: text } });
  }
  // Without a pause between: the answer comes after it.
  screen.getByRole("button", { name: "Run" }).click();
  field("Login").focus();

  expect(await within(form).findByText("HTTP 200")).toBeTruthy();
  // Whatever the page still has to do with it is done.
  await new Promise((done) => setTimeout(done));
  expect(document.activeElement).toBe(field("Login"));
});

test("the JSON tree is filtered by names and values", async () => {
  const { user } = await openAction("List users");
  await press(user, "Run");
  await user.click(await screen.findByRole("tab", { name: "JSON" }));
  await typeIn(user, "Filter names and values", "person7@");

  expect(screen.getAllByText('"person7@acme.com"').length).toBe(2);
  expect(screen.queryByText('"person6@acme.com"')).toBeNull();
});

test("causes of a validation stand beside their fields, all stays as it was typed", async () => {
  const { user } = await openAction("Create user");
  await fillUser(user, "taken");
  await press(user, "Run");

  expect(await screen.findByText("An object with this field already exists in the current organization.")).toBeTruthy();
  expect(document.activeElement).toBe(field("Login"));
  expect(screen.getByText("Some attributes are read-only.")).toBeTruthy();
  expect([field("Login").value, field("Password").value]).toEqual(["taken", SECRET]);
  await user.type(field("Login"), "2");
  expect(screen.queryByText(/An object with this field/)).toBeNull();
});

test("a missing scope is named, added, and the action run again with the form as it was", async () => {
  const { user, given } = await openAction("Create Realm User", "HR onboarding");
  await typeIn(user, "Name", "north");
  await press(user, "Run");
  const card = within(await screen.findByRole("group", { name: /lacks a scope/ }));
  expect(card.getByText("okta.users.manage")).toBeTruthy();
  await user.click(card.getByRole("button", { name: "Add scope and reauthorize" }));

  const dialog = within(await screen.findByRole("dialog", { name: /Reauthorize/ }));
  await user.click(dialog.getByRole("button", { name: "Reauthorize" }));
  await user.click(await dialog.findByRole("button", { name: /Save/ }));
  expect((given("begin_reauthorize")?.request as ReauthorizeRequest).scopes).toContain("okta.users.manage");

  const again = await screen.findByRole("button", { name: "Run again" });
  await waitFor(() => expect(document.activeElement).toBe(again));
  expect(field("Name").value).toBe("north");
  await user.click(again);
  expect(await screen.findByText("HTTP 200")).toBeTruthy();
});

test("a missing role does not offer to reauthorize", async () => {
  const { user } = await openAction("Lookup user");
  await typeIn(user, "ID or Login", "role");
  await press(user, "Run");

  const card = within(await screen.findByRole("group", { name: "The account may not do this." }));
  expect(card.queryByRole("button", { name: /eauthorize/ })).toBeNull();
});

test("what may only not be known yet is looked for again, with the form as it was", async () => {
  const { user, ran } = await openAction("Lookup user");
  await typeIn(user, "ID or Login", "new");
  await press(user, "Run");
  await screen.findByText("Okta does not know this, or not yet.", { selector: "h3" });
  await press(user, "Look again");
  await waitFor(() => expect(ran()).toHaveLength(2));
});

test("a write without an answer is not offered again, but the read that tells is, filled in", async () => {
  const { user } = await openAction("Deactivate user");
  await typeIn(user, "ID or Login", "lost");
  await press(user, "Run");

  expect(await screen.findByText("Outcome unknown")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Run again" })).toBeNull();
  await press(user, "Open “Lookup user” to see");
  await screen.findByRole("heading", { level: 1, name: "Lookup user" });
  expect(field("ID or Login").value).toBe("lost");
});

test("what was not confirmed is not sent, and says so without alarm", async () => {
  const { user } = await openAction("Deactivate user");
  await typeIn(user, "ID or Login", "no");
  await press(user, "Run");

  expect(await screen.findByText(/Nothing was sent/)).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
  expect(field("ID or Login").value).toBe("no");
});

test("an input that Rust refuses is told beside it", async () => {
  const { user } = await openAction("Custom API Action");
  await typeIn(user, "Relative URL", "//evil.example");
  await press(user, "Run");

  expect(await screen.findByText(/This URL leads to another host/)).toBeTruthy();
  expect(document.activeElement).toBe(field("Relative URL"));
});

test("the request is copied in the form that is chosen", async () => {
  const { user, given } = await openAction("Lookup user");
  await typeIn(user, "ID or Login", "zoe");
  await press(user, "Copy as");
  await user.click(await screen.findByRole("menuitem", { name: "Workflows Custom API Action", hidden: true }));

  await waitFor(() => expect(given("copy_request")).toMatchObject({ format: "workflowsCard", request: { inputs: { user: "zoe" } } }));
  expect(await screen.findByText(/on the clipboard as Workflows Custom API Action/)).toBeTruthy();
});

test("Escape leaves the field, then the page for its Run button; what was typed is there again", async () => {
  const { user } = await openAction("Lookup user");
  await typeIn(user, "ID or Login", "zoe");
  await user.keyboard("{Escape}");
  expect(screen.getByRole("heading", { level: 1, name: "Lookup user" })).toBe(document.activeElement);
  await user.keyboard("{Escape}");
  const run = await screen.findByRole("button", { name: "Run Lookup user" });
  expect(document.activeElement).toBe(run);
  await user.keyboard("{Enter}");

  await screen.findByRole("heading", { level: 1, name: "Lookup user" });
  expect(field("ID or Login").value).toBe("zoe");
});
