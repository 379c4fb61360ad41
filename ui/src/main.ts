import "@fontsource-variable/inter/wght.css";
import "virtual:odyssey-tokens.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/tabs.css";

import { mount } from "svelte";

import App from "./App.svelte";
import { answerWith } from "./ipc/commands";

/** In a plain browser, during development, the console answers itself from memory. */
async function standInForRust(): Promise<void> {
  if (!import.meta.env.DEV || "__TAURI_INTERNALS__" in window) return;
  const { fakeFromAddress } = await import("./ipc/fake/from-address");
  answerWith(fakeFromAddress(new URLSearchParams(location.search)));
}

await standInForRust();

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");
mount(App, { target });
