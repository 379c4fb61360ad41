//! An OPA team: service tokens, roles, and the resources under `/v1/teams/{team}`.

pub(crate) mod founding;
pub(crate) mod team;
mod token;

pub(crate) use token::replace_key;

use axum::http::Method;
use serde_json::json;

use crate::refusal::Refusal;
use crate::routes::{Route, on};

pub(crate) const ROUTES: &[Route] = &[
    on(Method::POST, "/v1/teams/{team}/service_token", token::issue),
    on(
        Method::GET,
        "/v1/teams/{team}/current_user",
        token::current_user,
    ),
];

/// The first of OPA's two shapes: `{"message", "errors"}`.
pub(crate) fn invalid(message: &str, path: &str, cause: &str) -> Refusal {
    Refusal::raw(
        400,
        json!({
            "message": message, "errors": [{ "path": path, "message": cause }],
        }),
    )
}

/// The second: `{"code", "error", "error_cause"}`.
pub(crate) fn error(status: u16, error: &str) -> Refusal {
    Refusal::raw(
        status,
        json!({ "code": status, "error": error, "error_cause": [] }),
    )
}

/// 404.
pub(crate) fn not_found(message: &str) -> Refusal {
    Refusal::raw(404, json!({ "message": message, "errors": [] }))
}

/// 429. The header is not the one that the rest of Okta sends.
pub(crate) fn rate_limited(retry_at: i64) -> Refusal {
    Refusal::raw(
        429,
        json!({ "message": "rate limit exceeded", "errors": [] }),
    )
    .with("x-ratelimit-retry-at", retry_at.to_string())
}
