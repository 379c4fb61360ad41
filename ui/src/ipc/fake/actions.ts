/**
 * Actions for a browser with no Rust behind it. What is typed into the first input decides what
 * comes of a run: `lost`, `gone`, `new`, `role`, `busy`, `expired`, `taken`, `slow`; else it is done.
 */
import type { ActionForm } from "../bindings/ActionForm";
import type { ConnectionDetails } from "../bindings/ConnectionDetails";
import type { CopyFormat } from "../bindings/CopyFormat";
import type { InputView } from "../bindings/InputView";
import type { RefusalView } from "../bindings/RefusalView";
import type { RequestView } from "../bindings/RequestView";
import type { RunRequest } from "../bindings/RunRequest";
import type { RunView } from "../bindings/RunView";
import { failure } from "./failure";

const input = (id: string, label: string, more: Partial<InputView> = {}): InputView => ({
  id,
  label,
  kind: "text",
  required: false,
  help: null,
  default: null,
  choices: [],
  suggestions: null,
  when: [],
  ...more,
});

const user = input("user", "ID or Login", { required: true, suggestions: { of: "user", letters: 2 }, help: "ID, login or e-mail; what it matched is shown with the answer." });

const inputs: Record<string, InputView[]> = {
  lookup_user: [user],
  activate_user: [user],
  lookup_group: [input("group", "Group ID or Group name", { required: true })],
  search_realms: [input("name", "Name")],
  deactivate_user: [user, input("send_email", "Send Email?", { kind: "boolean", default: "false" })],
  list_users: [input("search", "Search", { help: "An expression such as status eq \"ACTIVE\"." }), input("limit", "Limit", { kind: "integer", default: "200" })],
  create_user: [
    input("login", "Login", { required: true, help: "As an e-mail address." }),
    input("email", "Email", { required: true }),
    input("first_name", "First name", { required: true }),
    input("last_name", "Last name", { required: true }),
    input("password", "Password", { kind: "secret", help: "Without one the user is staged, and cannot sign in." }),
    input("activate", "Activate", { kind: "boolean" }),
    input("group_ids", "Group IDs", { kind: "lines", help: "One ID a line.", suggestions: { of: "group", letters: 1 } }),
    input("profile", "Further attributes", { kind: "json", help: "A JSON object of profile attributes." }),
  ],
  connect: [
    input("domain", "Domain URL", { required: true, help: "Must be the domain of the connection." }),
    input("connection", "OAuth2 Connection", { kind: "choice", required: true }),
    input("okta_session", "Okta session", { kind: "choice", required: true, default: "local", choices: [["local", "Local session"], ["global", "Global session"], ["variable", "Variable"]] }),
    input("session", "Session name", { required: true, default: "Default" }),
  ],
  disconnect: [input("session", "Session name", { required: true, default: "Default" })],
  find_group: [
    input("session", "Session name", { required: true, default: "Default", suggestions: { of: "session", letters: 0 } }),
    input("group", "Group name or ID", { required: true, suggestions: { of: "group", letters: 1 } }),
  ],
  create_secret: [
    input("name", "Name", { required: true }),
    input("pairs", "Names and values", { kind: "secretPairs", required: true, help: "Sealed on this computer before they are sent." }),
  ],
  custom_api_action: [
    input("request_type", "Request Type", { kind: "choice", required: true, default: "GET", choices: ["GET", "POST", "PUT", "DELETE"].map((one) => [one, one]) }),
    input("path", "Relative URL", { required: true, help: "Below /api/v1, and never another host." }),
    input("body", "Body", { kind: "json" }),
  ],
};

/** What an action asks. */
export const inputsOf = (action: string): InputView[] => inputs[action] ?? [input("name", "Name", { required: true })];

const lineOf = ({ actions }: ConnectionDetails, action: string) => {
  const line = actions.find(({ id }) => id === action);
  if (!line) throw failure({ what: "This connector has no such action.", why: "Its catalogue is newer.", fix: "Go back." });
  return line;
};

export function formOf(details: ConnectionDetails, action: string): ActionForm {
  const line = lineOf(details, action);
  return {
    line,
    about: line.id === "deactivate_user" ? "Ends every session and takes all app assignments away." : `${line.name} through ${details.row.connectorName}.`,
    inputs: inputsOf(line.id),
    prediction: line.prediction ?? { kind: "unknown", reason: "" },
    list: /^(list|search)/.test(line.id),
    loses: line.effect === "destructive" ? "All app assignments and sessions of the user are lost; the profile is kept." : null,
  };
}

const sent = ({ row }: ConnectionDetails, request: RunRequest, masked: string): RequestView => {
  const writes = !/^(lookup|list|search)/.test(request.action);
  const host = row.loopback ? row.address : `https://${row.address}`;
  const { user: named, password, ...rest } = request.inputs;
  const body = { profile: rest, ...(password && { credentials: { password: { value: "••••••••" } } }) };
  return {
    method: writes ? "POST" : "GET",
    url: `${host}/api/v1/users${named ? `/${encodeURIComponent(named)}` : ""}${writes ? "?activate=false" : "?limit=200"}`,
    headers: [["Authorization", masked], ["Accept", "application/json"], ...(writes ? [["Content-Type", "application/json"] as [string, string]] : [])],
    body: writes ? JSON.stringify(body, null, 2) : null,
  };
};

function check(request: RunRequest): void {
  if (Object.values(request.inputs).includes("//evil.example")) {
    throw failure({ code: "invalidField", field: "path", what: "This URL leads to another host.", why: "A token goes to its own org only.", fix: "Write the path alone, such as /api/v1/users." });
  }
}

export function preview(details: ConnectionDetails, request: RunRequest): RequestView[] {
  check(request);
  return [sent(details, request, "Bearer ••••••••")];
}

export const person = (n: number) => ({
  id: `00u${1000 + n}abcdEFGH`,
  status: n % 5 === 4 ? "SUSPENDED" : "ACTIVE",
  created: "2026-03-01T09:12:44.000Z",
  profile: { login: `person${n}@acme.com`, firstName: "Zoë", lastName: `Núñez ${n}`, email: `person${n}@acme.com` },
  _links: { self: { href: `https://acme.okta.com/api/v1/users/00u${1000 + n}abcdEFGH` } },
});

export const refusal = (kind: string, what: string, why: string, fix: string, more: Partial<RefusalView> = {}): RefusalView => ({
  kind,
  explanation: { what, why, fix },
  scopes: [],
  causes: [],
  instead: [],
  code: null,
  ...more,
});

function refused(missing: string[], word: string): [number | null, RefusalView] | null {
  if (missing.length > 0) {
    return [403, refusal("insufficientScope", "Okta refused: the token lacks a scope.", `The answer names ${missing.join(", ")}, which this connection was not granted.`, "Grant it on the app's Okta API Scopes tab, then add it here and reauthorize.", { scopes: missing, code: "E0000006" })];
  }
  const others: Record<string, [number | null, RefusalView]> = {
    taken: [400, refusal("validation", "Okta refused what was entered.", "One of the values is not allowed.", "Change it and run again.", { code: "E0000001", causes: [["login", "An object with this field already exists in the current organization."], ["", "Some attributes are read-only."]] })],
    "no session": [null, refusal("noSession", "No session is open under this name.", "It was never opened, or has been disconnected.", "Open one with Connect, then run this again.")],
    lost: [null, refusal("outcomeUnknown", "It is not known whether this happened.", "The request was sent, and the connection broke before an answer came.", "Look at the user first. Running it again may do it twice.")],
    gone: [404, refusal("notFound", "Okta found nothing by that name.", "No user has this ID or login.", "Look it up, and try again.", { code: "E0000007" })],
    new: [404, refusal("eventualConsistency", "Okta does not know this, or not yet.", "This console changed something of the kind 2 s ago.", "Look again in a moment.", { code: "E0000007" })],
    role: [403, refusal("roleMissing", "The account may not do this.", "The scope is granted, and the user who signed in has no admin role for it.", "Ask a super admin for a role that may manage users.", { code: "E0000006" })],
    busy: [429, refusal("rateLimit", "Okta asks to wait.", "The rate limit of this endpoint is used up.", "Run it again after 14:05:00.", { code: "E0000047" })],
    staged: [null, refusal("wrongState", "“Deactivate user” does not go with the state that its target is in.", "It is staged (00u9, STAGED). Nothing was sent.", "It takes these states: ACTIVE.", { instead: [["create_user", "Create user"]] })],
    expired: [401, refusal("expired", "Okta no longer takes this sign-in.", "The refresh token was revoked.", "Reauthorize, then run it again.", { code: "E0000011" })],
  };
  return others[word] ?? null;
}

export async function run(details: ConnectionDetails, request: RunRequest): Promise<RunView> {
  check(request);
  const form = formOf(details, request.action);
  const word = Object.values(request.inputs)[0] ?? "";
  const first = form.inputs[0]?.id ?? "";
  const typed = request.inputs[first] ?? word;
  if (typed === "no") throw failure({ code: "cancelled", what: "It was not confirmed.", why: "You chose Cancel.", fix: "Nothing was sent." });
  const [status, refusalView] = refused(form.line.missing, typed) ?? [200, null];
  const people = form.list ? Array.from({ length: 12 }, (_, n) => person(n)) : null;
  const body = refusalView ? { errorCode: refusalView.code, errorSummary: refusalView.explanation.what, errorCauses: refusalView.causes.map(([, errorSummary]) => ({ errorSummary })) } : (people ?? person(1));
  return {
    run: "",
    notKept: null,
    outcome: refusalView ? (refusalView.kind === "outcomeUnknown" ? "unknown" : "refused") : "done",
    requests: [sent(details, request, "Bearer ••••••••")],
    status,
    durationMs: 214 as unknown as RunView["durationMs"],
    requestId: status === null ? null : "Zk3f0a2bQ9mTxYw7",
    rateLimit: status === null ? null : "598 of 600 left until 14:05:00",
    matched: request.inputs.user && !refusalView ? [`${request.inputs.user} is the user 00u1001abcdEFGH, Zoë Núñez 1.`] : [],
    fields: refusalView || people ? [] : [
      ...[["id", "ID", "00u1001abcdEFGH"], ["status", "Status", "ACTIVE"], ["login", "Login", "person1@acme.com"]].map(([id = "", label = "", value = ""]) => ({ id, label, value, masked: false })),
      { id: "profile", label: "Profile", value: JSON.stringify(person(1).profile, null, 2), masked: false },
      ...(request.action === "create_user" ? [{ id: "activation_token", label: "Activation token", value: "", masked: true }] : []),
    ],
    columns: people && !refusalView ? ["ID", "Status", "Login"] : [],
    rows: people && !refusalView ? people.map((one) => [one.id, one.status, one.profile.login]) : [],
    more: people !== null && !refusalView,
    body: status === null ? "" : JSON.stringify(body, null, 2),
    refusal: refusalView,
  };
}

export function copyRequest(details: ConnectionDetails, request: RunRequest, format: CopyFormat): string {
  const { method, url } = sent(details, request, "");
  return `${format}: ${method} ${url}`;
}
