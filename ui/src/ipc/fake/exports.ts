/** Exports for a browser with no Rust behind it. What a file begins with decides what comes of it. */
import type { ConnectionRow } from "../bindings/ConnectionRow";
import type { ExportView } from "../bindings/ExportView";
import { failure } from "./failure";

/** The same answer for every file but for `PK`, an archive, and what is not JSON. */
export function readExport(name: string, text: string, rows: ConnectionRow[]): ExportView {
  if (!text.startsWith("{")) {
    const why = text.startsWith("PK") ? "It is an archive, such as a ZIP." : "It stops being JSON at line 1, column 1.";
    throw failure({ what: `“${name}” was not read.`, why, fix: "Export the folder or the flow again in Okta Workflows." });
  }
  const of = (connector: string) => rows.filter((row) => row.connector === connector);
  return {
    name,
    version: "1.5.0",
    created: "2026-10-05T09:12:44.120Z",
    flows: 4,
    oktaCards: 9,
    otherCards: 2,
    connectors: [
      {
        connector: "okta",
        name: "Okta",
        scopes: ["okta.eventHooks.manage", "okta.groups.manage", "okta.logs.read", "okta.users.read"],
        uncounted: 2,
        cards: [
          { address: "okta:addNewUserToGroup", name: "Add User to Group", known: "listed", scopes: ["okta.groups.manage"], requests: [], flows: ["Welcome a joiner"] },
          { address: "okta:hTTPRequest", name: "Custom API Action", known: "endpoint", scopes: [], requests: ["GET /api/v1/users/me/factors"], flows: ["Report on joiners"] },
          { address: "okta:mapProfileSourceAttributes", name: "Map Profile Source Attributes", known: "unknown", scopes: [], requests: [], flows: ["Report on joiners"] },
          { address: "okta:readUser", name: "Read User", known: "derived", scopes: ["okta.users.read"], requests: [], flows: ["Report on joiners", "Say goodbye to a leaver", "Welcome a joiner"] },
          { address: "okta:searchSystemLogs", name: "Search System Logs", known: "derived", scopes: ["okta.logs.read"], requests: [], flows: ["Report on joiners"] },
          { address: "okta:userCreated", name: "User Created", known: "listed", scopes: ["okta.eventHooks.manage"], requests: [], flows: ["Welcome a joiner"] },
        ],
        connections: of("okta").map((row, n) => ({ row, serves: n ? "lacks" : "yes", lacks: n ? ["okta.eventHooks.manage", "okta.logs.read"] : [] })),
      },
      {
        connector: "okta_privileged_access",
        name: "Okta Privileged Access",
        scopes: [],
        uncounted: 0,
        cards: [{ address: "oktaprivilegedaccess:customApiAction_KC4ijKL5WC", name: "Custom API Action", known: "roles", scopes: [], requests: ["POST /groups/joiners/users"], flows: ["Servers of a joiner"] }],
        connections: of("okta_privileged_access").map((row) => ({ row, serves: "roles", lacks: [] })),
      },
      {
        connector: "okta_realms",
        name: "Okta Realms",
        scopes: ["okta.realms.read", "okta.users.manage"],
        uncounted: 0,
        cards: [{ address: "oktarealms:searchRealms_P4iAKL5cJ", name: "Search Realms", known: "listed", scopes: ["okta.realms.read"], requests: [], flows: ["Realm of a joiner"] }],
        connections: of("okta_realms").map((row) => ({ row, serves: "lacks", lacks: ["okta.users.manage"] })),
      },
    ],
  };
}
