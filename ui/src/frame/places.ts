/** The places of the console, in the order of the navigation. */
export type Place = "connections" | "history";

export const places: { key: Place; label: string; icon: string }[] = [
  { key: "connections", label: "Connections", icon: "connections" },
  { key: "history", label: "History", icon: "history" },
];
