/** Every command that a confirmation window may call. No other window is answered by these. */
import type { QuestionView } from "./bindings/QuestionView";
import { call } from "./commands";

export const confirmationQuestion = () => call<QuestionView>("confirmation_question");
export const confirmationFits = (typed: string) => call<boolean>("confirmation_fits", { typed });
/** With what was typed, a yes; with nothing, a no. Tells whether that was an answer. */
export const answerConfirmation = (typed: string | null) => call<boolean>("answer_confirmation", { typed });
