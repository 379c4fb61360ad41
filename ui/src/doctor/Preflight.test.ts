import { screen, within } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";

import { openTheConsole } from "../shared/testing/console";

const SECRET = "c4n4ry-s3cret";

async function openWizard(user: UserEvent, clientId = "0oa1") {
  await user.click(await screen.findByRole("button", { name: "New Connection" }));
  await user.click(await screen.findByRole("button", { name: "Okta Realms" }));
  await user.type(await screen.findByLabelText("Domain"), "acme.okta.com");
  await user.type(screen.getByLabelText("Client ID"), clientId);
  await user.type(screen.getByLabelText("Client Secret"), SECRET);
  await user.click(screen.getByRole("tab", { name: "Preflight" }));
}

const lines = () => within(screen.getByRole("list", { name: "Preflight" }));

test("before Create the form is examined with its secret, which goes nowhere else", async () => {
  const { user, given } = openTheConsole();
  await openWizard(user);
  await user.click(screen.getByRole("button", { name: "Run preflight" }));

  await screen.findByText("1 fail · 2 cannot tell · 5 pass");
  const { patient } = given("run_doctor") as { patient: { kind: string; request: { secret: unknown } } };
  expect(patient.kind).toBe("form");
  expect(patient.request.secret).toEqual({ kind: "typed", value: SECRET });
  expect(document.documentElement.outerHTML).not.toContain(SECRET);
  await user.click(screen.getByRole("tab", { name: "General" }));
  expect((screen.getByLabelText("Client Secret") as HTMLInputElement).value).toBe(SECRET);
});

test("a line that fails says why, what mends it, and opens the page where it is mended", async () => {
  const { user, given } = openTheConsole();
  await openWizard(user, "wrong");
  await user.click(screen.getByRole("button", { name: "Run preflight" }));

  const line = (await screen.findByText(/The org does not know the Client ID/)).closest("li") as HTMLElement;
  expect(within(line).getByText("Fail")).toBeTruthy();
  expect(within(line).getByText(/Copy the Client ID/)).toBeTruthy();
  await user.click(within(line).getByRole("button", { name: "Open the app: Client ID and secret" }));
  expect(given("open_page")?.url).toContain("acme-admin.okta.com");
});

test("a connection's page examines it, and looks at it again afterwards", async () => {
  const { user, asked } = openTheConsole({ rows: 1 });
  const rows = await screen.findAllByRole("row", { name: /More actions|scopes|By roles/ });
  await user.click(rows[0] as HTMLElement);
  await user.click(await screen.findByRole("button", { name: "Run preflight" }));

  expect(await screen.findByRole("button", { name: "Copy as text for a ticket" })).toBeTruthy();
  expect(lines().getAllByRole("listitem").length).toBeGreaterThan(3);
  const names = asked.map(({ name }) => name);
  expect(names.lastIndexOf("connection")).toBeGreaterThan(names.lastIndexOf("run_doctor"));
});

test("the review folds away what the sign-in showed", async () => {
  const { user } = openTheConsole();
  await user.click(await screen.findByRole("button", { name: "New Connection" }));
  await user.click(await screen.findByRole("button", { name: "Okta Realms" }));
  for (const [label, text] of [["Connection Nickname", "Prod"], ["Domain", "acme.okta.com"], ["Client ID", "0oa1"], ["Client Secret", SECRET]] as const) {
    await user.type(await screen.findByLabelText(label), text);
  }
  await user.click(screen.getByRole("button", { name: "Create" }));
  const summary = await screen.findByText(/^Preflight: 1 cannot tell · 6 pass$/);
  expect((summary.closest("details") as HTMLDetailsElement).open).toBe(false);
});
