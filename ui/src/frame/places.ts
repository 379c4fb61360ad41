/** The places of the console, in the order of the navigation. */
export type Place = "connections" | "exports";

export const places: { key: Place; label: string; icon: string }[] = [
  { key: "connections", label: "Connections", icon: "connections" },
  { key: "exports", label: "Workflows", icon: "import" },
];
