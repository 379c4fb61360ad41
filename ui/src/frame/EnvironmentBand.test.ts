import { render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { ConnectionRow } from "../ipc/bindings/ConnectionRow";
import { row } from "../ipc/fake/connections";
import EnvironmentBand from "./EnvironmentBand.svelte";

const show = (more: Partial<ConnectionRow>, onarm = () => undefined) =>
  render(EnvironmentBand, { row: { ...row(0), ...more }, onarm, ondisarm: () => undefined });

beforeEach(() => vi.useFakeTimers({ now: new Date("2026-11-23T12:00:00Z") }));
afterEach(() => vi.useRealTimers());

test("production says that it is read-only, and offers to arm it", () => {
  const onarm = vi.fn();
  show({ environment: "production", armedUntil: null }, onarm);
  expect(screen.getByText("Read-only")).toBeTruthy();
  screen.getByRole("button", { name: "Arm for ten minutes" }).click();

  expect(onarm).toHaveBeenCalledOnce();
});

test("what is armed counts down, and is read-only again when its time is over", async () => {
  show({ environment: "production", armedUntil: "2026-11-23T12:10:00Z" });
  expect(screen.getByRole("timer").textContent).toBe("10:00");
  vi.advanceTimersByTime(61_000);
  await tick();
  expect(screen.getByRole("timer").textContent).toBe("8:59");
  expect(screen.getByRole("button", { name: "Make it read-only" })).toBeTruthy();
  vi.advanceTimersByTime(600_000);
  await tick();

  expect(screen.queryByRole("timer")).toBeNull();
  expect(screen.getByText("Read-only")).toBeTruthy();
});

test.each([["preview", "Preview"], ["sandbox", "Sandbox"]])("%s is named and needs no arming", (environment, word) => {
  show({ environment, armedUntil: null });

  expect(screen.getByText(word)).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});
