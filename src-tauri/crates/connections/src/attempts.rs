//! Sign-ins that are under way, and those that wait to be looked at and saved.
//!
//! They live in memory only: PKCE verifier, state and fresh tokens die with the program.

use std::sync::Arc;

use authorization::{Another, AuthorizeUrl, Client, ClientAuthentication, SignIn};
use domain::{Authorization, Connection, Explanation, SecretField, Settings};
use jiff::Timestamp;
use secrecy::SecretString;
use tokio::sync::Notify;

use crate::doctor::{OrgEvidence, TeamEvidence};
use crate::rooms::Rooms;
use crate::scopes::Used;
use crate::views::{Failure, FailureCode, SignInView};

/// One pass through the wizard, from *Create* to *Save*.
pub(crate) enum Attempt {
    /// The browser is open.
    SigningIn {
        purpose: Purpose,
        url: AuthorizeUrl,
        view: Box<SignInView>,
        /// Gives further pages where each is good for one visit.
        another: Another,
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
    /// What came out about the app on the way.
    pub(crate) found: Vec<Explanation>,
    pub(crate) warnings: Vec<Explanation>,
    /// What the sign-in itself showed the doctor.
    pub(crate) evidence: Evidence,
}

/// What an org or a team showed.
pub(crate) enum Evidence {
    Org(Box<OrgEvidence>),
    Team(Box<TeamEvidence>),
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
    /// A service app and its key; the token is not kept.
    App {
        client: Client,
        access: SecretString,
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

    /// The same, with the settings as they turned out to be.
    pub(crate) fn with_settings(self, settings: Settings) -> Self {
        match self {
            Self::Create { connection, used } => Self::Create {
                connection: Connection {
                    settings,
                    ..connection
                },
                used,
            },
            Self::Reauthorize { before, used, .. } => Self::Reauthorize {
                before,
                settings,
                used,
            },
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
                let mut secrets = of_client(client);
                secrets.push((SecretField::AccessToken, access));
                secrets.extend(refresh.map(|refresh| (SecretField::RefreshToken, refresh)));
                secrets
            }
            Self::App { client, .. } => of_client(client),
            Self::ServiceKey { key } => vec![(SecretField::ApiKey, key)],
        }
    }
}

/// What a client proves itself with, and the key that its tokens are bound to.
fn of_client(client: Client) -> Vec<(SecretField, SecretString)> {
    let own = match client.authentication {
        ClientAuthentication::Secret(secret) => Some((SecretField::ClientSecret, secret)),
        ClientAuthentication::PrivateKey(key) => {
            Some((SecretField::PrivateKey, key.secret_text().clone()))
        }
        ClientAuthentication::Public => None,
    };
    let bound = client
        .dpop
        .map(|key| (SecretField::DpopKey, key.secret_text().clone()));
    own.into_iter().chain(bound).collect()
}

impl Rooms {
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
