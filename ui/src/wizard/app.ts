/** What the app is, in the Admin Console's words, and what follows for the form. */
import type { AppChoice } from "../ipc/bindings/AppChoice";
import type { AppKind } from "../ipc/bindings/AppKind";
import type { Failure } from "../ipc/bindings/Failure";
import type { ScopeGrant } from "./scopes";

/** The kinds of app, in the order of *Create App Integration*. */
export const kinds: { kind: AppKind; label: string; about: string }[] = [
  {
    kind: "webApp",
    label: "Web Application",
    about: "Client authentication: Client secret. You sign in; this is what Okta's guides make.",
  },
  {
    kind: "nativeApp",
    label: "Native Application",
    about: "Client authentication: None. You sign in; PKCE stands in for a secret.",
  },
  {
    kind: "serviceApp",
    label: "API Services",
    about: "Client authentication: Public key / Private key. Nobody signs in; the app acts by itself.",
  },
];

export const usualApp: AppChoice = { kind: "webApp", dpop: false, pushed: false };

/** Whether somebody signs in. */
export const signsIn = (kind: AppKind) => kind !== "serviceApp";

const ofTheApi = (name: string) => name.startsWith("okta.");

/** What can be asked for: an app by itself has nothing to do with the scopes of people. */
export function grantFor(grant: ScopeGrant, kind: AppKind): ScopeGrant {
  if (signsIn(kind)) return grant;
  return {
    ...grant,
    apiOnly: true,
    presets: grant.presets.map((preset) => ({ ...preset, scopes: preset.scopes.filter(ofTheApi) })),
    scopes: grant.scopes.filter(({ name }) => ofTheApi(name)),
  };
}

/** The app as a refusal shows it to be: what the org demanded is ticked, and a secret it wants is asked for. */
export function corrected(app: AppChoice, failure: Failure, secretField: string | undefined): AppChoice {
  if (failure.code === "dpopRequired") return { ...app, dpop: true };
  if (failure.code === "pushRequired") return { ...app, pushed: true };
  if (app.kind === "nativeApp" && failure.field === secretField) return { ...app, kind: "webApp" };
  return app;
}

/** The practice org has an app of each kind: the client ID follows the kind, unless it was typed. */
export function clientIdFor(kind: AppKind, typed: string, clients: Partial<Record<AppKind, string>>): string {
  const untouched = typed === "" || Object.values(clients).includes(typed);
  return (untouched && clients[kind]) || typed;
}
