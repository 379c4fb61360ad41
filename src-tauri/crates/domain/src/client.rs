//! What an app is to its org: its kind, its key, and what it requires of sign-ins.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Which kind of app the client is, in the words of Okta's Admin Console. Rows written before there
/// were several hold none, and mean the first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ClientKind {
    /// *Web Application*, with a client secret.
    #[default]
    WebApp,
    /// *Native Application*: PKCE and no secret.
    NativeApp,
    /// *API Services*: nobody signs in; the app proves itself with a key (RFC 7523).
    ServiceApp {
        /// The public half of its key, as it is registered in the app.
        key: PublicKey,
    },
}

/// The public half of a key pair that was made here. It is no secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PublicKey {
    /// RFC 7638. It is the key's `kid` as well.
    pub thumbprint: String,
    /// The JWK (RFC 7517) as JSON text, ready to be registered.
    pub jwk: String,
}

/// What the app, or its org, requires beyond its kind. Rows written before this was known hold
/// nothing of it, which means nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Requirements {
    /// Proof of possession in token requests (`DPoP`, RFC 9449).
    pub dpop: Requirement,
    /// Pushed authorization requests (RFC 9126).
    pub pushed: Requirement,
}

/// Whether something is required, and how that is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "known", rename_all = "camelCase")]
pub enum Requirement {
    /// It is not, as far as is known.
    #[default]
    No,
    /// The person said so.
    Told,
    /// The org refused to go on without it.
    Found {
        /// When.
        at: Timestamp,
    },
}

impl Requirement {
    /// Whether it is to be met.
    pub fn is_made(self) -> bool {
        self != Self::No
    }

    /// The org demands it; what was known already stays known in the same way.
    #[must_use]
    pub fn found(self, at: Timestamp) -> Self {
        match self {
            Self::No => Self::Found { at },
            known @ (Self::Told | Self::Found { .. }) => known,
        }
    }

    /// From a tick box.
    pub fn told(ticked: bool) -> Self {
        if ticked { Self::Told } else { Self::No }
    }
}

#[cfg(test)]
mod tests {
    use crate::Settings;

    use super::*;

    #[test]
    fn settings_as_they_were_written_before_kinds_had_more_to_say_are_read() {
        let written = r#"{"kind":"org","domain":{"kind":"okta","authority":"acme.okta.com"},
                          "clientId":"0oa1","client":"nativeApp",
                          "requested":["okta.users.read"]}"#;
        let Settings::Org {
            client,
            requirements,
            ..
        } = serde_json::from_str(written).unwrap()
        else {
            panic!("an org")
        };
        assert_eq!(client, ClientKind::NativeApp);
        assert_eq!(requirements, Requirements::default());
        assert!(!requirements.dpop.is_made());
    }

    #[test]
    fn what_was_found_out_first_stays_as_it_was() {
        let monday: Timestamp = "2026-11-02T08:00:00Z".parse().unwrap();
        let friday: Timestamp = "2026-11-06T08:00:00Z".parse().unwrap();
        let found = Requirement::No.found(monday);
        assert_eq!(found.found(friday), Requirement::Found { at: monday });
        assert_eq!(Requirement::Told.found(friday), Requirement::Told);
    }

    #[test]
    fn what_was_told_or_found_is_to_be_met() {
        let found = Requirement::No.found("2026-11-02T08:00:00Z".parse().unwrap());
        for (requirement, is_made) in [
            (Requirement::told(false), false),
            (Requirement::told(true), true),
            (found, true),
        ] {
            assert_eq!(requirement.is_made(), is_made, "{requirement:?}");
        }
        assert_eq!(Requirement::told(true), Requirement::Told);
    }
}
