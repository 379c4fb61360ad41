/** Each connector's drawing lies in its own folder, beside its data. */
const found = import.meta.glob<string>(
  "../../../src-tauri/crates/catalogue/connectors/*/icon.svg",
  { query: "?url", import: "default", eager: true },
);

const byConnector = new Map(
  Object.entries(found).map(([path, url]) => [path.split("/").at(-2) ?? "", url]),
);

/** Where a connector's drawing is; none for one that brought none. */
export const connectorIcon = (connector: string) => byConnector.get(connector);
