//! Giving a token back (RFC 7009).

use std::sync::Arc;

use domain::{Clock, OrgHost};
use secrecy::{ExposeSecret, SecretString};
use transport::{BodyLimit, Origin, Transport};

use crate::server::Server;
use crate::{Client, ServerError, form};

/// Why a token could not be given back.
pub type RevokeError = ServerError;

/// What is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Its access tokens end with it.
    Refresh,
    /// The refresh token lives on.
    Access,
}

/// Ends `token` at `org`. Okta says yes to tokens that it does not know, too.
pub async fn revoke(
    transport: &Transport,
    clock: &Arc<dyn Clock>,
    org: &OrgHost,
    client: &Client,
    token: &SecretString,
    kind: TokenKind,
) -> Result<(), RevokeError> {
    let hint = match kind {
        TokenKind::Refresh => "refresh_token",
        TokenKind::Access => "access_token",
    };
    let server = Server::new(transport, Origin::from(org), clock.as_ref());
    // EXPOSE: the token goes into the body of this one request.
    let fields = [("token", token.expose_secret()), ("token_type_hint", hint)];
    let request = form::post(&server, client, "/oauth2/v1/revoke", &fields);
    server.send(request, BodyLimit::Token).await.map(|_| ())
}
