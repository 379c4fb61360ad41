/** How far the change of a secret is. */
import type { SecretChangeView } from "../ipc/bindings/SecretChangeView";
import type { SwitchView } from "../ipc/bindings/SwitchView";

/** 0 enter, 1 switch, 2 deactivate the old one. */
export const stepOf = ({ underWay, allSwitched }: SecretChangeView) => (!underWay ? 0 : allSwitched ? 2 : 1);

/** An icon, a tone and a word for one connection. */
export function stageLook({ stage, problem }: SwitchView): { icon: string; tone: "success" | "danger" | "neutral"; word: string } {
  if (problem) {
    const word = stage === "switched" ? "uses the new one, which could not be tested" : "uses the old one: the new one was refused";
    return { icon: "alert", tone: "danger", word };
  }
  switch (stage) {
    case "unchanged":
      return { icon: "minus-circle", tone: "neutral", word: "has one" };
    case "entered":
      return { icon: "clock", tone: "neutral", word: "uses the old one, the new one is kept beside" };
    case "switched":
      return { icon: "question", tone: "neutral", word: "uses the new one, not tested yet" };
    case "tested":
      return { icon: "check-circle", tone: "success", word: "uses the new one, tested" };
  }
}
