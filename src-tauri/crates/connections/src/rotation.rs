//! One renewal of OAuth tokens, such that neither a crash nor a lost answer loses the connection.
//!
//! The order is the point: open everything that can fail, note the intent, send, store what came
//! back, and only then let it be used.

use authorization::{Client, RefreshError, Refreshed};
use domain::{
    Connection, ConnectionId, Explanation, OrgHost, Refusal, ScopeSet, SealContext, SecretField,
    Status,
};
use jiff::Timestamp;
use secrecy::SecretString;
use std::cmp::Ordering;
use std::sync::Arc;
use std::time::Instant;
use store::{Finish, Rotated, RotationIntent, SessionRow};

use crate::explain::{IntoFailure, refresh_failure};
use crate::live_token::{LiveToken, Need, PutAside};
use crate::points::precedes;
use crate::renewal_rules::{MARGIN, fingerprint, is_in_time, lasts, may_have_rotated};
use crate::rooms::{Rooms, locked};
use crate::views::{Failure, FailureCode};
use crate::whose::Came;

impl Rooms {
    /// One renewal, under the connection's lock in this process and among processes.
    pub(crate) async fn renew_oauth(
        &self,
        connection: &Connection,
        domain: &OrgHost,
        client_id: &str,
        need: &Need,
    ) -> Result<LiveToken, Failure> {
        let id = connection.id;
        let turn = self
            .store
            .rotation_lock(id)
            .await
            .map_err(IntoFailure::into_failure)?;

        self.store_what_was_put_aside(id).await?;
        // What another process renewed meanwhile is good enough.
        let session = self
            .store
            .session(id)
            .await
            .map_err(IntoFailure::into_failure)?;
        let Some(session) = session else {
            return Err(without_session(connection, domain));
        };
        match turn.high_water().unwrap_or(0).cmp(&session.generation) {
            Ordering::Greater => return Err(self.set_back(connection, session.generation).await),
            // The program may have died before it noted the last one.
            Ordering::Less => turn.note(session.generation),
            Ordering::Equal => {}
        }
        // The program may have died before it knew whose they are.
        self.look_at_what_is_kept(connection, domain, &session)
            .await?;
        if !matches!(need, Need::Renewed) && lasts(session.access_expires_at, self.now(), MARGIN) {
            let access = self
                .open_secret(id, domain.as_str(), SecretField::AccessToken)
                .await?;
            if let Some(access) = access.filter(|access| need.is_met_by(access)) {
                return Ok(LiveToken {
                    value: Arc::new(access),
                    expires_at: session.access_expires_at,
                    key: self.dpop_key(connection).await?,
                });
            }
        }
        // Everything that can fail or wait comes before the refresh token is read.
        let mut client = self.client_of(connection, client_id).await?;
        precedes!("reading the refresh token");
        let refresh = self
            .open_secret(id, domain.as_str(), SecretField::RefreshToken)
            .await?;
        let Some(refresh) = refresh else {
            return Err(self.no_refresh_token(connection, domain).await);
        };
        let started_at = self.now();
        let intent = RotationIntent {
            started_at,
            fingerprint: fingerprint(&refresh),
            generation: session.generation,
        };
        self.store
            .begin_rotation(id, &intent)
            .await
            .map_err(IntoFailure::into_failure)?;
        precedes!("sending a renewal");
        let send = async |client: &Client| {
            self.send_refresh(domain, client, &refresh, started_at)
                .await
        };
        let mut answer = send(&client).await;
        // The app has come to require it; the refresh token was not looked at.
        if matches!(answer, Err(RefreshError::DpopRequired)) && client.dpop.is_none() {
            client.dpop = Some(self.take_up_dpop(connection).await?);
            answer = send(&client).await;
        }
        match answer {
            Ok(refreshed) => {
                let kept = self.keep(connection, domain, &session, refreshed, refresh);
                let token = kept.await?;
                turn.note(session.generation + 1);
                Ok(LiveToken {
                    key: client.dpop,
                    ..token
                })
            }
            Err(error) => Err(self.refresh_refused(connection, domain, error).await),
        }
    }

    /// Sends the refresh token; the same one again where no answer came and Okta's grace period
    /// is not over.
    async fn send_refresh(
        &self,
        domain: &OrgHost,
        client: &Client,
        refresh: &SecretString,
        started_at: Timestamp,
    ) -> Result<Refreshed, RefreshError> {
        let mut repeats = 2;
        let began = Instant::now();
        loop {
            let answer =
                authorization::refresh(&self.transport, &self.clock, domain, client, refresh).await;
            let in_time = is_in_time(began.elapsed(), self.now().duration_since(started_at));
            match answer {
                Err(error) if may_have_rotated(&error) && repeats > 0 && in_time => {
                    tracing::warn!(%error, "the answer to a renewal was lost; asking again");
                    repeats -= 1;
                }
                other => return other,
            }
        }
    }

    /// Stores what came back, first of all, and only then lets it be used.
    async fn keep(
        &self,
        connection: &Connection,
        domain: &OrgHost,
        session: &SessionRow,
        refreshed: Refreshed,
        earlier: SecretString,
    ) -> Result<LiveToken, Failure> {
        let id = connection.id;
        let seal = |field, secret: &SecretString| {
            let context = SealContext {
                connection: id,
                host: domain.as_str().to_owned(),
                field,
                generation: session.generation + 1,
            };
            self.vault
                .seal(&context, secret)
                .map_err(IntoFailure::into_failure)
        };
        precedes!("sealing the answer of a renewal");
        // No new refresh token in the answer: the old one stays good (RFC 6749 §6).
        let refresh = refreshed.refresh.unwrap_or(earlier);
        let id_token = refreshed.id_token;
        let rotated = Rotated {
            access: seal(SecretField::AccessToken, &refreshed.access)?,
            refresh: Some(seal(SecretField::RefreshToken, &refresh)?),
            id_token: id_token
                .as_ref()
                .map(|id_token| seal(SecretField::IdToken, id_token.secret_text()))
                .transpose()?,
            access_expires_at: refreshed.access_expires_at,
            refreshed_at: self.now(),
        };
        let token = LiveToken {
            value: Arc::new(refreshed.access),
            expires_at: refreshed.access_expires_at,
            key: None,
        };
        let storing = Instant::now();
        let kept = self
            .store
            .finish_rotation(id, session.generation, &rotated)
            .await;
        let took = u64::try_from(storing.elapsed().as_micros()).unwrap_or(u64::MAX);
        tracing::debug!(connection = %id, microseconds = took, "a renewal was stored");
        let kept = match kept {
            Ok(kept) => kept,
            Err(error) => {
                let aside = PutAside {
                    from_generation: session.generation,
                    answer: rotated,
                };
                locked(&self.put_aside).insert(id, aside);
                return Err(error.into_failure());
            }
        };
        precedes!("using renewed tokens");
        match kept {
            Finish::Stored => {
                let known = connection.authorization.as_ref();
                let changed = refreshed.granted.filter(|granted| {
                    known.is_some_and(|authorization| authorization.granted != *granted)
                });
                if let Some(granted) = changed {
                    self.note_granted(connection.id, granted).await?;
                }
                if let Some(id_token) = id_token {
                    let came = Came {
                        at: rotated.refreshed_at,
                        generation: session.generation + 1,
                    };
                    self.look_at(connection, domain, &id_token, &came).await?;
                }
                Ok(token)
            }
            // Somebody signed in anew meanwhile; that sign-in wins.
            Finish::GenerationMoved => Err(Failure::other(Explanation::new(
                format!(
                    "“{}” was signed in to anew in this moment.",
                    connection.nickname
                ),
                "The new sign-in replaced the tokens that were being renewed.",
                "Try again.",
            ))),
        }
    }

    pub(crate) async fn note_granted(
        &self,
        id: ConnectionId,
        granted: ScopeSet,
    ) -> Result<(), Failure> {
        let current = self
            .store
            .connection(id)
            .await
            .map_err(IntoFailure::into_failure)?;
        let Some(mut current) = current else {
            return Ok(());
        };
        if let Some(authorization) = &mut current.authorization {
            authorization.granted = granted;
        }
        self.store
            .update(&current)
            .await
            .map_err(IntoFailure::into_failure)
    }

    pub(crate) async fn refresh_refused(
        &self,
        connection: &Connection,
        domain: &OrgHost,
        error: RefreshError,
    ) -> Failure {
        let id = connection.id;
        let now = self.now();
        // Where an answer may have been lost, the note that says so stays.
        if !may_have_rotated(&error)
            && let Err(error) = self.store.abandon_rotation(id).await
        {
            tracing::warn!(%error, "a renewal that was refused could not be struck out");
        }
        let noted = self
            .note_status(id, |status| match &error {
                RefreshError::GrantEnded(refusal) => status.grant_ended(now, refusal.clone()),
                RefreshError::ClientRejected(refusal) => {
                    status.credentials_rejected(now, refusal.clone())
                }
                RefreshError::Busy { .. } => status,
                other => status.unreachable(now, other.to_string()),
            })
            .await;
        noted
            .err()
            .unwrap_or_else(|| refresh_failure(&error, connection, domain))
    }

    /// The database is an older copy: these tokens were renewed since. The refresh token was spent
    /// then, and sending it would make Okta revoke the living one, which another copy may hold.
    async fn set_back(&self, connection: &Connection, generation: u64) -> Failure {
        tracing::warn!(connection = %connection.id, "the database is older than the last renewal");
        let ended = self.store.end_session(connection.id, generation).await;
        let ended = ended.map_err(IntoFailure::into_failure);
        let noted = match ended {
            Ok(()) => {
                self.note_status(connection.id, |_| Status::NotAuthorized)
                    .await
            }
            Err(failure) => Err(failure),
        };
        noted.err().unwrap_or_else(|| {
            Failure::coded(
                FailureCode::NeedsReauthorization,
                Explanation::new(
                    format!("“{}” must be signed in to again.", connection.nickname),
                    "The database was put back to an earlier state, and its tokens were renewed \
                     since. They were not sent: Okta would take them for stolen ones.",
                    "Reauthorize it.",
                ),
            )
        })
    }

    async fn no_refresh_token(&self, connection: &Connection, domain: &OrgHost) -> Failure {
        let refusal = Refusal {
            code: "no_refresh_token".into(),
            summary: "The access token has ended, and Okta issued no refresh token.".into(),
            request_id: None,
        };
        let error = RefreshError::GrantEnded(refusal);
        self.refresh_refused(connection, domain, error).await
    }
}

/// There are no tokens: nobody signed in yet, or those that came last were refused.
fn without_session(connection: &Connection, domain: &OrgHost) -> Failure {
    if let Status::NeedsReauthorization { refusal, .. } = &connection.status {
        let error = RefreshError::GrantEnded(refusal.clone());
        return refresh_failure(&error, connection, domain);
    }
    Failure::coded(
        FailureCode::NeedsReauthorization,
        Explanation::new(
            format!("“{}” is not authorized yet.", connection.nickname),
            if connection.authorization.is_some() {
                "Its sign-in is kept no more: it was for one session, its key was lost, or the \
                 database was put back to an earlier state."
            } else {
                "Nobody has signed in for it on this computer."
            },
            "Reauthorize it.",
        ),
    )
}
