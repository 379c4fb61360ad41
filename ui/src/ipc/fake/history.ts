/** The history for a browser with no Rust behind it: runs of long ago, and what is run meanwhile. */
import type { ConnectionDetails } from "../bindings/ConnectionDetails";
import type { HistorySettings } from "../bindings/HistorySettings";
import type { RunChoices } from "../bindings/RunChoices";
import type { RunDetails } from "../bindings/RunDetails";
import type { RunFilter } from "../bindings/RunFilter";
import type { RunPage } from "../bindings/RunPage";
import type { RunRequest } from "../bindings/RunRequest";
import type { RunView } from "../bindings/RunView";
import { formOf, run as runOf } from "./actions";
import { failure } from "./failure";

const PAGE = 100;

export function fakeHistory(details: (id: string) => ConnectionDetails | undefined) {
  let runs: RunDetails[] = [];
  let settings = { days: 90, megabytes: 200 };
  let last = 0;

  const find = (id: string) => {
    const found = runs.find(({ line }) => line.id === id);
    if (!found) throw failure({ what: "This run is not in the History any more.", why: "It was deleted.", fix: "Go back to the list." });
    const gone = details(found.line.connection) ? null : { what: `The connection “${found.line.nickname}” is not there any more.`, why: "It was deleted since.", fix: "Open the same action through another connection." };
    return { ...found, gone };
  };
  const through = ({ text, connection, connector, action, outcome, from, before }: RunFilter) =>
    runs.filter(
      ({ line, inputs }) =>
        [line.actionName, line.nickname, line.requestId, ...inputs.map(({ value }) => value)].join(" ").toLowerCase().includes(text.toLowerCase()) &&
        (!connection || line.connection === connection) &&
        (!action || (line.connector === connector && line.action === action)) &&
        (!outcome || line.outcome === outcome) &&
        (!from || line.beganAt >= from) &&
        (!before || line.beganAt < before),
    );

  function keep(through: ConnectionDetails, request: RunRequest, view: RunView, beganAt = new Date().toISOString()): RunView {
    const form = formOf(through, request.action);
    const { row } = through;
    const kept = { ...view, run: `r${++last}` };
    const inputs = form.inputs
      .filter(({ id }) => request.inputs[id])
      .map(({ id, label, kind }) => ({ id, label, value: kind === "secret" ? "••••••" : (request.inputs[id] ?? ""), masked: kind === "secret" }));
    const line = {
      id: kept.run,
      beganAt,
      durationMs: Number(view.durationMs) + (last % 7) * 31,
      connection: row.id,
      nickname: row.nickname,
      address: row.address,
      connector: row.connector,
      connectorName: row.connectorName,
      identity: row.authorizedAs,
      action: request.action,
      actionName: form.line.name,
      effect: form.line.effect,
      outcome: view.outcome,
      refusal: view.refusal?.kind ?? null,
      status: view.status,
      requestId: view.requestId,
      askedBy: last % 6 === 0 ? { scenario: "Onboard a user", step: "look" } : null,
    };
    runs = [{ line, inputs, view: kept, cut: null, gone: null }, ...runs].sort((one, other) => (one.line.beganAt < other.line.beganAt ? 1 : -1));
    return kept;
  }

  return {
    keep,
    /** What was last run through a connection. */
    of: (connection: string) => runs.filter(({ line }) => line.connection === connection).slice(0, 5).map(({ line }) => line),
    /** So many runs, one every quarter of an hour until now. */
    async fill(count: number, connection: ConnectionDetails) {
      const now = Date.now();
      for (let n = 0; n < count; n++) {
        const action = ["lookup_user", "list_users", "deactivate_user"][n % 3] as string;
        const user = ["person1@acme.com", "gone", "person7@acme.com", "lost", "role"][n % 5] as string;
        const request: RunRequest = { connection: connection.row.id, action, inputs: action === "list_users" ? { search: "status eq \"ACTIVE\"" } : { user } };
        keep(connection, request, await runOf(connection, request), new Date(now - (count - n) * 15 * 60_000).toISOString());
      }
    },
    answers: {
      list_runs({ filter, after }: { filter: RunFilter; after: string | null }): RunPage {
        const found = through(filter);
        const begin = after ? Number(after) : 0;
        const end = begin + PAGE;
        return { runs: found.slice(begin, end).map(({ line }) => line), next: end < found.length ? String(end) : null, total: after ? null : found.length };
      },
      run_choices(): RunChoices {
        const connections = new Map(runs.map(({ line }) => [line.connection, line.nickname]));
        const actions = new Map(runs.map(({ line }) => [`${line.connector}/${line.action}`, line]));
        return {
          connections: [...connections],
          actions: [...actions.values()].map(({ connector, connectorName, action, actionName }) => ({ connector, connectorName, action, name: actionName })),
        };
      },
      run_details: ({ id }: { id: string }) => find(id),
      delete_run: ({ id }: { id: string }) => void (runs = runs.filter(({ line }) => line.id !== id)),
      delete_all_runs: () => void (runs = []),
      export_runs: ({ filter, format }: { filter: RunFilter; format: string }) => ({ runs: through(filter).length, file: `Documents/history.${format}` }),
      history_settings: (): HistorySettings => ({ ...settings, runs: runs.length, bytes: runs.length * 4096 }),
      set_history_settings({ days, megabytes }: { days: number; megabytes: number }): HistorySettings {
        if (days < 1) throw failure({ code: "invalidField", field: "days", what: "Runs cannot be kept for 0 days.", why: "It can be 1 to 3650 days.", fix: "Choose a number between them." });
        settings = { days, megabytes };
        return { ...settings, runs: runs.length, bytes: runs.length * 4096 };
      },
      reveal_output({ run, output }: { run: string; output: string }): string {
        const held = runs.find(({ line }) => line.id === run);
        if (!held) throw failure({ what: "This secret is not held any more.", why: "It is in memory only.", fix: "Run the action again if you still need it." });
        return `s3cret-${output}`;
      },
    },
  };
}
