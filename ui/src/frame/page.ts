/** What can be on screen: the page, and the dialog over it. */
import type { ActionWork } from "../action/work.svelte";
import type { ConnectionDetails } from "../ipc/bindings/ConnectionDetails";
import type { ConnectionRow } from "../ipc/bindings/ConnectionRow";
import type { ConnectorView } from "../ipc/bindings/ConnectorView";
import type { SandboxView } from "../ipc/bindings/SandboxView";
import type { ScenarioRow } from "../ipc/bindings/ScenarioRow";
import type { SecretChangeView } from "../ipc/bindings/SecretChangeView";
import type { UsageView } from "../ipc/bindings/UsageView";
import type { ScenarioWork } from "../scenarios/work.svelte";
import type { Start } from "../wizard/draft";

export type Page =
  | { at: "connections" }
  | { at: "exports" }
  | { at: "diagnostics" }
  | { at: "connection"; details: ConnectionDetails; from?: string }
  | { at: "action"; details: ConnectionDetails; work: ActionWork; from?: "history" }
  | { at: "scenarios"; from?: string }
  | { at: "scenario"; work: ScenarioWork }
  | { at: "sessions" }
  | { at: "history" }
  | { at: "health" }
  | { at: "queue" };

export type OpenDialog =
  | { is: "picker"; practice: SandboxView | null }
  | { is: "wizard"; connector: ConnectorView; start: Start }
  | { is: "reauthorize"; connector: ConnectorView; details: ConnectionDetails; add: string[]; just?: string[] }
  | { is: "rename" | "edit" | "handOver"; row: ConnectionRow }
  | { is: "rotate"; row: ConnectionRow; change: SecretChangeView }
  | { is: "delete"; row: ConnectionRow; usage: UsageView | null }
  | { is: "deleteScenario"; row: ScenarioRow }
  | { is: "connectThrough"; rows: ConnectionRow[] }
  | { is: "keys" };
