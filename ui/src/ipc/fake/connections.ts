/** Connections for a browser with no Rust behind it: every state, and odd names. */
import type { ActionLine } from "../bindings/ActionLine";
import type { ConnectionDetails } from "../bindings/ConnectionDetails";
import type { ConnectionRow } from "../bindings/ConnectionRow";
import type { ConnectorView } from "../bindings/ConnectorView";
import type { Prediction } from "../bindings/Prediction";
import type { StatusView } from "../bindings/StatusView";
import { connectors } from "./connectors";
import { least, lines } from "./scopes";

const DAY = 86_400_000;
const at = (days: number) => new Date(Date.now() + days * DAY).toISOString();

const status = (state: string, word: string, reason: string, action: StatusView["action"] = "test"): StatusView => ({
  state,
  word,
  reason,
  action,
  at: at(-1),
  requestId: state === "roleInsufficient" ? "Zk3f0a2bQ9mT" : null,
});

export const statuses: StatusView[] = [
  status("active", "Active", "The last test was answered."),
  status("activeWithMissingScopes", "Active – missing scopes", "2 of the scopes asked for were not granted.", "reauthorize"),
  status("untested", "Not tested yet", "It was authorized and has not been tested since."),
  status("needsReauthorization", "Needs reauthorization", "Okta refused the refresh token: it has expired or was revoked.", "reauthorize"),
  status("credentialsRejected", "Credentials rejected", "Okta refused the client secret.", "reauthorize"),
  status("roleInsufficient", "Role insufficient", "The user lacks an admin role for what the test reads."),
  status("unreachable", "Unreachable", "acme.okta.com did not answer within 10 seconds."),
];

const names = ["Prod – read only", "HR onboarding", "Zoë's realms", "حساب الإنتاج", "デバイス管理", "Contractors", "Audit", "OPA break-glass",
  "A connection with a name that is exactly one hundred characters long, as long as Okta lets a name be ok"];
const folders = [null, "Onboarding", null, "Security / Incident response", "Devices"];

/** A row with everything in it that a list can meet. */
export function row(n: number): ConnectionRow {
  const connector = connectors[n % connectors.length] as ConnectorView;
  const opa = connector.grant.kind === "serviceToken";
  const state = statuses[n % statuses.length] as StatusView;
  const asked = connector.grant.kind === "authorizationCode" ? connector.grant.scopes.length : null;
  const missing = state.state === "activeWithMissingScopes" ? 2 : 0;
  const round = Math.floor(n / names.length);
  return {
    id: `c${n}`,
    nickname: `${names[n % names.length]}${round ? ` ${round + 1}` : ""}`,
    description: n % 3 === 0 ? "" : n % 3 === 1 ? "Service account for the nightly run" : "Reads only; owned by the identity team, ask before changing",
    connector: connector.id,
    connectorName: connector.name,
    address: opa ? "acme-prod · https://acme.pam.okta.com" : n % 7 === 6 ? "http://127.0.0.1:45123" : n % 4 === 1 ? "acme.oktapreview.com" : "acme.okta.com",
    loopback: !opa && n % 7 === 6,
    environment: n % 4 === 1 ? "preview" : "production",
    armedUntil: null,
    folder: folders[n % folders.length] ?? null,
    starred: n === 2,
    authorizedAs: n % 11 === 5 ? null : opa ? "svc-console" : `svc-workflows${n % 5 || ""}@acme.example`,
    status: state,
    granted: asked === null ? null : asked - missing,
    requested: asked,
    reauthorizeBy: opa ? null : at([82, 9, 40, -3, 0.4, 75, 21][n % 7] ?? 30),
    lastTestedAt: state.state === "untested" ? null : at(-(n % 40) / 3 - 0.01),
    createdAt: at(-8),
  };
}

/** Predicted of an action: what is missing, then what is not known. */
function predicted(line: ActionLine, lacking: string[]): Prediction {
  if (lacking.length > 0) return { kind: "missingScope", reason: `The connection was not granted ${lacking.join(", ")}.` };
  if (line.roles.length > 0) return { kind: "roleNeeded", reason: `The service user needs ${line.roles.join(" or ")}.` };
  if (line.effect === "byRequest") return { kind: "unknown", reason: "It depends on the endpoint that is called." };
  return { kind: "willRun", reason: "The scope that it needs was granted at the last sign-in." };
}

/** The page of a row; `marked` are the actions that are marked as used. */
export function details(row: ConnectionRow, marked: string[] = []): ConnectionDetails {
  const connector = connectors.find(({ id }) => id === row.connector) as ConnectorView;
  const { grant } = connector;
  const lacking = row.granted !== null && row.requested !== null ? row.requested - row.granted : 0;
  const scopes = grant.kind === "authorizationCode" ? grant.scopes : [];
  const missing = scopes.slice(scopes.length - lacking).map(({ name }) => name);
  const team = grant.kind === "serviceToken";
  const asked = scopes.filter((one) => one.default).map(({ name }) => name);
  const granted = asked.filter((name) => !missing.includes(name));
  const used = connector.actions.filter(({ id }) => marked.includes(id));
  const typed: Record<string, string> = {
    nickname: row.nickname,
    description: row.description,
    domain: row.address,
    client_id: "0oa1bcd2efGHIJKLM3n4",
    team: "acme-prod",
    key_id: "3f1b8a52-6c1d-4e0a-9d57-0c1f2ab3c4d5",
    base_url: "https://acme.pam.okta.com",
  };
  const filled = connector.fields.filter(({ kind }) => kind !== "secret");
  return {
    row,
    values: Object.fromEntries(filled.map(({ id, label }) => [id, typed[id] ?? (/team/i.test(label) ? "acme-prod" : "")])),
    app: team
      ? null
      : {
          kind: "webApp",
          facts: [["Application type", "Web Application"], ["Client authentication", "Client secret"], ["Proof of possession", "not required"]],
          dpop: false,
          pushed: false,
          key: null,
        },
    clientId: grant.kind === "serviceToken" ? "3f1b8a52-6c1d-4e0a-9d57-0c1f2ab3c4d5" : "0oa1bcd2efGHIJKLM3n4",
    connected: row.status.state.startsWith("active"),
    instance: {
      facts:
        team
          ? [["Team", "acme-prod"], ["URL", "https://acme.pam.okta.com"]]
          : [["Org ID", "00o1abcd2EFGHIJKL3m4"], ["URL", row.loopback ? row.address : `https://${row.address}`], ["Cell", "ok14"], ["Engine", "Identity Engine"]],
    },
    identity: row.authorizedAs
      ? { username: row.authorizedAs, name: grant.kind === "serviceToken" ? null : "Workflows Service", subject: "00u9xyz8WVUTSRQPO7n6" }
      : null,
    scopes: scopes.length > 0 && row.authorizedAs ? lines(scopes, { requested: asked, granted, used }) : [],
    used: { marked, elsewhere: [] },
    least: team ? null : least(connector, used, asked, granted, "webApp"),
    roles:
      grant.kind === "serviceToken"
        ? grant.roles.map((role, n) => ({ id: role.id, name: role.name, about: role.about, held: [true, false, null][n] ?? null }))
        : [],
    authorizedAt: at(-8),
    reauthorizeByMeasured: row.requested !== null,
    bearerExpiresAt: grant.kind === "serviceToken" ? at(0.04) : null,
    actions: connector.actions.map((line) => {
      const lacking = line.scopes.filter((name) => missing.includes(name));
      return { ...line, missing: lacking, prediction: predicted(line, lacking) };
    }),
    problem:
      row.status.state === "roleInsufficient"
        ? { what: "The test was refused.", why: "The scope is there, but the user has no admin role for it.", fix: "Ask a super admin for a role that may read users." }
        : null,
  };
}
