/** Health for a browser with no Rust behind it: two orgs that told their limits, and strips of every kind. */
import type { ConnectionRow } from "../bindings/ConnectionRow";
import type { HealthView } from "../bindings/HealthView";
import type { StripMark } from "../bindings/StripMark";

const HOUR = 3_600_000;

/** One mark an hour; every seventh is a run, and now and then something went wrong. */
function marks(n: number): StripMark[] {
  return Array.from({ length: [100, 64, 12, 0][n % 4] ?? 0 }, (_, back): StripMark => {
    const run = back % 7 === 3;
    const ill = (back + n) % 23 === 0;
    return {
      at: new Date(Date.now() - (back + 0.3) * HOUR).toISOString(),
      kind: run ? "run" : back % 11 === 0 ? "test" : "check",
      tone: ill ? (n % 2 ? "bad" : "warning") : "good",
      word: run ? (ill ? "Refused" : "Done") : ill ? "Not reached" : "Answered",
      detail: run ? "Read User" : ill ? "acme.okta.com could not be reached." : null,
      tookMs: 80 + ((back * 37) % 240),
      run: run ? `r${back}` : null,
    };
  }).reverse();
}

/** What the commands about health answer, for these connections. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const fakeHealth = (rows: () => ConnectionRow[]): Record<string, (given: any) => unknown> => ({
  health: (): HealthView => {
    const addresses = [...new Set(rows().map(({ address }) => address))];
    return {
      online: true,
      orgs: addresses.map((address, n) => ({
        address,
        loopback: address.includes("127.0.0.1"),
        connections: rows().filter((row) => row.address === address).length,
        buckets: address.includes("pam.")
          ? []
          : [
              { bucket: "/api/v1/users", limit: 600, remaining: [574, 41][n % 2] ?? 600, resetsInS: 42 },
              { bucket: "/oauth2/v1/token", limit: 150, remaining: 148, resetsInS: 0 },
            ],
      })),
    };
  },
  follow_health: () => new Promise(() => undefined),
  connection_strip: ({ id }: { id: string }) => marks(Math.max(0, rows().findIndex((row) => row.id === id))),
  save_calendar: () => "~/Documents/reauthorizations.ics",
});
