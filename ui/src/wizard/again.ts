/** What a reauthorization asks for. What is left as it was is not sent. */
import type { ConnectionDetails } from "../ipc/bindings/ConnectionDetails";
import type { ReauthorizeRequest } from "../ipc/bindings/ReauthorizeRequest";

type Wanted = {
  /** Null for the same as before. */
  scopes: string[] | null;
  clientId: string;
  /** Null for the secret that is kept. */
  secret: string | null;
  chooseUser: boolean;
};

/** The scopes that the last sign-in asked for. */
export const askedBefore = ({ scopes }: ConnectionDetails) =>
  scopes.filter(({ requested }) => requested).map(({ name }) => name);

/** A secret that Okta has refused is not worth another try, and where nobody signed in none is kept. */
export const mayKeepSecret = ({ row }: ConnectionDetails) =>
  row.status.state !== "credentialsRejected" && row.status.state !== "notAuthorized";

export function reauthorizeRequest(details: ConnectionDetails, wanted: Wanted): ReauthorizeRequest {
  const connection = details.row.id;
  const clientId = wanted.clientId.trim();
  return {
    connection,
    scopes: wanted.scopes,
    clientId: clientId === "" || clientId === details.clientId ? null : clientId,
    secret: wanted.secret === null ? { kind: "sameAs", connection } : { kind: "typed", value: wanted.secret },
    chooseUser: wanted.chooseUser,
  };
}
