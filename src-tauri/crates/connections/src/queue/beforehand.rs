//! What can be known before a browser opens: an app that is gone, a secret that is refused. Okta
//! shows both on a page of its own and never comes back, or says it only after the sign-in.

use authorization::SignInError;
use domain::{Connection, Settings};

use crate::explain::sign_in_failure;
use crate::rooms::Rooms;
use crate::views::Failure;

impl Rooms {
    /// Asks about the refresh token that is there, which tells whether the client is taken. What
    /// cannot be found out so is no refusal.
    pub(super) async fn refused_beforehand(&self, connection: &Connection) -> Option<Failure> {
        let Settings::Org {
            domain,
            client_id,
            requested,
            ..
        } = &connection.settings
        else {
            return None;
        };
        let connector = self.connector(connection.connector.as_str()).ok()?;
        let tokens = self.tokens_to_revoke(connection, domain, client_id).await;
        let (client, token, _) = tokens.ok()??;
        let (transport, clock) = (&self.transport, &self.clock);
        let asked =
            authorization::introspect_refresh(transport, clock, domain, &client, &token).await;
        match SignInError::from(asked.err()?) {
            error @ SignInError::InvalidClient { .. } => {
                Some(sign_in_failure(&error, domain, connector, requested))
            }
            _ => None,
        }
    }
}
