//! Sign-ins that are under way, and those that wait to be looked at and saved.
//!
//! They live in memory only: PKCE verifier, state and fresh tokens die with the program.

use std::sync::Arc;

use authorization::{AuthorizeUrl, Client, ClientAuthentication, SignIn};
use domain::{Authorization, Connection, Explanation, SecretField, Settings};
use jiff::Timestamp;
use secrecy::SecretString;
use tokio::sync::Notify;

use crate::doctor::{OrgEvidence, TeamEvidence};
use crate::rooms::{Rooms, locked};
use crate::scopes::Used;
use crate::views::{Failure, FailureCode};

/// One pass through the wizard, from *Create* to *Save*.
pub(crate) enum Attempt {
    /// The browser is open.
    SigningIn {
        purpose: Purpose,
        url: AuthorizeUrl,
        cancelled: Arc<Notify>,
        /// Taken by whoever waits.
        sign_in: Option<Box<SignIn>>,
    },
    /// Signed in; nothing is saved yet.
    Reviewed {
        purpose: Purpose,
        outcome: Box<Outcome>,
    },
}

/// What the attempt is for.
#[derive(Clone)]
pub(crate) enum Purpose {
    /// A connection that is not in the store yet, unauthorized, and what it will be used for.
    Create { connection: Connection, used: Used },
    /// One that is, with the settings it will have, and what it is used for.
    Reauthorize {
        before: Connection,
        settings: Settings,
        used: Used,
    },
}

/// What a sign-in gave.
pub(crate) struct Outcome {
    pub(crate) authorization: Authorization,
    pub(crate) grant: Grant,
    pub(crate) warnings: Vec<Explanation>,
    /// What the sign-in itself showed the doctor.
    pub(crate) evidence: Evidence,
}

/// What an org or a team showed.
pub(crate) enum Evidence {
    Org(OrgEvidence),
    Team(TeamEvidence),
}

/// The secrets that a sign-in leaves, to be sealed.
pub(crate) enum Grant {
    /// OAuth tokens and the client that they belong to.
    Tokens {
        client: Client,
        access: SecretString,
        access_expires_at: Timestamp,
        refresh: Option<SecretString>,
    },
    /// An OPA API key; the bearer is not kept.
    ServiceKey { key: SecretString },
}

impl Purpose {
    pub(crate) fn settings(&self) -> &Settings {
        match self {
            Self::Create { connection, .. } => &connection.settings,
            Self::Reauthorize { settings, .. } => settings,
        }
    }

    pub(crate) fn connection(&self) -> &Connection {
        match self {
            Self::Create { connection, .. } => connection,
            Self::Reauthorize { before, .. } => before,
        }
    }

    pub(crate) fn used(&self) -> &Used {
        match self {
            Self::Create { used, .. } | Self::Reauthorize { used, .. } => used,
        }
    }
}

impl Grant {
    /// The secrets by field, for sealing.
    pub(crate) fn into_secrets(self) -> Vec<(SecretField, SecretString)> {
        match self {
            Self::Tokens {
                client,
                access,
                refresh,
                ..
            } => {
                let secret = match client.authentication {
                    ClientAuthentication::Secret(secret) => Some(secret),
                    ClientAuthentication::Public => None,
                };
                [
                    (SecretField::ClientSecret, secret),
                    (SecretField::AccessToken, Some(access)),
                    (SecretField::RefreshToken, refresh),
                ]
                .into_iter()
                .filter_map(|(field, secret)| Some((field, secret?)))
                .collect()
            }
            Self::ServiceKey { key } => vec![(SecretField::ApiKey, key)],
        }
    }
}

impl Rooms {
    pub(crate) fn keep_attempt(&self, attempt: Attempt) -> String {
        let id = uuid::Uuid::new_v4().to_string();
        locked(&self.attempts).insert(id.clone(), attempt);
        id
    }

    /// The attempt is over, or was never there.
    pub(crate) fn no_attempt() -> Failure {
        Failure::coded(
            FailureCode::Cancelled,
            Explanation::new(
                "This sign-in is over.",
                "It was cancelled, or its time ran out.",
                "Press Create again; what you typed is still there.",
            ),
        )
    }
}
