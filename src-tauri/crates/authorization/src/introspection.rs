//! Asking about a token (RFC 7662).

use std::sync::Arc;

use domain::{Clock, OrgHost};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use transport::{BodyLimit, Origin, Transport};

use crate::refusal::clean;
use crate::server::{Server, parse};
use crate::{Client, ServerError, form};

/// What the org says of a refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introspection {
    /// Whether it would be taken.
    pub active: bool,
    /// When it ends; rotation and use do not extend it (90 days after sign-in on the org server).
    pub expires_at: Option<Timestamp>,
    /// The login that it stands for.
    pub username: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    active: bool,
    exp: Option<i64>,
    username: Option<String>,
}

/// Asks `org` about a refresh token. An error means that the org would not say: the caller then
/// counts 90 days from the sign-in.
pub async fn introspect_refresh(
    transport: &Transport,
    clock: &Arc<dyn Clock>,
    org: &OrgHost,
    client: &Client,
    refresh: &SecretString,
) -> Result<Introspection, ServerError> {
    let server = Server::new(transport, Origin::from(org), clock.as_ref());
    let answer = introspect(&server, client, refresh, "refresh_token").await?;
    Ok(Introspection {
        active: answer.active,
        expires_at: answer.exp.and_then(|exp| Timestamp::from_second(exp).ok()),
        username: answer.username.as_deref().map(clean),
    })
}

/// The login that an access token stands for, if the org would say.
pub(crate) async fn username_of(
    server: &Server<'_>,
    client: &Client,
    access: &SecretString,
) -> Option<String> {
    let answer = introspect(server, client, access, "access_token")
        .await
        .ok()?;
    answer
        .username
        .filter(|username| answer.active && !username.is_empty())
}

async fn introspect(
    server: &Server<'_>,
    client: &Client,
    token: &SecretString,
    hint: &str,
) -> Result<Answer, ServerError> {
    // EXPOSE: the token goes into the body of this one request.
    let fields = [("token", token.expose_secret()), ("token_type_hint", hint)];
    let request = form::post(server, client, "/oauth2/v1/introspect", &fields);
    parse(&server.send(request, BodyLimit::Token).await?)
}
