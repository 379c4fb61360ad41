/** Scopes for a browser with no Rust behind it: a plain count of what Rust decides. */
import type { ActionLine } from "../bindings/ActionLine";
import type { AppKind } from "../bindings/AppKind";
import type { ConnectorView } from "../bindings/ConnectorView";
import type { LeastScopes } from "../bindings/LeastScopes";
import type { ScopeLine } from "../bindings/ScopeLine";
import type { ScopeView } from "../bindings/ScopeView";

const wider = (name: string) => (name.endsWith(".read") ? name.replace(/read$/, "manage") : name);

type Told = { requested: string[]; granted: string[]; before?: string[]; used: ActionLine[] };

/** The truth table of these scopes. */
export function lines(scopes: ScopeView[], { requested, granted, before, used }: Told): ScopeLine[] {
  const needed = used.flatMap(({ scopes }) => scopes);
  const names = [...new Set([...requested, ...granted, ...(before ?? []), ...needed])];
  const row = (name: string): ScopeLine => {
    const entry = scopes.find((one) => one.name === name);
    const has = granted.includes(name);
    const neededBy = used.filter((action) => action.scopes.includes(name)).map((action) => action.name);
    const served = !has && wider(name) !== name && granted.includes(wider(name));
    const mark = !has && !served
      ? requested.includes(name) || neededBy.length > 0 ? "missing" : "dropped"
      : entry?.automatic ? "automatic" : used.length > 0 && neededBy.length === 0 && !entry?.essential ? "unused" : "ok";
    return {
      name,
      requested: requested.includes(name),
      granted: has,
      before: before ? before.includes(name) : null,
      servedBy: served ? wider(name) : null,
      neededBy,
      mark,
      about: (mark === "missing" ? entry?.cost : entry?.about) ?? "",
    };
  };
  const order = ["missing", "unused", "ok", "automatic", "dropped"];
  return names.map(row).sort((a, b) => order.indexOf(a.mark) - order.indexOf(b.mark));
}

/** The fewest scopes for these actions; an app by itself asks for none that is about a person. */
export function least(connector: ConnectorView, used: ActionLine[], asked: string[], granted: string[], app: AppKind): LeastScopes {
  const api = (name: string) => name.startsWith("okta.");
  const offered = connector.grant.kind === "authorizationCode" ? connector.grant.scopes : [];
  const all = offered.filter(({ name }) => app !== "serviceApp" || api(name));
  const needed = new Set(used.flatMap(({ scopes }) => scopes));
  const few = [...needed].filter((name) => wider(name) === name || !needed.has(wider(name)));
  const always = all.filter(({ automatic, essential, name }) => essential || (automatic && (asked.includes(name) || ["openid", "offline_access"].includes(name))));
  const names = [...new Set([...always.map(({ name }) => name), ...few])].sort();
  return {
    scopes: names.map((name) => ({
      name,
      automatic: all.find((one) => one.name === name)?.automatic ?? false,
      granted: granted.includes(name),
      neededBy: used.filter(({ scopes }) => scopes.some((one) => one === name || wider(one) === name)).map((action) => action.name),
      about: "",
    })),
    grant: names.filter((name) => api(name) && !granted.includes(name)),
    revoke: granted.filter((name) => api(name) && !names.includes(name)),
    open: used.filter(({ id }) => id === "custom_api_action").map(({ name }) => name),
    same: [asked, granted].every((set) => set.length === names.length && set.every((name) => names.includes(name))),
    page: { label: "Open the app", url: "https://acme-admin.okta.com/admin/app/oidc_client/instance/0oa1/" },
  };
}
