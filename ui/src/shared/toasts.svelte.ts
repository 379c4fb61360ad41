import type { Failure } from "../ipc/bindings/Failure";
import { asFailure } from "./failure";

export type Toast = { id: number; text: string; failure: Failure | null };

let last = 0;
let shown = $state<Toast[]>([]);

function add(text: string, failure: Failure | null, stays: number) {
  const id = ++last;
  shown = [...shown.slice(-3), { id, text, failure }];
  if (stays > 0) setTimeout(() => toasts.dismiss(id), stays);
  return id;
}

/** Short notes in a corner: things that were done, and refusals that belong to no form. */
export const toasts = {
  get shown() {
    return shown;
  },
  /** Something is done. The note goes by itself. */
  done: (text: string) => void add(text, null, 6000),
  /** Something takes its time. The note goes when the answer is called. */
  underWay(text: string): () => void {
    const id = add(text, null, 0);
    return () => toasts.dismiss(id);
  },
  /** Something was refused. The note stays until it is closed. */
  refused(thrown: unknown) {
    const failure = asFailure(thrown);
    add(failure.what, failure, 0);
  },
  /** A dialog opens: what was done before is told, and would lie over its buttons. */
  makeRoom() {
    shown = shown.filter((toast) => toast.failure !== null);
  },
  dismiss(id: number) {
    shown = shown.filter((toast) => toast.id !== id);
  },
};
