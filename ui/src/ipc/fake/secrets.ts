/** Changing a secret, for a browser with no Rust behind it. The secret `wrong` is refused by Okta. */
import type { ConnectionRow } from "../bindings/ConnectionRow";
import type { EnterSecret } from "../bindings/EnterSecret";
import type { SecretChangeView } from "../bindings/SecretChangeView";
import type { SwitchView } from "../bindings/SwitchView";
import { failure } from "./failure";

type Kept = { stages: Map<string, SwitchView["stage"]>; wrong: boolean };

export function fakeSecrets(find: (id: unknown) => ConnectionRow, all: () => ConnectionRow[]) {
  const changes = new Map<string, Kept>();
  const keyOf = ({ connector, address }: ConnectionRow) => `${connector} ${address}`;
  const sharing = (row: ConnectionRow) => all().filter((one) => keyOf(one) === keyOf(row));
  const begin = (row: ConnectionRow, stage: SwitchView["stage"], wrong: boolean) =>
    changes.set(keyOf(row), { stages: new Map(sharing(row).map(({ id }) => [id, stage])), wrong });
  const view = (row: ConnectionRow): SecretChangeView => {
    const change = changes.get(keyOf(row));
    const isKey = row.requested === null;
    const connections = sharing(row).map(({ id, nickname, connector }): SwitchView => {
      const stage = change?.stages.get(id) ?? "unchanged";
      const problem = change?.wrong && stage === "entered" ? { what: "The Client Secret was refused.", why: "Client authentication failed.", fix: "Copy the Client Secret from the app's general settings; look that it is active." } : null;
      return { id, nickname, connector, stage, problem };
    });
    return {
      isKey,
      clientId: isKey ? "3f1b8a52-6c1d-4e0a-9d57-0c1f2ab3c4d5" : "0oa1bcd2efGHIJKLM3n4",
      address: row.address,
      adminUrl: isKey ? null : "https://acme-admin.okta.com/admin/apps/active",
      underWay: change !== undefined,
      allSwitched: change !== undefined && connections.every(({ stage }) => stage === "tested"),
      connections,
      warning: null,
    };
  };
  return {
    secret_change: ({ connection }: { connection: string }) => view(find(connection)),
    enter_new_secret({ request: { connection, secret } }: { request: EnterSecret }) {
      if (secret.trim() === "") throw failure({ code: "invalidField", field: "client_secret", what: "Client Secret is empty.", why: "Without it Okta cannot tell that it is your app that asks.", fix: "Paste it from the page where it was shown." });
      begin(find(connection), "entered", secret === "wrong");
      return view(find(connection));
    },
    switch_secret({ connection }: { connection: string }) {
      const change = changes.get(keyOf(find(connection)));
      if (change && !change.wrong) change.stages.set(connection, "tested");
      return view(find(connection));
    },
    finish_secret_change({ connection }: { connection: string }) {
      changes.delete(keyOf(find(connection)));
      return view(find(connection));
    },
    back_out_of_secret_change({ connection }: { connection: string }) {
      changes.delete(keyOf(find(connection)));
      return view(find(connection));
    },
    rotate_service_key({ connection }: { connection: string }) {
      begin(find(connection), "tested", false);
      return view(find(connection));
    },
  };
}
