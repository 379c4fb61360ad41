/** Sets the fake up from the page's address: `?rows=10000&runs=300&theme=dark&locked=keyring`. */
import type { StorageView } from "../bindings/StorageView";
import type { Call } from "../commands";
import { fake } from "../fake";

const locked = (more: Partial<Extract<StorageView, { kind: "locked" }>>): StorageView => ({
  kind: "locked",
  explanation: {
    what: "No keyring is running, so secrets cannot be kept.",
    why: "Nothing on this computer answers as Secret Service.",
    fix: "Install gnome-keyring with: apt install gnome-keyring. Then sign in to your desktop again and press Try again.",
  },
  byLock: false,
  passphraseSet: false,
  waiting: false,
  keyLost: false,
  ...more,
});

const storages: Record<string, StorageView> = {
  keyring: locked({}),
  passphrase: locked({ passphraseSet: true }),
  lock: locked({
    byLock: true,
    explanation: { what: "The console is locked.", why: "The key to the stored secrets has been wiped from memory.", fix: "Press Open." },
  }),
  lost: locked({ keyLost: true }),
  session: { kind: "open", keeper: { kind: "sessionOnly" } },
};

export function fakeFromAddress(given: URLSearchParams): Call {
  const theme = given.get("theme");
  const after = given.get("after");
  return fake({
    rows: Number(given.get("rows") ?? 0),
    runs: Number(given.get("runs") ?? 0),
    storage: storages[given.get("locked") ?? ""],
    preferences: theme ? { theme } : {},
    sessions: given.has("sessions"),
    steps: Number(given.get("steps") ?? 0),
    pace: Number(given.get("pace") ?? 700),
    signsInAfter: after === "never" ? null : Number(after ?? 1500),
  });
}
