import { expect, test } from "vitest";

import type { ConnectStep } from "../ipc/bindings/ConnectStep";
import { fake } from "../ipc/fake";
import { review } from "../ipc/fake/review";
import { answerWith } from "../ipc/commands";
import { SignIn } from "./sign-in.svelte";

const opened: ConnectStep = { kind: "signIn", sign_in: { attempt: "a1", url: "", redirectUri: "", expiresAt: "", busyPorts: [], browserOpened: true } };

/** Answers like the fake, and notes the names of the commands. */
function record() {
  const names: string[] = [];
  const answer = fake({ signsInAfter: null });
  answerWith((name, given) => {
    names.push(name);
    return answer(name, given);
  });
  return names;
}

test("a browser that opens after Cancel is stopped, and nothing is shown of it", async () => {
  const names = record();
  const signIn = new SignIn(() => undefined);
  let open: (step: ConnectStep) => void = () => undefined;
  const begun = signIn.begin(() => new Promise((resolve) => (open = resolve)));
  await signIn.cancel();
  open(opened);
  await begun;

  expect(signIn.step).toEqual({ at: "form", failure: null });
  expect(names).toEqual(["cancel_sign_in"]);
});

test("the answer to an older try is none to the next", async () => {
  record();
  const signIn = new SignIn(() => undefined);
  let late: (step: ConnectStep) => void = () => undefined;
  const first = signIn.begin(() => new Promise((resolve) => (late = resolve)));
  await signIn.cancel();
  const second = signIn.begin(() => new Promise(() => undefined));
  late({ kind: "review", review: review("old", {}, []) });
  await first;

  expect(signIn.step.at).toBe("asking");
  void second;
});
