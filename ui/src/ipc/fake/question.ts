/** A question for a browser with no Rust behind it: `?theme=dark&plain&name=…`. */
import type { QuestionView } from "../bindings/QuestionView";
import type { Call } from "../commands";

export const question = (more: Partial<QuestionView> = {}): QuestionView => ({
  title: "Deactivate user?",
  loses: "Ends all access: the user loses every app assignment, and with it what the apps hold.",
  facts: [
    ["User", "zoe@acme.com (00u1001abcdEFGH, ACTIVE)"],
    ["Org", "acme.okta.com"],
    ["Connection", "Prod – read only"],
  ],
  typed: ["the login of the user", "zoe@acme.com"],
  button: "Deactivate user",
  theme: "system",
  ...more,
});

/** Answers the three commands; `said` hears each answer. */
export function asking(view: QuestionView, said: (typed: string | null) => void): Call {
  const fits = (typed: unknown) => typed === view.typed?.[1];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const answers: Record<string, (given: any) => unknown> = {
    confirmation_question: () => view,
    confirmation_fits: ({ typed }) => fits(typed),
    answer_confirmation({ typed }) {
      said(typed);
      return typed === null || fits(typed) || view.typed === null;
    },
  };
  return async <Answer>(name: string, given: Record<string, unknown> = {}) => {
    const answer = answers[name];
    if (!answer) throw new Error(`no command ${name}`);
    return (await answer(given)) as Answer;
  };
}

export function questionFromAddress(given: URLSearchParams): Call {
  const name = given.get("name");
  const view = question({
    theme: given.get("theme") ?? "system",
    ...(given.has("plain") && { typed: null, title: "Send this POST?", button: "Send POST" }),
    ...(name !== null && { typed: ["the name of the group", name] as [string, string] }),
  });
  return asking(view, (typed) => (document.title = typed === null ? "No" : `Yes: ${typed}`));
}
