/** What a sign-in gives, for a browser with no Rust behind it. */
import type { ConnectionRow } from "../bindings/ConnectionRow";
import type { ConnectRequest } from "../bindings/ConnectRequest";
import type { ReauthorizeRequest } from "../bindings/ReauthorizeRequest";
import type { Review } from "../bindings/Review";
import { details } from "./connections";
import { connectors } from "./connectors";
import { lines } from "./scopes";

type Tied = { request?: ConnectRequest; again?: ReauthorizeRequest };

/** `okta.schemas.read` is never granted; "sign in as another user" brings another one. */
export function review(attempt: string, { request, again }: Tied, rows: ConnectionRow[]): Review {
  const row = rows.find(({ id }) => id === again?.connection);
  const before = row && details(row);
  const asked = request?.scopes ?? again?.scopes ?? before?.scopes.filter(({ requested }) => requested).map(({ name }) => name) ?? [];
  const lost: string[] = asked.filter((name) => name === "okta.schemas.read");
  const address = request?.values.domain ?? request?.values.base_url ?? row?.address ?? "";
  const opa = asked.length === 0;
  const kind = request?.app.kind ?? "webApp";
  const connector = connectors.find(({ id }) => id === (request?.connector ?? row?.connector));
  const used = request?.actions ?? before?.used.marked ?? [];
  const username = again?.chooseUser ? "bob@acme.example" : "svc-workflows@acme.example";
  return {
    attempt,
    nickname: request?.values.nickname ?? row?.nickname ?? "",
    org: {
      address,
      loopback: address.includes("127.0.0.1"),
      instance: { facts: opa ? [["Team", "acme-prod"], ["URL", address]] : [["Org ID", "00o1abcd2EFGHIJKL3m4"], ["Cell", "ok14"], ["Engine", "Identity Engine"]] },
    },
    app: opa
      ? null
      : {
          kind,
          facts: [["Application type", kind === "serviceApp" ? "API Services" : kind === "nativeApp" ? "Native Application" : "Web Application"]],
          dpop: request?.app.dpop ?? false,
          pushed: request?.app.pushed ?? false,
          key: null,
        },
    found:
      request?.values.nickname === "found out"
        ? [{ what: "The app requires proof of possession (DPoP).", why: "It refused a token request that came without a proof.", fix: "The console proves every request from now on." }]
        : [],
    identity: opa ? { username: "svc-console", name: null, subject: "u-1" } : { username, name: "Workflows Service", subject: "00u9" },
    scopes: lines(connector?.grant.kind === "authorizationCode" ? connector.grant.scopes : [], {
      requested: asked,
      granted: asked.filter((name) => !lost.includes(name)),
      before: before?.scopes.filter(({ granted }) => granted).map(({ name }) => name),
      used: connector?.actions.filter(({ id }) => used.includes(id)) ?? [],
    }),
    requested: asked.length,
    granted: asked.length - lost.length,
    roles: opa ? ["resource_admin", "security_admin"] : [],
    reauthorizeBy: opa ? null : new Date(Date.now() + 90 * 86_400_000).toISOString(),
    warnings: lost.length > 0 ? [{ what: "You asked for more than Okta granted.", why: "okta.schemas.read is not granted on the app's Okta API Scopes tab.", fix: "Grant it there, then reauthorize; or go on without it." }] : [],
    before: before?.identity ? { identity: before.identity, differentUser: again?.chooseUser ?? false, gained: ["okta.users.read"], lost } : null,
  };
}
