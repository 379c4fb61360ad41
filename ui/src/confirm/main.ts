import "@fontsource-variable/inter/wght.css";
import "virtual:odyssey-tokens.css";
import "../styles/tokens.css";
import "../styles/base.css";

import { mount } from "svelte";

import { answerWith } from "../ipc/commands";
import Confirm from "./Confirm.svelte";

/** In a plain browser, during development, the question comes from memory. */
async function standInForRust(): Promise<void> {
  if (!import.meta.env.DEV || "__TAURI_INTERNALS__" in window) return;
  const { questionFromAddress } = await import("../ipc/fake/question");
  answerWith(questionFromAddress(new URLSearchParams(location.search)));
}

await standInForRust();

const target = document.getElementById("app");
if (!target) throw new Error("confirm.html has no #app");
mount(Confirm, { target });
