/** Every command that Rust offers, one line each. The only file that imports `@tauri-apps/api`. */
import { invoke } from "@tauri-apps/api/core";

import type { ActionForm } from "./bindings/ActionForm";
import type { AddressCheck } from "./bindings/AddressCheck";
import type { AddressKind } from "./bindings/AddressKind";
import type { AppKind } from "./bindings/AppKind";
import type { ConnectRequest } from "./bindings/ConnectRequest";
import type { ConnectStep } from "./bindings/ConnectStep";
import type { ConnectionDetails } from "./bindings/ConnectionDetails";
import type { ConnectionRow } from "./bindings/ConnectionRow";
import type { ConnectorView } from "./bindings/ConnectorView";
import type { ConsoleView } from "./bindings/ConsoleView";
import type { CopyFormat } from "./bindings/CopyFormat";
import type { DeleteReport } from "./bindings/DeleteReport";
import type { EditRequest } from "./bindings/EditRequest";
import type { KeyKind } from "./bindings/KeyKind";
import type { KeyView } from "./bindings/KeyView";
import type { ReauthorizeRequest } from "./bindings/ReauthorizeRequest";
import type { RequestView } from "./bindings/RequestView";
import type { Review } from "./bindings/Review";
import type { RunRequest } from "./bindings/RunRequest";
import type { RunView } from "./bindings/RunView";
import type { SandboxView } from "./bindings/SandboxView";
import type { SetupStep } from "./bindings/SetupStep";
import type { SignInView } from "./bindings/SignInView";

/** Asks for a command by name; rejects with a `Failure`. */
export type Call = <Answer>(name: string, given?: Record<string, unknown>) => Promise<Answer>;

let call: Call = invoke;

/** Lets somebody else answer: a plain browser and the tests have no Rust behind them. */
export function answerWith(other: Call): void {
  call = other;
}

export const openConsole = () => call<ConsoleView>("console");
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

export const testConnection = (id: string) => call<ConnectionDetails>("test_connection", { id });
export const editConnection = (request: EditRequest) =>
  call<ConnectionDetails>("edit_connection", { request });
export const renameConnection = (id: string, nickname: string) =>
  call<ConnectionDetails>("rename_connection", { id, nickname });
export const starConnection = (id: string, starred: boolean) =>
  call<void>("star_connection", { id, starred });
export const copyDetails = (id: string) => call<string>("copy_details", { id });
export const deleteConnection = (id: string) => call<DeleteReport>("delete_connection", { id });

export const actionForm = (connection: string, action: string) =>
  call<ActionForm>("action_form", { connection, action });
export const previewAction = (request: RunRequest) =>
  call<RequestView[]>("preview_action", { request });
export const runAction = (request: RunRequest) => call<RunView>("run_action", { request });
export const copyRequest = (request: RunRequest, format: CopyFormat) =>
  call<string>("copy_request", { request, format });

export const unlockWithPassphrase = (passphrase: string) =>
  call<ConsoleView>("unlock_with_passphrase", { passphrase });
export const useSessionOnly = () => call<ConsoleView>("use_session_only");
export const retryKeyring = () => call<ConsoleView>("retry_keyring");
export const startOverWithNewKey = () => call<ConsoleView>("start_over_with_new_key");

export const openPage = (url: string) => call<void>("open_page", { url });
export const preference = (name: string) => call<string | null>("preference", { name });
export const setPreference = (name: string, value: string) =>
  call<void>("set_preference", { name, value });

/** The title of the page; Rust gives it to the window. */
export function setWindowTitle(title: string): void {
  document.title = title;
}
