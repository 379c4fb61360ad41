/** What has been typed into the wizard, the secret left out: that one stays in its field. */
import type { AppChoice } from "../ipc/bindings/AppChoice";
import type { AppKind } from "../ipc/bindings/AppKind";
import type { ConnectionDetails } from "../ipc/bindings/ConnectionDetails";
import type { ConnectorView } from "../ipc/bindings/ConnectorView";
import type { ConnectRequest } from "../ipc/bindings/ConnectRequest";
import type { FieldView } from "../ipc/bindings/FieldView";
import type { KeyView } from "../ipc/bindings/KeyView";
import type { NewSecret } from "../ipc/bindings/NewSecret";
import type { PracticeConnector } from "../ipc/bindings/PracticeConnector";
import { grantFor, usualApp } from "./app";
import { freeName } from "./names";
import { choiceFor, defaultChoice, justThese, type ScopeChoice, scopesOf } from "./scopes";

export type Draft = {
  values: Record<string, string>;
  /** The folder; empty for an org-level connection. */
  folder: string;
  /** What kind of app it is. */
  app: AppChoice;
  /** The key pair that was made for a service app, as far as it is shown. */
  key: KeyView | null;
  customDomainConfirmed: boolean;
  /** Null for a connector that has roles. */
  scopes: ScopeChoice | null;
  /** The actions that were ticked to choose the scopes by. */
  actions: string[];
};

/** A secret or key that need not be brought, how to name it to the person, and for which kind of app it is. */
export type KeptSecret = { words: string; secret: NewSecret; kind: AppKind; key: KeyView | null };

export type Start = {
  draft: Draft;
  kept: KeptSecret | null;
  /** The practice org's client IDs. */
  clients: Partial<Record<AppKind, string>>;
};

export function emptyStart(connector: ConnectorView): Start {
  const values = Object.fromEntries(typedFields(connector).map(({ id }) => [id, ""]));
  const scopes = connector.grant.kind === "authorizationCode" ? defaultChoice(connector.grant) : null;
  const draft = { values, folder: "", app: usualApp, key: null, customDomainConfirmed: false, scopes, actions: [] };
  return { draft, kept: null, clients: {} };
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
    kept: { words: "the practice org's own secret", secret: { kind: "practice" }, kind: "webApp", key: null },
    clients: practice.clients,
  };
}

/** Filled in with everything of another connection; its secret stays in Rust. */
export function copyStart(connector: ConnectorView, details: ConnectionDetails, taken: string[]): Start {
  const { row, scopes } = details;
  const { kind = "webApp", dpop = false, pushed = false, key = null } = details.app ?? {};
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
      app: { kind, dpop, pushed },
      scopes: grant.kind === "authorizationCode" ? choiceFor(grantFor(grant, kind), asked) : null,
    },
    kept: {
      words: `the ${key ? "key" : "secret"} of ${row.nickname}`,
      secret: { kind: "sameAs", connection: row.id },
      kind,
      key,
    },
    clients: {},
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
  JSON.stringify(draft.values) !== JSON.stringify(start.values) || draft.folder !== start.folder || draft.key !== null;

/** The secret that is sent: what the kind of app has, typed, made or kept. */
export function secretFor(draft: Draft, kept: KeptSecret | null, typed: string | null): NewSecret {
  const { kind } = draft.app;
  if (kind === "nativeApp") return { kind: "none" };
  if (kind === "serviceApp" && draft.key) return { kind: "key", thumbprint: draft.key.thumbprint };
  if (kept?.kind === kind && typed === null) return kept.secret;
  return kind === "serviceApp" ? { kind: "none" } : { kind: "typed", value: typed ?? "" };
}

/** What is still to be filled in, by field. Everything else is for Rust to judge. */
export function missing(connector: ConnectorView, draft: Draft, secretGiven: boolean): Record<string, string> {
  const { kind } = draft.app;
  const empty = (field: FieldView) =>
    field.kind === "secret"
      ? kind !== "nativeApp" && !secretGiven
      : field.required && !draft.values[field.id]?.trim();
  const sentence = ({ kind: field, label }: FieldView) =>
    field === "secret" && kind === "serviceApp" ? "Make a key pair, and add its public key to the app." : `Enter the ${label}.`;
  return Object.fromEntries(connector.fields.filter(empty).map((field) => [field.id, sentence(field)]));
}

/** What is sent to Rust. */
export function requestOf(connector: ConnectorView, draft: Draft, secret: NewSecret): ConnectRequest {
  const { grant } = connector;
  const asked =
    grant.kind === "authorizationCode" && draft.scopes ? scopesOf(grantFor(grant, draft.app.kind), draft.scopes) : null;
  return {
    connector: connector.id,
    values: { ...draft.values },
    app: draft.app,
    secret,
    scopes: asked ?? [],
    actions: [...draft.actions],
    folder: draft.folder.trim() || null,
    customDomainConfirmed: draft.customDomainConfirmed,
  };
}
