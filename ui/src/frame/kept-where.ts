import type { StorageView } from "../ipc/bindings/StorageView";

/** Where secrets are, in words; `warn` where the person should know that they will not last. */
export function keptWhere(storage: StorageView): { words: string; warn: boolean } {
  if (storage.kind === "locked") return { words: "Secrets are locked", warn: true };
  switch (storage.keeper.kind) {
    case "keyring":
      return { words: `Secrets: key in ${storage.keeper.name}`, warn: false };
    case "passphrase":
      return { words: "Secrets: sealed with your passphrase", warn: false };
    case "sessionOnly":
      return { words: "Secrets: this session only", warn: true };
  }
}
