//! Exchanging an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.5).

use axum::response::Response;

use super::tickets::{Code, SignIn, Used};
use super::{dpop, issue, token};
use crate::http::{Call, Params, ok};
use crate::ids;
use crate::refusal::Refusal;
use crate::seed::ClientKind;
use crate::state::{App, State};

/// `grant_type=authorization_code`.
pub(crate) fn exchange(
    call: &Call,
    form: &Params,
    state: &mut State,
    app: &App,
) -> Result<Response, Refusal> {
    let now = call.org.clock.seconds();
    let sent = form.get("code").unwrap_or_default().to_owned();
    let Some(code) = state.tickets.codes.get(&sent).cloned() else {
        return Err(stale());
    };
    if code.client != app.id {
        return Err(grant_error(
            "The grant was issued to another client. Please make sure the 'client_id' matches the \
             one used at the authorize request.",
        ));
    }
    match code.used {
        Used::NotYet => {}
        Used::Once => return Err(stale()),
        // RFC 6749 §4.1.2: a code that comes twice takes its tokens with it.
        Used::For(number) => {
            state.tickets.end(number);
            return Err(stale());
        }
    }
    if now > code.expires {
        return Err(stale());
    }
    if form.get("redirect_uri") != Some(code.redirect_uri.as_str()) {
        return Err(grant_error(
            "The 'redirect_uri' does not match the redirection URI used in the authorization \
             request.",
        ));
    }
    prove(form, app, &code)?;
    let thumbprint = dpop::at_token_endpoint(call, state, app)?;
    if code.key.is_some() && code.key != thumbprint {
        return Err(grant_error(
            "The DPoP proof is not of the key that the authorization request named.",
        ));
    }
    let Some(user) = state.users.by_id(&code.user).cloned() else {
        return Err(stale());
    };
    token::pace(call, state, &user.id)?;

    let offline = code.scopes.iter().any(|scope| scope == "offline_access");
    let sign_in = (offline && app.refresh_grant).then(|| {
        let sign_in = SignIn {
            client: app.id.clone(),
            user: user.id.clone(),
            scopes: code.scopes.clone(),
            auth_time: code.auth_time,
            expires: now + state.behaviour.refresh_token_seconds,
            current: ids::secret(43),
            previous: None,
            generation: 0,
            revoked: false,
            thumbprint: thumbprint.clone(),
        };
        let refresh_token = sign_in.current.clone();
        (state.tickets.begin(sign_in), refresh_token)
    });
    let (number, refresh_token) = sign_in.unzip();
    if let Some(code) = state.tickets.codes.get_mut(&sent) {
        code.used = number.map_or(Used::Once, Used::For);
    }
    let issued = issue::tokens(
        &call.org,
        state,
        &issue::Grant {
            app,
            user: Some(&user),
            scopes: &code.scopes,
            thumbprint,
            sign_in: number,
            refresh_token,
            nonce: code.nonce.as_deref(),
            auth_time: code.auth_time,
            name: "authorization_code",
        },
    );
    Ok(ok(&issued))
}

/// PKCE: whoever redeems the code is whoever asked for it.
fn prove(form: &Params, app: &App, code: &Code) -> Result<(), Refusal> {
    match (&code.challenge, form.get("code_verifier")) {
        (Some(challenge), Some(verifier)) if *challenge == ids::sha256_base64url(verifier) => {
            Ok(())
        }
        (Some(_), Some(_)) => Err(grant_error("PKCE verification failed.")),
        (Some(_), None) => Err(Refusal::oauth(
            400,
            "invalid_request",
            "PKCE code verifier is required by the application.",
        )),
        (None, Some(_)) => Err(Refusal::oauth(
            400,
            "invalid_request",
            "PKCE code challenge should be specified in the authorize request for code \
             verification.",
        )),
        (None, None) if app.kind == ClientKind::Native => Err(Refusal::oauth(
            400,
            "invalid_request",
            "PKCE code challenge is required by the application.",
        )),
        (None, None) => Ok(()),
    }
}

fn stale() -> Refusal {
    grant_error("The authorization code is invalid or has expired.")
}

fn grant_error(description: &str) -> Refusal {
    Refusal::oauth(400, "invalid_grant", description)
}
