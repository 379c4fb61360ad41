//! Why a sign-in gave no connection.

use domain::Refusal;
use jiff::Timestamp;
use transport::TransportError;

use crate::{BusyPort, IdTokenProblem, ServerError};

/// One variant for each cause that has a next step of its own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// Every registered port is in use, so the browser was not opened.
    #[error("all redirect ports are in use")]
    PortsTaken(Vec<BusyPort>),
    /// Nobody came back. Okta shows its own page, and never returns, for a wrong client ID and
    /// for a redirect URI that is not registered.
    #[error("nobody came back from the browser in time")]
    TimedOut {
        /// What must be registered.
        redirect_uri: String,
    },
    /// The user is not assigned to the app.
    #[error("the user is not assigned to the app")]
    NotAssigned(Refusal),
    /// The user or a policy said no.
    #[error("access was denied")]
    AccessDenied(Refusal),
    /// None of the scopes asked for is granted to the app.
    #[error("none of the scopes is granted to the app")]
    NothingGranted(Refusal),
    /// A scope that this org does not know: none is given then.
    #[error("the org does not know one of the scopes")]
    UnknownScope(Refusal),
    /// The app may not use this grant: *Authorization Code* or *Refresh Token* is off.
    #[error("the app may not use this grant type")]
    GrantTypeOff(Refusal),
    /// The app's ID or secret was refused.
    #[error("the client was refused")]
    InvalidClient {
        /// Which of the two, as far as Okta's words tell.
        fault: ClientFault,
        /// What it said.
        refusal: Refusal,
    },
    /// PKCE failed: something between changed the request, or the app forbids it.
    #[error("the PKCE proof was refused")]
    Pkce(Refusal),
    /// The authorization code was refused: expired, or used by somebody else.
    #[error("the authorization code was refused")]
    CodeRefused(Refusal),
    /// The app wants `DPoP` (RFC 9449), which came out too late for this sign-in.
    #[error("the app requires DPoP")]
    DpopRequired,
    /// The app takes pushed authorization requests only (RFC 9126).
    #[error("the app requires pushed authorization requests")]
    PushRequired(Refusal),
    /// The redirect URI is not registered, and the server said so before a browser was opened.
    #[error("the redirect URI is not registered")]
    RedirectUriUnknown {
        /// What must be registered.
        redirect_uri: String,
        /// What it said.
        refusal: Refusal,
    },
    /// The answer in the browser names another server (RFC 9207).
    #[error("the answer came from another authorization server")]
    WrongIssuer {
        /// Which.
        claimed: String,
    },
    /// The ID token was not believed.
    #[error("the ID token was not believed")]
    IdToken(#[from] IdTokenProblem),
    /// An ID token or a proof would be good if this computer's clock were right.
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
    /// The server is at fault: 5xx, or the OAuth errors that stand for it.
    #[error("the server is at fault: {}", .0.code)]
    ServerFault(Refusal),
    /// Refused for another reason.
    #[error("refused: {}", .0.code)]
    Refused(Refusal),
    /// The answer is not what an authorization server answers.
    #[error("the answer cannot be read")]
    Unreadable,
}

/// Which half of the client's credentials is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientFault {
    /// There is no such app.
    Id,
    /// The app is there, and its secret is another.
    Secret,
    /// The app wants a secret and was given none.
    NoSecret,
    /// The server does not tell.
    Unsaid,
}

impl SignInError {
    /// What an OAuth error means, from the browser (RFC 6749 §4.1.2.1) and from the token
    /// endpoint (§5.2) alike. Okta's codes are few, so its words tell some causes apart; where
    /// they are unknown the code alone decides.
    pub(crate) fn from_refusal(refusal: Refusal) -> Self {
        let says = |words: &str| refusal.summary.contains(words);
        match refusal.code.as_str() {
            "access_denied" if says("not assigned") => Self::NotAssigned(refusal),
            "access_denied" => Self::AccessDenied(refusal),
            "consent_required" | "no_org_scopes_granted" => Self::NothingGranted(refusal),
            "invalid_scope" => Self::UnknownScope(refusal),
            "unauthorized_client" | "unsupported_grant_type" | "unsupported_response_type" => {
                Self::GrantTypeOff(refusal)
            }
            "invalid_client" => Self::InvalidClient {
                fault: ClientFault::of(&refusal),
                refusal,
            },
            "invalid_grant" | "invalid_request" if says("PKCE") => Self::Pkce(refusal),
            "invalid_request" if wants_push(&refusal) => Self::PushRequired(refusal),
            "invalid_grant" => Self::CodeRefused(refusal),
            "server_error" | "temporarily_unavailable" => Self::ServerFault(refusal),
            _ => Self::Refused(refusal),
        }
    }
}

/// The RFC has no code for it.
fn wants_push(refusal: &Refusal) -> bool {
    let summary = refusal.summary.to_ascii_lowercase();
    summary.contains("pushed authorization request")
}

impl ClientFault {
    pub(crate) fn of(refusal: &Refusal) -> Self {
        let says = |words: &str| refusal.summary.contains(words);
        if says("'client_id'") {
            Self::Id
        } else if says("No client credentials") {
            Self::NoSecret
        } else if says("client credentials are invalid") {
            Self::Secret
        } else {
            Self::Unsaid
        }
    }
}

impl From<ServerError> for SignInError {
    fn from(error: ServerError) -> Self {
        match error {
            ServerError::Transport(error) => Self::Transport(error),
            ServerError::Busy { retry_at } => Self::Busy { retry_at },
            ServerError::Refused {
                status: 500..,
                refusal,
            } => Self::ServerFault(refusal),
            ServerError::Refused { refusal, .. } => Self::from_refusal(refusal),
            ServerError::ClockOff { by_seconds, .. } => Self::ClockOff { by_seconds },
            ServerError::Unreadable => Self::Unreadable,
        }
    }
}
