//! Secrets on their way to a sign-in: typed, kept, or the practice org's. They go one way.

use std::sync::Arc;

use authorization::SigningKey;
use catalogue::{Connector, FieldKind};
use domain::{
    ClientKind, Connection, ConnectionId, Explanation, PublicKey, SealContext, SecretField,
    Settings,
};
use secrecy::{ExposeSecret, SecretString};

use crate::client::read_key;
use crate::explain::IntoFailure;
use crate::form;
use crate::rooms::{Rooms, locked};
use crate::views::{Failure, FailureCode, NewSecret};

/// A secret or a key, or the knowledge that the app has neither.
pub(crate) enum ResolvedSecret {
    Value(SecretString),
    Public,
    Key(Arc<SigningKey>),
}

impl Rooms {
    /// The secret, from wherever the window said it is. It never goes back there, and a secret
    /// that is kept here goes to no other host than the one it was kept for.
    pub(crate) async fn resolve_secret(
        &self,
        connector: &Connector,
        destination: &Settings,
        secret: NewSecret,
    ) -> Result<ResolvedSecret, Failure> {
        match secret {
            NewSecret::None => Ok(ResolvedSecret::Public),
            NewSecret::Key { thumbprint } => {
                let key = self.new_keys.find(&thumbprint);
                key.map(ResolvedSecret::Key)
                    .ok_or_else(|| key_gone(connector))
            }
            NewSecret::Typed { value } => {
                // EXPOSE: looked at, to tell an empty field from a filled one.
                if value.expose_secret().trim().is_empty() {
                    return Err(empty_secret(connector));
                }
                // EXPOSE: pasted secrets often carry a line break, which no secret of Okta's has.
                let trimmed = value.expose_secret().trim().to_owned();
                Ok(ResolvedSecret::Value(trimmed.into()))
            }
            NewSecret::Practice => {
                let practice = locked(&self.practice);
                let secret = practice
                    .as_ref()
                    .filter(|practice| practice.is_address(destination.host()))
                    .and_then(|practice| practice.secret(connector.id.as_str()));
                // EXPOSE: the practice org's published secret, copied into this one request.
                let secret = secret.map(|s| SecretString::from(s.expose_secret().to_owned()));
                secret
                    .map(ResolvedSecret::Value)
                    .ok_or_else(|| empty_secret(connector))
            }
            NewSecret::SameAs { connection } => {
                let connection = self.connection(&connection).await?;
                if connection.settings.host() != destination.host() {
                    return Err(other_host(connector, &connection, destination));
                }
                self.kept_secret(&connection).await
            }
        }
    }

    /// The public half of a service app's key, where the form brings or names one.
    pub(crate) async fn public_key_of(
        &self,
        secret: &NewSecret,
    ) -> Result<Option<PublicKey>, Failure> {
        match secret {
            NewSecret::Key { thumbprint } => {
                let key = self.new_keys.find(thumbprint);
                Ok(key.map(|key| key.public().clone()))
            }
            NewSecret::SameAs { connection } => {
                let connection = self.connection(connection).await?;
                Ok(match connection.settings {
                    Settings::Org {
                        client: ClientKind::ServiceApp { key },
                        ..
                    } => Some(key),
                    Settings::Org { .. } | Settings::Team { .. } => None,
                })
            }
            NewSecret::Typed { .. } | NewSecret::Practice | NewSecret::None => Ok(None),
        }
    }

    /// What is kept for a connection to prove itself with; nothing where its app has nothing.
    pub(crate) async fn kept_secret(
        &self,
        connection: &Connection,
    ) -> Result<ResolvedSecret, Failure> {
        let field = match &connection.settings {
            Settings::Team { .. } => SecretField::ApiKey,
            Settings::Org { client, .. } => match client {
                ClientKind::WebApp => SecretField::ClientSecret,
                ClientKind::NativeApp => return Ok(ResolvedSecret::Public),
                ClientKind::ServiceApp { .. } => SecretField::PrivateKey,
            },
        };
        match (self.sealed_secret(connection, field).await?, field) {
            (ResolvedSecret::Value(text), SecretField::PrivateKey) => {
                read_key(connection, &text).map(ResolvedSecret::Key)
            }
            (secret, _) => Ok(secret),
        }
    }

    /// A stored secret of a connection.
    pub(crate) async fn sealed_secret(
        &self,
        connection: &Connection,
        field: SecretField,
    ) -> Result<ResolvedSecret, Failure> {
        match self
            .open_secret(connection.id, connection.settings.host(), field)
            .await?
        {
            Some(secret) => Ok(ResolvedSecret::Value(secret)),
            None => Err(Failure::coded(
                FailureCode::CredentialsRejected,
                Explanation::new(
                    format!("No secret is kept for “{}”.", connection.nickname),
                    "It was kept for one session only, or its key was lost.",
                    "Reauthorize it: type the secret once more, or make a new key.",
                ),
            )),
        }
    }

    /// Reads and opens a sealed secret.
    pub(crate) async fn open_secret(
        &self,
        id: ConnectionId,
        host: &str,
        field: SecretField,
    ) -> Result<Option<SecretString>, Failure> {
        let sealed = self
            .store
            .sealed(id, field)
            .await
            .map_err(IntoFailure::into_failure)?;
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        self.require_open_vault()?;
        let context = SealContext {
            connection: id,
            host: host.to_owned(),
            field,
            generation: sealed.generation,
        };
        self.vault
            .open(&context, &sealed)
            .map(Some)
            .map_err(IntoFailure::into_failure)
    }
}

/// The form's secret field holds nothing.
pub(crate) fn empty_secret(connector: &Connector) -> Failure {
    let label = connector
        .field(FieldKind::Secret)
        .map_or("secret", |field| &field.label);
    Failure::field(
        form::secret_field(connector),
        Explanation::new(
            format!("{label} is empty."),
            "Without it Okta cannot tell that it is your app that asks.",
            "Paste it from the page where it was shown.",
        ),
    )
}

/// The pair was made in another run, or too many others since.
fn key_gone(connector: &Connector) -> Failure {
    Failure::field(
        form::secret_field(connector),
        Explanation::new(
            "The key pair is not here any more.",
            "A pair that no connection has taken yet is forgotten when the console is closed.",
            "Make another one, and register its public key in the app.",
        ),
    )
}

/// The secret of one org must not be sent to another.
fn other_host(connector: &Connector, kept: &Connection, destination: &Settings) -> Failure {
    Failure::field(
        form::secret_field(connector),
        Explanation::new(
            format!(
                "The secret of “{}” is not sent to {}.",
                kept.nickname,
                destination.host()
            ),
            format!(
                "It was kept for {}, and goes nowhere else.",
                kept.settings.host()
            ),
            "Type the secret of the app in this org.",
        ),
    )
}
