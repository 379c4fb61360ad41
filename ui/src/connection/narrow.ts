/** Which actions are shown: by words, by what they do, by what is predicted of them. */
import type { ActionEffect } from "../ipc/bindings/ActionEffect";
import type { ActionLine } from "../ipc/bindings/ActionLine";
import { effects } from "../shared/effects";
import { predictionLook, predictions } from "../shared/predictions";

export type Narrowing = { text: string; effect: string; prediction: string };

export const everything: Narrowing = { text: "", effect: "", prediction: "" };

/** Those that have every word somewhere: in name, family, effect, prediction, scopes or roles. */
export function narrow(actions: ActionLine[], { text, effect, prediction }: Narrowing): ActionLine[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return actions.filter((action) => {
    if (effect && action.effect !== effect) return false;
    if (prediction && action.prediction?.kind !== prediction) return false;
    const all = spoken(action);
    return words.every((word) => all.includes(word));
  });
}

const spoken = ({ name, family, effect, prediction, scopes, roles }: ActionLine): string =>
  [name, family, effects[effect].word, prediction ? predictionLook(prediction.kind).word : "", ...scopes, ...roles]
    .join("\n")
    .toLowerCase();

/** The effects and predictions that there are among the actions, to choose from. */
export function choices(actions: ActionLine[]): { effects: [string, string][]; predictions: [string, string][] } {
  const effect = new Set(actions.map((action) => action.effect));
  const predicted = new Set(actions.map((action) => action.prediction?.kind));
  return {
    effects: (Object.keys(effects) as ActionEffect[]).filter((key) => effect.has(key)).map((key) => [key, effects[key].word]),
    predictions: Object.entries(predictions).filter(([key]) => predicted.has(key)).map(([key, { word }]) => [key, word]),
  };
}
