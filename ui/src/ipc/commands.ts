/** Every command that Rust offers, one line each. The only file that imports `@tauri-apps/api`. */
import { invoke } from "@tauri-apps/api/core";

import type { ActionCard } from "./bindings/ActionCard";
import type { ActionForm } from "./bindings/ActionForm";
import type { AddressCheck } from "./bindings/AddressCheck";
import type { AddressKind } from "./bindings/AddressKind";
import type { AppKind } from "./bindings/AppKind";
import type { CandidatesRequest } from "./bindings/CandidatesRequest";
import type { CandidatesView } from "./bindings/CandidatesView";
import type { ConnectRequest } from "./bindings/ConnectRequest";
import type { ConnectStep } from "./bindings/ConnectStep";
import type { ConnectionDetails } from "./bindings/ConnectionDetails";
import type { ConnectionRow } from "./bindings/ConnectionRow";
import type { ConnectorView } from "./bindings/ConnectorView";
import type { ConsoleView } from "./bindings/ConsoleView";
import type { CopiesView } from "./bindings/CopiesView";
import type { CopyFormat } from "./bindings/CopyFormat";
import type { DiagnosticsView } from "./bindings/DiagnosticsView";
import type { DoctorFor } from "./bindings/DoctorFor";
import type { DoctorReport } from "./bindings/DoctorReport";
import type { DeleteReport } from "./bindings/DeleteReport";
import type { EnterSecret } from "./bindings/EnterSecret";
import type { EditRequest } from "./bindings/EditRequest";
import type { KeyKind } from "./bindings/KeyKind";
import type { KeyView } from "./bindings/KeyView";
import type { ListingRequest } from "./bindings/ListingRequest";
import type { ListingView } from "./bindings/ListingView";
import type { Exported } from "./bindings/Exported";
import type { ExportFormat } from "./bindings/ExportFormat";
import type { HistorySettings } from "./bindings/HistorySettings";
import type { HealthView } from "./bindings/HealthView";
import type { ExportView } from "./bindings/ExportView";
import type { LeastScopes } from "./bindings/LeastScopes";
import type { QueueRequest } from "./bindings/QueueRequest";
import type { QueueView } from "./bindings/QueueView";
import type { ReauthorizeRequest } from "./bindings/ReauthorizeRequest";
import type { RequestView } from "./bindings/RequestView";
import type { Review } from "./bindings/Review";
import type { RunChoices } from "./bindings/RunChoices";
import type { RunDetails } from "./bindings/RunDetails";
import type { RunFilter } from "./bindings/RunFilter";
import type { RunPage } from "./bindings/RunPage";
import type { RunRequest } from "./bindings/RunRequest";
import type { RunView } from "./bindings/RunView";
import type { SandboxView } from "./bindings/SandboxView";
import type { ScenarioDraft } from "./bindings/ScenarioDraft";
import type { ScenarioRow } from "./bindings/ScenarioRow";
import type { ScenarioRunView } from "./bindings/ScenarioRunView";
import type { ScenarioView } from "./bindings/ScenarioView";
import type { SecretChangeView } from "./bindings/SecretChangeView";
import type { SessionRow } from "./bindings/SessionRow";
import type { ScopeRequestFor } from "./bindings/ScopeRequestFor";
import type { SetupStep } from "./bindings/SetupStep";
import type { SignInView } from "./bindings/SignInView";
import type { TargetView } from "./bindings/TargetView";
import type { StripMark } from "./bindings/StripMark";
import type { StartScenario } from "./bindings/StartScenario";
import type { UsageView } from "./bindings/UsageView";

/** Asks for a command by name; rejects with a `Failure`. */
export type Call = <Answer>(name: string, given?: Record<string, unknown>) => Promise<Answer>;

/** For the lists of commands alone: this one, and the confirmation window's. */
export let call: Call = invoke;

/** Lets somebody else answer: a plain browser and the tests have no Rust behind them. */
export function answerWith(other: Call): void {
  call = other;
}

export const openConsole = () => call<ConsoleView>("console");
/** For a console that did not open: tries once more, goes on with a copy, or with an empty list. */
export const openAgain = () => call<ConsoleView>("open_again");
export const keptCopies = () => call<CopiesView>("kept_copies");
export const restoreCopy = (number: number) => call<ConsoleView>("restore_copy", { number });
export const beginAnew = () => call<ConsoleView>("begin_anew");
export const startSandbox = () => call<SandboxView>("start_sandbox");
export const listConnectors = () => call<ConnectorView[]>("list_connectors");
export const listConnections = () => call<ConnectionRow[]>("list_connections");
export const connection = (id: string) => call<ConnectionDetails>("connection", { id });
export const checkAddress = (kind: AddressKind, text: string) =>
  call<AddressCheck>("check_address", { kind, text });
export const setupSheet = (connector: string, values: Record<string, string>, app: AppKind) =>
  call<SetupStep[]>("setup_sheet", { connector, values, app });
export const makeKey = (kind: KeyKind) => call<KeyView>("make_key", { kind });

export const beginConnect = (request: ConnectRequest) =>
  call<ConnectStep>("begin_connect", { request });
export const beginReauthorize = (request: ReauthorizeRequest) =>
  call<ConnectStep>("begin_reauthorize", { request });
export const finishSignIn = (attempt: string) => call<Review>("finish_sign_in", { attempt });
export const cancelSignIn = (attempt: string) => call<void>("cancel_sign_in", { attempt });
export const openSignInAgain = (attempt: string) =>
  call<SignInView>("open_sign_in_again", { attempt });
export const saveConnection = (attempt: string, acceptOtherUser: boolean) =>
  call<ConnectionDetails>("save_connection", { attempt, acceptOtherUser });
export const discardConnection = (attempt: string) =>
  call<void>("discard_connection", { attempt });

export const queueConnections = (request: QueueRequest) =>
  call<QueueView>("queue_connections", { request });
/** Waits for news of the queue, for a window that has seen `seen`. */
export const followQueue = (seen: number) => call<QueueView>("follow_queue", { seen });
export const goOnWithQueue = () => call<void>("go_on_with_queue");
export const stopQueue = () => call<void>("stop_queue");
export const clearQueue = () => call<void>("clear_queue");
export const skipQueued = (connection: string) => call<void>("skip_queued", { connection });
export const retryQueued = (connection: string, asAnother: boolean) =>
  call<void>("retry_queued", { connection, asAnother });
export const decideQueued = (connection: string, change: boolean) =>
  call<void>("decide_queued", { connection, change });

export const secretChange = (connection: string) =>
  call<SecretChangeView>("secret_change", { connection });
export const enterNewSecret = (request: EnterSecret) =>
  call<SecretChangeView>("enter_new_secret", { request });
export const switchSecret = (connection: string) =>
  call<SecretChangeView>("switch_secret", { connection });
export const finishSecretChange = (connection: string) =>
  call<SecretChangeView>("finish_secret_change", { connection });
export const backOutOfSecretChange = (connection: string) =>
  call<SecretChangeView>("back_out_of_secret_change", { connection });
export const rotateServiceKey = (connection: string) =>
  call<SecretChangeView>("rotate_service_key", { connection });

export const testConnection = (id: string) => call<ConnectionDetails>("test_connection", { id });
export const editConnection = (request: EditRequest) =>
  call<ConnectionDetails>("edit_connection", { request });
export const renameConnection = (id: string, nickname: string) =>
  call<ConnectionDetails>("rename_connection", { id, nickname });
export const starConnection = (id: string, starred: boolean) =>
  call<void>("star_connection", { id, starred });
export const armConnection = (id: string) => call<ConnectionDetails>("arm_connection", { id });
export const disarmConnection = (id: string) =>
  call<ConnectionDetails>("disarm_connection", { id });
export const copyDetails = (id: string) => call<string>("copy_details", { id });
export const deleteConnection = (id: string) => call<DeleteReport>("delete_connection", { id });

export const actionForm = (connection: string, action: string) =>
  call<ActionForm>("action_form", { connection, action });
export const candidates = (request: CandidatesRequest) =>
  call<CandidatesView>("candidates", { request });
export const predictTarget = (request: RunRequest) =>
  call<TargetView>("predict_target", { request });
export const previewAction = (request: RunRequest) =>
  call<RequestView[]>("preview_action", { request });
export const runAction = (request: RunRequest) => call<RunView>("run_action", { request });
export const copyRequest = (request: RunRequest, format: CopyFormat) =>
  call<string>("copy_request", { request, format });

export const listSessions = () => call<SessionRow[]>("list_sessions");
export const disconnectSession = (id: string) => call<void>("disconnect_session", { id });
export const connectionUsage = (id: string) => call<UsageView>("connection_usage", { id });

export const listScenarios = () => call<ScenarioRow[]>("list_scenarios");
export const scenario = (id: string) => call<ScenarioView>("scenario", { id });
export const actionCard = (connector: string, action: string) =>
  call<ActionCard>("action_card", { connector, action });
export const saveScenario = (id: string | null, draft: ScenarioDraft) =>
  call<ScenarioView>("save_scenario", { id, draft });
export const saveScenarioText = (id: string, text: string) =>
  call<ScenarioView>("save_scenario_text", { id, text });
export const copyScenario = (id: string) => call<ScenarioView>("copy_scenario", { id });
export const deleteScenario = (id: string) => call<void>("delete_scenario", { id });
export const importScenario = () => call<ScenarioView | null>("import_scenario");
export const exportScenario = (id: string) => call<string | null>("export_scenario", { id });
export const startScenario = (request: StartScenario) =>
  call<ScenarioRunView>("start_scenario", { request });
export const followScenario = (run: string, seen: number) =>
  call<ScenarioRunView>("follow_scenario", { run, seen });
export const nextStep = (run: string) => call<ScenarioRunView>("next_step", { run });
export const stopScenario = (run: string) => call<ScenarioRunView>("stop_scenario", { run });
export const startListing = (request: ListingRequest) =>
  call<ListingView>("start_listing", { request });
/** Waits for news of a list, for a window that has seen `seen` and has the first `have` rows. */
export const followListing = (id: string, seen: number, have: number) =>
  call<ListingView>("follow_listing", { id, seen, have });
export const stopListing = (id: string) => call<void>("stop_listing", { id });
/** A secret, for a person who asked to see it: show it or copy it, and keep it nowhere. */
export const revealOutput = (run: string, output: string) =>
  call<string>("reveal_output", { run, output });

export const listRuns = (filter: RunFilter, after: string | null) =>
  call<RunPage>("list_runs", { filter, after });
export const runChoices = () => call<RunChoices>("run_choices");
export const runDetails = (id: string) => call<RunDetails>("run_details", { id });
export const deleteRun = (id: string) => call<void>("delete_run", { id });
export const deleteAllRuns = () => call<void>("delete_all_runs");
export const exportRuns = (filter: RunFilter, format: ExportFormat) =>
  call<Exported | null>("export_runs", { filter, format });
export const historySettings = () => call<HistorySettings>("history_settings");
export const setHistorySettings = (days: number, megabytes: number) =>
  call<HistorySettings>("set_history_settings", { days, megabytes });
export const markActions = (id: string, actions: string[]) =>
  call<ConnectionDetails>("mark_actions", { id, actions });
export const leastScopes = (connector: string, actions: string[], asked: string[], app: AppKind) =>
  call<LeastScopes>("least_scopes", { connector, actions, asked, app });
export const health = () => call<HealthView>("health");
/** Waits until the console has found something out by itself that whoever saw `seen` does not know. */
export const followHealth = (seen: number) => call<number>("follow_health", { seen });
export const connectionStrip = (id: string) => call<StripMark[]>("connection_strip", { id });
/** Writes the dates of these connections, or of all, to a file that the person picks. */
export const saveCalendar = (connections: string[]) =>
  call<string | null>("save_calendar", { connections });
export const copyScopeRequest = (wanted: ScopeRequestFor) =>
  call<string>("copy_scope_request", { wanted });

export const pickExport = () => call<ExportView | null>("pick_export");
export const readExport = (name: string, text: string) =>
  call<ExportView>("read_export", { name, text });
export const exportAgain = () => call<ExportView | null>("export_again");

/** Preflight: of what is in the form, its secret with it, or of a connection. */
export const runDoctor = (patient: DoctorFor) => call<DoctorReport>("run_doctor", { patient });
/** `reach`: whether to contact each org, to see the way there. */
export const diagnostics = (reach: boolean) => call<DiagnosticsView>("diagnostics", { reach });

export const unlockWithPassphrase = (passphrase: string) =>
  call<ConsoleView>("unlock_with_passphrase", { passphrase });
export const useSessionOnly = () => call<ConsoleView>("use_session_only");
export const retryKeyring = () => call<ConsoleView>("retry_keyring");
export const startOverWithNewKey = () => call<ConsoleView>("start_over_with_new_key");
export const lock = () => call<ConsoleView>("lock");

export const openPage = (url: string) => call<void>("open_page", { url });
export const preference = (name: string) => call<string | null>("preference", { name });
export const setPreference = (name: string, value: string) =>
  call<void>("set_preference", { name, value });

/** The title of the page; Rust gives it to the window. */
export function setWindowTitle(title: string): void {
  document.title = title;
}
