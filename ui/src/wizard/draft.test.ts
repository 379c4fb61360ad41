import { expect, test } from "vitest";

import type { AppKind } from "../ipc/bindings/AppKind";
import type { ConnectorView } from "../ipc/bindings/ConnectorView";
import { details, row } from "../ipc/fake/connections";
import { connectors } from "../ipc/fake/connectors";
import { clientIdField, copyStart, emptyStart, isTouched, missing, practiceStart, requestOf, secretFor } from "./draft";

const [okta, realms, , opa] = connectors as [ConnectorView, ConnectorView, ConnectorView, ConnectorView];
const practice = { connector: realms.id, nickname: "Practice", values: {}, clients: { webApp: "0oaW", serviceApp: "0oaS" } };
const filled = () => {
  const { draft } = emptyStart(realms);
  return { ...draft, values: { nickname: "Realms", description: "", domain: "acme.okta.com", client_id: "0oa1" } };
};

test("what is sent holds the typed values, and the secret nowhere but in its own place", () => {
  const request = requestOf(realms, filled(), { kind: "typed", value: "s3cret" });

  expect(request.values).toEqual({ nickname: "Realms", description: "", domain: "acme.okta.com", client_id: "0oa1" });
  expect(request.secret).toEqual({ kind: "typed", value: "s3cret" });
  expect(JSON.stringify({ ...request, secret: null })).not.toContain("s3cret");
});

test("an empty folder is an org-level connection", () => {
  expect(requestOf(realms, { ...filled(), folder: "  " }, { kind: "none" }).folder).toBeNull();
  expect(requestOf(realms, { ...filled(), folder: " HR " }, { kind: "none" }).folder).toBe("HR");
});

const of = (kind: AppKind) => ({ ...filled(), app: { kind, dpop: false, pushed: false } });
const key = { thumbprint: "k1", jwk: "{}" };

test("a native app sends no secret, even where one was typed before", () => {
  expect(secretFor(of("nativeApp"), null, "left over")).toEqual({ kind: "none" });
});

test("a service app sends the name of its key, and only scopes of the API", () => {
  const draft = { ...of("serviceApp"), key };
  const request = requestOf(realms, draft, secretFor(draft, null, "left over"));

  expect(request.secret).toEqual({ kind: "key", thumbprint: "k1" });
  expect(request.scopes).toContain("okta.realms.read");
  expect(request.scopes.filter((name) => !name.startsWith("okta."))).toEqual([]);
});

test("a secret that is kept for another kind of app is not used for this one", () => {
  const { draft, kept } = practiceStart(realms, practice, []);

  expect(secretFor(draft, kept, null)).toEqual({ kind: "practice" });
  expect(secretFor({ ...draft, app: { ...draft.app, kind: "serviceApp" } }, kept, null)).toEqual({ kind: "none" });
});

test("a team asks for no scopes", () => {
  expect(requestOf(opa, emptyStart(opa).draft, { kind: "none" }).scopes).toEqual([]);
});

test("required fields that are empty are named, optional ones are not", () => {
  expect(missing(realms, emptyStart(realms).draft, false)).toEqual({
    nickname: "Enter the Connection Nickname.",
    domain: "Enter the Domain.",
    client_id: "Enter the Client ID.",
    client_secret: "Enter the Client Secret.",
  });
  expect(missing(realms, filled(), true)).toEqual({});
  expect(missing(realms, of("nativeApp"), false)).toEqual({});
  expect(missing(realms, of("serviceApp"), false)).toEqual({ client_secret: "Make a key pair, and add its public key to the app." });
});

test("the practice org fills in everything but the secret, which stays in Rust", () => {
  const values = { team: "practice", key_id: "k", base_url: "http://127.0.0.1:1" };
  const start = practiceStart(opa, { connector: opa.id, nickname: "Practice", values, clients: {} }, []);

  expect(start.draft.values).toMatchObject({ nickname: "Practice: Okta Privileged Access", team: "practice", key_id: "k" });
  expect(start.kept?.secret).toEqual({ kind: "practice" });
});

test("a copy of a connection differs in its name and takes the secret from the first", () => {
  const first = row(1);
  const { draft, kept } = copyStart(realms, details(first), []);

  expect(draft.values).toMatchObject({ nickname: `${first.nickname} copy`, domain: first.address, client_id: details(first).clientId });
  expect(draft.folder).toBe(first.folder ?? "");
  expect(kept?.secret).toEqual({ kind: "sameAs", connection: first.id });
});

test("a copy is of the same kind of app, with its key", () => {
  const app = { kind: "serviceApp" as const, facts: [], dpop: true, pushed: false, key };
  const { draft, kept } = copyStart(realms, { ...details(row(1)), app }, []);

  expect(draft.app).toEqual({ kind: "serviceApp", dpop: true, pushed: false });
  expect(kept).toMatchObject({ key, secret: { kind: "sameAs" } });
  expect(secretFor(draft, kept, null)).toEqual({ kind: "sameAs", connection: row(1).id });
});

test("a copy of a team takes team and base URL apart again", () => {
  const { draft } = copyStart(opa, details(row(3)), []);

  expect(draft.values).toMatchObject({ team: "acme-prod", base_url: "https://acme.pam.okta.com", key_id: details(row(3)).clientId });
});

test("the client or key ID is the line before the secret", () => {
  expect(clientIdField(okta)?.label).toBe("Client ID");
  expect(clientIdField(opa)?.label).toBe("Service Account API Key ID");
});

test("a form that was only looked at may be closed without a question", () => {
  const { draft } = emptyStart(realms);

  expect(isTouched(draft, emptyStart(realms).draft)).toBe(false);
  expect(isTouched(filled(), draft)).toBe(true);
});
