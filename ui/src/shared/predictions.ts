/** How predictions look: a word and an icon for each, never colour alone. */
export type PredictionLook = { word: string; icon: string; tone: "success" | "warning" | "neutral" };

/** In the order in which they are offered to choose from. */
export const predictions: Record<string, PredictionLook> = {
  willRun: { word: "Will run", icon: "check-circle", tone: "success" },
  missingScope: { word: "Missing scope", icon: "alert", tone: "warning" },
  roleNeeded: { word: "Role needed", icon: "shield", tone: "warning" },
  featureMissing: { word: "Feature not in this org", icon: "cloud-off", tone: "warning" },
  wrongState: { word: "Not in this state", icon: "minus-circle", tone: "warning" },
  notAuthorized: { word: "Not authorized", icon: "key", tone: "warning" },
  unknown: { word: "Unknown", icon: "question", tone: "neutral" },
};

const unknown: PredictionLook = { word: "Unknown", icon: "question", tone: "neutral" };

/** How a prediction of this kind looks. */
export const predictionLook = (kind: string): PredictionLook => predictions[kind] ?? unknown;
