/** What can be done with a row, in the order of its menu. */
export type RowAction = "test" | "reauthorize" | "handOver" | "rotate" | "edit" | "rename" | "duplicate" | "copy" | "delete";

export const rowActions: { action: RowAction; label: string; keys?: string }[] = [
  { action: "test", label: "Test" },
  { action: "reauthorize", label: "Reauthorize" },
  { action: "handOver", label: "Hand over…" },
  { action: "rotate", label: "Rotate secret…" },
  { action: "edit", label: "Edit" },
  { action: "rename", label: "Rename", keys: "F2" },
  { action: "duplicate", label: "Duplicate" },
  { action: "copy", label: "Copy details without secrets" },
  { action: "delete", label: "Delete", keys: "Del" },
];
