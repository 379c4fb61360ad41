//! Who is calling `/token`, `/revoke`, `/introspect` or `/par`, and can it prove it?

use base64::{Engine, engine::general_purpose::STANDARD};
use subtle::ConstantTimeEq;

use super::{jwt, service_app};
use crate::http::{Call, Params, decoded};
use crate::refusal::Refusal;
use crate::seed::ClientKind;
use crate::state::{App, State};

/// Finds the client and checks its credentials (RFC 6749 §2.3, RFC 7523).
pub(crate) fn authenticate(call: &Call, form: &Params, state: &mut State) -> Result<App, Refusal> {
    let header = basic(call);
    let assertion = form.get("client_assertion");
    let in_body = form.get("client_secret").is_some();
    let ways = [header.is_some(), in_body, assertion.is_some()];
    if ways.iter().filter(|used| **used).count() > 1 {
        let description = "Cannot supply multiple client credentials. Use one of the following: \
                           credentials in the Authorization header, credentials in the post body, \
                           or a client_assertion in the post body.";
        return Err(Refusal::oauth(401, "invalid_request", description));
    }
    if let Some(assertion) = assertion {
        return service_app::authenticate(call, form, state, assertion);
    }
    let (id, secret) = match header {
        Some((id, secret)) => (id, Some(secret)),
        None => match form
            .get("client_id")
            .or_else(|| call.query.get("client_id"))
        {
            Some(id) => (id.to_owned(), form.get("client_secret").map(str::to_owned)),
            None => return Err(refused("No client credentials found.")),
        },
    };
    let Some(app) = state.apps.by_id(&id) else {
        return Err(refused("Invalid value for 'client_id' parameter."));
    };
    match (app.kind, &app.secret, secret) {
        (ClientKind::Native, _, None) => Ok(app.clone()),
        (ClientKind::Web, Some(kept), Some(sent))
            if same(kept, &sent)
                || app
                    .older_secret
                    .as_ref()
                    .is_some_and(|older| same(older, &sent)) =>
        {
            Ok(app.clone())
        }
        (ClientKind::Web, _, None) => Err(refused("No client credentials found.")),
        (ClientKind::Service, _, _) => Err(refused(
            "Client Credentials requests to the Org Authorization Server must use the \
             private_key_jwt token_endpoint_auth_method.",
        )),
        (ClientKind::Native | ClientKind::Web, _, _) => Err(refused(
            "Client authentication failed. Either the client or the client credentials are \
             invalid.",
        )),
    }
}

/// 401 `invalid_client`.
pub(crate) fn refused(description: &str) -> Refusal {
    Refusal::oauth(401, "invalid_client", description)
}

/// The credentials of an `Authorization: Basic` header. Both halves are form-encoded first
/// (RFC 6749 §2.3.1).
fn basic(call: &Call) -> Option<(String, String)> {
    let value = call.header("authorization")?;
    let (scheme, rest) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = jwt::text(STANDARD.decode(rest.trim()).ok()?)?;
    let (id, secret) = pair.split_once(':')?;
    Some((
        decoded(&id.replace('+', " ")),
        decoded(&secret.replace('+', " ")),
    ))
}

fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}
