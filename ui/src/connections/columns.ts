import type { Column } from "./arrange";

/** The columns that can be sorted by, in the order of the list; the box and the star come before, the menu after. */
export const columns: { column: Column; label: string }[] = [
  { column: "nickname", label: "Name" },
  { column: "description", label: "Description" },
  { column: "connector", label: "Connector" },
  { column: "address", label: "Domain or team" },
  { column: "authorizedAs", label: "Runs as" },
  { column: "status", label: "Status" },
  { column: "granted", label: "Granted" },
  { column: "reauthorizeBy", label: "Reauthorize by" },
  { column: "lastTestedAt", label: "Last tested" },
];

/** All columns, with the box, the star and the menu. */
export const columnCount = columns.length + 3;
