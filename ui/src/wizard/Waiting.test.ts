import { render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { SignInView } from "../ipc/bindings/SignInView";
import Waiting from "./Waiting.svelte";

const signIn: SignInView = {
  attempt: "a1",
  url: "https://acme.okta.com/oauth2/v1/authorize",
  redirectUri: "http://127.0.0.1:8766/callback",
  expiresAt: "2026-11-23T12:05:00Z",
  busyPorts: ["Port 8765 is used by node (pid 4312)."],
  browserOpened: true,
};
const show = (more = {}) => render(Waiting, { signIn, browserOpened: true, onopenagain: () => undefined, ...more });

async function pass(seconds: number) {
  vi.advanceTimersByTime(seconds * 1000);
  await tick();
}

beforeEach(() => vi.useFakeTimers({ now: new Date("2026-11-23T12:00:00Z") }));
afterEach(() => vi.useRealTimers());

test("the time left counts down", async () => {
  show();
  expect(screen.getByRole("timer").textContent).toBe("5:00");
  await pass(61);

  expect(screen.getByRole("timer").textContent).toBe("3:59");
});

test("after twenty seconds Okta's own 400 page is explained, with the exact redirect URI", async () => {
  show();
  await pass(19);
  expect(screen.queryByText(/400 Bad Request/)).toBeNull();
  await pass(1);

  expect(screen.getByText(/400 Bad Request/)).toBeTruthy();
  expect(screen.getByText(signIn.redirectUri)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Copy redirect URI" })).toBeTruthy();
});

test("a port that another program holds is named", () => {
  show();

  expect(screen.getByText("Port 8765 is used by node (pid 4312).")).toBeTruthy();
});

test("where no browser could be started the link itself is shown", () => {
  show({ browserOpened: false });

  expect(screen.getByText("No browser could be started.")).toBeTruthy();
  expect(screen.getByText(signIn.url)).toBeTruthy();
});
