import { screen, waitFor, within } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { RunFilter } from "../ipc/bindings/RunFilter";
import type { RunRequest } from "../ipc/bindings/RunRequest";
import { openTheConsole } from "../shared/testing/console";

const press = (user: UserEvent, name: string | RegExp) => user.click(screen.getByRole("button", { name }));
const grid = () => screen.findByRole("grid", { name: "Runs" });
const rows = async () => within(await grid()).getAllByRole("row").slice(1);
const openIds = async () => (await rows()).map((row) => row.dataset.index);

/** Opens the History of a console that ran so many actions. */
async function openHistory(runs = 30) {
  const opened = openTheConsole({ rows: 9, runs });
  await screen.findByRole("grid", { name: "Connections" });
  await press(opened.user, "History");
  await screen.findByRole("heading", { level: 1, name: "History" });
  return { ...opened, filter: () => opened.given("list_runs")?.filter as RunFilter };
}

async function openFirst(user: UserEvent, action: string) {
  const row = (await rows()).find((one) => within(one).queryByRole("button", { name: action }));
  await user.click(row as HTMLElement);
  await screen.findByRole("heading", { level: 1, name: action });
}

test("a history without runs says how to have some", async () => {
  await openHistory(0);

  expect(await screen.findByText("Nothing was run yet")).toBeTruthy();
  expect(document.title).toContain("History");
});

test("the list tells how many runs there are although it has read but a page, and reads on as one comes near", async () => {
  const { user, asked } = await openHistory(250);
  expect((await grid()).getAttribute("aria-rowcount")).toBe("251");
  const pages = () => asked.filter(({ name }) => name === "list_runs").length;
  expect(pages()).toBe(1);

  ((await rows())[0] as HTMLElement).focus();
  await user.keyboard("{End}");
  await waitFor(() => expect(pages()).toBe(2));
});

test("search and filters ask for what they say, and clear at once", async () => {
  const { user, filter } = await openHistory();
  await grid();
  await user.type(screen.getByRole("searchbox", { name: "Search the History" }), "person7");
  await user.selectOptions(screen.getByLabelText("Filter by action"), "Deactivate user");
  await user.selectOptions(screen.getByLabelText("Filter by outcome"), "Refused");
  await waitFor(() => expect(filter()).toMatchObject({ text: "person7", connector: "okta", action: "deactivate_user", outcome: "refused" }));
  expect(await screen.findByText("No results")).toBeTruthy();

  await press(user, "Clear filters");
  await grid();
  expect(filter()).toMatchObject({ text: "", action: null, outcome: null });
});

test("Enter opens a run, and Escape leads back to its row", async () => {
  const { user } = await openHistory();
  ((await rows())[0] as HTMLElement).focus();
  await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
  await screen.findByRole("button", { name: "Open as new" });
  await user.keyboard("{Escape}");

  await waitFor(() => expect(document.activeElement?.getAttribute("data-index")).toBe("2"));
});

test("an opened run shows what was filled in, what was sent and why it was refused", async () => {
  const { user } = await openHistory();
  await user.selectOptions(await screen.findByLabelText("Filter by outcome"), "Refused");
  await waitFor(async () => expect(await openIds()).not.toHaveLength(30));
  await openFirst(user, "Lookup user");
  const page = within(screen.getByRole("article"));

  expect(page.getByRole("heading", { name: "Inputs" })).toBeTruthy();
  expect(page.getByText("ID or Login")).toBeTruthy();
  expect(page.getByRole("group", { name: /Okta found nothing|may not do this/ })).toBeTruthy();
  expect(page.getByText("What was sent: one request")).toBeTruthy();
  expect(page.getByText("Request ID")).toBeTruthy();
});

test("a run opens as new with its form filled in, sends nothing, and Escape leads back to the History", async () => {
  const { user, asked } = await openHistory();
  await openFirst(user, "Lookup user");
  const typed = screen.getByText(/person|gone|lost|role/, { selector: "dd.value" }).textContent;
  await press(user, "Open as new");

  expect((await screen.findByLabelText<HTMLInputElement>("ID or Login")).value).toBe(typed);
  expect(asked.some(({ name }) => name === "run_action")).toBe(false);
  expect(screen.getByRole("button", { name: "History" }).getAttribute("aria-current")).toBe("page");
  await user.keyboard("{Escape}");
  expect(await screen.findByRole("button", { name: "Open as new" })).toBeTruthy();
});

test("Run again runs the same form at once", async () => {
  const { user, given } = await openHistory();
  await user.selectOptions(await screen.findByLabelText("Filter by outcome"), "Done");
  await openFirst(user, "List users");
  await press(user, "Run again");

  expect(await screen.findByRole("heading", { name: /Answer/ })).toBeTruthy();
  expect((given("start_listing")?.request as RunRequest).inputs).toMatchObject({ search: 'status eq "ACTIVE"' });
});

test("what is not known to have happened is not offered to be done again", async () => {
  const { user } = await openHistory();
  await user.selectOptions(await screen.findByLabelText("Filter by outcome"), "Outcome unknown");
  await openFirst(user, "Lookup user");

  expect(screen.getByRole("button", { name: "Open as new" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Run again" })).toBeNull();
});

test("a secret is not kept: it is asked for again, beside its field, and nothing is sent without it", async () => {
  const { user, asked } = openTheConsole({ rows: 9 });
  await user.click(await screen.findByText("Prod – read only", { selector: ".open" }));
  await user.click(await screen.findByRole("button", { name: "Run Create user" }));
  for (const [label, text] of [["Login", "zoe@acme.com"], ["Email", "z@acme.com"], ["First name", "Z"], ["Last name", "N"], ["Password", "c4n4ry"], ["Further attributes", '{{"a": "••••••"}']]) {
    await user.type(await screen.findByLabelText(label as string), text as string);
  }
  // A mask is no secret: it is refused even where somebody types it.
  await press(user, "Run");
  expect(await screen.findByText(/A secret was left out of Further attributes/)).toBeTruthy();
  await user.clear(screen.getByLabelText("Further attributes"));
  await press(user, "Run");
  await screen.findByRole("heading", { name: /Answer/ });

  await press(user, "History");
  await openFirst(user, "Create user");
  expect(screen.getByText(/Secrets are not kept/)).toBeTruthy();
  await press(user, "Open as new");
  expect((await screen.findByLabelText<HTMLInputElement>("Login")).value).toBe("zoe@acme.com");
  expect(screen.getByLabelText<HTMLInputElement>("Password").value).toBe("");
  expect(asked.filter(({ name }) => name === "run_action")).toHaveLength(1);
});

test("a masked output is shown when it is asked for, hides again, and is in no state", async () => {
  const { user, asked } = openTheConsole({ rows: 9 });
  await user.click(await screen.findByText("Prod – read only", { selector: ".open" }));
  await user.click(await screen.findByRole("button", { name: "Run Create user" }));
  for (const [label, text] of [["Login", "z@acme.com"], ["Email", "z@acme.com"], ["First name", "Z"], ["Last name", "N"]]) {
    await user.type(await screen.findByLabelText(label as string), text as string);
  }
  await press(user, "Run");
  await screen.findByRole("button", { name: "Show Activation token" });
  expect(asked.some(({ name }) => name === "reveal_output")).toBe(false);

  await press(user, "Show Activation token");
  expect(await screen.findByText("s3cret-activation_token")).toBeTruthy();
  await press(user, "Hide Activation token");
  expect(document.body.textContent).not.toContain("s3cret");
  await press(user, "Show Activation token");
  await screen.findByText("s3cret-activation_token");
  window.dispatchEvent(new Event("blur"));
  await waitFor(() => expect(document.body.textContent).not.toContain("s3cret"));
});

test("two runs of one action are compared, the earlier on the left; a run of another cannot be chosen", async () => {
  const { user } = await openHistory();
  await user.selectOptions(await screen.findByLabelText("Filter by action"), "Lookup user");
  await waitFor(async () => expect((await openIds()).length).toBeLessThan(30));
  const boxes = () => screen.getAllByRole<HTMLInputElement>("checkbox", { name: /Compare Lookup user/ });
  await user.click(boxes()[0] as HTMLElement);
  expect(screen.getByText(/choose another run of it/)).toBeTruthy();
  await user.click(boxes()[2] as HTMLElement);
  expect(boxes()[3]?.disabled).toBe(true);
  await press(user, "Compare");

  const table = await screen.findByRole("table", { name: "Two runs of Lookup user" });
  expect(screen.getByRole("heading", { level: 1, name: "Compare two runs of Lookup user" })).toBeTruthy();
  const sides = within(table).getAllByRole("columnheader").map((head) => head.textContent ?? "");
  const [, earlier, later] = sides.map((side) => Date.parse(/^\d+ \w+ \d{4}, [\d:]+/.exec(side)?.[0] ?? ""));
  expect(earlier).toBeLessThan(later as number);
  expect(within(table).getByRole("rowheader", { name: "ID or Login" })).toBeTruthy();
  expect(within(table).queryByRole("rowheader", { name: "Address" })).toBeNull();
  await user.click(screen.getByLabelText("Only what differs"));
  expect(within(table).getByRole("rowheader", { name: "Address" })).toBeTruthy();
});

test("Space chooses a run by the keyboard, and Compare… on an opened run asks for the other", async () => {
  const { user, filter } = await openHistory();
  ((await rows())[0] as HTMLElement).focus();
  await user.keyboard(" ");
  expect((await rows())[0]?.getAttribute("aria-selected")).toBe("true");
  await press(user, "Let go");
  await openFirst(user, "Lookup user");
  await press(user, "Compare…");

  expect(await screen.findByText(/choose another run of it/)).toBeTruthy();
  expect(filter()).toMatchObject({ action: "lookup_user" });
});

test("a run whose connection is gone says so and cannot be opened as new", async () => {
  const { user } = await openHistory();
  await openFirst(user, "Lookup user");
  const name = screen.getByRole("article").querySelector("bdi")?.textContent ?? "";
  await user.keyboard("{Escape}");
  await press(user, "Connections");
  const connection = (await screen.findAllByRole("row")).find((row) => row.textContent?.includes(name)) as HTMLElement;
  connection.focus();
  await user.keyboard("{Delete}");
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Delete" }));
  await user.click(await screen.findByRole("button", { name: "Done" }));
  await press(user, "History");
  await openFirst(user, "Lookup user");

  expect(screen.getByText(/is not there any more/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Open as new" })).toBeNull();
});

test("one run is deleted after a question, and focus goes to its neighbour", async () => {
  const { user, asked } = await openHistory();
  ((await rows())[1] as HTMLElement).focus();
  await user.keyboard("{Delete}");
  const dialog = await screen.findByRole("dialog", { name: "Delete this run?" });
  expect(asked.some(({ name }) => name === "delete_run")).toBe(false);
  await user.click(within(dialog).getByRole("button", { name: "Delete" }));

  expect(await screen.findByText("The run is deleted.")).toBeTruthy();
  expect((await grid()).getAttribute("aria-rowcount")).toBe("30");
  await waitFor(() => expect(document.activeElement?.getAttribute("data-index")).toBe("1"));
});

test("how long runs are kept is refused beside its field, and kept", async () => {
  const { user, given } = await openHistory();
  await press(user, "Keep…");
  const dialog = within(await screen.findByRole("dialog", { name: "How long runs are kept" }));
  expect(await dialog.findByText(/30 runs/)).toBeTruthy();
  const days = dialog.getByLabelText<HTMLInputElement>("Days");
  await user.clear(days);
  await user.type(days, "soon");
  await user.click(dialog.getByRole("button", { name: "Save" }));
  expect(await dialog.findByText(/cannot be kept for 0 days/)).toBeTruthy();
  await user.clear(days);
  await user.type(days, "30");
  await user.click(dialog.getByRole("button", { name: "Save" }));

  await waitFor(() => expect(given("set_history_settings")).toEqual({ days: 30, megabytes: 200 }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("Ctrl+K searches the History where it is open", async () => {
  const { user } = await openHistory();
  await openFirst(user, "Lookup user");
  await user.keyboard("{Control>}k{/Control}");

  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("searchbox", { name: "Search the History" })));
});
