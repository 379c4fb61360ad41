//! Using a refresh token: static or rotating, with a grace period, and the end of everything
//! when a replaced one comes back too late.

use axum::response::Response;

use super::{dpop, issue, token};
use crate::http::{Call, Params, ok};
use crate::ids;
use crate::knobs::Rotation;
use crate::ledger::{Event, fingerprint};
use crate::refusal::Refusal;
use crate::seed::UserStatus;
use crate::state::{App, State};

/// `grant_type=refresh_token`.
pub(crate) fn refresh(
    call: &Call,
    form: &Params,
    state: &mut State,
    app: &App,
) -> Result<Response, Refusal> {
    // What the client may do comes before what it brings (RFC 6749 §5.2).
    if !app.refresh_grant {
        let description = "The client is not authorized to use the provided grant type. \
                           Configured grant types: [authorization_code].";
        return Err(Refusal::oauth(400, "unauthorized_client", description));
    }
    let now = call.org.clock.seconds();
    let sent = form.get("refresh_token").unwrap_or_default().to_owned();
    let number = *state.tickets.refresh.get(&sent).ok_or_else(dead)?;
    let sign_in = state
        .tickets
        .sign_ins
        .get(&number)
        .cloned()
        .ok_or_else(dead)?;
    if sign_in.client != app.id {
        return Err(Refusal::oauth(
            400,
            "invalid_grant",
            "The grant was issued to another client. Please make sure the 'client_id' matches the \
             one used at the authorize request.",
        ));
    }
    let user = state.users.by_id(&sign_in.user).cloned().ok_or_else(dead)?;
    let may_sign_in = [
        UserStatus::Active,
        UserStatus::PasswordExpired,
        UserStatus::Recovery,
    ];
    if sign_in.revoked || now >= sign_in.expires || !may_sign_in.contains(&user.status) {
        return Err(dead());
    }
    if !app.assigned.contains(&user.id) {
        let description = "User is not assigned to the client application.";
        return Err(Refusal::oauth(400, "access_denied", description));
    }
    token::pace(call, state, &user.id)?;

    let in_grace = sent != sign_in.current;
    if in_grace {
        let leeway = match app.rotation {
            Rotation::Rotate { leeway_s } => leeway_s,
            Rotation::Static => 0,
        };
        let still_good = sign_in
            .previous
            .as_ref()
            .is_some_and(|(token, at)| *token == sent && now < at + leeway);
        if !still_good {
            state.tickets.end(number);
            let event = Event::RefreshReused {
                client: app.id.clone(),
                user: user.login().to_owned(),
                sent: fingerprint(&sent),
            };
            call.org.note(state, event);
            return Err(dead());
        }
    }
    let scopes = narrowed(form, &sign_in.scopes)?;
    // What was revoked in the app since then is gone from the new token too.
    let scopes: Vec<_> = scopes
        .into_iter()
        .filter(|scope| !scope.starts_with("okta.") || app.scopes.contains(scope))
        .collect();
    let thumbprint = dpop::at_token_endpoint(call, state, app)?;
    if sign_in.thumbprint.is_some() && sign_in.thumbprint != thumbprint {
        let description = "Invalid DPoP Public Key binding in refresh token";
        return Err(Refusal::oauth(400, "invalid_dpop_proof", description));
    }

    let next = match app.rotation {
        Rotation::Static => sign_in.current.clone(),
        // Within the grace period the newest token is handed out again: there is one line of them.
        Rotation::Rotate { .. } if in_grace => sign_in.current.clone(),
        Rotation::Rotate { .. } => rotate(state, number, now),
    };
    let generation = state
        .tickets
        .sign_ins
        .get(&number)
        .map_or(0, |sign_in| sign_in.generation);
    let event = Event::Refreshed {
        client: app.id.clone(),
        user: user.login().to_owned(),
        sent: fingerprint(&sent),
        now: fingerprint(&next),
        generation,
        in_grace,
    };
    call.org.note(state, event);
    let issued = issue::tokens(
        &call.org,
        state,
        &issue::Grant {
            app,
            user: Some(&user),
            scopes: &scopes,
            thumbprint,
            sign_in: Some(number),
            refresh_token: Some(next),
            nonce: None,
            auth_time: sign_in.auth_time,
            name: "refresh_token",
        },
    );
    Ok(ok(&issued))
}

fn rotate(state: &mut State, number: u64, now: i64) -> String {
    let next = ids::secret(43);
    if let Some(sign_in) = state.tickets.sign_ins.get_mut(&number) {
        let replaced = std::mem::replace(&mut sign_in.current, next.clone());
        sign_in.previous = Some((replaced, now));
        sign_in.generation += 1;
    }
    state.tickets.refresh.insert(next.clone(), number);
    next
}

/// `scope` may ask for less than before, never for more.
fn narrowed(form: &Params, before: &[String]) -> Result<Vec<String>, Refusal> {
    let Some(asked) = form.get("scope") else {
        return Ok(before.to_vec());
    };
    let asked: Vec<String> = asked.split_whitespace().map(str::to_owned).collect();
    let denied: Vec<_> = asked
        .iter()
        .filter(|scope| !before.contains(scope))
        .cloned()
        .collect();
    if denied.is_empty() {
        return Ok(asked);
    }
    let description = format!(
        "Some of the scopes requested for the refresh request were not granted in the original \
         authorize request. Denied scopes: {}.",
        denied.join(", ")
    );
    Err(Refusal::oauth(400, "access_denied", description))
}

fn dead() -> Refusal {
    Refusal::oauth(
        400,
        "invalid_grant",
        "The refresh token is invalid or expired.",
    )
}
