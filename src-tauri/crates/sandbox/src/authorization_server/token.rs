//! `POST /oauth2/v1/token`.

use axum::response::Response;

use super::{client, code, refresh, service_app};
use crate::http::{Answer, Call, with};
use crate::refusal::Refusal;

const GRANT_TYPES: &str = "[authorization_code, client_credentials, refresh_token]";

/// Authenticates the client and hands over to the grant.
pub(crate) fn token(call: &Call) -> Answer {
    let form = call.form();
    if form.repeats() {
        let description = "The request contained multiple parameters with the same name.";
        return Err(Refusal::oauth(400, "invalid_request", description));
    }
    let mut state = call.state();
    let app = client::authenticate(call, &form, &mut state)?;
    let answer = match form.get("grant_type") {
        Some("authorization_code") => code::exchange(call, &form, &mut state, &app),
        Some("refresh_token") => refresh::refresh(call, &form, &mut state, &app),
        Some("client_credentials") => service_app::grant(call, &form, &mut state, &app),
        Some(_) => Err(Refusal::oauth(
            400,
            "unsupported_grant_type",
            format!(
                "The authorization grant type is not supported by the authorization server. \
                 Configured grant types: {GRANT_TYPES}."
            ),
        )),
        None => Err(Refusal::oauth(
            400,
            "invalid_request",
            format!("The token request must specify a 'grant_type'. Valid values: {GRANT_TYPES}"),
        )),
    };
    answer.map(not_stored)
}

/// RFC 6749 §5.1.
fn not_stored(response: Response) -> Response {
    with(
        with(response, "cache-control", "no-store"),
        "pragma",
        "no-cache",
    )
}

/// Counts a user's token requests; 429 with `invalid_grant`, of all codes, when there are too many.
pub(crate) fn pace(
    call: &Call,
    state: &mut crate::state::State,
    user: &str,
) -> Result<(), Refusal> {
    let Some(limit) = state.user_token_limit else {
        return Ok(());
    };
    let second = call.org.clock.seconds();
    let pace = state.tickets.paces.entry(user.to_owned()).or_default();
    if pace.0 != second {
        *pace = (second, 0);
    }
    pace.1 += 1;
    if pace.1 <= limit {
        return Ok(());
    }
    let description = "API call exceeded rate limit due to too many requests.";
    Err(Refusal::oauth(429, "invalid_grant", description))
}
