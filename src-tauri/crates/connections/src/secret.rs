//! Secrets on their way to a sign-in: typed, kept, or the practice org's. They go one way.

use catalogue::{Connector, FieldKind, Grant};
use domain::{
    ClientKind, Connection, ConnectionId, Explanation, SealContext, SecretField, Settings,
};
use secrecy::{ExposeSecret, SecretString};

use crate::explain::IntoFailure;
use crate::form;
use crate::rooms::{Rooms, locked};
use crate::views::{Failure, FailureCode, NewSecret};

/// A secret, or the knowledge that the app has none.
pub(crate) enum ResolvedSecret {
    Value(SecretString),
    Public,
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
                let field = match connector.grant {
                    Grant::AuthorizationCode { .. } => SecretField::ClientSecret,
                    Grant::ServiceToken { .. } => SecretField::ApiKey,
                };
                self.sealed_secret(&connection, field).await
            }
        }
    }

    /// A stored secret of a connection; none where its app has none.
    pub(crate) async fn sealed_secret(
        &self,
        connection: &Connection,
        field: SecretField,
    ) -> Result<ResolvedSecret, Failure> {
        if matches!(
            connection.settings,
            Settings::Org {
                client: ClientKind::NativeApp,
                ..
            }
        ) {
            return Ok(ResolvedSecret::Public);
        }
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
                    "Type the secret once more.",
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
