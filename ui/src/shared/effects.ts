/** What an action does to the org: a word and an icon for each, never colour alone. */
import type { ActionEffect } from "../ipc/bindings/ActionEffect";

export const effects: Record<ActionEffect, { word: string; icon: string }> = {
  read: { word: "Reads", icon: "eye" },
  write: { word: "Changes", icon: "pencil" },
  destructive: { word: "Destructive", icon: "alert" },
  byRequest: { word: "Depends on its method", icon: "question" },
};
