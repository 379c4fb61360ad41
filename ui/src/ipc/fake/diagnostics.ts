/** What Diagnostics shows, for a browser with no Rust behind it. */
import type { ConnectionRow } from "../bindings/ConnectionRow";
import type { DiagnosticsView } from "../bindings/DiagnosticsView";
import { preflight } from "./doctor";

export function diagnosed(rows: ConnectionRow[], reach: boolean): DiagnosticsView {
  const addresses = [...new Set(rows.map(({ address }) => address))];
  const ways = ["proxy", "authority", "clock"];
  return {
    groups: [
      { title: "Program", facts: [["Version", "0.1.0"], ["System", "Debian GNU/Linux 12"], ["Web view", "WebKitGTK 2.44"]] },
      { title: "On this computer", facts: [["Data folder", "~/.local/share/connections-console"], ["Database", "0.4 MB"], ["Key", "Secret Service"]] },
      { title: "Network", facts: [["Proxy settings", "HTTPS_PROXY, NO_PROXY"], ["Certificates", "The operating system's store"]] },
    ],
    orgs: reach
      ? addresses.map((address) => ({ address, lines: preflight("review").lines.filter(({ id }) => ways.includes(id)) }))
      : addresses.map((address) => ({ address, lines: preflight("review").lines.filter(({ id }) => id === "proxy") })),
    text: "Connections Console 0.1.0\norg 1 (okta.com): Through http://proxy.acme.example:3128",
  };
}
