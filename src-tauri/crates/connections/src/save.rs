//! *Save* and *Discard*: what becomes of a sign-in that was looked at.

use authorization::{Client, TokenKind};
use domain::{
    Authorization, ClientKind, Connection, Explanation, OrgHost, SealContext, Sealed, SecretField,
    Settings, Status,
};
use secrecy::SecretString;
use store::SessionRow;

use crate::Console;
use crate::attempts::{Attempt, Grant, Outcome, Purpose};
use crate::explain::IntoFailure;
use crate::points::precedes;
use crate::rooms::{Rooms, locked};
use crate::views::{ConnectionDetails, Failure, FailureCode};

impl Console {
    /// Seals the secrets, stores them with the connection in one transaction, and tests it.
    ///
    /// A connection whose sign-in came back as another user than before is replaced only if
    /// `accept_other_user` says so.
    pub async fn save_connection(
        &self,
        attempt: &str,
        accept_other_user: bool,
    ) -> Result<ConnectionDetails, Failure> {
        let rooms = &self.rooms;
        rooms.require_open_vault()?;
        precedes!("taking up a sign-in that was looked at");
        let (purpose, outcome) = rooms.take_reviewed(attempt, accept_other_user)?;
        let taken = match purpose.settings() {
            Settings::Org {
                client: ClientKind::ServiceApp { key },
                ..
            } => Some(key.thumbprint.clone()),
            Settings::Org { .. } | Settings::Team { .. } => None,
        };
        let saved = match purpose {
            Purpose::Create { connection, used } => {
                let id = rooms.insert(connection, outcome).await?;
                rooms.keep_marks(id, &used).await?;
                Ok(id)
            }
            Purpose::Reauthorize {
                ref before,
                ref settings,
                ..
            } => {
                // What was renamed, moved or starred meanwhile stays so.
                match rooms.connection(&before.id.to_string()).await {
                    Ok(current) => rooms.replace(current, settings.clone(), outcome).await,
                    Err(gone) => {
                        rooms.revoke_unsaved(&purpose, outcome).await;
                        Err(gone)
                    }
                }
            }
        };
        let id = saved?;
        if let Some(thumbprint) = taken {
            rooms.new_keys.forget(&thumbprint);
        }
        precedes!("noting where a new connection's secrets are");
        rooms.note_keeper(id).await?;
        precedes!("testing a new connection");
        self.test_connection(&id.to_string()).await
    }

    /// Gives back every grant that nobody has decided about, and closes every port.
    pub(crate) async fn discard_all(&self) {
        let undecided: Vec<_> = locked(&self.rooms.attempts).keys().cloned().collect();
        for attempt in undecided {
            self.discard_connection(&attempt).await;
        }
    }

    /// Keeps nothing: the fresh tokens are revoked, as far as Okta can be reached.
    pub async fn discard_connection(&self, attempt: &str) {
        let taken = locked(&self.rooms.attempts).remove(attempt);
        match taken {
            Some(Attempt::Reviewed { purpose, outcome }) => {
                self.rooms.revoke_unsaved(&purpose, *outcome).await;
            }
            Some(Attempt::SigningIn { cancelled, .. }) => cancelled.notify_one(),
            None => {}
        }
    }
}

impl Rooms {
    fn take_reviewed(
        &self,
        attempt: &str,
        accept_other_user: bool,
    ) -> Result<(Purpose, Outcome), Failure> {
        let mut attempts = locked(&self.attempts);
        match attempts.remove(attempt) {
            Some(Attempt::Reviewed { purpose, outcome }) => {
                if let Some(failure) =
                    different_user(&purpose, &outcome).filter(|_| !accept_other_user)
                {
                    attempts.insert(attempt.to_owned(), Attempt::Reviewed { purpose, outcome });
                    return Err(failure);
                }
                Ok((purpose, *outcome))
            }
            Some(other) => {
                attempts.insert(attempt.to_owned(), other);
                Err(Self::no_attempt())
            }
            None => Err(Self::no_attempt()),
        }
    }

    async fn insert(
        &self,
        connection: Connection,
        outcome: Outcome,
    ) -> Result<domain::ConnectionId, Failure> {
        let (connection, secrets, session) = self.sealed(connection, outcome, 0)?;
        self.store
            .insert(&connection, &secrets, session.as_ref())
            .await
            .map_err(IntoFailure::into_failure)?;
        Ok(connection.id)
    }

    async fn replace(
        &self,
        current: Connection,
        settings: Settings,
        outcome: Outcome,
    ) -> Result<domain::ConnectionId, Failure> {
        let id = current.id;
        // No renewal of the old tokens may be under way while they are replaced.
        let _still = self.tokens.hold(id).await;
        let turn = self
            .store
            .rotation_lock(id)
            .await
            .map_err(IntoFailure::into_failure)?;
        let old = self
            .store
            .session(id)
            .await
            .map_err(IntoFailure::into_failure)?;
        let last = old.map(|session| session.generation).max(turn.high_water());
        let generation = last.map_or(0, |last| last + 1);
        let left_behind = self.left_behind(&current, &outcome.authorization).await;
        let connection = Connection {
            settings,
            ..current
        };
        let (connection, secrets, session) = self.sealed(connection, outcome, generation)?;
        self.store
            .reauthorize(&connection, &secrets, session.as_ref())
            .await
            .map_err(IntoFailure::into_failure)?;
        if session.is_some() {
            turn.note(generation);
        }
        self.tokens.forget(id);
        if let Some((domain, client, token, kind)) = left_behind
            && let Err(error) =
                authorization::revoke(&self.transport, &self.clock, &domain, &client, &token, kind)
                    .await
        {
            tracing::info!(%error, "the earlier user's tokens could not be revoked; they end by themselves");
        }
        Ok(id)
    }

    /// The tokens of a user whose place another takes: once they are replaced, nobody could end
    /// them. Those of the same user are left alone, because a server may count both sign-ins as
    /// one grant and end the new tokens with the old (RFC 7009 §2.1).
    async fn left_behind(
        &self,
        current: &Connection,
        now: &Authorization,
    ) -> Option<(OrgHost, Client, SecretString, TokenKind)> {
        let Settings::Org {
            domain, client_id, ..
        } = &current.settings
        else {
            return None;
        };
        if !is_different_user(current, now) || self.require_allowed_host(current).is_err() {
            return None;
        }
        let tokens = self.tokens_to_revoke(current, domain, client_id).await;
        let (client, token, kind) = tokens.ok()??;
        Some((domain.clone(), client, token, kind))
    }

    /// Moves the secrets of a sign-in under the vault's seal.
    fn sealed(
        &self,
        connection: Connection,
        outcome: Outcome,
        generation: u64,
    ) -> Result<(Connection, Vec<Sealed>, Option<SessionRow>), Failure> {
        let Outcome {
            authorization,
            grant,
            ..
        } = outcome;
        let session = match &grant {
            Grant::Tokens {
                access_expires_at, ..
            } => Some(SessionRow {
                generation,
                access_expires_at: *access_expires_at,
                refreshed_at: authorization.at,
                intent: None,
            }),
            Grant::App { .. } | Grant::ServiceKey { .. } => None,
        };
        let mut secrets = Vec::new();
        for (field, secret) in grant.into_secrets() {
            let rotates = matches!(field, SecretField::AccessToken | SecretField::RefreshToken);
            let context = SealContext {
                connection: connection.id,
                host: connection.settings.host().to_owned(),
                field,
                generation: if rotates { generation } else { 0 },
            };
            secrets.push(
                self.vault
                    .seal(&context, &secret)
                    .map_err(IntoFailure::into_failure)?,
            );
        }
        let connection = Connection {
            authorization: Some(authorization),
            status: Status::Untested,
            ..connection
        };
        Ok((connection, secrets, session))
    }

    async fn revoke_unsaved(&self, purpose: &Purpose, outcome: Outcome) {
        let domain::Settings::Org { domain, .. } = purpose.settings() else {
            return;
        };
        let (client, token, kind) = match outcome.grant {
            Grant::Tokens {
                client,
                refresh: Some(refresh),
                ..
            } => (client, refresh, TokenKind::Refresh),
            Grant::Tokens { client, access, .. } | Grant::App { client, access } => {
                (client, access, TokenKind::Access)
            }
            Grant::ServiceKey { .. } => return,
        };
        if let Err(error) =
            authorization::revoke(&self.transport, &self.clock, domain, &client, &token, kind).await
        {
            tracing::info!(%error, "discarded tokens could not be revoked; they end by themselves");
        }
    }
}

/// Whether somebody else signed in than before.
pub(crate) fn is_different_user(before: &Connection, now: &Authorization) -> bool {
    before
        .authorization
        .as_ref()
        .is_some_and(|earlier| earlier.identity.subject != now.identity.subject)
}

fn different_user(purpose: &Purpose, outcome: &Outcome) -> Option<Failure> {
    let Purpose::Reauthorize { before, .. } = purpose else {
        return None;
    };
    let earlier = before.authorization.as_ref()?;
    is_different_user(before, &outcome.authorization).then(|| {
        let (was, is) = (
            &earlier.identity.username,
            &outcome.authorization.identity.username,
        );
        Failure::coded(
            FailureCode::DifferentUser,
            Explanation::new(
                format!("You signed in as {is}; this connection belongs to {was}."),
                "Everything the connection does is logged under the user who signed in.",
                format!("Keep {was}, or switch to {is}."),
            ),
        )
    })
}
