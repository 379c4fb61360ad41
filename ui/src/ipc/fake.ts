/**
 * Answers every command from memory: for `npm run dev` in a plain browser, and for tests. It is
 * not part of what is shipped. What is typed decides how it answers (see `refuse`).
 */
import type { AddressCheck } from "./bindings/AddressCheck";
import type { AppChoice } from "./bindings/AppChoice";
import type { AppKind } from "./bindings/AppKind";
import type { CandidatesRequest } from "./bindings/CandidatesRequest";
import type { ConnectionRow } from "./bindings/ConnectionRow";
import type { ConnectRequest } from "./bindings/ConnectRequest";
import type { ConnectStep } from "./bindings/ConnectStep";
import type { ConsoleView } from "./bindings/ConsoleView";
import type { DoctorFor } from "./bindings/DoctorFor";
import type { EditRequest } from "./bindings/EditRequest";
import type { Failure } from "./bindings/Failure";
import type { KeyKind } from "./bindings/KeyKind";
import type { KeyView } from "./bindings/KeyView";
import type { ListingRequest } from "./bindings/ListingRequest";
import type { ReauthorizeRequest } from "./bindings/ReauthorizeRequest";
import type { RunRequest } from "./bindings/RunRequest";
import type { SandboxView } from "./bindings/SandboxView";
import type { SessionKind } from "./bindings/SessionKind";
import type { SetupStep } from "./bindings/SetupStep";
import type { SignInView } from "./bindings/SignInView";
import type { StorageView } from "./bindings/StorageView";
import type { Call } from "./commands";
import { copyRequest, formOf, preview, run } from "./fake/actions";
import { copies } from "./fake/copies";
import { details, row, statuses } from "./fake/connections";
import { connectors } from "./fake/connectors";
import { diagnosed } from "./fake/diagnostics";
import { examined } from "./fake/doctor";
import { readExport } from "./fake/exports";
import { failure } from "./fake/failure";
import { FakeListings } from "./fake/listings";
import { fakeHealth } from "./fake/health";
import { fakeHistory } from "./fake/history";
import { review } from "./fake/review";
import { candidates, target } from "./fake/suggestions";
import { FakeQueue } from "./fake/queue";
import { fakeSecrets } from "./fake/secrets";
import { Runs } from "./fake/scenario-run";
import { card, Scenarios } from "./fake/scenarios";
import { Sessions } from "./fake/sessions";
import { least } from "./fake/scopes";

export { failure };

export type FakeOptions = {
  rows?: number;
  /** How many runs there are already. */
  runs?: number;
  storage?: StorageView;
  /** Why the console does not open at first. */
  broken?: Failure;
  /** How many copies there are then. */
  copies?: number;
  /** After how many milliseconds the browser comes back; null for never. */
  signsInAfter?: number | null;
  preferences?: Record<string, string>;
  /** Whether sessions are open already. */
  sessions?: boolean;
  /** How many steps the long scenario has; without any there is none. */
  steps?: number;
  /** How many milliseconds a step of a scenario takes. */
  pace?: number;
  /** How many milliseconds a page of a list takes. */
  pagesEvery?: number;
};

const redirectUris = ["http://127.0.0.1:8765/callback", "http://127.0.0.1:8766/callback", "http://127.0.0.1:8767/callback"];

const sandbox: SandboxView = {
  orgUrl: "http://127.0.0.1:45123",
  opaUrl: "http://127.0.0.1:45124",
  adminUrl: "http://127.0.0.1:45123/practice",
  connectors: connectors.map(({ id, grant }) => ({
    connector: id,
    nickname: `Practice ${id.replaceAll("_", " ")}`,
    values: (grant.kind === "serviceToken"
        ? { team: "practice", key_id: "practice-key", base_url: "http://127.0.0.1:45124" }
        : { domain: "http://127.0.0.1:45123", client_id: "0oaPracticeClient" }) as Record<string, string>,
    clients: grant.kind === "serviceToken" ? {} : { webApp: "0oaPracticeClient", nativeApp: "0oaPracticeNative", serviceApp: "0oaPracticeService" },
  })),
};

const setupSheet = (connector: string, values: Record<string, string>, app: AppKind): SetupStep[] => {
  const address = values.domain ?? "";
  if (connector === "okta_privileged_access") {
    return [
      { text: "Create an OPA group with the Resource Admin and Security Admin roles.", link: null, copy: [] },
      { text: "Create a service user, create an API key for it, and add it to that group.", link: null, copy: [] },
    ];
  }
  const known = /^[\w-]+\.okta/.test(address);
  const link = { label: "Open Applications in the Admin Console", url: `https://${address}/admin/apps/active` };
  if (app === "serviceApp") {
    return [
      { text: "Create an API Services app integration in your org.", link: known ? link : null, copy: [] },
      { text: "Set its Client authentication to Public key / Private key, and add the public key.", link: null, copy: [] },
    ];
  }
  return [
    { text: `Create an OIDC ${app === "nativeApp" ? "native" : "web"} app integration in your org.`, link: known ? link : null, copy: [] },
    { text: "Register all of these sign-in redirect URIs, exactly so.", link: null, copy: redirectUris },
    { text: "Grant the scopes on its Okta API Scopes tab, and assign the app to yourself.", link: null, copy: [] },
  ];
};

function checkAddress(kind: string, text: string): AddressCheck {
  const loopback = text.startsWith("http://127.0.0.1:");
  const refused = (more: Partial<Failure>): AddressCheck => ({ kind: "refused", failure: failure({ code: "invalidField", ...more }) });
  const host = text.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  if (loopback) return { kind: "taken", host, loopback: true, custom: false };
  if (kind === "opaBaseUrl") {
    const team = /\/t\/([\w-]+)/.exec(text)?.[1] ?? null;
    if (/^https:\/\/[\w-]+\.pam\.okta\.com$/.test(text)) return { kind: "taken", host, loopback: false, custom: false };
    return refused({ what: "This is not an OPA base URL.", why: "It must end with .pam.okta.com, with nothing after it.", fix: "Use the address without a path.", repaired: host.endsWith(".pam.okta.com") ? `https://${host}` : null, team });
  }
  const repaired = host.replace("-admin.", ".");
  if (repaired !== text && repaired.includes(".okta")) {
    return refused({ what: "This is not the org's domain.", why: "It is the address of a page in the org.", fix: `Use ${repaired}.`, repaired });
  }
  if (!text.includes(".")) return refused({ what: "This is not a domain.", why: "A domain has dots in it.", fix: "Write it like acme.okta.com." });
  return { kind: "taken", host, loopback: false, custom: !/\.(okta|okta-emea|oktapreview)\.com$/.test(host) };
}

/** What typed words bring about which refusal. */
function refuse(values: Record<string, string>, app: AppChoice): void {
  if (values.nickname === "spent" && !app.dpop) {
    throw failure({ code: "dpopRequired", what: "The app requires proof of possession (DPoP), and its code is spent.", why: "It said so after the sign-in.", fix: "Start again: from now on the proof is sent." });
  }
  if (values.nickname === "wants a secret" && app.kind === "nativeApp") {
    throw failure({ code: "invalidField", field: "client_secret", what: "The app wants a Client Secret.", why: "No client credentials found.", fix: "Choose Web Application and enter the Client Secret." });
  }
  if (values.client_id === "wrong") {
    throw failure({ code: "invalidField", field: "client_id", what: "Okta does not know this Client ID.", why: "No app of acme.okta.com has it.", fix: "Copy the Client ID from the app's General tab.", requestId: "Zx81kLmQ0Wc" });
  }
  if (values.nickname === "unknown scope") {
    throw failure({ code: "unknownScope", what: "Okta does not know a scope that was asked for.", why: "This org has no such scope.", fix: "Ask again without it.", detail: "okta.realms.manage okta.realms.read" });
  }
  if (values.nickname === "offline") {
    throw failure({ what: "acme.okta.com could not be reached.", why: "This computer seems to be offline.", fix: "Check the network, then press Create again.", detail: "dns error: no such host" });
  }
}

export function fake(options: FakeOptions = {}): Call {
  const { signsInAfter = 1500, pagesEvery = 250 } = options;
  const listings = new FakeListings(pagesEvery);
  let rows: ConnectionRow[] = Array.from({ length: options.rows ?? 0 }, (_, n) => row(n));
  const preferences = new Map(Object.entries(options.preferences ?? {}));
  const marks = new Map<string, string[]>();
  let lastExport: { name: string; text: string } | null = null;
  const cancels = new Map<string, () => void>();
  const attempts = new Map<string, { request?: ConnectRequest; again?: ReauthorizeRequest }>();
  let running: SandboxView | null = null;
  let storage: StorageView = options.storage ?? { kind: "open", keeper: { kind: "keyring", name: "Secret Service" } };
  let last = 0;
  const queue = new FakeQueue(signsInAfter, (id) => rows.find((one) => one.id === id), (id, more) => void change(id, more));
  const sessions = new Sessions(options.sessions ?? false);
  const scenarios = new Scenarios(() => rows, () => sessions.rows, options.steps ?? 0);
  const runs = new Runs({
    draft: (id) => scenarios.view(id).draft,
    pace: options.pace ?? 0,
    ended: (id, outcome) => scenarios.ran(id, outcome),
    answer: async ({ kind }, word) => {
      const through = kind.is === "action" && (rows.find(({ connector }) => connector === kind.connector) ?? row(connectors.findIndex(({ id }) => id === kind.connector)));
      if (kind.is !== "action" || !through) return null;
      const whole = details(through);
      const first = formOf(whole, kind.action).inputs[0]?.id ?? "";
      return run(whole, { connection: through.id, action: kind.action, inputs: { [first]: word || "ada@example.com" } });
    },
  });

  const history = fakeHistory((id) => {
    const found = rows.find((one) => one.id === id);
    return found && details(found);
  });
  const [first] = rows;
  const filled = first && options.runs ? history.fill(options.runs, details(first)) : null;

  const find = (id: unknown) => {
    const found = rows.find((one) => one.id === id);
    if (!found) throw failure({ code: "gone", what: "This connection is gone.", why: "It was deleted.", fix: "Go back to the list." });
    return found;
  };
  const change = (id: unknown, more: Partial<ConnectionRow>) => {
    const changed = { ...find(id), ...more };
    rows = rows.map((one) => (one.id === id ? changed : one));
    return page(changed);
  };
  const page = (row: ConnectionRow) => details(row, marks.get(row.id));
  const unique = (nickname: string, except?: string) => {
    if (rows.some((one) => one.id !== except && one.nickname.toLowerCase() === nickname.toLowerCase())) {
      throw failure({ code: "invalidField", field: "nickname", what: `There is already a connection named "${nickname}".`, why: "Nicknames are unique, without regard to case.", fix: "Choose another one." });
    }
  };
  const openConsole = (): ConsoleView => ({
    version: "0.1.0",
    storage,
    dataDir: "~/.local/share/connections-console",
    loopbackOrgs: false,
    sandbox: running,
    redirectUris,
  });
  const unlock = (keeper: "passphrase" | "sessionOnly") => {
    storage = { kind: "open", keeper: { kind: keeper } };
    return openConsole();
  };
  const begin = (tied: { request?: ConnectRequest; again?: ReauthorizeRequest }, needsNone: boolean): ConnectStep => {
    const attempt = `a${++last}`;
    attempts.set(attempt, tied);
    if (needsNone) return { kind: "review", review: review(attempt, tied, rows) };
    return { kind: "signIn", sign_in: signInOf(attempt) };
  };
  const signInOf = (attempt: string): SignInView => {
    const nickname = attempts.get(attempt)?.request?.values.nickname;
    return {
      attempt,
      url: "https://acme.okta.com/oauth2/v1/authorize?client_id=0oa1&code_challenge=x&state=y",
      redirectUri: redirectUris[0] ?? "",
      expiresAt: new Date(Date.now() + 5 * 60_000).toISOString(),
      busyPorts: nickname === "busy" ? ["Port 8765 is used by node (pid 4312), so 8766 is used."] : [],
      browserOpened: nickname !== "no browser",
    };
  };

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const answers: Record<string, (given: any) => unknown> = {
    console() {
      if (options.broken) throw options.broken;
      return openConsole();
    },
    open_again: openConsole,
    kept_copies: () => copies(options.copies ?? 0),
    restore_copy: openConsole,
    begin_anew: openConsole,
    start_sandbox: () => (running = sandbox),
    list_connectors: () => connectors,
    list_connections: () => rows,
    connection: ({ id }) => page(find(id)),
    check_address: ({ kind, text }) => checkAddress(kind, text),
    setup_sheet: ({ connector, values, app }) => setupSheet(connector, values, app),
    make_key({ kind }: { kind: KeyKind }): KeyView {
      const thumbprint = `fakeKey${++last}`;
      return { thumbprint, jwk: JSON.stringify({ kty: kind === "ec" ? "EC" : "RSA", kid: thumbprint, use: "sig" }, null, 2) };
    },
    begin_connect({ request }: { request: ConnectRequest }) {
      unique(request.values.nickname ?? "");
      refuse(request.values, request.app);
      return begin({ request }, request.scopes.length === 0 || request.app.kind === "serviceApp");
    },
    begin_reauthorize({ request }: { request: ReauthorizeRequest }) {
      return begin({ again: request }, find(request.connection).requested === null);
    },
    finish_sign_in: ({ attempt }) =>
      new Promise((resolve, reject) => {
        cancels.set(attempt, () => reject(failure({ code: "cancelled", what: "The sign-in was cancelled." })));
        const answer = () => resolve(review(attempt, attempts.get(attempt) ?? {}, rows));
        if (signsInAfter !== null) setTimeout(answer, signsInAfter);
      }),
    cancel_sign_in: ({ attempt }) => cancels.get(attempt)?.(),
    open_sign_in_again: ({ attempt }) => ({ ...signInOf(attempt), browserOpened: true }),
    save_connection({ attempt }) {
      const { request, again } = attempts.get(attempt) ?? {};
      const fresh = { status: statuses[0], reauthorizeBy: new Date(Date.now() + 90 * 86_400_000).toISOString() };
      if (again) return change(again.connection, again.scopes ? { ...fresh, granted: find(again.connection).requested } : fresh);
      const made = row(connectors.findIndex(({ id }) => id === request?.connector));
      const { nickname = "", description = "", domain, base_url = "", team } = request?.values ?? {};
      const address = domain ?? `${team} · ${base_url}`;
      const scopes = request?.scopes.length || null;
      const added = { ...made, ...fresh, id: `n${++last}`, nickname, description, address, folder: request?.folder ?? null, starred: false, loopback: address.includes("127.0.0.1"), requested: scopes, granted: scopes } as ConnectionRow;
      rows = [...rows, added];
      marks.set(added.id, request?.actions ?? []);
      return page(added);
    },
    discard_connection: () => undefined,
    ...queue.answers,
    ...fakeSecrets(find, () => rows),
    test_connection: ({ id }) => change(id, { status: find(id).status.state === "unreachable" ? find(id).status : statuses[0], lastTestedAt: new Date().toISOString() }),
    edit_connection({ request }: { request: EditRequest }) {
      unique(request.nickname, request.connection);
      const { nickname, description, folder, environment } = request;
      return change(request.connection, { nickname, description, folder, environment });
    },
    rename_connection({ id, nickname }) {
      unique(nickname, id);
      return change(id, { nickname });
    },
    star_connection: ({ id, starred }) => void change(id, { starred }),
    arm_connection: ({ id }) => change(id, { armedUntil: new Date(Date.now() + 600_000).toISOString() }),
    disarm_connection: ({ id }) => change(id, { armedUntil: null }),
    copy_details: ({ id }) => `Connection: ${find(id).nickname}\nAddress: ${find(id).address}`,
    delete_connection({ id }) {
      const gone = find(id);
      rows = rows.filter((one) => one.id !== id);
      const revoked =
        gone.status.state === "unreachable"
          ? { kind: "failed", explanation: { what: "Okta was not told.", why: "acme.okta.com did not answer.", fix: "Revoke the tokens in the Admin Console." } }
          : gone.requested === null
            ? { kind: "nothingToDo", reason: "OPA bearer tokens end by themselves." }
            : { kind: "done" };
      return { revoked, wiped: { kind: "done" }, sessions: sessions.endWith(id) };
    },
    action_form({ connection, action }) {
      const form = formOf(details(find(connection)), action);
      const among = rows.filter((one) => one.connector === find(connection).connector).map((one): [string, string] => [one.id, one.nickname]);
      return { ...form, inputs: form.inputs.map((one) => (one.id === "connection" ? { ...one, choices: among, default: connection } : one)) };
    },
    candidates: ({ request }: { request: CandidatesRequest }) => candidates(request),
    predict_target: ({ request }: { request: RunRequest }) => target(details(find(request.connection)), request),
    preview_action: ({ request }: { request: RunRequest }) => preview(details(find(request.connection)), request),
    async run_action({ request }: { request: RunRequest }) {
      const { action, inputs } = request;
      const whole = details(find(inputs.connection ?? request.connection));
      if (action === "connect") sessions.connect(whole, inputs.session ?? "Default", inputs.okta_session as SessionKind);
      const none = action === "find_group" && !sessions.has(inputs.session ?? "");
      return history.keep(whole, request, await run(whole, none ? { ...request, inputs: { session: "no session" } } : request));
    },
    ...fakeHealth(() => rows),
    list_sessions: () => sessions.rows,
    disconnect_session: ({ id }) => sessions.disconnect(id),
    connection_usage: ({ id }) => ({ scenarios: scenarios.using(find(id)), sessions: sessions.rows.filter((one) => one.connection === id), runs: history.of(id) }),
    list_scenarios: () => scenarios.rows(),
    scenario: ({ id }) => scenarios.view(id),
    action_card: ({ connector, action }) => card(connector, action),
    save_scenario: ({ id, draft }) => scenarios.save(id, draft),
    save_scenario_text: ({ id, text }) => scenarios.saveText(id, text),
    copy_scenario: ({ id }) => scenarios.copy(id),
    delete_scenario: ({ id }) => scenarios.delete(id),
    import_scenario: () => null,
    export_scenario: ({ id }) => `~/Documents/${id}.toml`,
    start_scenario({ request }) {
      const begun = runs.start(request);
      scenarios.began(begun.scenario, begun.id);
      return begun;
    },
    follow_scenario: ({ run, seen }) => runs.find(run).follow(seen),
    next_step: ({ run }) => runs.find(run).next(),
    stop_scenario: ({ run }) => runs.find(run).stop(),
    copy_request: ({ request, format }) => copyRequest(details(find(request.connection)), request, format),
    start_listing: ({ request }: { request: ListingRequest }) => listings.start(details(find(request.connection)), request),
    follow_listing: ({ id, have }) => listings.follow(id, have),
    stop_listing: ({ id }) => listings.stop(id),
    ...history.answers,
    mark_actions({ id, actions }) {
      marks.set(id, actions);
      return page(find(id));
    },
    least_scopes({ connector, actions, asked, app }: { connector: string; actions: string[]; asked: string[]; app: AppKind }) {
      const found = connectors.find(({ id }) => id === connector) as (typeof connectors)[number];
      return least(found, found.actions.filter(({ id }) => actions.includes(id)), asked, [], app);
    },
    copy_scope_request: ({ wanted }) => `Request: Okta API scopes of an app\n\nGrant for ${wanted.kind}`,
    pick_export: () => readExport((lastExport = { name: "joiners.folder", text: "{}" }).name, lastExport.text, rows),
    read_export({ name, text }) {
      const view = readExport(name, text, rows);
      lastExport = { name, text };
      return view;
    },
    export_again: () => (lastExport ? readExport(lastExport.name, lastExport.text, rows) : null),
    run_doctor: ({ patient }: { patient: DoctorFor }) => examined(patient),
    diagnostics: ({ reach }: { reach: boolean }) => diagnosed(rows, reach),
    unlock_with_passphrase({ passphrase }) {
      if (passphrase === "wrong") throw failure({ code: "invalidField", what: "This passphrase does not open the vault.", why: "It is another one than was chosen.", fix: "Type it again." });
      return unlock("passphrase");
    },
    use_session_only: () => unlock("sessionOnly"),
    retry_keyring() {
      if (storage.kind === "locked" && (storage.waiting || storage.byLock)) storage = { kind: "open", keeper: { kind: "keyring", name: "Secret Service" } };
      return openConsole();
    },
    start_over_with_new_key() {
      storage = { kind: "open", keeper: { kind: "keyring", name: "Secret Service" } };
      return openConsole();
    },
    lock() {
      const explanation = { what: "The console is locked.", why: "The key to the stored secrets has been wiped from memory.", fix: "Press Open." };
      storage = { kind: "locked", explanation, byLock: true, passphraseSet: false, waiting: false, keyLost: false };
      return openConsole();
    },
    open_page: () => undefined,
    preference: ({ name }) => preferences.get(name) ?? null,
    set_preference: ({ name, value }) => void preferences.set(name, value),
  };

  return async <Answer>(name: string, given: Record<string, unknown> = {}) => {
    const answer = answers[name];
    if (!answer) throw new Error(`no command ${name}`);
    await filled;
    return (await answer(given)) as Answer;
  };
}
