//! Pushed authorization requests (RFC 9126). Okta answers 200, not 201.

use serde_json::json;

use super::tickets::Pushed;
use super::{authorize, client};
use crate::http::{Answer, Call, Params, ok};
use crate::ids;
use crate::refusal::Refusal;
use crate::state::State;

const SECONDS: i64 = 3600;

/// `POST /oauth2/v1/par`.
pub(crate) fn push(call: &Call) -> Answer {
    let form = call.form();
    let mut state = call.state();
    let app = client::authenticate(call, &form, &mut state)?;
    if form.get("request_uri").is_some() {
        let description = "The 'request_uri' parameter must not be present in the request.";
        return Err(Refusal::oauth(400, "invalid_request", description));
    }
    let redirect_uri = form.get("redirect_uri").unwrap_or_default();
    if !app
        .redirect_uris
        .iter()
        .any(|registered| registered == redirect_uri)
    {
        let description = "The 'redirect_uri' parameter must be a Login redirect URI in the client \
                           app settings.";
        return Err(Refusal::oauth(400, "invalid_request", description));
    }
    let credentials = [
        "client_secret",
        "client_assertion",
        "client_assertion_type",
        "client_id",
    ];
    let mut params = form.clone();
    params
        .0
        .retain(|(key, _)| !credentials.contains(&key.as_str()));
    params.0.push(("client_id".to_owned(), app.id.clone()));
    // RFC 9126 §2.1: what the browser would be refused with is refused here.
    authorize::check(&params, &app, true)
        .and_then(|()| authorize::granted(&state, &app, &params).map(drop))
        .map_err(|(error, description)| Refusal::oauth(400, error, description))?;
    let request_uri = format!("urn:okta:{}", ids::secret(43));
    let expires = call.org.clock.seconds() + SECONDS;
    let pushed = Pushed {
        client: app.id,
        params,
        expires,
    };
    state.tickets.pushed.insert(request_uri.clone(), pushed);
    Ok(ok(
        &json!({ "request_uri": request_uri, "expires_in": SECONDS }),
    ))
}

/// The parameters that a `request_uri` stands for; the same ones when there is none.
pub(crate) fn expand(
    call: &Call,
    state: &mut State,
    sent: &Params,
) -> Result<Params, &'static str> {
    let Some(request_uri) = sent.get("request_uri") else {
        return Ok(sent.clone());
    };
    let now = call.org.clock.seconds();
    let pushed = state.tickets.pushed.remove(request_uri);
    match pushed {
        Some(pushed) if now > pushed.expires => Err("The authorize request_uri is invalid."),
        Some(pushed) if sent.get("client_id") == Some(pushed.client.as_str()) => Ok(pushed.params),
        Some(_) => Err(
            "The 'client_id' parameter does not match the expected value for the provided \
             request_uri.",
        ),
        None => Err("The authorize request_uri is invalid."),
    }
}
