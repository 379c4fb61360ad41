import { preference, setPreference } from "../ipc/commands";

export type Theme = "system" | "light" | "dark";

export const themes: { theme: Theme; label: string }[] = [
  { theme: "system", label: "System" },
  { theme: "light", label: "Light" },
  { theme: "dark", label: "Dark" },
];

let chosen = $state<Theme>("system");

function show(theme: Theme) {
  chosen = theme;
  document.documentElement.dataset.theme = theme;
}

/** Light, dark, or as the system has it; kept as a preference. */
export const theme = {
  get chosen() {
    return chosen;
  },
  async restore() {
    const kept = await preference("theme").catch(() => null);
    show(themes.find((one) => one.theme === kept)?.theme ?? "system");
  },
  choose(theme: Theme) {
    show(theme);
    // It looks right already: failing to keep it is no reason to disturb anybody.
    setPreference("theme", theme).catch(() => undefined);
  },
};
