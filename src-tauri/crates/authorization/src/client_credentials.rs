//! A service app's token (RFC 6749 §4.4): no browser, no user, and nothing to renew. A new one is
//! asked for with a new assertion each time.

use std::sync::Arc;

use domain::{Clock, Explanation, OrgHost, Refusal, ScopeSet};
use jiff::Timestamp;
use secrecy::SecretString;
use transport::{Origin, Transport, TransportError};

use crate::access_token::{Tokens, Unusable};
use crate::server::{Server, parse};
use crate::token_endpoint::{TOKEN, TokenEndpoint};
use crate::{Client, ServerError, clock, dpop, form, server_error};

/// What a service app was given.
#[derive(Debug)]
pub struct AppToken {
    /// Kept in memory only.
    pub access: SecretString,
    /// When it ends, by the local clock.
    pub expires_at: Timestamp,
    /// What was really granted, which may be less than was asked for.
    pub granted: ScopeSet,
    /// Whether it is bound to the client's key; a server may give a bearer token all the same.
    pub bound: bool,
}

/// Why a service app was given nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppTokenError {
    /// The assertion was not believed: the public key is not registered, or the client ID is
    /// another's.
    #[error("the key was refused")]
    KeyRejected(Refusal),
    /// None of the scopes is granted to the app, or it may not use this grant.
    #[error("nothing is granted to the app")]
    NothingGranted(Refusal),
    /// A scope that this org does not know, or that is of people: none is given then.
    #[error("the org refuses one of the scopes")]
    UnknownScope(Refusal),
    /// The app wants `DPoP` (RFC 9449) and was shown no proof; nothing else was looked at.
    #[error("the app requires DPoP")]
    DpopRequired,
    /// What was signed is too old or too new for the server, by its own clock.
    #[error("this computer's clock is off by {by_seconds} seconds")]
    ClockOff {
        /// Positive when this computer is ahead.
        by_seconds: i64,
    },
    /// No answer came back, or none that may be used.
    #[error("no answer came back")]
    Transport(#[source] TransportError),
    /// Too many requests.
    #[error("the server is busy until {retry_at}")]
    Busy {
        /// When to ask again.
        retry_at: Timestamp,
    },
    /// Refused for another reason.
    #[error("refused with {status}: {}", refusal.code)]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What it said.
        refusal: Refusal,
    },
    /// The answer is not what an authorization server answers.
    #[error("the answer cannot be read")]
    Unreadable,
}

/// Asks `org` for a token with `scopes`, all of which are of the Okta API.
pub async fn app_token(
    transport: &Transport,
    clock: &Arc<dyn Clock>,
    org: &OrgHost,
    client: &Client,
    scopes: &ScopeSet,
) -> Result<AppToken, AppTokenError> {
    let server = Server::new(transport, Origin::from(org), clock.as_ref());
    let asked = scopes.to_wire();
    let fields = [
        ("grant_type", "client_credentials"),
        ("scope", asked.as_str()),
    ];
    let endpoint = TokenEndpoint::new(&server, client);
    let answer = endpoint
        .send(|| form::post(&server, client, TOKEN, &fields))
        .await?;
    let proven = client.dpop.is_some();
    let tokens = Tokens::read(&parse(&answer)?, proven, server.now())
        .map_err(|Unusable| AppTokenError::Unreadable)?;
    Ok(AppToken {
        access: tokens.access,
        expires_at: tokens.access_expires_at,
        granted: tokens.granted.unwrap_or_else(|| scopes.clone()),
        bound: tokens.bound,
    })
}

impl From<ServerError> for AppTokenError {
    fn from(error: ServerError) -> Self {
        match error {
            ServerError::Transport(error) => Self::Transport(error),
            ServerError::Busy { retry_at } => Self::Busy { retry_at },
            ServerError::ClockOff { by_seconds, .. } => Self::ClockOff { by_seconds },
            ServerError::Unreadable => Self::Unreadable,
            ServerError::Refused { status, refusal } => match (status, refusal.code.as_str()) {
                (500.., _) => Self::Refused { status, refusal },
                _ if dpop::is_missing(&refusal) => Self::DpopRequired,
                (_, "invalid_client") => Self::KeyRejected(refusal),
                (_, "consent_required" | "access_denied" | "unauthorized_client") => {
                    Self::NothingGranted(refusal)
                }
                (_, "invalid_scope") => Self::UnknownScope(refusal),
                _ => Self::Refused { status, refusal },
            },
        }
    }
}

impl AppTokenError {
    /// What happened, why, and what to do.
    pub fn explain(&self, org: &OrgHost) -> Explanation {
        let host = org.as_str();
        match self {
            Self::KeyRejected(refusal) => Explanation::new(
                "The app does not take this console's key.",
                server_error::said(refusal),
                key_fix(refusal),
            ),
            Self::NothingGranted(refusal) => Explanation::new(
                "None of the scopes is granted to the app.",
                server_error::said(refusal),
                "Grant the scopes on the app's Okta API Scopes tab, and see that its grant type \
                 is Client Credentials.",
            ),
            Self::UnknownScope(refusal) => Explanation::new(
                "The org refuses one of the scopes.",
                format!(
                    "{} Okta then gives none of them.",
                    server_error::said(refusal)
                ),
                "Untick the scopes of features that this org does not have, such as realms, on \
                 the Permissions tab.",
            ),
            Self::DpopRequired => Explanation::new(
                "The app requires proof of possession (DPoP).",
                "It takes token requests only with a proof.",
                "Tick it in the form, then try again.",
            ),
            Self::ClockOff { by_seconds } => clock::explain(*by_seconds),
            Self::Transport(error) => error.explain(host),
            Self::Busy { retry_at } => server_error::busy(host, *retry_at),
            Self::Refused { status, refusal } => server_error::refused(host, *status, refusal),
            Self::Unreadable => server_error::unreadable(host),
        }
    }
}

/// Okta's words tell what is amiss; where they are unknown, everything is to be compared.
fn key_fix(refusal: &Refusal) -> &'static str {
    let says = |words: &str| refusal.summary.contains(words);
    if says("JWKSet") {
        "In the app, set Client authentication to Public key / Private key, add the public key \
         that the form shows, and press Save."
    } else if says("issuer claim") || says("'client_id'") {
        "Copy the Client ID from the General tab of an app of the type API Services, in this org."
    } else if says("kid") || says("signature") {
        "Compare the key ID that the form shows with the public keys of the app: this key is not \
         among them, or it is inactive."
    } else {
        "See that the app is of the type API Services with Client authentication Public key / \
         Private key, that the public key that the form shows is saved there and active, and \
         that the Client ID is the app's."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_org_says_of_a_key_is_told_with_the_place_to_look_at() {
        for (words, place) in [
            (
                "The client does not have a JWKSet configured.",
                "press Save",
            ),
            (
                "The issuer claim for client_assertion is not a valid client_id.",
                "Copy the Client ID",
            ),
            (
                "Invalid value for 'client_id' parameter.",
                "Copy the Client ID",
            ),
            ("The kid is invalid.", "Compare the key ID"),
            (
                "The signature of client_assertion is invalid.",
                "Compare the key ID",
            ),
            ("No.", "See that the app"),
        ] {
            let refusal = Refusal {
                code: "invalid_client".into(),
                summary: words.into(),
                request_id: None,
            };
            assert!(key_fix(&refusal).contains(place), "{words}");
        }
    }
}
