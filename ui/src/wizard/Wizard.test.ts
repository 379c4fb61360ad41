import { screen, within } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { ConnectRequest } from "../ipc/bindings/ConnectRequest";
import { openTheConsole } from "../shared/testing/console";

const SECRET = "c4n4ry-s3cret";

async function openWizard(user: UserEvent, connector = "Okta Realms") {
  await user.click(await screen.findByRole("button", { name: "New Connection" }));
  await user.click(await screen.findByRole("button", { name: connector }));
  await screen.findByRole("tab", { name: "General" });
}

async function fill(user: UserEvent, values: Record<string, string> = {}) {
  const all = { "Connection Nickname": "Prod", Domain: "acme.okta.com", "Client ID": "0oa1", "Client Secret": SECRET, ...values };
  for (const [label, text] of Object.entries(all)) {
    const field = screen.getByLabelText(label);
    await user.clear(field);
    await user.type(field, text);
  }
}

const value = (label: string) => (screen.getByLabelText(label) as HTMLInputElement).value;
const press = (user: UserEvent, name: string) => user.click(screen.getByRole("button", { name }));

test("a refusal leaves everything as it was typed, the secret too, and goes to the field", async () => {
  const { user } = openTheConsole();
  await openWizard(user);
  await fill(user, { "Client ID": "wrong" });
  await press(user, "Create");

  await screen.findByText(/Okta does not know this Client ID/);
  expect(value("Connection Nickname")).toBe("Prod");
  expect(value("Domain")).toBe("acme.okta.com");
  expect(value("Client Secret")).toBe(SECRET);
  expect(document.activeElement).toBe(screen.getByLabelText("Client ID"));
});

test("what was said of a field goes when the field is changed", async () => {
  const { user } = openTheConsole();
  await openWizard(user);
  await fill(user, { "Client ID": "wrong" });
  await press(user, "Create");
  await screen.findByText(/Okta does not know this Client ID/);
  await user.type(screen.getByLabelText("Client ID"), "2");

  expect(screen.queryByText(/Okta does not know this Client ID/)).toBeNull();
});

test("the secret is in no attribute of the page, and is sent once, in its own place", async () => {
  const { user, asked, given } = openTheConsole({ signsInAfter: null });
  await openWizard(user);
  await fill(user);
  expect(document.documentElement.outerHTML).not.toContain(SECRET);
  await press(user, "Create");
  await screen.findByText("Waiting for you to sign in in your browser");

  expect(document.documentElement.outerHTML).not.toContain(SECRET);
  expect((given("begin_connect")?.request as ConnectRequest).secret).toEqual({ kind: "typed", value: SECRET });
  expect(asked.filter((one) => JSON.stringify(one).includes(SECRET))).toHaveLength(1);
});

test("Cancel while waiting leads back to the filled form at once", async () => {
  const { user, asked } = openTheConsole({ signsInAfter: null });
  await openWizard(user);
  await fill(user);
  await press(user, "Create");
  await screen.findByText("Waiting for you to sign in in your browser");
  await press(user, "Cancel");

  expect(screen.queryByText("Waiting for you to sign in in your browser")).toBeNull();
  expect(value("Client Secret")).toBe(SECRET);
  expect(asked.some(({ name }) => name === "cancel_sign_in")).toBe(true);
});

test("what was granted is shown before it is saved, and then stands in the list", async () => {
  const { user } = openTheConsole();
  await openWizard(user);
  await fill(user);
  await press(user, "Create");

  await screen.findByText("Granted 11 of 12 scopes");
  const missing = screen.getByRole("row", { name: /okta\.schemas\.read/ });
  expect(within(missing).getByText("Missing")).toBeTruthy();
  await press(user, "Save connection");

  expect(await screen.findByRole("row", { name: /Prod/ })).toBeTruthy();
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("empty fields are named, and the first of them gets focus", async () => {
  const { user, asked } = openTheConsole();
  await openWizard(user);
  await press(user, "Create");

  expect(screen.getByText("Enter the Connection Nickname.")).toBeTruthy();
  expect(screen.getByText("Enter the Client Secret.")).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByLabelText("Connection Nickname"));
  expect(asked.some(({ name }) => name === "begin_connect")).toBe(false);
});

test("a pasted Admin Console address is offered in its repaired form", async () => {
  const { user } = openTheConsole();
  await openWizard(user);
  await user.type(screen.getByLabelText("Domain"), "https://acme-admin.okta.com/admin");
  await user.click(await screen.findByRole("button", { name: "Use acme.okta.com" }));

  expect(value("Domain")).toBe("acme.okta.com");
});

test("a pasted OPA console address fills in the team and the base URL", async () => {
  const { user } = openTheConsole();
  await openWizard(user, "Okta Privileged Access");
  await user.type(screen.getByLabelText("OPA Base URL"), "https://acme.pam.okta.com/t/blue/team/clientsession");
  await user.click(await screen.findByRole("button", { name: "Use team blue and https://acme.pam.okta.com" }));

  expect(value("OPA Team Name")).toBe("blue");
  expect(value("OPA Base URL")).toBe("https://acme.pam.okta.com");
});

test("a custom domain is asked about, and the answer is sent", async () => {
  const { user, given } = openTheConsole();
  await openWizard(user);
  await fill(user, { Domain: "id.acme.com" });
  await user.click(await screen.findByLabelText("This is the custom domain of my own org"));
  await press(user, "Create");
  await screen.findByText(/Granted 11 of 12/);

  expect((given("begin_connect")?.request as ConnectRequest).customDomainConfirmed).toBe(true);
});

test("OPA has roles in place of permissions", async () => {
  const { user } = openTheConsole();
  await openWizard(user, "Okta Privileged Access");

  expect(screen.queryByRole("tab", { name: "Permissions" })).toBeNull();
  await user.click(screen.getByRole("tab", { name: "Roles" }));
  expect(screen.getByText("Resource Admin")).toBeTruthy();
});

test("unticking an essential scope says that authorization fails without it", async () => {
  const { user, given } = openTheConsole();
  await openWizard(user);
  await fill(user);
  await user.click(screen.getByRole("tab", { name: "Permissions" }));
  await user.click(await screen.findByRole("radio", { name: /Customize scopes/ }));
  await user.click(screen.getByLabelText("okta.realms.read"));

  expect(screen.getByRole("alert").textContent).toContain("Authorization fails without okta.realms.read");
  await press(user, "Create");
  await screen.findByRole("button", { name: "Save connection" });
  expect((given("begin_connect")?.request as ConnectRequest).scopes).not.toContain("okta.realms.read");
});

test("scopes that the org does not know can be left out with one button", async () => {
  const { user, given } = openTheConsole();
  await openWizard(user);
  await fill(user, { "Connection Nickname": "unknown scope" });
  await press(user, "Create");
  const again = await screen.findByRole("button", { name: "Try again without okta.realms.manage, okta.realms.read" });
  await user.click(again);

  expect((given("begin_connect")?.request as ConnectRequest).scopes).not.toContain("okta.realms.read");
  expect((given("begin_connect")?.request as ConnectRequest).scopes).toContain("okta.users.read");
});

test("practice fills the form in and leaves its secret to Rust", async () => {
  const { user, given } = openTheConsole();
  await user.click(await screen.findByRole("button", { name: "Practise on a sandbox org" }));
  await user.click(await screen.findByRole("button", { name: "Okta Realms" }));
  await screen.findByRole("tab", { name: "General" });

  expect(value("Client Secret")).toContain("the practice org's own secret");
  await press(user, "Create");
  await screen.findByRole("button", { name: "Save connection" });
  expect((given("begin_connect")?.request as ConnectRequest).secret).toEqual({ kind: "practice" });
});

test("Escape does not throw away what was typed", async () => {
  const { user } = openTheConsole();
  await openWizard(user);
  await user.type(screen.getByLabelText("Client Secret"), SECRET);
  await user.keyboard("{Escape}");

  expect(screen.getByText("What you typed will be lost.")).toBeTruthy();
  await press(user, "Keep editing");
  expect(value("Client Secret")).toBe(SECRET);
});

test("discarding saves nothing", async () => {
  const { user, asked } = openTheConsole();
  await openWizard(user);
  await fill(user);
  await press(user, "Create");
  await screen.findByRole("button", { name: "Save connection" });
  await press(user, "Discard");

  expect(asked.some(({ name }) => name === "discard_connection")).toBe(true);
  expect(asked.some(({ name }) => name === "save_connection")).toBe(false);
  expect(screen.queryByRole("dialog")).toBeNull();
});

const choose = (user: UserEvent, kind: string) => user.click(screen.getByRole("radio", { name: kind }));
const sent = (given: (name: string) => Record<string, unknown> | undefined) => given("begin_connect")?.request as ConnectRequest;

test("a native app is asked for no secret, and sends none", async () => {
  const { user, given } = openTheConsole();
  await openWizard(user);
  await fill(user);
  await choose(user, "Native Application");

  expect(screen.queryByLabelText("Client Secret")).toBeNull();
  await press(user, "Create");
  await screen.findByRole("button", { name: "Save connection" });
  expect(sent(given).secret).toEqual({ kind: "none" });
  expect(sent(given).app).toEqual({ kind: "nativeApp", dpop: false, pushed: false });
});

test("a service app gets a key pair, shows the public half to copy, and nobody signs in", async () => {
  const { user, given, asked } = openTheConsole();
  await openWizard(user);
  await fill(user);
  await choose(user, "API Services");
  expect(await screen.findByText(/API Services app integration/)).toBeTruthy();
  await press(user, "Create");
  expect(screen.getByText("Make a key pair, and add its public key to the app.")).toBeTruthy();

  await user.selectOptions(screen.getByLabelText("Type of key"), "EC, P-256 (ES256)");
  await press(user, "Make a key pair");
  const key = await screen.findByRole("group", { name: "Public key as a JWK" });
  expect(key.textContent).toContain('"kty": "EC"');
  expect(screen.getByRole("button", { name: "Copy public key" })).toBeTruthy();
  await press(user, "Create");

  expect(await screen.findByText("Acts as")).toBeTruthy();
  expect(asked.some(({ name }) => name === "finish_sign_in")).toBe(false);
  expect(sent(given).secret).toMatchObject({ kind: "key" });
  expect(sent(given).scopes.every((name) => name.startsWith("okta."))).toBe(true);
});

test("proof of possession can be told, and what is found out is said before it is saved", async () => {
  const { user, given } = openTheConsole();
  await openWizard(user);
  await fill(user, { "Connection Nickname": "found out" });
  await user.click(screen.getByLabelText(/Require Demonstrating Proof of Possession/));
  await press(user, "Create");

  expect(await screen.findByText("The app requires proof of possession (DPoP).")).toBeTruthy();
  expect(sent(given).app.dpop).toBe(true);
});

test("what the app turned out to require is ticked, and the next try sends it", async () => {
  const { user, given } = openTheConsole();
  await openWizard(user);
  await fill(user, { "Connection Nickname": "spent" });
  await press(user, "Create");
  await screen.findByText(/its code is spent/);

  const box = screen.getByLabelText(/Require Demonstrating Proof of Possession/) as HTMLInputElement;
  expect(box.checked).toBe(true);
  await press(user, "Create");
  await screen.findByRole("button", { name: "Save connection" });
  expect(sent(given).app.dpop).toBe(true);
});

test("an app that wants a secret after all is given the field for it", async () => {
  const { user } = openTheConsole();
  await openWizard(user);
  await fill(user, { "Connection Nickname": "wants a secret" });
  await choose(user, "Native Application");
  await press(user, "Create");
  await screen.findByText(/The app wants a Client Secret/);

  expect((screen.getByRole("radio", { name: "Web Application" }) as HTMLInputElement).checked).toBe(true);
  expect(document.activeElement).toBe(screen.getByLabelText("Client Secret"));
});

test("in practice the client ID follows the kind of app", async () => {
  const { user } = openTheConsole();
  await user.click(await screen.findByRole("button", { name: "Practise on a sandbox org" }));
  await user.click(await screen.findByRole("button", { name: "Okta Realms" }));
  await screen.findByRole("tab", { name: "General" });
  await choose(user, "API Services");

  expect(value("Client ID")).toBe("0oaPracticeService");
  expect(screen.getByRole("button", { name: "Make a key pair" })).toBeTruthy();
});
