//! `private_key_jwt` (RFC 7523 §3) and the `client_credentials` grant that only service apps have.

use axum::response::Response;
use serde_json::Value;

use super::client::refused;
use super::jwt::Jwt;
use super::{dpop, issue, scopes};
use crate::http::{Call, Params, ok};
use crate::refusal::Refusal;
use crate::seed::ClientKind;
use crate::state::{App, State};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Checks a client assertion and says whose it is.
pub(crate) fn authenticate(
    call: &Call,
    form: &Params,
    state: &mut State,
    assertion: &str,
) -> Result<App, Refusal> {
    if !form.is("client_assertion_type", ASSERTION_TYPE) {
        return Err(Refusal::oauth(
            400,
            "invalid_request",
            "The client_assertion_type is invalid.",
        ));
    }
    let jwt = Jwt::parse(assertion)
        .ok_or_else(|| refused("The parsing of the client_assertion failed."))?;
    let issuer = jwt.claims["iss"].as_str().unwrap_or_default();
    let Some(app) = state.apps.by_id(issuer).cloned() else {
        return Err(refused(
            "The issuer claim for client_assertion is not a valid client_id.",
        ));
    };
    if jwt.claims["sub"] != jwt.claims["iss"] {
        return Err(refused(
            "The subject claim for client_assertion is not a valid client_id.",
        ));
    }
    let endpoint = format!("{}{}", call.org.base, call.path);
    let audience = &jwt.claims["aud"];
    let meant = |one: &str| one == endpoint || one == format!("{}/oauth2/v1/token", call.org.base);
    let fits = audience.as_str().is_some_and(meant)
        || audience
            .as_array()
            .is_some_and(|many| many.iter().any(|one| one.as_str().is_some_and(meant)));
    if !fits {
        return Err(refused(
            "The audience claim for client_assertion must be the endpoint invoked for the request.",
        ));
    }
    let now = call.org.clock.seconds();
    let Some(expires) = jwt.claims["exp"].as_i64() else {
        return Err(refused(
            "The client_assertion must contain the 'exp' claim as seconds since epoch.",
        ));
    };
    if expires <= now {
        return Err(refused("The client_assertion token is expired."));
    }
    if expires > now + 3600 {
        return Err(refused(
            "The client_assertion token has an expiration too far into the future.",
        ));
    }
    // Okta allows five minutes of clock skew here.
    if jwt.claims["iat"]
        .as_i64()
        .is_some_and(|issued| issued > now + 300)
    {
        return Err(refused(
            "The client_assertion token must be issued before the current time.",
        ));
    }
    if app.jwks.is_empty() {
        return Err(refused(
            "The client does not have a JWKSet configured, but the client_assertion requires one.",
        ));
    }
    let named = jwt.header["kid"].as_str();
    let meant = |jwk: &&Value| match (named, jwk["kid"].as_str()) {
        (Some(named), Some(kid)) => named == kid,
        (Some(_) | None, _) => true,
    };
    let mut keys = app.jwks.iter().filter(meant).peekable();
    if keys.peek().is_none() {
        return Err(refused("The client_assertion JWT kid is invalid."));
    }
    if !keys.any(|jwk| jwt.is_signed_by(jwk)) {
        return Err(refused("The client_assertion signature is invalid."));
    }
    if let Some(jti) = jwt.claims["jti"].as_str()
        && !state.tickets.is_new(&format!("assertion {issuer} {jti}"))
    {
        return Err(refused("The client_assertion token has already been used."));
    }
    Ok(app)
}

/// `grant_type=client_credentials`.
pub(crate) fn grant(
    call: &Call,
    form: &Params,
    state: &mut State,
    app: &App,
) -> Result<Response, Refusal> {
    if app.kind != ClientKind::Service || form.get("client_assertion").is_none() {
        return Err(refused(
            "Client Credentials requests to the Org Authorization Server must use the \
             private_key_jwt token_endpoint_auth_method.",
        ));
    }
    let asked = form.get("scope").unwrap_or_default();
    let oidc = ["openid", "profile", "email", "offline_access"];
    if asked.split_whitespace().any(|scope| oidc.contains(&scope)) {
        let description = "Cannot request 'openid' scopes using client credentials.";
        return Err(Refusal::oauth(400, "invalid_scope", description));
    }
    let granted = scopes::granted(state, app, asked)
        .map_err(|(error, description)| Refusal::oauth(400, error, description))?;
    let thumbprint = dpop::at_token_endpoint(call, state, app)?;
    let issued = issue::tokens(
        &call.org,
        state,
        &issue::Grant {
            app,
            user: None,
            scopes: &granted,
            thumbprint,
            sign_in: None,
            refresh_token: None,
            nonce: None,
            auth_time: call.org.clock.seconds(),
            name: "client_credentials",
        },
    );
    Ok(ok(&issued))
}
