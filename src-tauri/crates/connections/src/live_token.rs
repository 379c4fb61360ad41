//! A live token for a connection, and the crash-safe rotation behind it.
//!
//! An OAuth connection's tokens are sealed in the store and renewed by one task per connection,
//! whoever asks and however often; that task is never cancelled with its caller. What was sent
//! and not answered is written down before it is sent (`RotationIntent`). An OPA bearer and a
//! service app's token are minted on demand and live in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use authorization::DpopKey;
use domain::{ClientKind, Connection, ConnectionId, SecretField, Settings, Status};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use store::{Finish, Rotated, StoreError};
use tokio::sync::OwnedMutexGuard;

use crate::explain::{IntoFailure, kept_key_failure, service_token_status};
use crate::rooms::{Rooms, locked};
use crate::secret::ResolvedSecret;
use crate::views::Failure;

/// A token is renewed when less than this is left of it.
pub(crate) const MARGIN: SignedDuration = SignedDuration::from_secs(60);
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

/// Tokens in memory, and one lock per connection.
#[derive(Default)]
pub(crate) struct Tokens {
    live: Mutex<HashMap<ConnectionId, LiveToken>>,
    put_aside: Mutex<HashMap<ConnectionId, PutAside>>,
    locks: Mutex<HashMap<ConnectionId, Arc<tokio::sync::Mutex<()>>>>,
}

impl Tokens {
    /// Waits until no renewal of this connection is under way, and keeps new ones out.
    pub(crate) async fn hold(&self, id: ConnectionId) -> OwnedMutexGuard<()> {
        let lock = Arc::clone(locked(&self.locks).entry(id).or_default());
        lock.lock_owned().await
    }

    /// The next use reads from the store.
    pub(crate) fn forget(&self, id: ConnectionId) {
        locked(&self.live).remove(&id);
    }

    /// As [`Tokens::forget`], for all.
    pub(crate) fn forget_all(&self) {
        locked(&self.live).clear();
    }

    /// Waits for every renewal that is under way.
    pub(crate) async fn settle(&self) {
        let locks: Vec<_> = locked(&self.locks).values().cloned().collect();
        for lock in locks {
            drop(lock.lock().await);
        }
        self.forget_all();
    }

    /// Remembers an answer until the disk takes it: the refresh token that is on it may be dead.
    pub(crate) fn put_aside(&self, id: ConnectionId, aside: PutAside) {
        locked(&self.put_aside).insert(id, aside);
    }

    fn fresh(&self, id: ConnectionId, now: Timestamp, margin: SignedDuration) -> Option<LiveToken> {
        let live = locked(&self.live);
        live.get(&id)
            .filter(|token| lasts(token.expires_at, now, margin))
            .cloned()
    }

    fn publish(&self, id: ConnectionId, token: &LiveToken) {
        locked(&self.live).insert(id, token.clone());
    }
}

pub(crate) fn lasts(expires_at: Timestamp, now: Timestamp, margin: SignedDuration) -> bool {
    expires_at.duration_since(now) > margin
}

/// Whether the token at hand will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Any that is not about to end.
    Live,
    /// Another one: the server refused the one at hand.
    Renewed,
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
        let now = self.rooms.now();
        if need == Need::Renewed {
            self.rooms.tokens.forget(connection.id);
        } else if let Some(token) = self.rooms.tokens.fresh(connection.id, now, MARGIN) {
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
        let id = connection.id;
        let _single = self.tokens.hold(id).await;
        match &connection.settings {
            Settings::Org {
                domain,
                client_id,
                client,
                requested,
                ..
            } => {
                if let Some(token) = self.tokens.fresh(id, self.now(), MARGIN) {
                    return Ok(token);
                }
                let token = match client {
                    ClientKind::ServiceApp { .. } => {
                        self.mint_app_token(connection, domain, client_id, requested)
                            .await?
                    }
                    ClientKind::WebApp | ClientKind::NativeApp => {
                        self.renew_oauth(connection, domain, client_id, need)
                            .await?
                    }
                };
                self.tokens.publish(id, &token);
                Ok(token)
            }
            Settings::Team {
                base_url,
                team,
                key_id,
            } => {
                if let Some(token) = self.tokens.fresh(id, self.now(), BEARER_MARGIN) {
                    return Ok(token);
                }
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
                let minted = match minted {
                    Ok(minted) => minted,
                    Err(error) => {
                        let connector = self.connector(connection.connector.as_str())?;
                        let now = self.now();
                        self.note_status(id, |status| service_token_status(&error, status, now))
                            .await?;
                        return Err(kept_key_failure(&error, connector, base_url, connection));
                    }
                };
                let token = LiveToken {
                    value: Arc::new(minted.bearer),
                    expires_at: minted.expires_at,
                    key: None,
                };
                self.tokens.publish(id, &token);
                Ok(token)
            }
        }
    }

    /// Stores an answer that the disk did not take when it came. Until it does, nothing is sent.
    pub(crate) async fn store_what_was_put_aside(&self, id: ConnectionId) -> Result<(), Failure> {
        let aside = locked(&self.tokens.put_aside).get(&id).cloned();
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
                locked(&self.tokens.put_aside).remove(&id);
                Ok(())
            }
            Err(error) => Err(error.into_failure()),
        }
    }

    /// As [`Rooms::store_what_was_put_aside`], for all, before the program ends.
    pub(crate) async fn store_all_that_was_put_aside(&self) {
        let ids: Vec<_> = locked(&self.tokens.put_aside).keys().copied().collect();
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
        let live = locked(&self.tokens.live)
            .get(&id)
            .map(|token| token.expires_at);
        if live.is_some() {
            return Ok(live);
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
