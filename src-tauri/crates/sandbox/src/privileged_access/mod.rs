//! An OPA team: service tokens, roles, and the resources under `/v1/teams/{team}`.

mod directory;
pub(crate) mod founding;
mod jwe;
mod lists;
mod paths;
mod policies;
mod resources;
mod secrets;
mod servers;
pub(crate) mod team;
mod token;

pub(crate) use paths::ROUTES;
pub(crate) use token::replace_key;

use serde_json::json;

use crate::refusal::Refusal;

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
