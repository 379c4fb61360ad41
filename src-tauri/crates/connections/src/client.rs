//! Who a connection is to its org, from what is kept of it.

use authorization::{Client, ClientAuthentication, DpopKey, SigningKey, UnreadableKey};
use domain::{Connection, ConnectionId, Explanation, SealContext, SecretField, Settings};
use std::sync::Arc;

use crate::explain::IntoFailure;
use crate::rooms::Rooms;
use crate::secret::ResolvedSecret;
use crate::views::{Failure, FailureCode};

impl From<ResolvedSecret> for ClientAuthentication {
    fn from(secret: ResolvedSecret) -> Self {
        match secret {
            ResolvedSecret::Value(secret) => Self::Secret(secret),
            ResolvedSecret::Public => Self::Public,
            ResolvedSecret::Key(key) => Self::PrivateKey(key),
        }
    }
}

impl Rooms {
    /// The client with its secret or key, and with the key that its tokens are bound to.
    pub(crate) async fn client_of(
        &self,
        connection: &Connection,
        client_id: &str,
    ) -> Result<Client, Failure> {
        Ok(Client {
            id: client_id.to_owned(),
            authentication: self.kept_secret(connection).await?.into(),
            dpop: self.dpop_key(connection).await?,
        })
    }

    /// The key that a connection's tokens are bound to; `None` for bearer tokens.
    pub(crate) async fn dpop_key(
        &self,
        connection: &Connection,
    ) -> Result<Option<DpopKey>, Failure> {
        let host = connection.settings.host();
        let kept = self
            .open_secret(connection.id, host, SecretField::DpopKey)
            .await?;
        let key = kept.map(|text| DpopKey::open(&text, &self.nonces));
        key.transpose()
            .map_err(|UnreadableKey| unreadable_key(connection))
    }

    /// Takes up proofs of possession for a connection whose app turned out to require them. The
    /// key is on the disk before it is used: tokens that are bound to a key which a crash took
    /// along would be lost.
    pub(crate) async fn take_up_dpop(&self, connection: &Connection) -> Result<DpopKey, Failure> {
        let (id, key) = (connection.id, DpopKey::generate(&self.nonces));
        let context = SealContext {
            connection: id,
            host: connection.settings.host().to_owned(),
            field: SecretField::DpopKey,
            generation: 0,
        };
        let sealed = self
            .vault
            .seal(&context, key.secret_text())
            .map_err(IntoFailure::into_failure)?;
        self.store
            .keep_secret(id, &sealed)
            .await
            .map_err(IntoFailure::into_failure)?;
        self.note_dpop(id, key.thumbprint()).await?;
        tracing::info!(host = connection.settings.host(), "the app requires DPoP");
        Ok(key)
    }

    async fn note_dpop(&self, id: ConnectionId, thumbprint: &str) -> Result<(), Failure> {
        let current = self
            .store
            .connection(id)
            .await
            .map_err(IntoFailure::into_failure)?;
        let Some(mut current) = current else {
            return Ok(());
        };
        if let Settings::Org { requirements, .. } = &mut current.settings {
            requirements.dpop = requirements.dpop.found(self.now());
        }
        if let Some(authorization) = &mut current.authorization {
            authorization.bound_to = Some(thumbprint.to_owned());
        }
        self.store
            .update(&current)
            .await
            .map_err(IntoFailure::into_failure)
    }
}

/// A service app's key, read.
pub(crate) fn read_key(
    connection: &Connection,
    text: &secrecy::SecretString,
) -> Result<Arc<SigningKey>, Failure> {
    SigningKey::open(text)
        .map(Arc::new)
        .map_err(|UnreadableKey| unreadable_key(connection))
}

fn unreadable_key(connection: &Connection) -> Failure {
    Failure::coded(
        FailureCode::CredentialsRejected,
        Explanation::new(
            format!(
                "The key that is kept for “{}” cannot be read.",
                connection.nickname
            ),
            "It was kept by a later version, or it is damaged.",
            "Reauthorize the connection; a service app needs a new key for it.",
        ),
    )
}
