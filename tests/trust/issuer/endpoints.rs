//! What the issuer answers.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Form, OriginalUri, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use url::Url;

use super::{CLIENT_ID, CLIENT_SECRET, Issuer, LOGIN, SUBJECT, jwt};

type Asked = HashMap<String, String>;

/// The code is the number of the request, which remembers challenge and nonce.
pub(super) async fn authorize(
    State(issuer): State<Issuer>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(back) = asked
        .get("redirect_uri")
        .and_then(|uri| Url::parse(uri).ok())
    else {
        return refused("invalid_request", "no redirect URI");
    };
    let state = asked.get("state").cloned().unwrap_or_default();
    let number = issuer.note(|seen| {
        seen.authorize.push(asked);
        seen.authorize.len() - 1
    });
    let mut answer = vec![("code", format!("code-{number}")), ("state", state)];
    (issuer.behaviour().answer)(&mut answer);
    let mut back = back;
    back.query_pairs_mut().extend_pairs(answer);
    Redirect::to(back.as_str()).into_response()
}

pub(super) async fn token(
    State(issuer): State<Issuer>,
    headers: HeaderMap,
    Form(asked): Form<Asked>,
) -> Response {
    let number = issuer.note(|seen| {
        seen.token.push(asked.clone());
        seen.token.len()
    });
    if !is_basic(&headers) || asked.contains_key("client_secret") {
        return refused("invalid_client", "No client credentials found.");
    }
    let of = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
    let nonce = match of("grant_type") {
        "authorization_code" => {
            let code = of("code").strip_prefix("code-");
            let asked_at = code.and_then(|number| number.parse::<usize>().ok());
            let request = asked_at.and_then(|at| issuer.seen().authorize.get(at).cloned());
            let Some(request) = request else {
                return refused("invalid_grant", "The authorization code is invalid.");
            };
            let same = request.get("redirect_uri") == asked.get("redirect_uri");
            let proven =
                request.get("code_challenge") == Some(&jwt::challenge(of("code_verifier")));
            if !same || !proven {
                return refused("invalid_grant", "PKCE verification failed.");
            }
            request.get("nonce").cloned()
        }
        _ => None,
    };
    let access = format!("access-token-number-{number}");
    let mut answer = json!({
        "token_type": "Bearer",
        "expires_in": 3600,
        "access_token": access,
        "refresh_token": format!("refresh-token-number-{number}"),
        "scope": "openid offline_access okta.users.read",
        "id_token": id_token(&issuer, nonce, &access),
    });
    (issuer.behaviour().token)(&mut answer);
    Json(answer).into_response()
}

fn id_token(issuer: &Issuer, nonce: Option<String>, access: &str) -> String {
    let now = issuer.0.clock.now().as_second();
    let mut header = json!({"alg": "RS256", "kid": "k0"});
    let mut claims = json!({
        "iss": issuer.url(),
        "sub": SUBJECT,
        "aud": CLIENT_ID,
        "iat": now,
        "exp": now + 3600,
        "at_hash": jwt::half_hash(access),
        "preferred_username": LOGIN,
    });
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    let behaviour = issuer.behaviour();
    (behaviour.header)(&mut header);
    (behaviour.claims)(&mut claims);
    jwt::sign(behaviour.signature, CLIENT_SECRET, &header, &claims)
}

/// `client_secret_basic`, each half form-encoded (RFC 6749 §2.3.1), and nothing else.
fn is_basic(headers: &HeaderMap) -> bool {
    let halves = || {
        let header = headers.get("authorization")?.to_str().ok()?;
        let bytes = BASE64_STANDARD
            .decode(header.strip_prefix("Basic ")?)
            .ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some((decoded(id), decoded(secret)))
    };
    halves().is_some_and(|(id, secret)| id == CLIENT_ID && secret == CLIENT_SECRET)
}

fn decoded(text: &str) -> String {
    let pair = format!("x={text}");
    let mut pairs = url::form_urlencoded::parse(pair.as_bytes());
    pairs
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

pub(super) async fn keys(State(issuer): State<Issuer>) -> Json<Value> {
    let before = issuer.note(|seen| {
        seen.keys += 1;
        seen.keys - 1
    });
    let behaviour = issuer.behaviour();
    if behaviour.holds_keys {
        std::future::pending::<()>().await;
    }
    Json((behaviour.keys)(before))
}

pub(super) async fn userinfo(State(issuer): State<Issuer>, headers: HeaderMap) -> Json<Value> {
    issuer.note(|seen| seen.userinfo.push(authorization(&headers)));
    let mut answer = json!({"sub": SUBJECT, "preferred_username": "ada.from.userinfo@acme.dev"});
    (issuer.behaviour().userinfo)(&mut answer);
    Json(answer)
}

pub(super) async fn introspect() -> Json<Value> {
    Json(json!({"active": true, "username": LOGIN}))
}

pub(super) async fn organization() -> Json<Value> {
    Json(json!({"id": "00o1", "pipeline": "idx"}))
}

/// The API, the server's metadata, and what nobody should ask for.
pub(super) async fn anything_else(
    State(issuer): State<Issuer>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Json<Value> {
    let path = uri.path().to_owned();
    if path != "/.well-known/openid-configuration" {
        issuer.note(|seen| seen.api.push((path, authorization(&headers))));
        return Json(json!([]));
    }
    let here = issuer.url();
    let mut metadata = json!({
        "issuer": here,
        "authorization_endpoint": format!("{here}/oauth2/v1/authorize"),
        "token_endpoint": format!("{here}/oauth2/v1/token"),
        "jwks_uri": format!("{here}/oauth2/v1/keys"),
    });
    (issuer.behaviour().metadata)(&mut metadata);
    Json(metadata)
}

fn authorization(headers: &HeaderMap) -> String {
    let value = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

fn refused(error: &str, description: &str) -> Response {
    let body = json!({"error": error, "error_description": description});
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}
