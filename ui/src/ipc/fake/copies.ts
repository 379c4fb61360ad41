/** The copies of a database that cannot be opened, one a day. */
import type { CopiesView } from "../bindings/CopiesView";

const DAY = 86_400_000;

export const copies = (count: number): CopiesView => ({
  copies: Array.from({ length: count }, (_, n) => ({
    number: count - n,
    madeAt: new Date(Date.now() - (n + 0.4) * DAY).toISOString(),
    madeBy: "0.1.0",
    count: 14 - n,
    names: ["Acme production", "Acme preview", "Realms", "Devices", "Privileged access"],
  })),
  aside: "~/.local/share/connections-console/set-aside",
});
