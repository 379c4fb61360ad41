//! A new access token for a refresh token (RFC 6749 §6).
//!
//! One request, never repeated here: whether it may be is for the caller's rotation protocol to
//! say, and [`RefreshError`] tells it what it needs to know.

use std::sync::Arc;

use domain::{Clock, Explanation, Identity, OrgHost, Refusal, ScopeSet};
use jiff::Timestamp;
use oauth2::RefreshToken;
use secrecy::{ExposeSecret, SecretString};
use transport::{Origin, Transport, TransportError};

use crate::access_token::{Tokens, Unusable};
use crate::claims::Expected;
use crate::client::TokenAnswer;
use crate::server::{Server, token_error};
use crate::token_endpoint::TokenEndpoint;
use crate::{Client, ServerError, SignInError, clock, dpop, id_token, server_error};

/// What a refresh gave. Store it before it is used.
#[derive(Debug)]
pub struct Refreshed {
    /// The new access token.
    pub access: SecretString,
    /// When it ends, by the local clock.
    pub access_expires_at: Timestamp,
    /// The new refresh token; `None` means that the old one stays (RFC 6749 §6).
    pub refresh: Option<SecretString>,
    /// What the new token may do; `None` means: what the old one could.
    pub granted: Option<ScopeSet>,
    /// The ID token that came along. It is looked at after the tokens are stored.
    pub id_token: Option<RefreshedIdToken>,
}

/// An ID token that came with a refresh, not looked at yet.
#[derive(Debug)]
pub struct RefreshedIdToken {
    token: SecretString,
    access: SecretString,
}

/// Why a refresh gave nothing. Each says whether the old refresh token is still good.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefreshError {
    /// A definite `400 invalid_grant`: the refresh token is over. The only one that is final.
    #[error("the grant has ended")]
    GrantEnded(Refusal),
    /// The client's ID or secret was refused; the refresh token was not looked at.
    #[error("the client was refused")]
    ClientRejected(Refusal),
    /// 429, even where its body says `invalid_grant`: nothing was looked at.
    #[error("the server is busy until {retry_at}")]
    Busy {
        /// When to ask again.
        retry_at: Timestamp,
    },
    /// Not one byte left: the refresh token is as good as before.
    #[error("the request was not sent")]
    NotSent(#[source] TransportError),
    /// The request may have arrived, and the token may have been rotated.
    #[error("it is not known whether the request arrived")]
    Unknown(#[source] TransportError),
    /// 5xx: the request arrived at something, and may have been carried out.
    #[error("the server is at fault: {}", .0.code)]
    ServerFault(Refusal),
    /// The app wants `DPoP` (RFC 9449) and was shown no proof; nothing else was looked at.
    #[error("the app requires DPoP")]
    DpopRequired,
    /// The answer is not bound to the key that the refresh token is bound to (RFC 9449 §5): it is
    /// thrown away, and the refresh token may have been rotated.
    #[error("the new token is not bound to the connection's key")]
    NotBound,
    /// What was signed is too old or too new for the server, by its own clock.
    #[error("this computer's clock is off by {by_seconds} seconds")]
    ClockOff {
        /// Positive when this computer is ahead.
        by_seconds: i64,
    },
    /// Refused for another reason; the refresh token is as good as before.
    #[error("refused: {}", .0.code)]
    Refused(Refusal),
    /// The server agreed, and its answer cannot be read: the token may have been rotated.
    #[error("the answer cannot be read")]
    Unreadable,
}

/// Asks `org` for a new access token.
pub async fn refresh(
    transport: &Transport,
    clock: &Arc<dyn Clock>,
    org: &OrgHost,
    client: &Client,
    refresh: &SecretString,
) -> Result<Refreshed, RefreshError> {
    let server = Server::new(transport, Origin::from(org), clock.as_ref());
    let oauth = client.at(org);
    // EXPOSE: `oauth2` takes a String. It goes into one request and is dropped.
    let token = RefreshToken::new(refresh.expose_secret().to_owned());
    let answer = oauth
        .exchange_refresh_token(&token)
        .request_async(&TokenEndpoint::new(&server, client))
        .await
        .map_err(token_error)?;
    read(&answer, client.dpop.is_some(), server.now())
}

/// What an answer gives, where the request came with a proof or without one.
pub(crate) fn read(
    answer: &TokenAnswer,
    proven: bool,
    now: Timestamp,
) -> Result<Refreshed, RefreshError> {
    let tokens = Tokens::read(answer, proven, now).map_err(|Unusable| RefreshError::Unreadable)?;
    if proven && !tokens.bound {
        return Err(RefreshError::NotBound);
    }
    Ok(Refreshed {
        id_token: tokens.id_token.map(|token| RefreshedIdToken {
            token: token.into(),
            access: tokens.access.clone(),
        }),
        access: tokens.access,
        access_expires_at: tokens.access_expires_at,
        refresh: tokens.refresh,
        granted: tokens.granted,
    })
}

impl RefreshedIdToken {
    /// One that was kept, and the access token that came with it.
    pub fn kept(token: SecretString, access: SecretString) -> Self {
        Self { token, access }
    }

    /// The token as it came, for sealing.
    pub fn secret_text(&self) -> &SecretString {
        &self.token
    }

    /// Checks the token as at sign-in, but for the nonce (OIDC Core §12.2), and tells
    /// whose it is. `clock` tells the time at which it came. The caller compares the subject with that of the sign-in; if it differs, or
    /// this fails other than for the network, the connection must not be used.
    pub async fn identity(
        &self,
        transport: &Transport,
        clock: &Arc<dyn Clock>,
        org: &OrgHost,
        client_id: &str,
    ) -> Result<Identity, SignInError> {
        let server = Server::new(transport, Origin::from(org), clock.as_ref());
        let expected = Expected {
            client_id,
            nonce: None,
            // EXPOSE: its hash is compared with the one in the token.
            access_token: self.access.expose_secret(),
            now: clock.now(),
        };
        // EXPOSE: an ID token is read here and goes nowhere.
        let token = self.token.expose_secret();
        let claims = id_token::validate(&server, org, token, &expected).await?;
        let subject = claims.sub.clone().unwrap_or_default();
        Ok(claims.identity().unwrap_or_else(|| Identity {
            username: subject.clone(),
            name: None,
            subject,
        }))
    }
}

impl From<ServerError> for RefreshError {
    fn from(error: ServerError) -> Self {
        match error {
            ServerError::Transport(error) if error.request_was_sent() => Self::Unknown(error),
            ServerError::Transport(error) => Self::NotSent(error),
            ServerError::Busy { retry_at } => Self::Busy { retry_at },
            ServerError::Unreadable => Self::Unreadable,
            ServerError::ClockOff { by_seconds, .. } => Self::ClockOff { by_seconds },
            ServerError::Refused { status, refusal } => match (status, refusal.code.as_str()) {
                (400, _) if dpop::is_missing(&refusal) => Self::DpopRequired,
                // Bound to another key than the one that is kept: only a sign-in helps.
                (400, "invalid_dpop_proof") if refusal.summary.contains("binding") => {
                    Self::GrantEnded(refusal)
                }
                (400, "invalid_grant") => Self::GrantEnded(refusal),
                (400 | 401, "invalid_client") => Self::ClientRejected(refusal),
                (500.., _) => Self::ServerFault(refusal),
                _ => Self::Refused(refusal),
            },
        }
    }
}

impl RefreshError {
    /// What happened, why, and what to do.
    pub fn explain(&self, org: &OrgHost) -> Explanation {
        let host = org.as_str();
        match self {
            Self::GrantEnded(refusal) => Explanation::new(
                "This connection's sign-in has ended.",
                server_error::said(refusal),
                "Reauthorize the connection.",
            ),
            Self::ClientRejected(refusal) => Explanation::new(
                "The app's credentials were refused.",
                server_error::said(refusal),
                "Edit the connection and enter the app's current client secret.",
            ),
            Self::Busy { retry_at } => server_error::busy(host, *retry_at),
            Self::NotSent(error) | Self::Unknown(error) => error.explain(host),
            Self::ServerFault(refusal) => server_error::refused(host, 500, refusal),
            Self::DpopRequired => Explanation::new(
                "The app requires proof of possession (DPoP).",
                "It takes token requests only with a proof.",
                "Reauthorize the connection; the console turns DPoP on by itself.",
            ),
            Self::NotBound => Explanation::new(
                format!("{host} gave a token that anybody could use, and it was thrown away."),
                "This connection's tokens are bound to its key (DPoP); this one was not.",
                "Look whether the app's DPoP setting was changed, then reauthorize.",
            ),
            Self::ClockOff { by_seconds } => clock::explain(*by_seconds),
            Self::Refused(refusal) => server_error::refused(host, 400, refusal),
            Self::Unreadable => server_error::unreadable(host),
        }
    }
}
