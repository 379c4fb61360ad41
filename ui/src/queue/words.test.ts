import { expect, test } from "vitest";

import type { QueuedState } from "../ipc/bindings/QueuedState";
import type { QueuedView } from "../ipc/bindings/QueuedView";
import { isOpen, look, mayRetry, progress } from "./words";

const item = (state: QueuedState): QueuedView => ({
  connection: "c1",
  nickname: "People",
  address: "acme.okta.com",
  connector: "okta",
  expected: "svc@acme.example",
  handedOverBy: null,
  state,
});
const done: QueuedState = { kind: "done", username: "svc@acme.example", status: ["active", "Active"], gained: [], lost: [], problem: null };
const refused: QueuedState = { kind: "refused", explanation: { what: "No.", why: "So.", fix: "Do." }, requestId: null };
const waiting: QueuedState = { kind: "waiting", because: null };

test("a queue tells how far it is", () => {
  expect(progress([item(done), item(refused), item(waiting)])).toBe("1 of 3 connections reauthorized · 1 refused · 1 to go");
  expect(progress([item(done)])).toBe("1 of 1 connection reauthorized");
});

test("a grant that shrank does not look like one that is well", () => {
  expect(look(done).tone).toBe("success");
  const less = look({ ...done, lost: ["okta.users.manage"], status: ["activeWithMissingScopes", "Active, scopes missing"] });
  expect(less.tone).toBe("warning");
  expect(less.word).toBe("Reauthorized: Active, scopes missing");
});

test("what is through cannot be tried again, and what was refused can", () => {
  expect(mayRetry(item(refused))).toBe(true);
  expect(mayRetry(item({ kind: "skipped" }))).toBe(true);
  expect(mayRetry(item(done))).toBe(false);
  expect(mayRetry(item({ kind: "gone" }))).toBe(false);
  expect(isOpen(item({ kind: "deciding", before: null, now: { username: "d", name: null, subject: "1" } }))).toBe(true);
});
