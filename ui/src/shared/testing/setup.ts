/** What jsdom lacks and the components need: a layout, and the observers of one. */
import { cleanup } from "@testing-library/svelte";
import { afterEach } from "vitest";

const inOrder = (name: "offsetHeight" | "offsetWidth", size: number) =>
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => size });

inOrder("offsetHeight", 560);
inOrder("offsetWidth", 1200);

Element.prototype.scrollTo ??= () => undefined;
Element.prototype.scrollIntoView ??= () => undefined;

afterEach(() => cleanup());
