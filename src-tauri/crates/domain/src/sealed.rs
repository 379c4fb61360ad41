//! A secret that only the vault can open. The store carries it; the types say so.

use serde::{Deserialize, Serialize};

use crate::ConnectionId;

/// Which secret of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretField {
    /// The OAuth client's secret.
    ClientSecret,
    /// The refresh token.
    RefreshToken,
    /// The access token, kept so that a start needs no refresh.
    AccessToken,
    /// An OPA service user's API key.
    ApiKey,
    /// The private key of a client that authenticates by `private_key_jwt`.
    PrivateKey,
    /// The key that DPoP proofs are signed with.
    DpopKey,
    /// The ID token that came with a renewal, kept until it has been looked at.
    IdToken,
}

impl SecretField {
    /// The word in the database and in the seal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecret => "client_secret",
            Self::RefreshToken => "refresh_token",
            Self::AccessToken => "access_token",
            Self::ApiKey => "api_key",
            Self::PrivateKey => "private_key",
            Self::DpopKey => "dpop_key",
            Self::IdToken => "id_token",
        }
    }
}

/// What a sealed secret is bound to. Opened under any other context, it does not open: a row
/// cannot be swapped with another's, moved to another host, or rolled back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealContext {
    /// Whose secret.
    pub connection: ConnectionId,
    /// The host that it may be sent to.
    pub host: String,
    /// Which of the connection's secrets.
    pub field: SecretField,
    /// The rotation that it belongs to; 0 for what is typed once.
    pub generation: u64,
}

/// Ciphertext. It has no way back but the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Which secret it is.
    pub field: SecretField,
    /// The rotation that it was sealed under.
    pub generation: u64,
    /// Nonce and ciphertext, as the vault wrote them.
    pub bytes: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_one_word_of_its_own_in_the_database_and_in_what_is_written() {
        for (field, word) in [
            (SecretField::ClientSecret, "client_secret"),
            (SecretField::RefreshToken, "refresh_token"),
            (SecretField::AccessToken, "access_token"),
            (SecretField::ApiKey, "api_key"),
            (SecretField::PrivateKey, "private_key"),
            (SecretField::DpopKey, "dpop_key"),
            (SecretField::IdToken, "id_token"),
        ] {
            assert_eq!(field.as_str(), word);
            assert_eq!(serde_json::to_value(field).unwrap(), word);
        }
    }
}
