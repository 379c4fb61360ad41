/** What jsdom lacks and the components need: a layout, and a place to scroll to. */
import { cleanup, configure, waitFor } from "@testing-library/svelte";
import { afterEach } from "vitest";

const always = (name: "clientHeight" | "clientWidth", size: number) =>
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => size });

always("clientHeight", 560);
always("clientWidth", 1200);

Element.prototype.scrollTo ??= () => undefined;
Element.prototype.scrollIntoView ??= () => undefined;

// How long a test waits for what never comes: a limit, and nothing that is measured.
configure({ asyncUtilTimeout: 90_000 });

// A layer gives focus back and frees the page a moment after it is gone: not in the next test.
afterEach(async () => {
  cleanup();
  await waitFor(() => {
    if (document.body.style.pointerEvents === "none") throw new Error("a layer is still closing");
  });
});
