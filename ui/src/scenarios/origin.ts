/** Where a value comes from, as the value of a select: ``, `text`, `input:login`, `step:create`. */
import type { Source } from "../ipc/bindings/Source";
import type { Offers } from "./sources";

export function keyOf(source: Source | null): string {
  switch (source?.from) {
    case undefined:
      return "";
    case "text":
      return "text";
    case "input":
      return `input:${source.input}`;
    case "step":
      return `step:${source.step}`;
  }
}

/** The source that was chosen; of a step its first output, which is its ID where it has one. */
export function sourceOf(key: string, { steps }: Pick<Offers, "steps">): Source | null {
  const [from, name = ""] = [key.split(":")[0], key.slice(key.indexOf(":") + 1)];
  if (from === "text") return { from, text: "" };
  if (from === "input") return { from, input: name };
  if (from !== "step") return null;
  const outputs = steps.find(({ step }) => step === name)?.outputs ?? [];
  const first = outputs.find(([id]) => id === "id") ?? outputs[0];
  return { from, step: name, output: first?.[0] ?? "body" };
}
