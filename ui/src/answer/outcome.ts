/** What came of a run, in a word, with a drawing and a tone. */
export type Outcome = { word: string; icon: string; tone: "success" | "danger" | "warning" | "neutral" };

const outcomes: Record<string, Outcome> = {
  done: { word: "Done", icon: "check-circle", tone: "success" },
  refused: { word: "Refused", icon: "alert", tone: "danger" },
  stopped: { word: "Stopped", icon: "stop", tone: "neutral" },
  unknown: { word: "Outcome unknown", icon: "question", tone: "warning" },
  sending: { word: "Not answered yet", icon: "refresh", tone: "neutral" },
};

export const outcomeOf = (word: string): Outcome =>
  outcomes[word] ?? { word: "Answered", icon: "question", tone: "neutral" };
