//! *Delete*: revoke at Okta, then wipe here, and say which of the two failed if one did.

use authorization::{Client, TokenKind};
use catalogue::Caller;
use domain::{Connection, Explanation, OrgHost, SecretField, Settings};
use secrecy::SecretString;

use crate::Console;
use crate::explain::IntoFailure;
use crate::probe::caller_of;
use crate::rooms::Rooms;
use crate::views::{DeleteReport, DeleteStep, Failure};

impl Console {
    /// Deletes a connection. It goes from this computer even where Okta cannot be reached; the
    /// report then says how to end its tokens there.
    pub async fn delete_connection(&self, id: &str) -> Result<DeleteReport, Failure> {
        let rooms = &self.rooms;
        let connection = rooms.connection(id).await?;
        rooms.listings.end_those_of(connection.id).await;
        // A renewal that is under way would bring a new token after the old one was revoked.
        let _still = rooms.tokens.hold(connection.id).await;
        let revoked = match &connection.settings {
            Settings::Org {
                domain, client_id, ..
            } => rooms.revoke(&connection, domain, client_id).await,
            Settings::Team { .. } => DeleteStep::NothingToDo {
                reason: "OPA's bearer tokens cannot be revoked one by one and were never stored. \
                         The API key itself stays: delete or rotate it in the OPA Console."
                    .into(),
            },
        };
        rooms.tokens.forget(connection.id);
        let mut ended = Vec::new();
        let wiped = match rooms.store.delete(connection.id).await {
            Ok(()) => {
                ended = rooms
                    .sessions
                    .end_of(connection.id, connection.nickname.as_str());
                DeleteStep::Done
            }
            Err(error) => {
                let failure = error.into_failure();
                failed(Explanation::new(failure.what, failure.why, failure.fix))
            }
        };
        Ok(DeleteReport {
            revoked,
            wiped,
            sessions: ended.into_iter().map(|session| session.name).collect(),
        })
    }
}

impl Rooms {
    /// Revoking the refresh token ends its access tokens too (Okta: *Revoke tokens*).
    async fn revoke(
        &self,
        connection: &Connection,
        domain: &OrgHost,
        client_id: &str,
    ) -> DeleteStep {
        let by_hand = "In the Admin Console, open the user's page and clear the sessions with \
                       “also revoke tokens”, or deactivate the app.";
        let tokens = self.tokens_to_revoke(connection, domain, client_id).await;
        let (client, token, hint) = match tokens {
            Ok(Some(tokens)) => tokens,
            Ok(None) => {
                let reason = match caller_of(&connection.settings) {
                    Caller::App => {
                        "A service app's tokens were never stored, and end within the hour. Its \
                         public key stays in the app: remove it there."
                    }
                    Caller::Person => "No token was kept for this connection.",
                };
                return DeleteStep::NothingToDo {
                    reason: reason.into(),
                };
            }
            Err(failure) => {
                return failed(Explanation::new(
                    "The tokens could not be revoked at Okta.",
                    format!("{} {}", failure.what, failure.why),
                    by_hand,
                ));
            }
        };
        if let Err(failure) = self.require_allowed_host(connection) {
            return failed(Explanation::new(
                "The tokens could not be revoked.",
                failure.what,
                "Nothing more to do: a practice org forgets its tokens when it stops.",
            ));
        }
        let (transport, clock) = (&self.transport, &self.clock);
        match authorization::revoke(transport, clock, domain, &client, &token, hint).await {
            Ok(()) => DeleteStep::Done,
            Err(error) => failed(Explanation::new(
                "The tokens could not be revoked at Okta.",
                error.explain(domain.as_str()).what,
                by_hand,
            )),
        }
    }

    /// The refresh token, or the access token where there is none, and whose they are.
    pub(crate) async fn tokens_to_revoke(
        &self,
        connection: &Connection,
        domain: &OrgHost,
        client_id: &str,
    ) -> Result<Option<(Client, SecretString, TokenKind)>, Failure> {
        let open = |field| self.open_secret(connection.id, domain.as_str(), field);
        let (token, hint) = match open(SecretField::RefreshToken).await? {
            Some(refresh) => (refresh, TokenKind::Refresh),
            None => match open(SecretField::AccessToken).await? {
                Some(access) => (access, TokenKind::Access),
                None => return Ok(None),
            },
        };
        let client = self.client_of(connection, client_id).await?;
        Ok(Some((client, token, hint)))
    }
}

fn failed(explanation: Explanation) -> DeleteStep {
    DeleteStep::Failed {
        explanation: explanation.into(),
    }
}
