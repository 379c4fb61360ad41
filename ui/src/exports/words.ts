/** What is known of a card and of a connection, in words. */
import type { CardKnown } from "../ipc/bindings/CardKnown";
import type { ExportCard } from "../ipc/bindings/ExportCard";
import type { ExportView } from "../ipc/bindings/ExportView";
import type { Serves } from "../ipc/bindings/Serves";

export const known: Record<CardKnown, { word: string; icon: string; about: string }> = {
  listed: { word: "Listed", icon: "check", about: "Okta's page of the scopes of its cards lists these." },
  derived: { word: "From its calls", icon: "check", about: "Okta's API description lists these for the calls that the card makes." },
  endpoint: { word: "Depends on the endpoint", icon: "question", about: "It needs whatever the endpoint needs that the flow calls." },
  roles: { word: "By roles", icon: "shield", about: "Okta Privileged Access has no scopes: the service user's roles decide." },
  unknown: { word: "Unknown", icon: "question", about: "What this card needs is written nowhere that was read, and it is not guessed." },
};

export const serves: Record<Serves, { word: string; icon: string; tone: string }> = {
  yes: { word: "Would serve", icon: "check-circle", tone: "success" },
  lacks: { word: "Lacks scopes", icon: "alert", tone: "danger" },
  roles: { word: "Roles decide", icon: "shield", tone: "neutral" },
  notAuthorized: { word: "Not authorized", icon: "minus-circle", tone: "neutral" },
};

const some = (count: number, one: string, many = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** How much the file holds, in one line. */
export function summary({ flows, oktaCards, otherCards, version }: ExportView): string {
  const parts = [some(flows, "flow"), some(oktaCards, "card of Okta's connectors", "cards of Okta's connectors")];
  if (otherCards > 0) parts.push(some(otherCards, "card of others", "cards of others"));
  if (version) parts.push(`format ${version}`);
  return parts.join(" · ");
}

/** What a card needs, in one line. */
export const needs = ({ scopes, known: knowledge }: ExportCard) =>
  scopes.length > 0 ? scopes.join(", ") : known[knowledge].word;
