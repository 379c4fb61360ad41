import { expect, test } from "vitest";

import type { Review } from "../ipc/bindings/Review";
import type { SignInView } from "../ipc/bindings/SignInView";
import { failure } from "../ipc/fake";
import { review as made } from "../ipc/fake/review";
import { next, start, type Step } from "./steps";

const signIn = { attempt: "a1" } as SignInView;
const review: Review = made("a1", {}, []);
const waiting: Step = { at: "waiting", signIn };
const saving: Step = { at: "saving", review };

test("a sign-in goes from the form over the browser to the review", () => {
  const asking = next(start, { is: "asked" });
  const opened = next(asking, { is: "browserOpened", signIn });

  expect(asking).toEqual({ at: "asking" });
  expect(opened).toEqual({ at: "waiting", signIn });
  expect(next(opened, { is: "signedIn", review })).toEqual({ at: "review", review, failure: null });
});

test("a team is reviewed without a browser", () => {
  expect(next({ at: "asking" }, { is: "signedIn", review }).at).toBe("review");
});

test("a refusal leads back to the form, with its reason", () => {
  const refusal = failure({ what: "No." });

  expect(next(waiting, { is: "refused", failure: refusal })).toEqual({ at: "form", failure: refusal });
  expect(next({ at: "asking" }, { is: "refused", failure: refusal })).toEqual({ at: "form", failure: refusal });
});

test("a sign-in that the person cancelled says nothing", () => {
  expect(next(waiting, { is: "refused", failure: failure({ code: "cancelled" }) })).toEqual({ at: "form", failure: null });
});

test("a browser that comes back after Cancel changes nothing", () => {
  expect(next(start, { is: "signedIn", review })).toBe(start);
});

test("a save that failed can be tried again, unless a field must change", () => {
  expect(next(saving, { is: "refused", failure: failure({ what: "Disk full." }) }).at).toBe("review");
  expect(next(saving, { is: "refused", failure: failure({ field: "nickname" }) }).at).toBe("form");
});

test("a save that another user's sign-in forbids asks whom to keep", () => {
  const before = { identity: review.identity, differentUser: false, gained: [], lost: [] };
  const refused = next({ at: "saving", review: { ...review, before } }, { is: "refused", failure: failure({ code: "differentUser" }) });

  expect(refused).toMatchObject({ at: "review", failure: null, review: { before: { differentUser: true } } });
});
