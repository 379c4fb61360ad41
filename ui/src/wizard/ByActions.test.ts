import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";

import type { ConnectRequest } from "../ipc/bindings/ConnectRequest";
import { openTheConsole } from "../shared/testing/console";

async function openTheForm(user: ReturnType<typeof openTheConsole>["user"]) {
  await user.click(await screen.findByRole("button", { name: "New Connection" }));
  await user.click(await screen.findByRole("button", { name: "Okta" }));
}

async function open() {
  const opened = openTheConsole();
  const { user } = opened;
  await openTheForm(user);
  const all = { "Connection Nickname": "Few", Domain: "acme.okta.com", "Client ID": "0oa1", "Client Secret": "s3cret" };
  for (const [label, text] of Object.entries(all)) await user.type(await screen.findByLabelText(label), text);
  await user.click(screen.getByRole("tab", { name: "Permissions" }));
  await user.click(await screen.findByText(/^Choose by the actions that you will use/));
  return opened;
}

test("the fewest scopes for the ticked actions fill the form, and the actions go along", async () => {
  const { user, given } = await open();
  await user.click(screen.getByRole("checkbox", { name: "Lookup user" }));
  await user.click(screen.getByRole("checkbox", { name: "Lookup group" }));
  const use = await screen.findByRole("button", { name: /^Use just these \d+ scopes$/ });
  await waitFor(() => expect(within(screen.getByRole("table", { name: "The fewest scopes" })).getByText("okta.groups.read")).toBeTruthy());
  await user.click(use);

  const custom = screen.getByRole("radio", { name: "Customize scopes (advanced)" }) as HTMLInputElement;
  expect(custom.checked).toBe(true);
  await user.click(screen.getByRole("button", { name: "Create" }));
  await screen.findByRole("button", { name: "Save connection" });
  const request = given("begin_connect")?.request as ConnectRequest;
  expect(request.scopes.filter((name) => name.startsWith("okta."))).toEqual(["okta.groups.read", "okta.users.read"]);
  expect(request.scopes).toContain("offline_access");
  expect(request.actions).toEqual(["lookup_user", "lookup_group"]);
  // The review measures by them.
  const table = screen.getByRole("table", { name: "Scopes requested, granted and needed" });
  expect(within(table).getByText("Lookup user")).toBeTruthy();
});

test("a request for a super admin can be copied before there is a connection", async () => {
  const { user, given } = await open();
  await user.click(screen.getByRole("checkbox", { name: "Lookup user" }));
  await user.click(await screen.findByRole("button", { name: "Copy as a request for a super admin" }));

  // jsdom has no clipboard to look into; the window's own test has.
  await waitFor(() =>
    expect(given("copy_scope_request")?.wanted).toMatchObject({
      kind: "form",
      connector: "okta",
      actions: ["lookup_user"],
      values: { domain: "acme.okta.com", client_id: "0oa1" },
    }),
  );
});

test("an app by itself asks for nothing that is about a person", async () => {
  const { user } = openTheConsole();
  await openTheForm(user);
  await user.click(await screen.findByRole("radio", { name: /^API Services/ }));
  await user.click(screen.getByRole("tab", { name: "Permissions" }));
  await user.click(await screen.findByText(/^Choose by the actions that you will use/));
  await user.click(screen.getByRole("checkbox", { name: "Lookup user" }));

  const fewest = await screen.findByRole("table", { name: "The fewest scopes" });
  expect(within(fewest).getByText("okta.users.read")).toBeTruthy();
  expect(within(fewest).queryByText("openid")).toBeNull();
  expect(screen.getByRole("button", { name: "Use just these 1 scopes" })).toBeTruthy();
});

test("ticking nothing changes nothing", async () => {
  const { user, given } = await open();
  await user.click(screen.getByRole("button", { name: "Create" }));
  await screen.findByRole("button", { name: "Save connection" });

  expect((given("begin_connect")?.request as ConnectRequest).actions).toEqual([]);
  expect(given("least_scopes")).toBeUndefined();
});
