//! One connection is switched over: Okta is asked about the new secret, then the two change places,
//! then the new one is used. A refusal leaves the old one in use.

use authorization::{Client, ClientAuthentication, SignInError};
use domain::{Connection, ConnectionId, Explanation, SealContext, Settings};
use secrecy::SecretString;

use super::change::{Change, Party, field_of};
use crate::Console;
use crate::explain::{IntoFailure, sign_in_failure};
use crate::live_token::Need;
use crate::rooms::Rooms;
use crate::views::{ExplanationView, Failure, FailureCode, SecretChangeView, SwitchStage};

impl Console {
    /// Switches one connection over to its new secret and tests it, or tests it again. What was
    /// refused is told in the view, and the old secret is in use.
    pub async fn switch_secret(&self, connection: &str) -> Result<SecretChangeView, Failure> {
        let rooms = &self.rooms;
        rooms.require_open_vault()?;
        let before = rooms.connection(connection).await?;
        let parties = rooms.parties(&before).await?;
        let party = parties.iter().find(|one| one.connection.id == before.id);
        let Some(Party {
            other: Some((_, change)),
            ..
        }) = party
        else {
            return Err(nothing_beside(&before));
        };
        if !change.is_switched() {
            if let Some(refused) = rooms.refuses_new_secret(&before).await? {
                rooms.note_problem(&before, change, &refused).await?;
                return self.secret_change(connection).await;
            }
            rooms.exchange(&before, SwitchStage::Switched).await?;
        }
        self.test_switched(&before).await?;
        self.secret_change(connection).await
    }

    /// Uses the secret that is in use now. Where Okta refuses it after all, the old one comes back.
    async fn test_switched(&self, before: &Connection) -> Result<(), Failure> {
        let rooms = &self.rooms;
        let id = before.id.to_string();
        let now = rooms.connection(&id).await?;
        match self.live_token(&now, Need::Renewed).await {
            Err(failure) if failure.code == FailureCode::VaultLocked => Err(failure),
            Err(failure) if is_rejected(&failure) => {
                rooms.exchange(&now, SwitchStage::Entered).await?;
                rooms
                    .note_status(before.id, |_| before.status.clone())
                    .await?;
                self.note_stage(before.id, SwitchStage::Entered, Some(&failure))
                    .await
            }
            // Nothing is known against the secret: it stays in use, and untested.
            Err(failure) => {
                self.note_stage(before.id, SwitchStage::Switched, Some(&failure))
                    .await
            }
            Ok(_) => {
                self.test_connection(&id).await?;
                self.note_stage(before.id, SwitchStage::Tested, None).await
            }
        }
    }

    pub(super) async fn note_stage(
        &self,
        id: ConnectionId,
        stage: SwitchStage,
        problem: Option<&Failure>,
    ) -> Result<(), Failure> {
        let rooms = &self.rooms;
        let connection = rooms.connection(&id.to_string()).await?;
        let parties = rooms.parties(&connection).await?;
        let beside = parties
            .into_iter()
            .find(|party| party.connection.id == id)
            .and_then(|party| party.other);
        let Some((mut other, change)) = beside else {
            return Ok(());
        };
        other.change = Change {
            stage,
            problem: problem.map(explanation),
            ..change
        }
        .text();
        rooms
            .store
            .keep_other_secrets(&[other])
            .await
            .map_err(IntoFailure::into_failure)
    }
}

impl Rooms {
    /// Asks Okta whether it takes the new secret, before anything is changed. A team's new key is
    /// not asked about: the old one may have ended with it.
    async fn refuses_new_secret(
        &self,
        connection: &Connection,
    ) -> Result<Option<Failure>, Failure> {
        let Settings::Org {
            domain,
            client_id,
            requested,
            ..
        } = &connection.settings
        else {
            return Ok(None);
        };
        let connector = self.connector(connection.connector.as_str())?;
        self.require_allowed_host(connection)?;
        let tokens = self.tokens_to_revoke(connection, domain, client_id).await?;
        let Some((kept, token, _)) = tokens else {
            return Ok(None);
        };
        let client = Client {
            authentication: ClientAuthentication::Secret(self.secret_beside(connection).await?),
            ..kept
        };
        let (transport, clock) = (&self.transport, &self.clock);
        let asked = authorization::introspect_refresh(transport, clock, domain, &client, &token);
        Ok(asked
            .await
            .err()
            .map(|error| sign_in_failure(&SignInError::from(error), domain, connector, requested)))
    }

    async fn secret_beside(&self, connection: &Connection) -> Result<SecretString, Failure> {
        let parties = self.parties(connection).await?;
        let other = parties
            .iter()
            .find(|party| party.connection.id == connection.id)
            .and_then(|party| party.other.as_ref());
        let (other, _) = other.ok_or_else(|| nothing_beside(connection))?;
        let context = SealContext {
            connection: connection.id,
            host: connection.settings.host().to_owned(),
            field: field_of(connection),
            generation: other.sealed.generation,
        };
        self.vault
            .open(&context, &other.sealed)
            .map_err(IntoFailure::into_failure)
    }

    /// The two secrets of a connection change places, and with a key its ID.
    pub(super) async fn exchange(
        &self,
        connection: &Connection,
        stage: SwitchStage,
    ) -> Result<(), Failure> {
        // No renewal may be under way with the one while the other takes its place.
        let _still = self.tokens.hold(connection.id).await;
        let current = self.connection(&connection.id.to_string()).await?;
        let parties = self.parties(&current).await?;
        let change = parties
            .into_iter()
            .find(|party| party.connection.id == current.id)
            .and_then(|party| party.other)
            .map(|(_, change)| change)
            .ok_or_else(|| nothing_beside(&current))?;
        let (settings, key_id) = match (current.settings.clone(), change.key_id) {
            (
                Settings::Team {
                    base_url,
                    team,
                    key_id: in_use,
                },
                Some(key_id),
            ) => {
                let settings = Settings::Team {
                    base_url,
                    team,
                    key_id,
                };
                (settings, Some(in_use))
            }
            (settings, key_id) => (settings, key_id),
        };
        let after = Connection {
            settings,
            ..current
        };
        let noted = Change {
            stage,
            key_id,
            problem: None,
        };
        self.store
            .exchange_secrets(&after, &noted.text())
            .await
            .map_err(IntoFailure::into_failure)?;
        self.tokens.forget(after.id);
        Ok(())
    }

    async fn note_problem(
        &self,
        connection: &Connection,
        change: &Change,
        refused: &Failure,
    ) -> Result<(), Failure> {
        let parties = self.parties(connection).await?;
        let beside = parties
            .into_iter()
            .find(|party| party.connection.id == connection.id)
            .and_then(|party| party.other);
        let Some((mut other, _)) = beside else {
            return Ok(());
        };
        other.change = Change {
            problem: Some(explanation(refused)),
            ..change.clone()
        }
        .text();
        self.store
            .keep_other_secrets(&[other])
            .await
            .map_err(IntoFailure::into_failure)
    }
}

/// Whether it is the secret that was refused, and not the call.
pub(super) fn is_rejected(failure: &Failure) -> bool {
    matches!(
        failure.code,
        FailureCode::CredentialsRejected | FailureCode::InvalidField
    )
}

fn explanation(failure: &Failure) -> ExplanationView {
    Explanation::new(&*failure.what, &*failure.why, &*failure.fix).into()
}

fn nothing_beside(connection: &Connection) -> Failure {
    Failure::other(Explanation::new(
        format!("No second secret is kept for “{}”.", connection.nickname),
        "The change is over, or this connection was made after it had begun.",
        "Enter the new secret first.",
    ))
}
