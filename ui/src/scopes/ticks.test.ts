import { expect, test } from "vitest";

import { connectors } from "../ipc/fake/connectors";
import { found, share, ticking } from "./ticks";

const actions = connectors[0]?.actions ?? [];
const names = (text: string) => found(actions, text).map(({ family, actions }) => [family, actions.length]);

test("actions are found by their name, their family or a scope that they need", () => {
  expect(names("")).toEqual([["Users", 5], ["Groups", 1], ["Automation package", 3], ["Custom", 1]]);
  expect(names("lookup")).toEqual([["Users", 1], ["Groups", 1]]);
  expect(names("  groups.READ ")).toEqual([["Groups", 1], ["Automation package", 1]]);
  expect(names("user manage")).toEqual([["Users", 3]]);
  expect(names("nothing of the kind")).toEqual([]);
});

test("a family is ticked as a whole, and shows when only a part of it is", () => {
  const [users] = found(actions, "");
  if (!users) throw new Error("there are users");
  const some = ticking(new Set(["lookup_group"]), users.actions.slice(0, 1), true);
  expect(share(users, some)).toBe("some");
  const all = ticking(some, users.actions, true);
  expect(share(users, all)).toBe("all");
  const none = ticking(all, users.actions, false);
  expect(share(users, none)).toBe("none");
  expect([...none]).toEqual(["lookup_group"]);
});
