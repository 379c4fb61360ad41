import { fileURLToPath } from "node:url";

import * as odyssey from "@okta/odyssey-design-tokens";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Okta's design tokens as CSS custom properties: `HueBlue500` becomes `--hue-blue-500`. */
function odysseyTokens(): Plugin {
  const name = "virtual:odyssey-tokens.css";
  const wanted = /^(Hue|Spacing|BorderRadius|BorderColor|Depth|Typography(Family|Size|Weight|LineHeight))/;
  const kebab = (token: string) =>
    token.replace(/([a-z])([A-Z0-9])/g, "$1-$2").replace(/([0-9])([A-Z])/g, "$1-$2").toLowerCase();
  return {
    name: "odyssey-tokens",
    resolveId: (id) => (id === name ? id : undefined),
    load(id) {
      if (id !== name) return undefined;
      const lines = Object.entries(odyssey)
        .filter(([token]) => wanted.test(token))
        .map(([token, value]) => `  --${kebab(token)}: ${String(value)};`);
      return `:root {\n${lines.join("\n")}\n}\n`;
    },
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [odysseyTokens(), svelte()],
  // No variable has this name: nothing of the environment that the page is built in gets into it.
  envPrefix: "CONNECTIONS_CONSOLE_PAGE_",
  // The connectors' icons live beside their data, outside this folder.
  server: { fs: { allow: [fileURLToPath(new URL("..", import.meta.url))] } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: ["chrome123", "safari17.5"],
    // The window's content policy takes files, not data URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ["index.html", "confirm.html"].map((page) => fileURLToPath(new URL(page, import.meta.url))),
    },
  },
  // Tests mount components: without this they would get Svelte's server build.
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/shared/testing/setup.ts"],
    restoreMocks: true,
    testTimeout: 240_000,
  },
}));
