import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { QuestionView } from "../ipc/bindings/QuestionView";
import { answerWith } from "../ipc/commands";
import { asking, question } from "../ipc/fake/question";
import Confirm from "./Confirm.svelte";

async function ask(more: Partial<QuestionView> = {}) {
  const answers: (string | null)[] = [];
  answerWith(asking(question(more), (typed) => answers.push(typed)));
  render(Confirm);
  await screen.findByRole("heading");
  return { user: userEvent.setup(), answers };
}

const button = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });
const field = () => screen.getByLabelText<HTMLInputElement>("Type the login of the user to go on");

test("it says what is lost, whose, in which org and through which connection", async () => {
  await ask();
  for (const text of ["Deactivate user?", /loses every app assignment/, /00u1001abcdEFGH, ACTIVE/, "acme.okta.com", "Prod – read only", "zoe@acme.com"]) {
    expect(screen.getByText(text)).toBeTruthy();
  }
  expect(document.title).toBe("Deactivate user?");
});

test("focus is in the field, and the button waits until Rust has found the name in it", async () => {
  const { user, answers } = await ask();
  await waitFor(() => expect(document.activeElement).toBe(field()));
  expect(button("Deactivate user").disabled).toBe(true);
  for (const wrong of ["zoe@acme.co", "ZOE@ACME.COM"]) {
    await user.clear(field());
    await user.type(field(), `${wrong}{Enter}`);
    expect(button("Deactivate user").disabled).toBe(true);
  }
  await user.clear(field());
  await user.type(field(), "zoe@acme.com");
  await waitFor(() => expect(button("Deactivate user").disabled).toBe(false));
  await user.type(field(), "x");
  expect(button("Deactivate user").disabled).toBe(true);
  expect(answers).toEqual([]);

  await user.type(field(), "{Backspace}");
  await waitFor(() => expect(button("Deactivate user").disabled).toBe(false));
  await user.keyboard("{Enter}");
  expect(answers).toEqual(["zoe@acme.com"]);
});

test("Escape and Cancel are a no, whatever is typed", async () => {
  const { user, answers } = await ask();
  await user.type(field(), "zoe@acme.com");
  await user.keyboard("{Escape}");
  await user.click(button("Cancel"));
  expect(answers).toEqual([null, null]);
});

test("where a press is enough it is not the first key that comes along", async () => {
  const { user, answers } = await ask({ typed: null, button: "Send POST" });
  await waitFor(() => expect(document.activeElement).toBe(button("Cancel")));
  expect(button("Send POST").disabled).toBe(false);
  await user.keyboard("{Enter}");
  expect(answers).toEqual([null]);
  await user.click(button("Send POST"));
  expect(answers).toEqual([null, ""]);
});

test("a name is text, whatever is in it, and is shown with its spaces", async () => {
  const name = "<img src=x onerror=alert(1)>  \u202Egnp.exe";
  await ask({ typed: ["the name of the group", name] });
  const shown = document.getElementById("whole");
  expect(shown?.textContent).toBe(name);
  expect(shown?.tagName).toBe("BDI");
  expect(document.querySelector("img")).toBeNull();
});

test("a question that is over says so", async () => {
  answerWith(() => Promise.reject({ code: "other", what: "Nothing is asked here any more.", why: "It is over.", fix: "Close this window.", requestId: null, detail: null }));
  render(Confirm);
  expect(await screen.findByText("Nothing is asked here any more.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Deactivate user" })).toBeNull();
});
