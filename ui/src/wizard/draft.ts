/** What has been typed into the wizard, the secret left out: that one stays in its field. */
import type { ConnectionDetails } from "../ipc/bindings/ConnectionDetails";
import type { ConnectorView } from "../ipc/bindings/ConnectorView";
import type { ConnectRequest } from "../ipc/bindings/ConnectRequest";
import type { FieldView } from "../ipc/bindings/FieldView";
import type { NewSecret } from "../ipc/bindings/NewSecret";
import type { PracticeConnector } from "../ipc/bindings/PracticeConnector";
import { freeName } from "./names";
import { choiceFor, defaultChoice, justThese, type ScopeChoice, scopesOf } from "./scopes";

export type Draft = {
  values: Record<string, string>;
  /** The folder; empty for an org-level connection. */
  folder: string;
  /** Whether the app has a client secret; a native app has none. */
  hasSecret: boolean;
  customDomainConfirmed: boolean;
  /** Null for a connector that has roles. */
  scopes: ScopeChoice | null;
  /** The actions that were ticked to choose the scopes by. */
  actions: string[];
};

/** A secret that need not be typed, and how to name it to the person. */
export type KeptSecret = { words: string; secret: NewSecret };

export type Start = { draft: Draft; kept: KeptSecret | null };

export function emptyStart(connector: ConnectorView): Start {
  const values = Object.fromEntries(typedFields(connector).map(({ id }) => [id, ""]));
  const scopes = connector.grant.kind === "authorizationCode" ? defaultChoice(connector.grant) : null;
  const draft = { values, folder: "", hasSecret: true, customDomainConfirmed: false, scopes, actions: [] };
  return { draft, kept: null };
}

/** With these scopes ticked besides what every sign-in needs. */
export function scopedStart(connector: ConnectorView, scopes: string[]): Start {
  const start = emptyStart(connector);
  const { grant } = connector;
  if (grant.kind !== "authorizationCode" || scopes.length === 0) return start;
  const always = grant.scopes.filter(({ automatic, essential }) => automatic || essential).map(({ name }) => name);
  return { ...start, draft: { ...start.draft, scopes: justThese(grant, [...new Set([...always, ...scopes])]) } };
}

/** Filled in for the practice org, whose secret stays in Rust. */
export function practiceStart(connector: ConnectorView, practice: PracticeConnector, taken: string[]): Start {
  const { draft } = emptyStart(connector);
  const named = fieldOf(connector, "nickname");
  const nickname = freeName(`${practice.nickname}: ${connector.name}`, taken);
  const values = { ...draft.values, ...practice.values, ...(named && { [named.id]: nickname }) };
  return {
    draft: { ...draft, values },
    kept: { words: "the practice org's own secret", secret: { kind: "practice" } },
  };
}

/** Filled in with everything of another connection; its secret stays in Rust. */
export function copyStart(connector: ConnectorView, details: ConnectionDetails, taken: string[]): Start {
  const { row, scopes } = details;
  const { draft } = emptyStart(connector);
  const named = fieldOf(connector, "nickname");
  const nickname = freeName(`${row.nickname} copy`, taken);
  const values = { ...draft.values, ...details.values, ...(named && { [named.id]: nickname }) };
  const asked = scopes.filter(({ requested }) => requested).map(({ name }) => name);
  const { grant } = connector;
  return {
    draft: {
      ...draft,
      values,
      folder: row.folder ?? "",
      hasSecret: !details.nativeApp,
      scopes: grant.kind === "authorizationCode" ? choiceFor(grant, asked) : null,
    },
    kept: { words: `the secret of ${row.nickname}`, secret: { kind: "sameAs", connection: row.id } },
  };
}

/** The fields whose text is kept here. */
export const typedFields = (connector: ConnectorView) =>
  connector.fields.filter(({ kind }) => kind !== "secret");

export const fieldOf = (connector: ConnectorView, kind: FieldView["kind"]) =>
  connector.fields.find((field) => field.kind === kind);

/** The field that holds the address, and that is checked while it is typed. */
export const addressField = (connector: ConnectorView) =>
  connector.fields.find(({ kind }) => kind === "oktaDomain" || kind === "opaBaseUrl");

/** The field that holds the client ID or the key ID: the last line of text before the secret. */
export function clientIdField(connector: ConnectorView): FieldView | undefined {
  const secret = connector.fields.findIndex(({ kind }) => kind === "secret");
  return connector.fields.slice(0, secret < 0 ? undefined : secret).findLast(({ kind }) => kind === "text");
}

/** Whether anything was typed that closing would lose. */
export const isTouched = (draft: Draft, start: Draft) =>
  JSON.stringify(draft.values) !== JSON.stringify(start.values) || draft.folder !== start.folder;

/** What is still to be filled in, by field. Everything else is for Rust to judge. */
export function missing(connector: ConnectorView, draft: Draft, secretGiven: boolean): Record<string, string> {
  const empty = (field: FieldView) =>
    field.kind === "secret"
      ? draft.hasSecret && !secretGiven
      : field.required && !draft.values[field.id]?.trim();
  return Object.fromEntries(
    connector.fields.filter(empty).map(({ id, label }) => [id, `Enter the ${label}.`]),
  );
}

/** What is sent to Rust. */
export function requestOf(connector: ConnectorView, draft: Draft, secret: NewSecret): ConnectRequest {
  const { grant } = connector;
  const asked = grant.kind === "authorizationCode" && draft.scopes ? scopesOf(grant, draft.scopes) : null;
  return {
    connector: connector.id,
    values: { ...draft.values },
    secret: draft.hasSecret ? secret : { kind: "none" },
    scopes: asked ?? [],
    actions: [...draft.actions],
    folder: draft.folder.trim() || null,
    customDomainConfirmed: draft.customDomainConfirmed,
  };
}
