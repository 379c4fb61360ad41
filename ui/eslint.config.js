import svelte from "eslint-plugin-svelte";
import tseslint from "typescript-eslint";

import svelteConfig from "./svelte.config.js";

const tauri = {
  group: ["@tauri-apps/*"],
  message: "Only ipc/commands.ts speaks to Rust.",
};
const features = ["connections", "connection", "health", "wizard", "storage", "action", "confirm", "scenarios", "sessions", "history", "exports", "queue", "rotation", "diagnostics"];
/** What several features show: a form to fill in, an answer, the truth about scopes, what came of the last checks, and a preflight. */
const parts = ["form", "answer", "scopes", "strip", "doctor"];

/** What files in one folder may not import. */
const closed = (folder, strangers, message) => ({
  files: [`src/${folder}/**/*.{ts,svelte}`],
  rules: {
    "no-restricted-imports": [
      "error",
      { patterns: [tauri, { group: strangers.map((name) => `**/${name}/**`), message }] },
    ],
  },
});

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "src/ipc/bindings/"] },
  ...tseslint.configs.recommended,
  ...tseslint.configs.stylistic,
  ...svelte.configs.recommended,
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      parserOptions: { parser: tseslint.parser, extraFileExtensions: [".svelte"], svelteConfig },
    },
  },
  {
    rules: {
      eqeqeq: "error",
      "no-eval": "error",
      "no-console": "error",
      "svelte/no-at-html-tags": "error",
      "svelte/prefer-svelte-reactivity": "off",
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-restricted-imports": ["error", { patterns: [tauri] }],
    },
  },
  ...features.map((feature) =>
    closed(
      feature,
      [...features.filter((other) => other !== feature), "frame"],
      "Features do not know each other; the frame brings them together.",
    ),
  ),
  ...parts.map((part) => closed(part, [...features, "frame"], "A part knows no feature.")),
  closed("shared", [...features, ...parts, "frame"], "shared/ knows no feature."),
  closed("ipc", [...features, ...parts, "frame", "shared"], "ipc/ knows only the types from Rust."),
  { files: ["src/ipc/commands.ts"], rules: { "no-restricted-imports": "off" } },
  { files: ["**/*.test.ts"], rules: { "no-restricted-imports": "off" } },
);
