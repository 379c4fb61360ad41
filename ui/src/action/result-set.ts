/** How much of a list is asked for, and where it goes. */
import type { ActionForm } from "../ipc/bindings/ActionForm";
import type { Extent } from "../ipc/bindings/Extent";
import type { FileFormat } from "../ipc/bindings/FileFormat";
import type { Values } from "./draft";

/** `answer` is one answer as it comes, which only a request that is typed by hand can be. */
export type ResultSet = "answer" | "first" | "first200" | "all" | "file";

const choices: [ResultSet, string][] = [
  ["answer", "One answer"],
  ["first", "First matching record"],
  ["first200", "First 200 matching records"],
  ["all", "All, to screen"],
  ["file", "All, to file"],
];

export const formats: [FileFormat, string][] = [
  ["csv", "CSV: one column for each output, for a spreadsheet"],
  ["ndjson", "NDJSON: one whole record a line"],
  ["json", "JSON: one array of whole records"],
];

const byHand = ({ line }: ActionForm) => line.id === "custom_api_action";

/** What can be chosen; nothing where the answer is no list. Only a GET is read page by page. */
export function resultSets(form: ActionForm, values: Values): [ResultSet, string][] {
  if (form.list) return choices.slice(1);
  return byHand(form) && values.request_type === "GET" ? choices : [];
}

/** What is chosen at first. */
export const usual = (form: ActionForm): ResultSet => (form.list ? "first200" : "answer");

/** What is read page by page; null where one answer is all. */
export function extentOf(chosen: ResultSet, offered: [ResultSet, string][]): Extent | null {
  if (chosen === "answer" || !offered.some(([one]) => one === chosen)) return null;
  return chosen === "file" ? "all" : chosen;
}
