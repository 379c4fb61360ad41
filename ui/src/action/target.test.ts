/** What a form names: suggested while it is typed, looked up when it is left. */
import { screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";

import type { CandidatesRequest } from "../ipc/bindings/CandidatesRequest";
import type { RunRequest } from "../ipc/bindings/RunRequest";
import { openTheConsole } from "../shared/testing/console";

async function openAction(action: string) {
  const opened = openTheConsole({ rows: 9 });
  await opened.user.click(await screen.findByText("Prod – read only", { selector: ".open" }));
  await opened.user.click(await screen.findByRole("button", { name: `Run ${action}` }));
  await screen.findByRole("heading", { level: 1, name: action });
  return { ...opened, times: (name: string) => opened.asked.filter((one) => one.name === name).length };
}

const field = () => screen.getByLabelText<HTMLInputElement>("ID or Login");

test("a user is picked by typing, and what was picked stands below the field", async () => {
  const { user, given } = await openAction("Lookup user");
  await user.type(field(), "zoe");
  await user.click(await screen.findByText("Zoë Núñez"));

  expect(field().value).toBe("00u1001abcdEFGH");
  expect(await screen.findByText(/is the ID of the user zoe@acme.com/)).toBeTruthy();
  expect((given("candidates")?.request as CandidatesRequest)).toEqual({ connection: "c0", of: "user", beside: {}, text: "zoe" });
});

test("a state that does not fit is told when the field is left, with what fits, filled in", async () => {
  const { user, times } = await openAction("Deactivate user");
  expect(screen.getByText("Will run")).toBeTruthy();
  await user.type(field(), "staged");
  await user.tab();

  expect(await screen.findByText("Not in this state")).toBeTruthy();
  expect(screen.getByText(/It is STAGED; this takes ACTIVE/)).toBeTruthy();
  expect(times("run_action")).toBe(0);
  await user.click(screen.getByRole("button", { name: "Open “Lookup user”" }));
  await screen.findByRole("heading", { level: 1, name: "Lookup user" });
  expect(field().value).toBe("staged");
});

test("what was predicted of one target is not said of another", async () => {
  const { user, times, given } = await openAction("Deactivate user");
  await user.type(field(), "staged");
  await user.tab();
  await screen.findByText("Not in this state");
  await user.click(field());
  await user.tab();
  expect(times("predict_target")).toBe(1);

  await user.type(field(), "2");
  expect(screen.queryByText("Not in this state")).toBeNull();
  await user.tab();
  await waitFor(() => expect(times("predict_target")).toBe(2));
  expect((given("predict_target")?.request as RunRequest).inputs.user).toBe("staged2");
  expect(screen.getByText("Will run")).toBeTruthy();
});

test("who is not there is told as not known", async () => {
  const { user } = await openAction("Deactivate user");
  await user.type(field(), "nobody");
  await user.tab();
  expect(await screen.findByText("There is no user “nobody”.")).toBeTruthy();
  expect(screen.getByText("Unknown")).toBeTruthy();
});

test("a refusal for a wrong state offers what goes with it", async () => {
  const { user } = await openAction("Deactivate user");
  await user.type(field(), "staged");
  await user.keyboard("{Control>}{Enter}{/Control}");
  await screen.findByText(/Nothing was sent/);
  await user.click(screen.getByRole("button", { name: "Open “Create user”" }));
  expect(await screen.findByRole("heading", { level: 1, name: "Create user" })).toBeTruthy();
});

test("Escape closes the list, then leaves the field, then the page", async () => {
  const { user } = await openAction("Lookup user");
  await user.type(field(), "zoe");
  await screen.findByRole("listbox", { hidden: true });
  await user.keyboard("{Escape}");
  await waitFor(() => expect(document.querySelector("[role=listbox]")).toBeNull());
  expect(document.activeElement).toBe(field());
  expect(field().value).toBe("zoe");
  await user.keyboard("{Escape}");
  expect(document.activeElement?.tagName).toBe("H1");
  await user.keyboard("{Escape}");
  expect(await screen.findByRole("button", { name: "Run Lookup user" })).toBeTruthy();
});
