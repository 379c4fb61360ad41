import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import SecretPairs from "./SecretPairs.svelte";

function open(error: string | null = null) {
  const oninput = vi.fn();
  const { component } = render(SecretPairs, { id: "input-pairs", label: "Names and values", help: null, required: true, error, oninput });
  return { user: userEvent.setup(), read: () => component.read(), oninput };
}

const type = async (user: ReturnType<typeof userEvent.setup>, label: string, text: string) =>
  user.type(screen.getByLabelText(label), text);

test("pairs are read as one JSON object, and empty rows are none", async () => {
  const { user, read, oninput } = open();
  expect(read()).toBe("");
  await type(user, "Name 1", "user");
  await type(user, "Value 1", 'ä"x');
  await user.click(screen.getByRole("button", { name: "Add another" }));
  expect(JSON.parse(read())).toEqual({ user: 'ä"x' });
  await type(user, "Name 2", "pin");
  await type(user, "Value 2", "0000");
  expect(JSON.parse(read())).toEqual({ user: 'ä"x', pin: "0000" });
  expect(oninput).toHaveBeenCalled();
});

test("values are masked, and stand in no attribute", async () => {
  const { user } = open();
  await type(user, "Value 1", "c4n4ry");
  expect(screen.getByLabelText<HTMLInputElement>("Value 1").type).toBe("password");
  expect(document.body.innerHTML).not.toContain("c4n4ry");
});

test("a name that stands twice is kept twice, so that it can be refused and nothing is lost", async () => {
  const { user, read } = open();
  await type(user, "Name 1", "pin");
  await user.click(screen.getByRole("button", { name: "Add another" }));
  expect(document.activeElement).toBe(screen.getByLabelText("Name 2"));
  await type(user, "Name 2", "pin");
  expect(read()).toBe('{"pin":"","pin":""}');
});

test("a pair can be taken away, and what is wrong is said", async () => {
  const { user, read } = open("A name in it stands twice.");
  await user.click(screen.getByRole("button", { name: "Add another" }));
  await type(user, "Name 2", "gone");
  await user.click(screen.getByRole("button", { name: "Remove pair 2" }));
  expect(read()).toBe("");
  expect(screen.getByRole("alert").textContent).toContain("stands twice");
  expect(screen.getByRole("group", { name: "Names and values" })).toBeTruthy();
});
