// What Rust is made to have said, for every command whose answer the window shows; the types are those
// of `ui/src/ipc/bindings`. How it is written, `liar.js` says.
const many = (one, n) => (n ? { "*": one, n } : { "*": one });
const ok = (answer) => ({ answer });
const why = { what: "·", why: "·", fix: "·" };
const failure = (code) => ({ ...why, code, field: null, repaired: null, team: null, requestId: "·", detail: "·", at: null });
const refused = { refused: failure("other") };
const identity = { username: "·", name: "·", subject: "·" };
const link = { label: "·", url: "·" };
const fact = ["·", "·"];

const status = { state: "needsReauthorization", word: "·", reason: "·", action: "test", at: "@", requestId: "·" };
const row = {
  id: "#", nickname: "·", description: "·", connector: "okta", connectorName: "·", address: "·", loopback: false,
  environment: "sandbox", armedUntil: null, folder: "·", starred: false, authorizedAs: "·",
  runsAs: { look: "person", reasons: ["·"] }, status, granted: 1, requested: 2,
  reauthorizeBy: "@", lastTestedAt: "@", createdAt: "@",
};
const prediction = { kind: "scopeMissing", reason: "·" };
const action = { id: "#", name: "·", family: "users", effect: "read", scopes: ["·"], roles: ["·"], missing: ["·"], prediction };
const ran = {
  id: "#", beganAt: "@", durationMs: 5, connection: "#", nickname: "·", address: "·", connector: "okta", connectorName: "·",
  identity: "·", action: "list_users", actionName: "·", effect: "read", outcome: "refused", refusal: "·", status: 403,
  requestId: "·", askedBy: { scenario: "·", step: "·" },
};
const session = {
  id: "#", name: "·", kind: "global", owner: "·", connection: "#", nickname: "·", address: "·",
  openedAt: "@", lastUsedAt: "@", tokenExpiresAt: "@",
};
const least = {
  scopes: many({ name: "·", automatic: false, granted: false, neededBy: ["·"], about: "·" }),
  grant: many("·"), revoke: many("·"), open: many("·"), same: false, page: link,
};
const scope = { name: "·", requested: true, granted: true, before: null, servedBy: "·", neededBy: ["·"], mark: "missing", about: "·" };
const finding = { id: "#", name: "·", verdict: "fail", found: why, page: link };
const doctor = { lines: many(finding), text: "·", at: "@" };
const app = { kind: "webApp", facts: [fact, fact], dpop: false, pushed: false, key: { thumbprint: "·", jwk: "·" } };
const details = {
  row, values: { domain: "·", description: "·" }, app, clientId: "·", connected: true, instance: { facts: many(fact) },
  identity, scopes: many(scope), used: { marked: [], elsewhere: [{ action: "list_users", scenario: "·" }] }, least,
  roles: many({ id: "#", name: "·", about: "·", held: null }), authorizedAt: "@", reauthorizeByMeasured: true,
  bearerExpiresAt: "@", keySince: "@", keySinceMeasured: true, actions: many(action), problem: why,
};

const input = {
  id: "#", label: "·", kind: "text", required: false, help: "·", default: "·", choices: [], suggestions: null, when: [],
};
const request = { method: "POST", url: "·", headers: [fact], body: "·" };
const refusal = {
  kind: "refused", explanation: why, scopes: ["·"], causes: many(["", "·"]), instead: many(["#", "·"]), code: "·",
};
const run = {
  run: "#", outcome: "refused", requests: many(request), status: 403, durationMs: 12, requestId: "·", rateLimit: "·",
  matched: many("·"), fields: many({ id: "#", label: "·", value: "·", masked: false }), columns: ["·", "·", "·"],
  rows: many(["·", "·", "·"]), more: false, body: "{}", refusal, notKept: "·",
};
const form = {
  line: action, about: "·", prediction, list: false, loses: "·",
  inputs: [
    { ...input, suggestions: { of: "user", letters: 0 } },
    { ...input, kind: "choice", choices: many(["#", "·"]) },
    input,
  ],
};

const step = {
  id: "#", kind: { is: "action", connector: "okta", action: "list_users", session: "·" },
  inputs: { q: { from: "text", text: "·" } }, always: false,
  expect: [{ is: "equals", field: "·", value: { from: "text", text: "·" } }],
};
const stepRun = { id: "#", depth: 0, title: "·", always: false, state: "failed", said: "·", answer: null, problem: why, durationMs: 5 };
const draft = {
  name: "·", about: "·", catalogue: {}, steps: many(step, 60),
  inputs: many({ id: "#", label: "·", kind: "text", connector: null, required: false, default: "·", help: "·" }, 60),
};
const scenario = { id: "told", bundled: false, draft, form: many(input), text: "·", run: null, problem: null };
const broken = { ...scenario, draft: { name: "·", about: "·", catalogue: {}, inputs: [], steps: [] }, form: [], problem: failure("other") };
const shelved = {
  id: "#", name: "·", about: "·", bundled: false, steps: 2, connectors: ["okta"], lastRunAt: "@", lastOutcome: "failed",
  run: null, problem: null,
};

const card = { address: "#", name: "·", known: "listed", scopes: ["·"], requests: ["·"], flows: ["·"] };
const exported = {
  name: "·", version: "·", created: "@", flows: 2, oktaCards: 3, otherCards: 4,
  connectors: [{
    connector: "okta", name: "·", cards: many(card), scopes: many("·"), uncounted: 2,
    connections: many({ row, serves: "lacks", lacks: ["·"] }),
  }],
};
const queue = {
  revision: 900000, whole: true, running: false, signIn: null, halted: why,
  items: many({
    connection: "#", nickname: "·", address: "·", connector: "okta", expected: "·", handedOverBy: "·",
    state: { kind: "refused", explanation: why, requestId: "·" },
  }),
};
const signIn = { attempt: "#", url: "·", redirectUri: "·", expiresAt: "@", busyPorts: many("·"), browserOpened: false };
const review = {
  attempt: "#", nickname: "·", org: { address: "·", loopback: false, instance: { facts: many(fact) } }, app, identity,
  scopes: many(scope), requested: 2, granted: 1, roles: many("·"), reauthorizeBy: "@", found: many(why), warnings: many(why),
  doctor, before: { identity, differentUser: false, gained: many("·"), lost: many("·") },
};
const change = {
  isKey: false, clientId: "·", address: "·", adminUrl: "·", underWay: true, allSwitched: false, warning: why,
  connections: many({ id: "#", nickname: "·", connector: "okta", stage: "entered", problem: why }),
};

window.answers = {
  list_connections: ok(many(row)),
  // A connection that is gone makes the page read the list anew.
  connection: { first: { refused: failure("gone") }, answer: details },
  connection_strip: ok(many({ at: "@", kind: "run", tone: "bad", word: "·", detail: "·", tookMs: 5, run: null })),
  connection_usage: ok({ scenarios: many(["#", "·"]), sessions: many(session), runs: many(ran) }),
  run_doctor: ok(doctor),
  action_form: ok(form),
  candidates: ok({ candidates: many({ value: "#", label: "·", detail: "·", status: "·" }), note: "·" }),
  predict_target: ok({ prediction, matched: [{ input: "#", words: "·", status: "·" }], instead: [["#", "·"]] }),
  preview_action: ok(many(request)),
  run_action: { turns: [ok(run), refused] },
  list_runs: ok({ runs: many(ran), next: null, total: 500 }),
  run_choices: ok({
    connections: many(["#", "·"]),
    actions: many({ connector: "okta", connectorName: "·", action: "#", name: "·" }),
  }),
  run_details: ok({ line: ran, inputs: many({ id: "#", label: "·", value: "·", masked: false }), view: run, cut: "·", gone: why }),
  list_scenarios: ok(many(shelved)),
  scenario: { turns: [ok(scenario), ok(broken)] },
  start_scenario: ok({
    id: "#", scenario: "told", name: "·", revision: 1, state: "failed", startedAt: "@", durationMs: 9, steps: many(stepRun), dry: false,
  }),
  list_sessions: ok(many(session)),
  health: ok({
    orgs: many({ address: "·", loopback: false, connections: 2, buckets: [{ bucket: "·", limit: 100, remaining: 50, resetsInS: 9 }] }),
    online: true,
  }),
  export_again: ok(exported),
  pick_export: ok(exported),
  diagnostics: ok({ groups: many({ title: "·", facts: [fact] }), orgs: many({ address: "·", lines: [finding] }), text: "·" }),
  setup_sheet: ok(many({ text: "·", link, copy: ["·"] })),
  begin_connect: { turns: [refused, ok({ kind: "review", review }), ok({ kind: "signIn", sign_in: signIn })] },
  finish_sign_in: { never: true },
  cancel_sign_in: ok(null),
  discard_connection: ok(null),
  follow_queue: ok(queue),
  queue_connections: ok(queue),
  secret_change: ok(change),
  delete_connection: ok({
    revoked: { kind: "failed", explanation: why }, wiped: { kind: "failed", explanation: why }, sessions: many("·"),
  }),
  copy_details: refused,
  test_connection: refused,
};
return true;
