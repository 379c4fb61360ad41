//! What the user typed that must not be shown again.

use secrecy::SecretString;
use serde::Deserialize;

/// How the console proves to the authorization server that it is the client.
///
/// It can be read from the wizard and never written out: it has `Deserialize` and not
/// `Serialize`, and prints as redacted.
#[derive(Debug, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Credentials {
    /// A web app's ID and secret (`client_secret_basic`, RFC 6749 §2.3.1).
    ClientSecret {
        /// The client ID.
        client_id: String,
        /// The secret.
        client_secret: SecretString,
    },
    /// A native app: PKCE and no secret (RFC 8252).
    Public {
        /// The client ID.
        client_id: String,
    },
    /// An OPA service user's API key.
    ServiceKey {
        /// The key's ID, a UUID.
        key_id: String,
        /// The key.
        key_secret: SecretString,
    },
}

impl Credentials {
    /// The client ID or key ID.
    pub fn id(&self) -> &str {
        match self {
            Self::ClientSecret { client_id, .. } | Self::Public { client_id } => client_id,
            Self::ServiceKey { key_id, .. } => key_id,
        }
    }
}

/// A secret that has just been opened or received.
pub type SecretValue = SecretString;

#[cfg(test)]
mod tests {
    use static_assertions::assert_not_impl_any;

    use super::*;

    assert_not_impl_any!(Credentials: serde::Serialize, Clone);
    assert_not_impl_any!(SecretValue: serde::Serialize);

    #[test]
    fn printing_credentials_shows_no_secret() {
        let typed: Credentials = serde_json::from_str(
            r#"{"kind":"clientSecret","clientId":"0oa1","clientSecret":"hunter2hunter2"}"#,
        )
        .unwrap();
        assert!(!format!("{typed:?}").contains("hunter2"));
        assert_eq!(typed.id(), "0oa1");
    }
}
