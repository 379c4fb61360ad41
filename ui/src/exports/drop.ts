/** Files that are dropped onto the window: taken one at a time, and not read where that is of no use. */
import type { Failure } from "../ipc/bindings/Failure";

/** As Rust has it: a larger file is refused without being handed over. */
export const MOST_BYTES = 32 * 1024 * 1024;

/** Whether something that is dragged over the window holds files. */
export const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** The one file that was dropped; a refusal where there are more, or none. */
export function dropped(event: DragEvent): File | Failure {
  const files = [...(event.dataTransfer?.files ?? [])];
  const [file] = files;
  if (file && files.length === 1) return file;
  return refusal(
    file ? `${files.length} files were dropped.` : "Nothing was dropped that can be read.",
    file ? "One is read at a time." : "A folder or a text is no file.",
    "Drop one .flopack, .folder or .flow file.",
  );
}

/** Why a file is not even read. */
export function unread(file: File): Failure | null {
  if (file.size <= MOST_BYTES) return null;
  const most = MOST_BYTES / 1024 / 1024;
  return refusal(
    `“${file.name}” was not read.`,
    `It is larger than ${most} MB, which no export of Workflows is.`,
    "Export single folders instead of one that holds them all.",
  );
}

const refusal = (what: string, why: string, fix: string): Failure => ({
  code: "other",
  what,
  why,
  fix,
  field: null,
  repaired: null,
  team: null,
  requestId: null,
  detail: null,
  at: null,
});
