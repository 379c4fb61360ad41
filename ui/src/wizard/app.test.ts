import { expect, test } from "vitest";

import type { ConnectorView } from "../ipc/bindings/ConnectorView";
import { connectors } from "../ipc/fake/connectors";
import { failure } from "../ipc/fake/failure";
import { clientIdFor, corrected, grantFor, usualApp } from "./app";
import { defaultChoice, fatal, listed, type ScopeGrant, scopesOf } from "./scopes";

const grant = (connectors[1] as ConnectorView).grant as ScopeGrant;
const native = { ...usualApp, kind: "nativeApp" as const };

test("an app by itself is offered no scope of people, and misses none of them", () => {
  const offered = grantFor(grant, "serviceApp");
  const custom = { ...defaultChoice(grant), mode: "custom" as const, ticked: new Set(["openid", "okta.realms.read"]) };

  expect(offered.scopes.every(({ name }) => name.startsWith("okta."))).toBe(true);
  expect(scopesOf(offered, custom)).toEqual(["okta.realms.read"]);
  expect(listed(offered, custom, ["openid"]).some(({ name }) => name === "openid")).toBe(false);
  expect(fatal(offered, custom)).toEqual([]);
  expect(grantFor(grant, "nativeApp")).toBe(grant);
});

test("what an org demands is ticked in the form, and nothing else is changed", () => {
  expect(corrected(usualApp, failure({ code: "dpopRequired" }), "secret")).toEqual({ ...usualApp, dpop: true });
  expect(corrected(usualApp, failure({ code: "pushRequired" }), "secret")).toEqual({ ...usualApp, pushed: true });
  expect(corrected(usualApp, failure({ field: "secret" }), "secret")).toBe(usualApp);
});

test("an app that wants a secret is a web app, and then the field is there to enter it", () => {
  expect(corrected(native, failure({ field: "secret" }), "secret").kind).toBe("webApp");
  expect(corrected(native, failure({ field: "client_id" }), "secret").kind).toBe("nativeApp");
  expect(corrected(native, failure({}), undefined).kind).toBe("nativeApp");
});

test("in practice the client ID follows the kind of app, until another one is typed", () => {
  const clients = { webApp: "0oaW", serviceApp: "0oaS" };

  expect(clientIdFor("serviceApp", "0oaW", clients)).toBe("0oaS");
  expect(clientIdFor("webApp", "0oaS", clients)).toBe("0oaW");
  expect(clientIdFor("serviceApp", "0oaMine", clients)).toBe("0oaMine");
  expect(clientIdFor("serviceApp", "", {})).toBe("");
});
