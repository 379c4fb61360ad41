import { expect, test } from "vitest";

import type { ExportCard } from "../ipc/bindings/ExportCard";
import { needs, summary } from "./words";

const view = { name: "a.flow", version: "1.5.0", created: null, flows: 1, oktaCards: 2, otherCards: 0, connectors: [] };

test("the summary counts in words, and leaves out what is not there", () => {
  expect(summary(view)).toBe("1 flow · 2 cards of Okta's connectors · format 1.5.0");
  expect(summary({ ...view, flows: 1200, oktaCards: 1, otherCards: 1, version: "" })).toBe(
    "1,200 flows · 1 card of Okta's connectors · 1 card of others",
  );
});

test("a card of which nothing is known says so in the place of scopes", () => {
  const card: ExportCard = { address: "okta:x", name: "X", known: "unknown", scopes: [], requests: [], flows: [] };
  expect(needs(card)).toBe("Unknown");
  expect(needs({ ...card, known: "listed", scopes: ["okta.users.read", "okta.users.manage"] })).toBe(
    "okta.users.read, okta.users.manage",
  );
});
