/** What a reauthorization asks for. What is left as it was is not sent. */
import type { ConnectionDetails } from "../ipc/bindings/ConnectionDetails";
import type { NewSecret } from "../ipc/bindings/NewSecret";
import type { ReauthorizeRequest } from "../ipc/bindings/ReauthorizeRequest";

type Wanted = {
  /** Null for the same as before. */
  scopes: string[] | null;
  clientId: string;
  /** Null for the secret that is kept. */
  secret: string | null;
  /** Another key of a service app, by its thumbprint; null for the key that is kept. */
  key: string | null;
  chooseUser: boolean;
};

/** The scopes that the last sign-in asked for. */
export const askedBefore = ({ scopes }: ConnectionDetails) =>
  scopes.filter(({ requested }) => requested).map(({ name }) => name);

/** A secret that Okta has refused is not worth another try; a key may have been added to the app since. */
export const mayKeepSecret = ({ app, row }: ConnectionDetails) =>
  row.status.state !== "credentialsRejected" || app?.kind === "serviceApp";

export function reauthorizeRequest(details: ConnectionDetails, wanted: Wanted): ReauthorizeRequest {
  const connection = details.row.id;
  const clientId = wanted.clientId.trim();
  return {
    connection,
    scopes: wanted.scopes,
    clientId: clientId === "" || clientId === details.clientId ? null : clientId,
    secret: secretOf(connection, wanted),
    chooseUser: wanted.chooseUser,
  };
}

function secretOf(connection: string, { secret, key }: Wanted): NewSecret {
  if (key !== null) return { kind: "key", thumbprint: key };
  return secret === null ? { kind: "sameAs", connection } : { kind: "typed", value: secret };
}
