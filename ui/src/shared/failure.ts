import type { Failure } from "../ipc/bindings/Failure";

/** Whether something thrown is Rust's own refusal. */
function isFailure(thrown: unknown): thrown is Failure {
  return typeof thrown === "object" && thrown !== null && "what" in thrown && "code" in thrown;
}

/** Makes a refusal of whatever was thrown, so that the screen has one shape to show. */
export function asFailure(thrown: unknown): Failure {
  if (isFailure(thrown)) return thrown;
  return {
    code: "other",
    what: "The console could not do that.",
    why: "Something unforeseen happened inside the program.",
    fix: "Try again. If it happens again, restart the console.",
    field: null,
    repaired: null,
    team: null,
    requestId: null,
    at: null,
    detail: thrown instanceof Error ? thrown.message : String(thrown),
  };
}
