/** The steps of a sign-in: form → asking → waiting → review → saving. */
import type { Failure } from "../ipc/bindings/Failure";
import type { Review } from "../ipc/bindings/Review";
import type { SignInView } from "../ipc/bindings/SignInView";

export type Step =
  | { at: "form"; failure: Failure | null }
  | { at: "asking" }
  | { at: "waiting"; signIn: SignInView }
  | { at: "review"; review: Review; failure: Failure | null }
  | { at: "saving"; review: Review };

export type Happening =
  | { is: "asked" }
  | { is: "browserOpened"; signIn: SignInView }
  | { is: "signedIn"; review: Review }
  | { is: "saveAsked" }
  | { is: "discarded" }
  | { is: "refused"; failure: Failure };

export const start: Step = { at: "form", failure: null };

/** What comes next. What does not fit the step changes nothing. */
export function next(step: Step, happening: Happening): Step {
  switch (happening.is) {
    case "asked":
      return step.at === "form" ? { at: "asking" } : step;
    case "browserOpened":
      return step.at === "asking" || step.at === "waiting" ? { at: "waiting", signIn: happening.signIn } : step;
    case "signedIn":
      return step.at === "asking" || step.at === "waiting"
        ? { at: "review", review: happening.review, failure: null }
        : step;
    case "saveAsked":
      return step.at === "review" ? { at: "saving", review: step.review } : step;
    case "discarded":
      return { at: "form", failure: null };
    case "refused":
      return refused(step, happening.failure);
  }
}

/** A refusal leads back to the form; only a save that may yet succeed stays where it is. */
function refused(step: Step, failure: Failure): Step {
  if (failure.code === "cancelled") return { at: "form", failure: null };
  if (step.at !== "saving" || failure.field) return { at: "form", failure };
  if (failure.code !== "differentUser") return { at: "review", review: step.review, failure };

  const { before } = step.review;
  const review = before ? { ...step.review, before: { ...before, differentUser: true } } : step.review;
  return { at: "review", review, failure: null };
}
