//! A service app's token: minted when it is needed and kept in memory. There is nothing to rotate,
//! so nothing to lose.

use std::sync::Arc;

use authorization::{AppToken, AppTokenError, Client, app_token};
use domain::{Connection, OrgHost, ScopeSet};

use crate::explain::{app_token_failure, app_token_status};
use crate::live_token::LiveToken;
use crate::rooms::Rooms;
use crate::views::Failure;

impl Rooms {
    /// A new token for a connection. A refusal is written into its status.
    pub(crate) async fn mint_app_token(
        &self,
        connection: &Connection,
        domain: &OrgHost,
        client_id: &str,
        requested: &ScopeSet,
    ) -> Result<LiveToken, Failure> {
        let mut client = self.client_of(connection, client_id).await?;
        let mut minted = self.ask_app_token(domain, &client, requested).await;
        if matches!(minted, Err(AppTokenError::DpopRequired)) && client.dpop.is_none() {
            client.dpop = Some(self.take_up_dpop(connection).await?);
            minted = self.ask_app_token(domain, &client, requested).await;
        }
        let minted = match minted {
            Ok(minted) => minted,
            Err(error) => {
                let now = self.now();
                self.note_status(connection.id, |status| {
                    app_token_status(&error, status, now)
                })
                .await?;
                return Err(app_token_failure(&error, connection, domain));
            }
        };
        let before = connection.authorization.as_ref();
        if before.is_some_and(|authorization| authorization.granted != minted.granted) {
            self.note_granted(connection.id, minted.granted.clone())
                .await?;
        }
        Ok(live(minted, client))
    }

    pub(crate) async fn ask_app_token(
        &self,
        domain: &OrgHost,
        client: &Client,
        requested: &ScopeSet,
    ) -> Result<AppToken, AppTokenError> {
        app_token(&self.transport, &self.clock, domain, client, requested).await
    }
}

fn live(minted: AppToken, client: Client) -> LiveToken {
    LiveToken {
        value: Arc::new(minted.access),
        expires_at: minted.expires_at,
        key: client.dpop.filter(|_| minted.bound),
    }
}
