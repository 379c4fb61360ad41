/** Connectors for a browser with no Rust behind it. */
import type { ActionLine } from "../bindings/ActionLine";
import type { ConnectorView } from "../bindings/ConnectorView";
import type { FieldView } from "../bindings/FieldView";
import type { ScopeView } from "../bindings/ScopeView";

const field = (id: string, label: string, kind: FieldView["kind"], more: Partial<FieldView> = {}): FieldView => ({
  id,
  label,
  kind,
  help: null,
  example: null,
  required: true,
  ...more,
});

const nickname = field("nickname", "Connection Nickname", "nickname");
const description = field("description", "Connection description", "description", { required: false });
const oauthFields = [
  nickname,
  description,
  field("domain", "Domain", "oktaDomain", {
    example: "acme.okta.com",
    help: "Without https:// and without -admin.",
  }),
  field("client_id", "Client ID", "text"),
  field("client_secret", "Client Secret", "secret"),
];

const automatic = ["openid", "profile", "email", "phone", "address", "groups", "offline_access"];

const scope = (name: string, essential = false): ScopeView => ({
  name,
  automatic: automatic.includes(name),
  essential,
  default: true,
  about: automatic.includes(name) ? `Tells who signed in (${name}).` : `Lets the connection use ${name.split(".")[1]}.`,
  cost: `Actions that need ${name} answer "Insufficient Scope".`,
});

const action = (
  name: string,
  effect: ActionLine["effect"],
  scopes: string[],
  roles: string[] = [],
  family = name.split(" ").at(-1) ?? name,
): ActionLine => ({
  id: name.toLowerCase().replaceAll(" ", "_"),
  name,
  family,
  effect,
  scopes,
  roles,
  missing: [],
  prediction: null,
});

const oauth = (names: string[], essential: string[]): ConnectorView["grant"] => ({
  kind: "authorizationCode",
  presets: [{ id: "default", name: "Default scopes", about: "All that its cards need.", scopes: names }],
  scopes: names.map((name) => scope(name, essential.includes(name))),
});

const realms = [...automatic, "okta.realms.manage", "okta.realms.read", "okta.schemas.read", "okta.users.manage", "okta.users.read"];
const devices = [...automatic, "okta.devices.manage", "okta.devices.read"];
const four = ["okta.users.read", "okta.users.manage", "okta.groups.read", "okta.groups.manage"];
const wide = ["apps", "clients", "eventHooks", "factors", "groups", "idps", "inlineHooks", "linkedObjects", "policies", "roles", "users"]
  .flatMap((thing) => [`okta.${thing}.manage`, `okta.${thing}.read`])
  .concat("okta.logs.read");

const extra = ["brands", "domains", "features", "networkZones", "orgs"].map((thing) => `okta.${thing}.read`);

export const connectors: ConnectorView[] = [
  {
    id: "okta",
    name: "Okta",
    about: "People, groups and applications in an Okta org.",
    fields: oauthFields,
    grant: {
      kind: "authorizationCode",
      presets: [
        { id: "okta", name: "Okta connector", about: "What the Okta connector's cards need.", scopes: [...automatic, ...wide] },
        { id: "automation", name: "Automation package", about: "What the Okta package's Connect action asks for.", scopes: four },
        { id: "action_flows", name: "Action flows", about: "What action flows ask for.", scopes: ["openid", ...four] },
      ],
      scopes: [
        ...[...automatic, ...wide].map((name) => scope(name, name === "openid")),
        ...extra.map((name) => ({ ...scope(name), default: false })),
      ],
    },
    actions: [
      action("Lookup user", "read", ["okta.users.read"], [], "Users"),
      action("List users", "read", ["okta.users.read"], [], "Users"),
      action("Create user", "write", ["okta.users.manage"], [], "Users"),
      action("Deactivate user", "destructive", ["okta.users.manage"], [], "Users"),
      action("Lookup group", "read", ["okta.groups.read"], [], "Groups"),
      action("Connect", "read", [], [], "Automation package"),
      action("Find group", "read", ["okta.groups.read"], [], "Automation package"),
      action("Activate user", "write", ["okta.users.manage"], [], "Users"),
      action("Disconnect", "read", [], [], "Automation package"),
      action("Custom API Action", "byRequest", [], [], "Custom"),
    ],
  },
  {
    id: "okta_realms",
    name: "Okta Realms",
    about: "Realms, and who belongs to them.",
    fields: oauthFields,
    grant: oauth(realms, ["openid", "okta.realms.read"]),
    actions: [
      action("Search Realms", "read", ["okta.realms.read"]),
      action("Create Realm", "write", ["okta.realms.manage"]),
      action("Create Realm User", "write", ["okta.schemas.read", "okta.users.manage"]),
    ],
  },
  {
    id: "okta_devices",
    name: "Okta Devices",
    about: "Devices, and their lifecycle.",
    fields: oauthFields,
    grant: oauth(devices, ["openid"]),
    actions: [
      action("Search Devices", "read", ["okta.devices.read"]),
      action("Suspend Device", "write", ["okta.devices.manage"]),
      action("Delete Device", "destructive", ["okta.devices.manage"]),
    ],
  },
  {
    id: "okta_privileged_access",
    name: "Okta Privileged Access",
    about: "Projects, secrets and resource groups of an OPA team.",
    fields: [
      nickname,
      description,
      field("team", "OPA Team Name", "text", { example: "acme-prod" }),
      field("key_id", "Service Account API Key ID", "text"),
      field("key", "Service Account API Key", "secret"),
      field("base_url", "OPA Base URL", "opaBaseUrl", { example: "https://acme.pam.okta.com" }),
    ],
    grant: {
      kind: "serviceToken",
      roles: [
        { id: "resource_admin", name: "Resource Admin", about: "Resource groups, projects and secrets.", asked: true },
        { id: "security_admin", name: "Security Admin", about: "Security policies.", asked: true },
        { id: "pam_admin", name: "PAM Admin", about: "The team itself.", asked: false },
      ],
    },
    actions: [
      action("List projects", "read", [], ["resource_admin"]),
      action("Create secret", "write", [], ["end_user"]),
      action("Reveal secret", "read", [], ["end_user"]),
    ],
  },
];
