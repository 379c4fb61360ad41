/** The places of the console, in the order of the navigation. */
export type Place = "connections" | "health" | "scenarios" | "sessions" | "history" | "exports" | "diagnostics";

export const places: { key: Place; label: string; icon: string }[] = [
  { key: "connections", label: "Connections", icon: "connections" },
  { key: "health", label: "Health", icon: "health" },
  { key: "scenarios", label: "Scenarios", icon: "scenarios" },
  { key: "sessions", label: "Sessions", icon: "sessions" },
  { key: "history", label: "History", icon: "history" },
  { key: "exports", label: "Workflows", icon: "import" },
  { key: "diagnostics", label: "Diagnostics", icon: "computer" },
];
