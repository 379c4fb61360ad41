//! The org authorization server: metadata, sign-in, tokens (RFC 6749, 7009, 7636, 7662, 9126, 9449).

mod authorize;
pub(crate) mod bearer;
mod client;
mod code;
mod dpop;
mod introspect;
mod issue;
mod jwt;
mod metadata;
mod pushed;
mod refresh;
mod scopes;
mod service_app;
mod sign_in_page;
pub(crate) mod tickets;
mod token;
mod userinfo;

pub(crate) use scopes::known as known_scopes;

use axum::http::Method;

use crate::routes::{Route, on};

pub(crate) const ROUTES: &[Route] = &[
    on(
        Method::GET,
        "/.well-known/openid-configuration",
        metadata::openid_configuration,
    ),
    on(
        Method::GET,
        "/.well-known/oauth-authorization-server",
        metadata::authorization_server,
    ),
    on(
        Method::GET,
        "/.well-known/okta-organization",
        metadata::okta_organization,
    ),
    on(Method::GET, "/oauth2/v1/keys", metadata::keys),
    on(Method::GET, "/oauth2/v1/authorize", authorize::authorize),
    on(Method::POST, "/oauth2/v1/authorize", authorize::authorize),
    on(Method::POST, "/signin", authorize::sign_in),
    on(Method::POST, "/oauth2/v1/par", pushed::push),
    on(Method::POST, "/oauth2/v1/token", token::token),
    on(
        Method::POST,
        "/oauth2/v1/introspect",
        introspect::introspect,
    ),
    on(Method::POST, "/oauth2/v1/revoke", introspect::revoke),
    on(Method::GET, "/oauth2/v1/userinfo", userinfo::userinfo),
    on(Method::POST, "/oauth2/v1/userinfo", userinfo::userinfo),
    on(Method::GET, "/oauth2/v1/logout", authorize::logout),
    on(Method::POST, "/oauth2/v1/logout", authorize::logout),
];
