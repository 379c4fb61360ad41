/** A refusal for a browser with no Rust behind it. */
import type { Failure } from "../bindings/Failure";

export const failure = (more: Partial<Failure>): Failure => ({
  code: "other",
  what: "It did not work.",
  why: "There was a cause.",
  fix: "Do this next.",
  field: null,
  repaired: null,
  team: null,
  requestId: null,
  detail: null,
  at: null,
  ...more,
});
