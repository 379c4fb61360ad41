//! Whose tokens a renewal brought: its ID token is looked at once they are safe on the disk (OpenID
//! Connect Core §12.2), and stays there until then, so that a program that dies in between looks
//! at it when it is started again.

use std::sync::Arc;

use authorization::{RefreshError, RefreshedIdToken, SignInError};
use domain::{Clock, Connection, OrgHost, Refusal, SecretField, Settings, StoppedClock};
use jiff::Timestamp;
use store::SessionRow;

use crate::explain::IntoFailure;
use crate::rooms::Rooms;
use crate::views::Failure;

/// Which renewal an ID token came with.
pub(crate) struct Came {
    /// When: the time by which it is judged, however late that is done.
    pub(crate) at: Timestamp,
    /// The generation of the tokens beside it.
    pub(crate) generation: u64,
}

/// What an ID token says about the tokens beside it.
enum Verdict {
    TheSameUser,
    Refused(Refusal),
    /// The org's keys could not be fetched, so nothing is known against it.
    NotRead,
}

impl Rooms {
    /// Looks at the ID token that came last, if nobody has yet. A failure says that its tokens must
    /// not be used, and that they are gone.
    pub(crate) async fn look_at_what_is_kept(
        &self,
        connection: &Connection,
        domain: &OrgHost,
        session: &SessionRow,
    ) -> Result<(), Failure> {
        let open = |field| self.open_secret(connection.id, domain.as_str(), field);
        let Some(id_token) = open(SecretField::IdToken).await? else {
            return Ok(());
        };
        let Some(access) = open(SecretField::AccessToken).await? else {
            return Ok(());
        };
        let came = Came {
            at: session.refreshed_at,
            generation: session.generation,
        };
        let id_token = RefreshedIdToken::kept(id_token, access);
        self.look_at(connection, domain, &id_token, &came).await
    }

    /// As [`Rooms::look_at_what_is_kept`], for the one at hand.
    pub(crate) async fn look_at(
        &self,
        connection: &Connection,
        domain: &OrgHost,
        id_token: &RefreshedIdToken,
        came: &Came,
    ) -> Result<(), Failure> {
        match self.verdict(connection, domain, id_token, came.at).await {
            Verdict::TheSameUser => {
                let seen = self.store.id_token_seen(connection.id, came.generation);
                if let Err(error) = seen.await {
                    tracing::warn!(%error, "an ID token stays, and is looked at once more");
                }
                Ok(())
            }
            // It stays, and is looked at before these tokens are read or renewed again.
            Verdict::NotRead => Ok(()),
            Verdict::Refused(refusal) => {
                let error = RefreshError::GrantEnded(refusal);
                let failure = self.refresh_refused(connection, domain, error).await;
                self.disown(connection, domain, came.generation).await?;
                Err(failure)
            }
        }
    }

    async fn verdict(
        &self,
        connection: &Connection,
        domain: &OrgHost,
        id_token: &RefreshedIdToken,
        came_at: Timestamp,
    ) -> Verdict {
        let (Some(authorization), Settings::Org { client_id, .. }) =
            (&connection.authorization, &connection.settings)
        else {
            return Verdict::TheSameUser;
        };
        let then: Arc<dyn Clock> = Arc::new(StoppedClock::at(came_at));
        let identity = id_token
            .identity(&self.transport, &then, domain, client_id)
            .await;
        let summary = match identity {
            Ok(identity) if identity.subject == authorization.identity.subject => {
                return Verdict::TheSameUser;
            }
            Ok(identity) => format!("The new ID token is of {}.", identity.username),
            Err(SignInError::IdToken(problem)) => {
                format!("The new ID token was refused: {problem}.")
            }
            Err(_) => return Verdict::NotRead,
        };
        Verdict::Refused(Refusal {
            code: "id_token".into(),
            summary,
            request_id: None,
        })
    }

    /// Tokens that proved to be another's are given back, as far as the org takes them, and let go
    /// of: kept, they would be used by whatever comes next.
    async fn disown(
        &self,
        connection: &Connection,
        domain: &OrgHost,
        generation: u64,
    ) -> Result<(), Failure> {
        let Settings::Org { client_id, .. } = &connection.settings else {
            return Ok(());
        };
        let theirs = self.tokens_to_revoke(connection, domain, client_id).await;
        self.tokens.forget(connection.id);
        self.store
            .end_session(connection.id, generation)
            .await
            .map_err(IntoFailure::into_failure)?;
        if let Ok(Some((client, token, kind))) = theirs
            && let Err(error) =
                authorization::revoke(&self.transport, &self.clock, domain, &client, &token, kind)
                    .await
        {
            tracing::warn!(%error, "another user's tokens could not be revoked; they end by themselves");
        }
        Ok(())
    }
}
