import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { CandidatesView } from "../ipc/bindings/CandidatesView";
import type { InputView } from "../ipc/bindings/InputView";
import Input from "./Input.svelte";

const people: CandidatesView = {
  candidates: [
    { value: "00u1", label: "Zoë Núñez", detail: "zoe@acme.com", status: "ACTIVE" },
    { value: "00u2", label: "<b>Zoran</b>", detail: "zoran@acme.com", status: "SUSPENDED" },
  ],
  note: null,
};

const user = (more: Partial<InputView> = {}): InputView => ({
  id: "user", label: "User ID", kind: "text", required: true, help: "ID, login or e-mail.", default: null, choices: [],
  suggestions: { of: "user", letters: 2 }, when: [], ...more,
});

/** One input that holds what is typed into it. */
function show(input: InputView, view: CandidatesView = people) {
  const asked: string[] = [];
  const left: string[] = [];
  const typed = { value: "" };
  const props = () => ({
    input,
    value: typed.value,
    error: null,
    suggest: async (text: string) => (asked.push(text), view),
    ontype: (value: string) => {
      typed.value = value;
      void shown.rerender(props());
    },
    ontouch: () => undefined,
    onleave: () => left.push(typed.value),
  });
  const shown = render(Input, props());
  return { user: userEvent.setup(), asked, left, typed };
}

const field = () => screen.getByRole<HTMLInputElement>("combobox", { name: "User ID" });
// Where nothing is laid out, a list that floats counts as hidden.
const list = () => screen.findByRole("listbox", { hidden: true });
const noList = () => waitFor(() => expect(document.querySelector("[role=listbox]")).toBeNull());
const options = () => screen.getAllByRole("option", { hidden: true }).map((option) => option.textContent?.replace(/\s+/g, " ").trim());

test("what fits is shown with its status, below what was typed", async () => {
  const { user: person, asked } = show(user());
  await person.type(field(), "zo");
  await list();

  expect(options()).toEqual(["zo As typed", "Zoë Núñez ACTIVE zoe@acme.com", "<b>Zoran</b> SUSPENDED zoran@acme.com"]);
  expect(asked).toEqual(["zo"]);
  expect(field().getAttribute("aria-expanded")).toBe("true");
  expect(document.querySelector("[role=option] b")).toBeNull();
  expect(screen.getByText("2 suggestions")).toBeTruthy();
});

test("arrow and Enter take a suggestion, and tell that the field has it", async () => {
  const { user: person, typed, left } = show(user());
  await person.type(field(), "zo");
  await list();
  await person.keyboard("{ArrowDown}{Enter}");

  expect(typed.value).toBe("00u1");
  await waitFor(() => expect(field().value).toBe("00u1"));
  expect(left).toEqual(["00u1"]);
  expect(document.activeElement).toBe(field());
  await noList();
});

test("Enter alone keeps what was typed, and so do Escape and Tab", async () => {
  const { user: person, typed, left } = show(user());
  for (const key of ["{Enter}", "{Escape}", "{Tab}"]) {
    await person.clear(field());
    await person.type(field(), "zo");
    await list();
    await person.keyboard(key);
    await noList();
    expect(typed.value).toBe("zo");
  }
  expect(left.at(-1)).toBe("zo");
});

test("a click takes a suggestion too", async () => {
  const { user: person, typed } = show(user());
  await person.type(field(), "zo");
  await person.click(await screen.findByText("Zoë Núñez"));
  expect(typed.value).toBe("00u1");
});

test("why there are none is said below the field, and what is typed is taken", async () => {
  const note = "No suggestions: okta.users.read was not granted. What is typed is taken.";
  const { user: person, typed } = show(user(), { candidates: [], note });
  await person.type(field(), "zoe");
  expect(await screen.findByText(note)).toBeTruthy();
  expect(field().getAttribute("aria-describedby")).toContain("input-user-said");
  expect(document.querySelector("[role=listbox]")).toBeNull();
  expect(typed.value).toBe("zoe");
});

test("nothing found is said, and nothing is in the way", async () => {
  const { user: person } = show(user(), { candidates: [], note: null });
  await person.type(field(), "zoe");
  expect(await screen.findByText(/Nothing like it was found/)).toBeTruthy();
});

test("an empty field lists what there are few of when it is pressed, or by an arrow", async () => {
  const { user: person, asked } = show(user({ suggestions: { of: "realm", letters: 0 } }));
  await person.click(field());
  await list();
  expect(options()).toHaveLength(2);
  await person.keyboard("{Escape}");
  await noList();
  await person.keyboard("{ArrowDown}");
  await list();
  expect(asked.every((text) => text === "")).toBe(true);
});

test("a list has a line for each value, with the same suggestions", async () => {
  const { user: person, typed } = show(user({ kind: "lines" }));
  await person.type(field(), "zo");
  await list();
  await person.keyboard("{ArrowDown}{Enter}");
  await waitFor(() => expect(typed.value).toBe("00u1"));
  await noList();
  await person.keyboard("{Enter}");
  const second = await screen.findByRole("combobox", { name: "User ID, line 2" });
  await waitFor(() => expect(document.activeElement).toBe(second));
  await person.keyboard("typed");
  expect(typed.value).toBe("00u1\ntyped");
  await person.click(screen.getByRole("button", { name: "Remove line 1 of User ID" }));
  expect(typed.value).toBe("typed");
  await person.click(field());
  await person.paste("a\nb\n");
  expect(typed.value).toBe("typed\na\nb");
  await person.click(screen.getByRole("button", { name: "Add a line to User ID" }));
  await person.keyboard("{Backspace}");
  await waitFor(() => expect(screen.getAllByRole("combobox")).toHaveLength(3));
  expect(typed.value).toBe("typed\na\nb");
});
