import { expect, test } from "vitest";

import type { SecretChangeView } from "../ipc/bindings/SecretChangeView";
import { stageLook, stepOf } from "./steps";

const change = (more: Partial<SecretChangeView>): SecretChangeView => ({
  isKey: false,
  clientId: "0oa1",
  address: "acme.okta.com",
  adminUrl: null,
  underWay: false,
  allSwitched: false,
  connections: [],
  warning: null,
  ...more,
});

test("deactivating the old one is asked for only when every connection uses the new one", () => {
  expect(stepOf(change({}))).toBe(0);
  expect(stepOf(change({ underWay: true }))).toBe(1);
  expect(stepOf(change({ underWay: true, allSwitched: true }))).toBe(2);
});

test("a refusal says which of the two secrets is in use", () => {
  const one = { id: "c", nickname: "People", connector: "okta", problem: { what: "No.", why: "So.", fix: "Do." } };
  expect(stageLook({ ...one, stage: "entered" }).word).toContain("uses the old one");
  expect(stageLook({ ...one, stage: "switched" }).word).toContain("uses the new one");
});
