//! What a token is worth (RFC 7662), and the end of one (RFC 7009).

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::client;
use crate::http::{Answer, Call, empty, ok};
use crate::ledger::{Event, fingerprint};
use crate::refusal::Refusal;
use crate::state::State;

/// `POST /oauth2/v1/introspect`. A token of another client is as unknown as one never issued.
pub(crate) fn introspect(call: &Call) -> Answer {
    let form = call.form();
    let mut state = call.state();
    let app = client::authenticate(call, &form, &mut state)?;
    let token = form.get("token").ok_or_else(no_token)?;
    let now = call.org.clock.seconds();
    let found = access(&state, &call.org.base, &app.id, token, now)
        .or_else(|| refresh(&state, &call.org.base, &app.id, token, now));
    Ok(ok(&found.unwrap_or_else(|| json!({ "active": false }))))
}

/// `POST /oauth2/v1/revoke`: 200 with nothing in it, even for tokens that never were.
pub(crate) fn revoke(call: &Call) -> Answer {
    let form = call.form();
    let mut state = call.state();
    let app = client::authenticate(call, &form, &mut state)?;
    let token = form.get("token").ok_or_else(no_token)?;
    let sign_in = state.tickets.refresh.get(token).copied();
    let theirs = sign_in
        .and_then(|number| state.tickets.sign_ins.get(&number))
        .is_some_and(|sign_in| sign_in.client == app.id);
    if let Some(number) = sign_in.filter(|_| theirs) {
        state.tickets.end(number);
        noted(call, &mut state, &app.id, token, true);
    }
    let access = state
        .tickets
        .access
        .get_mut(token)
        .filter(|access| access.client == app.id);
    if let Some(access) = access {
        access.revoked = true;
        noted(call, &mut state, &app.id, token, false);
    }
    Ok(empty(StatusCode::OK))
}

fn noted(call: &Call, state: &mut State, client: &str, token: &str, refresh: bool) {
    let event = Event::Revoked {
        client: client.to_owned(),
        token: fingerprint(token),
        refresh,
    };
    call.org.note(state, event);
}

fn access(state: &State, base: &str, client: &str, token: &str, now: i64) -> Option<Value> {
    let access = state.tickets.access.get(token)?;
    if access.revoked || now >= access.expires || access.client != client {
        return None;
    }
    let mut answer = json!({
        "active": true, "scope": access.scopes.join(" "), "iat": access.issued,
        "exp": access.expires, "aud": base, "iss": base, "client_id": client,
        "jti": format!("AT.{}", fingerprint(token)), "sub": client,
        "token_type": if access.thumbprint.is_some() { "DPoP" } else { "Bearer" },
    });
    if let Some(thumbprint) = &access.thumbprint {
        answer["cnf"] = json!({ "jkt": thumbprint });
    }
    if let Some(user) = &access.user {
        let login = state.login(user);
        answer["username"] = json!(login);
        answer["sub"] = json!(login);
        answer["uid"] = json!(user);
    }
    Some(answer)
}

fn refresh(state: &State, base: &str, client: &str, token: &str, now: i64) -> Option<Value> {
    let sign_in = state
        .tickets
        .sign_ins
        .get(state.tickets.refresh.get(token)?)?;
    let live = !sign_in.revoked && now < sign_in.expires && sign_in.current == token;
    if !live || sign_in.client != client {
        return None;
    }
    let login = state.login(&sign_in.user);
    Some(json!({
        "active": true, "scope": sign_in.scopes.join(" "), "iat": sign_in.auth_time,
        "exp": sign_in.expires, "aud": base, "iss": base, "client_id": client,
        "jti": format!("oar{}", fingerprint(token)), "sub": login, "username": login,
        "uid": sign_in.user, "token_type": "Bearer",
    }))
}

fn no_token() -> Refusal {
    Refusal::oauth(400, "invalid_request", "The 'token' parameter is required.")
}
