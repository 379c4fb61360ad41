//! When a connection really ends: what introspection says of its refresh token, and what OPA says
//! of its API key. Asked for again as long as it is not known.

use authorization::TokenKind;
use domain::{Authorization, Connection, ConnectionId, InstanceDetails, OrgHost, Settings};
use jiff::Timestamp;

use crate::Console;
use crate::examine_team::KeyDates;
use crate::explain::IntoFailure;
use crate::live_token::Need;
use crate::views::Failure;

impl Console {
    /// Learns the end of a connection whose probe was just answered. What cannot be learned stays
    /// as it was: nothing ends by not being told.
    pub(super) async fn learn_end(&self, connection: &Connection) {
        let Some(authorization) = &connection.authorization else {
            return;
        };
        let learned = match &connection.settings {
            Settings::Org {
                domain, client_id, ..
            } if is_computed(authorization) => {
                self.introspected(connection, domain, client_id).await
            }
            Settings::Org { .. } => Ok(()),
            Settings::Team { .. } => self.key_dates_again(connection, authorization).await,
        };
        if let Err(failure) = learned {
            tracing::info!(
                problem = failure.what,
                "the end of a connection was not told"
            );
        }
    }

    /// Asks the org. A token that it calls inactive is renewed at once: only the refusal of a
    /// renewal is definite, and it is noted where renewals are.
    async fn introspected(
        &self,
        connection: &Connection,
        domain: &OrgHost,
        client_id: &str,
    ) -> Result<(), Failure> {
        let rooms = &self.rooms;
        let answer = {
            // A renewal must not replace the token while it is asked about.
            let _still = rooms.tokens.hold(connection.id).await;
            let tokens = rooms
                .tokens_to_revoke(connection, domain, client_id)
                .await?;
            let Some((client, refresh, TokenKind::Refresh)) = tokens else {
                return Ok(());
            };
            let (transport, clock) = (&rooms.transport, &rooms.clock);
            authorization::introspect_refresh(transport, clock, domain, &client, &refresh).await
        };
        match answer {
            Ok(answer) if answer.active => match answer.expires_at {
                Some(end) => self.note_end(connection.id, Some(end)).await,
                None => Ok(()),
            },
            Ok(_) => self.live_token(connection, Need::Renewed).await.map(drop),
            Err(error) => {
                tracing::info!(%error, "introspection was refused");
                Ok(())
            }
        }
    }

    async fn key_dates_again(
        &self,
        connection: &Connection,
        authorization: &Authorization,
    ) -> Result<(), Failure> {
        let Settings::Team {
            base_url,
            team,
            key_id,
        } = &connection.settings
        else {
            return Ok(());
        };
        let token = self.live_token(connection, Need::Live).await?;
        let user = &authorization.identity.username;
        let rooms = &self.rooms;
        let dates = rooms.key_dates(base_url, team, user, key_id, &token).await;
        let Some(KeyDates { issued_at, ends_at }) = dates else {
            return Ok(());
        };
        self.change_authorization(connection.id, |authorization| {
            authorization.reauthorize_by = ends_at;
            authorization.reauthorize_by_measured = ends_at.is_some();
            if let Some(InstanceDetails::Team(team)) = &mut authorization.instance {
                team.key_issued_at = issued_at;
            }
        })
        .await
    }

    async fn note_end(&self, id: ConnectionId, end: Option<Timestamp>) -> Result<(), Failure> {
        self.change_authorization(id, |authorization| {
            authorization.reauthorize_by = end;
            authorization.reauthorize_by_measured = true;
        })
        .await
    }

    /// Changes the authorization of a connection as it is now; writes only what is new.
    async fn change_authorization(
        &self,
        id: ConnectionId,
        change: impl FnOnce(&mut Authorization),
    ) -> Result<(), Failure> {
        let store = &self.rooms.store;
        let current = store.connection(id).await;
        let Some(mut current) = current.map_err(IntoFailure::into_failure)? else {
            return Ok(());
        };
        let before = current.clone();
        if let Some(authorization) = &mut current.authorization {
            change(authorization);
        }
        if current == before {
            return Ok(());
        }
        store
            .update(&current)
            .await
            .map_err(IntoFailure::into_failure)
    }
}

/// Whether there is an end, and it was counted here instead of told.
fn is_computed(authorization: &Authorization) -> bool {
    authorization.reauthorize_by.is_some() && !authorization.reauthorize_by_measured
}
