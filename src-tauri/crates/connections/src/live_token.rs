//! A live token for a connection, and the crash-safe rotation behind it.
//!
//! An OAuth connection's tokens are sealed in the store and renewed by one task per connection,
//! whoever asks and however often; that task is never cancelled with its caller. What was sent
//! and not answered is written down before it is sent (`RotationIntent`). An OPA bearer and a
//! service app's token are minted on demand and live in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use authorization::DpopKey;
use domain::{
    ClientKind, Connection, ConnectionId, KeyId, OpaBaseUrl, SecretField, Settings, Status,
    TeamName,
};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use store::{Finish, Rotated, StoreError};

use crate::explain::{IntoFailure, kept_key_failure, service_token_status};
use crate::renewal_rules::{MARGIN, lasts};
use crate::rooms::{Rooms, locked};
use crate::secret::ResolvedSecret;
use crate::single_flight::SingleFlight;
use crate::views::Failure;

/// An OPA bearer is minted anew when less than this is left of it.
const BEARER_MARGIN: SignedDuration = SignedDuration::from_secs(120);

/// What a request is signed with.
#[derive(Clone)]
pub(crate) struct LiveToken {
    pub(crate) value: Arc<SecretString>,
    pub(crate) expires_at: Timestamp,
    /// The key that it is bound to, and of which each request needs a proof (`DPoP`).
    pub(crate) key: Option<DpopKey>,
}

/// The answer of a renewal that the disk did not take, sealed.
#[derive(Clone)]
pub(crate) struct PutAside {
    pub(crate) from_generation: u64,
    pub(crate) answer: Rotated,
}

/// Tokens in memory, each fetched by one at a time.
pub(crate) type Tokens = SingleFlight<ConnectionId, LiveToken>;

/// Answers that the disk did not take: the refresh token that is on it may be dead.
pub(crate) type AllPutAside = Mutex<HashMap<ConnectionId, PutAside>>;

/// Which token will do.
#[derive(Clone)]
pub(crate) enum Need {
    /// Any that is not about to end.
    Live,
    /// Another one than this, which the server refused: many may be refused at once, and the first
    /// of them renews it for all.
    Instead(LiveToken),
    /// A new one, whatever is at hand.
    Renewed,
}

impl Need {
    /// Whether a token that is at hand will do, as far as it is not about to end.
    pub(crate) fn is_met_by(&self, token: &SecretString) -> bool {
        match self {
            Self::Live | Self::Renewed => true,
            // EXPOSE: compared with the one that was refused, and kept nowhere.
            Self::Instead(refused) => refused.value.expose_secret() != token.expose_secret(),
        }
    }
}

impl crate::Console {
    /// A live token, renewed if need be. A refusal is written into the connection's status.
    pub(crate) async fn live_token(
        &self,
        connection: &Connection,
        need: Need,
    ) -> Result<LiveToken, Failure> {
        self.rooms.require_open_vault()?;
        self.rooms.require_allowed_host(connection)?;
        if matches!(need, Need::Renewed) {
            self.rooms.tokens.forget(connection.id);
        }
        let now = self.rooms.now();
        let will_do = |token: &LiveToken| {
            lasts(token.expires_at, now, MARGIN) && need.is_met_by(&token.value)
        };
        if let Some(token) = self.rooms.tokens.landed(connection.id, will_do) {
            return Ok(token);
        }
        // Spawned: the caller may go away, the renewal may not.
        let rooms = Arc::clone(&self.rooms);
        let connection = connection.clone();
        let renewal = tokio::spawn(async move { rooms.renew(&connection, need).await });
        renewal.await.unwrap_or_else(|panic| {
            Err(Failure::other(domain::Explanation::new(
                "Renewing the token failed in an unforeseen way.",
                panic.to_string(),
                "Try again; if it happens again, reauthorize the connection.",
            )))
        })
    }
}

impl Rooms {
    async fn renew(&self, connection: &Connection, need: Need) -> Result<LiveToken, Failure> {
        let margin = match &connection.settings {
            Settings::Org { .. } => MARGIN,
            Settings::Team { .. } => BEARER_MARGIN,
        };
        let will_do = |token: &LiveToken| {
            lasts(token.expires_at, self.now(), margin) && need.is_met_by(&token.value)
        };
        let fetch = self.fetch_token(connection, &need);
        self.tokens.fetch(connection.id, will_do, fetch).await
    }

    async fn fetch_token(
        &self,
        connection: &Connection,
        need: &Need,
    ) -> Result<LiveToken, Failure> {
        match &connection.settings {
            Settings::Org {
                domain,
                client_id,
                client,
                requested,
                ..
            } => match client {
                ClientKind::ServiceApp { .. } => {
                    self.mint_app_token(connection, domain, client_id, requested)
                        .await
                }
                ClientKind::WebApp | ClientKind::NativeApp => {
                    self.renew_oauth(connection, domain, client_id, need).await
                }
            },
            Settings::Team {
                base_url,
                team,
                key_id,
            } => self.mint_bearer(connection, base_url, team, key_id).await,
        }
    }

    async fn mint_bearer(
        &self,
        connection: &Connection,
        base_url: &OpaBaseUrl,
        team: &TeamName,
        key_id: &KeyId,
    ) -> Result<LiveToken, Failure> {
        let ResolvedSecret::Value(key) =
            self.sealed_secret(connection, SecretField::ApiKey).await?
        else {
            return Err(Self::no_attempt());
        };
        let minted = authorization::service_token(
            &self.transport,
            base_url,
            team,
            key_id,
            &key,
            &self.clock,
        )
        .await;
        match minted {
            Ok(minted) => Ok(LiveToken {
                value: Arc::new(minted.bearer),
                expires_at: minted.expires_at,
                key: None,
            }),
            Err(error) => {
                let connector = self.connector(connection.connector.as_str())?;
                let now = self.now();
                self.note_status(connection.id, |status| {
                    service_token_status(&error, status, now)
                })
                .await?;
                Err(kept_key_failure(&error, connector, base_url, connection))
            }
        }
    }

    /// Stores an answer that the disk did not take when it came. Until it does, nothing is sent.
    pub(crate) async fn store_what_was_put_aside(&self, id: ConnectionId) -> Result<(), Failure> {
        let aside = locked(&self.put_aside).get(&id).cloned();
        let Some(aside) = aside else {
            return Ok(());
        };
        let finish = self
            .store
            .finish_rotation(id, aside.from_generation, &aside.answer)
            .await;
        match finish {
            // Where somebody signed in anew, or the connection was deleted, it is of no use.
            Ok(Finish::Stored | Finish::GenerationMoved) | Err(StoreError::Gone) => {
                locked(&self.put_aside).remove(&id);
                Ok(())
            }
            Err(error) => Err(error.into_failure()),
        }
    }

    /// As [`Rooms::store_what_was_put_aside`], for all, before the program ends.
    pub(crate) async fn store_all_that_was_put_aside(&self) {
        let ids: Vec<_> = locked(&self.put_aside).keys().copied().collect();
        for id in ids {
            if let Err(failure) = self.store_what_was_put_aside(id).await {
                tracing::error!(
                    problem = failure.what,
                    "a renewed token could not be stored"
                );
            }
        }
    }

    /// When the access token of a connection ends, as far as one is at hand.
    pub(crate) async fn token_expires_at(
        &self,
        id: ConnectionId,
    ) -> Result<Option<Timestamp>, Failure> {
        if let Some(live) = self.tokens.landed(id, |_| true) {
            return Ok(Some(live.expires_at));
        }
        let kept = self.store.session(id).await;
        let kept = kept.map_err(IntoFailure::into_failure)?;
        Ok(kept.map(|session| session.access_expires_at))
    }

    /// Changes the status of a connection as it is now, not as the caller remembers it.
    pub(crate) async fn note_status(
        &self,
        id: ConnectionId,
        change: impl FnOnce(Status) -> Status,
    ) -> Result<(), Failure> {
        let current = self
            .store
            .connection(id)
            .await
            .map_err(IntoFailure::into_failure)?;
        let Some(mut connection) = current else {
            return Ok(());
        };
        connection.status = change(connection.status);
        self.store
            .update(&connection)
            .await
            .map_err(IntoFailure::into_failure)
    }
}
