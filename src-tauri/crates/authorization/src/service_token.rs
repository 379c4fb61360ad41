//! OPA: an API key for a bearer token (`POST /v1/teams/{team}/service_token`).

use std::sync::Arc;

use domain::{Clock, Explanation, KeyId, OpaBaseUrl, Refusal, TeamName};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use transport::{Origin, Transport, TransportError};

use crate::access_token::is_presentable;
use crate::refusal::clean;
use crate::server::Server;
use crate::{ServerError, server_error};

const LONGEST_BEARER: usize = 4096;
/// Where OPA gives no end (Go's zero time stands for *not set*).
const UNSAID: SignedDuration = SignedDuration::from_mins(5);

/// A service user's session. It may end at any time; a 401 then asks for another, once.
#[derive(Debug)]
pub struct ServiceToken {
    /// Kept in memory only.
    pub bearer: SecretString,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// The team as OPA writes it.
    pub team_name: String,
}

/// Why OPA gave no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServiceTokenError {
    /// The token is for another team; it was thrown away.
    #[error("the key belongs to the team {answered}")]
    WrongTeam {
        /// The team that was asked for.
        expected: String,
        /// The team that answered.
        answered: String,
    },
    /// The key's ID and the key are not taken: mistyped, expired or rotated.
    #[error("the API key was refused")]
    KeyRejected(Refusal),
    /// There is no such team at this address.
    #[error("there is no such team")]
    TeamNotFound(Refusal),
    /// No answer came back, or none that may be used.
    #[error("no answer came back")]
    Transport(#[source] TransportError),
    /// Too many requests.
    #[error("the team is busy until {retry_at}")]
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
    /// The answer is not what OPA answers.
    #[error("the answer cannot be read")]
    Unreadable,
}

#[derive(Serialize)]
struct Request<'a> {
    key_id: &'a str,
    key_secret: &'a str,
}

#[derive(Deserialize)]
pub(crate) struct Answer {
    bearer_token: SecretString,
    expires_at: Option<String>,
    team_name: String,
}

/// Asks for a token of `team` with the service user's key.
pub async fn service_token(
    transport: &Transport,
    base_url: &OpaBaseUrl,
    team: &TeamName,
    key_id: &KeyId,
    key: &SecretString,
    clock: &Arc<dyn Clock>,
) -> Result<ServiceToken, ServiceTokenError> {
    let server = Server::new(transport, Origin::from(base_url), clock.as_ref());
    let url = base_url.team_url(team, &["service_token"]);
    let body = Request {
        key_id: key_id.as_str(),
        // EXPOSE: the key goes into the body of this one request.
        key_secret: key.expose_secret(),
    };
    let body = serde_json::to_vec(&body).expect("two strings make JSON");
    read(
        server.post_json(url.as_str(), body).await?,
        team,
        server.now(),
    )
}

/// The token in an answer, if it is one of `team` and could stand in a header.
pub(crate) fn read(
    answer: Answer,
    team: &TeamName,
    now: Timestamp,
) -> Result<ServiceToken, ServiceTokenError> {
    if !team.is(&answer.team_name) {
        return Err(ServiceTokenError::WrongTeam {
            expected: team.as_str().to_owned(),
            answered: clean(&answer.team_name),
        });
    }
    // EXPOSE: its length and alphabet are looked at, and nothing is kept.
    let bearer = answer.bearer_token.expose_secret();
    if bearer.len() > LONGEST_BEARER || !is_presentable(bearer) {
        return Err(ServiceTokenError::Unreadable);
    }
    Ok(ServiceToken {
        expires_at: end(answer.expires_at.as_deref(), now),
        bearer: answer.bearer_token,
        team_name: clean(&answer.team_name),
    })
}

fn end(said: Option<&str>, now: Timestamp) -> Timestamp {
    let said = said.and_then(|said| said.parse::<Timestamp>().ok());
    said.filter(|end| end.as_second() > 0)
        .or_else(|| now.checked_add(UNSAID).ok())
        .unwrap_or(now)
}

impl From<ServerError> for ServiceTokenError {
    fn from(error: ServerError) -> Self {
        match error {
            ServerError::Transport(error) => Self::Transport(error),
            ServerError::Busy { retry_at } => Self::Busy { retry_at },
            ServerError::Refused {
                status: 401,
                refusal,
            } => Self::KeyRejected(refusal),
            ServerError::Refused {
                status: 404,
                refusal,
            } => Self::TeamNotFound(refusal),
            ServerError::Refused { status, refusal } => Self::Refused { status, refusal },
            // OPA's key is no signature, so a clock cannot spoil it.
            ServerError::ClockOff { refusal, .. } => Self::Refused {
                status: 400,
                refusal,
            },
            ServerError::Unreadable => Self::Unreadable,
        }
    }
}

impl ServiceTokenError {
    /// What happened, why, and what to do.
    pub fn explain(&self, base_url: &OpaBaseUrl) -> Explanation {
        let host = base_url.as_str();
        match self {
            Self::WrongTeam { expected, answered } => Explanation::new(
                format!("The key does not belong to the team {expected}."),
                format!(
                    "Privileged Access answered for the team {answered}; that token was thrown away."
                ),
                format!(
                    "Enter {answered} as OPA Team Name, or the key of a service user of {expected}."
                ),
            ),
            Self::KeyRejected(refusal) => Explanation::new(
                "The service account's API key was refused: it is not the key of this Key ID.",
                server_error::said(refusal),
                "Compare the Key ID and the key letter by letter. A key is shown only once: create \
                 a new one for the service user if this one is not at hand.",
            ),
            Self::TeamNotFound(refusal) => Explanation::new(
                "There is no such team.",
                server_error::said(refusal),
                "Copy OPA Team Name and OPA Base URL from the address of the OPA Console.",
            ),
            Self::Transport(error) => error.explain(host),
            Self::Busy { retry_at } => server_error::busy(host, *retry_at),
            Self::Refused { status, refusal } => server_error::refused(host, *status, refusal),
            Self::Unreadable => Explanation::new(
                format!("The answer of {host} was not understood."),
                "It is not what Privileged Access answers.",
                "Check the OPA Base URL.",
            ),
        }
    }
}
