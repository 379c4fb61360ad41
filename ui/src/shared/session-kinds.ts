/** The three kinds of session: what each is called, and who may use it. */
import type { SessionKind } from "../ipc/bindings/SessionKind";

export const sessionKinds: { kind: SessionKind; word: string; tab: string; meaning: string }[] = [
  { kind: "local", word: "Local", tab: "Local session", meaning: "Known by its name where it was opened, and nowhere else." },
  { kind: "global", word: "Global", tab: "Global session", meaning: "Known by its name to all scenarios, parent and child, until it is disconnected or the console quits." },
  { kind: "variable", word: "Variable", tab: "Variable", meaning: "Held in a variable, and handed to a child scenario as an input." },
];

/** What one of them is called, and what that means. */
export const sessionKind = (kind: SessionKind) =>
  sessionKinds.find((one) => one.kind === kind) as (typeof sessionKinds)[number];
