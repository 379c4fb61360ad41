//! The second secret is taken in: sealed for every connection that uses the client, and in use for
//! none.

use domain::{Connection, Explanation, KeyId, SealContext};
use secrecy::{ExposeSecret, SecretString};
use store::OtherSecret;

use super::change::{Change, Party, field_of};
use crate::Console;
use crate::explain::IntoFailure;
use crate::rooms::Rooms;
use crate::secret::ResolvedSecret;
use crate::views::{EnterSecret, Failure, NewSecret, SecretChangeView, SwitchStage};

impl Console {
    /// Keeps a second client secret beside the one in use, for each connection that uses the
    /// client. Nothing is switched yet.
    pub async fn enter_new_secret(
        &self,
        request: EnterSecret,
    ) -> Result<SecretChangeView, Failure> {
        let rooms = &self.rooms;
        rooms.require_open_vault()?;
        let connection = rooms.connection(&request.connection).await?;
        let connector = rooms.connector(connection.connector.as_str())?;
        let typed = NewSecret::Typed {
            value: request.secret,
        };
        let resolved = rooms
            .resolve_secret(connector, &connection.settings, typed)
            .await?;
        let ResolvedSecret::Value(secret) = resolved else {
            return Err(Rooms::no_attempt());
        };
        rooms.require_another(&connection, &secret).await?;
        let parties = rooms.parties(&connection).await?;
        if parties.iter().any(is_switched) {
            return Err(under_way());
        }
        rooms.keep_beside(&parties, &secret, None).await?;
        self.secret_change(&request.connection).await
    }
}

impl Rooms {
    /// Seals a secret beside the one in use, for all of these in one transaction.
    pub(super) async fn keep_beside(
        &self,
        parties: &[Party],
        secret: &SecretString,
        key_id: Option<&KeyId>,
    ) -> Result<(), Failure> {
        let change = Change {
            stage: SwitchStage::Entered,
            key_id: key_id.cloned(),
            problem: None,
        };
        let others: Result<Vec<_>, Failure> = parties
            .iter()
            .map(|Party { connection, .. }| {
                let context = SealContext {
                    connection: connection.id,
                    host: connection.settings.host().to_owned(),
                    field: field_of(connection),
                    generation: 0,
                };
                let sealed = self.vault.seal(&context, secret);
                Ok(OtherSecret {
                    connection: connection.id,
                    sealed: sealed.map_err(IntoFailure::into_failure)?,
                    change: change.text(),
                })
            })
            .collect();
        self.store
            .keep_other_secrets(&others?)
            .await
            .map_err(IntoFailure::into_failure)
    }

    /// The secret that is in use already is no second one.
    async fn require_another(
        &self,
        connection: &Connection,
        secret: &SecretString,
    ) -> Result<(), Failure> {
        let field = field_of(connection);
        let ResolvedSecret::Value(in_use) = self.sealed_secret(connection, field).await? else {
            return Ok(());
        };
        // EXPOSE: compared, so that a secret is not said to take its own place.
        if in_use.expose_secret() != secret.expose_secret() {
            return Ok(());
        }
        Err(Failure::field(
            "secret",
            Explanation::new(
                "This is the secret that is in use.",
                "A change needs a second one, which Okta shows beside the first.",
                "Press Generate new secret in the app, and paste that one.",
            ),
        ))
    }
}

pub(super) fn is_switched(party: &Party) -> bool {
    party
        .other
        .as_ref()
        .is_some_and(|(_, change)| change.is_switched())
}

pub(super) fn under_way() -> Failure {
    Failure::other(Explanation::new(
        "A change of this secret is under way.",
        "Some connections use the new one already, and the old one is kept until it is over.",
        "Finish the change or back out of it, then begin another.",
    ))
}
