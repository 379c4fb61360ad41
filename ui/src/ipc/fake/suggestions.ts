/**
 * Suggestions for a browser with no Rust behind it. What is typed decides what comes back: `busy`
 * has a note, `nobody` nothing, `staged` is in the wrong state; else people and groups.
 */
import type { CandidatesRequest } from "../bindings/CandidatesRequest";
import type { CandidatesView } from "../bindings/CandidatesView";
import type { CandidateView } from "../bindings/CandidateView";
import type { ConnectionDetails } from "../bindings/ConnectionDetails";
import type { RunRequest } from "../bindings/RunRequest";
import type { TargetView } from "../bindings/TargetView";
import { formOf } from "./actions";

const people: CandidateView[] = [
  { value: "00u1001abcdEFGH", label: "Zoë Núñez", detail: "zoe@acme.com", status: "ACTIVE" },
  { value: "00u1002abcdEFGH", label: "زوي شوكران", detail: "zoran@acme.com", status: "SUSPENDED" },
  { value: "00u1003abcdEFGH", label: "Zora-Wilhelmine-Theodora Freifrau von und zu Hohenlangenburg-Schwarzenfels", detail: "zora.the.very.long.login.that.somebody.really.typed@acme.com", status: "DEPROVISIONED" },
];

const groups: CandidateView[] = ["Sales", "Sales Europe", "Contractors"].map((label, n) => ({
  value: `00g100${n}abcdEFGH`, label, detail: n === 2 ? "app group" : "", status: null,
}));

const sessions: CandidateView[] = [
  { value: "Default", label: "Default", detail: "Local session “Default” leads through “Prod – read only”.", status: null },
  { value: "{handed}", label: "handed", detail: "Session variable “handed” leads through “HR onboarding”.", status: null },
];

export function candidates({ of, text }: CandidatesRequest): CandidatesView {
  const typed = text.trim().toLowerCase();
  if (typed === "busy") return { candidates: [], note: "No suggestions before 14:05:00 UTC: the rate limit is nearly used up." };
  const known = of === "group" ? groups : of === "session" ? sessions : people;
  const fits = ({ value, label, detail }: CandidateView) => `${value} ${label} ${detail}`.toLowerCase().includes(typed);
  return { candidates: known.filter(fits), note: null };
}

export function target(details: ConnectionDetails, request: RunRequest): TargetView {
  const { prediction } = formOf(details, request.action);
  const typed = request.inputs.user ?? "";
  if (typed === "nobody") return { prediction: { kind: "unknown", reason: "There is no user “nobody”." }, matched: [], instead: [] };
  const person = people.find(({ value, detail }) => value === typed || detail === typed);
  const status = typed === "staged" ? "STAGED" : (person?.status ?? null);
  if (!person && !status) return { prediction, matched: [], instead: [] };
  const words = `“${typed}” is the ID of the user ${person?.detail ?? typed} (${person?.value ?? "00u9"}, ${status}).`;
  const wrong = request.action === "deactivate_user" && status !== "ACTIVE";
  return {
    prediction: wrong ? { kind: "wrongState", reason: `It is ${status}; this takes ACTIVE.` } : prediction,
    matched: [{ input: "user", words, status }],
    instead: wrong ? [["lookup_user", "Lookup user"]] : [],
  };
}
