import { expect, test } from "vitest";

import { details, row } from "../ipc/fake/connections";
import { askedBefore, mayKeepSecret, reauthorizeRequest } from "./again";

const connection = details(row(1));
const unchanged = { scopes: null, clientId: connection.clientId, secret: null, key: null, chooseUser: false };

test("what is left as it was is not sent", () => {
  expect(reauthorizeRequest(connection, unchanged)).toEqual({
    connection: connection.row.id,
    scopes: null,
    clientId: null,
    secret: { kind: "sameAs", connection: connection.row.id },
    chooseUser: false,
  });
});

test("a new client ID and a new secret are sent", () => {
  const request = reauthorizeRequest(connection, { ...unchanged, clientId: " 0oaNew ", secret: "new" });

  expect(request).toMatchObject({ clientId: "0oaNew", secret: { kind: "typed", value: "new" } });
});

test("what was asked for before includes what was not granted, and not what came unasked or is only needed", () => {
  const line = { before: null, servedBy: null, neededBy: [], about: "" };
  const scopes = [
    { ...line, name: "a", requested: true, granted: true, mark: "ok" as const },
    { ...line, name: "b", requested: true, granted: false, mark: "missing" as const },
    { ...line, name: "c", requested: false, granted: true, mark: "ok" as const },
    { ...line, name: "d", requested: false, granted: false, mark: "missing" as const },
  ];

  expect(askedBefore({ ...connection, scopes })).toEqual(["a", "b"]);
});

test("a secret that Okta refused is asked for anew", () => {
  const status = { ...connection.row.status, state: "credentialsRejected" };

  expect(mayKeepSecret(connection)).toBe(true);
  expect(mayKeepSecret({ ...connection, row: { ...connection.row, status } })).toBe(false);
});

test("another key of a service app is sent by its name, and the key that is kept may be tried again", () => {
  const app = { kind: "serviceApp" as const, facts: [], dpop: true, pushed: false, key: null };
  const status = { ...connection.row.status, state: "credentialsRejected" };

  expect(reauthorizeRequest(connection, { ...unchanged, key: "k2" }).secret).toEqual({ kind: "key", thumbprint: "k2" });
  expect(mayKeepSecret({ ...connection, app, row: { ...connection.row, status } })).toBe(true);
});
