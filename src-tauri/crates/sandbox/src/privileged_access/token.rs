//! Service tokens: who may call the team, and with which roles.

use std::sync::MutexGuard;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use subtle::ConstantTimeEq;

use super::team::{Bearer, Key, ServiceUser};
use super::{error, invalid, not_found};
use crate::http::{Answer, Call, ok};
use crate::ledger::Event;
use crate::refusal::Refusal;
use crate::state::{Org, State};
use crate::{ids, keys};

/// A service user, let in.
pub(crate) struct Guest<'a> {
    pub(crate) state: MutexGuard<'a, State>,
    pub(crate) user: ServiceUser,
}

/// `POST …/service_token`: an API key for a bearer token. It needs no token itself.
pub(crate) fn issue(call: &Call) -> Answer {
    let body = call
        .json()
        .map_err(|_| invalid("invalid request body", "", "not JSON"))?;
    let key_id = body["key_id"].as_str().unwrap_or_default().to_owned();
    let key_secret = body["key_secret"].as_str().unwrap_or_default();
    if uuid::Uuid::parse_str(&key_id).is_err() {
        return Err(invalid("validation failed", "key_id", "must be a UUID"));
    }
    if key_secret.is_empty() || key_secret.len() > 512 {
        return Err(invalid(
            "validation failed",
            "key_secret",
            "must have 1 to 512 characters",
        ));
    }
    let mut state = call.state();
    its_team(call, &state)?;
    let now = call.org.clock.now();
    let found = state.team.service_users.iter_mut().find_map(|user| {
        let key = user
            .keys
            .iter_mut()
            .find(|key| key.id == key_id && is_live(key, now))?;
        let same: bool = key.secret.as_bytes().ct_eq(key_secret.as_bytes()).into();
        same.then(|| {
            key.last_used = Some(now);
            user.name.clone()
        })
    });
    let Some(user) = found else {
        return Err(error(401, "authorization_error"));
    };

    let expires = now + SignedDuration::from_secs(state.behaviour.opa_token_seconds);
    let team = state.team.name.clone();
    let bearer = keys::signing().sign(&json!({
        "iss": call.org.base, "sub": user, "team": team, "jti": ids::fresh_uuid(),
        "iat": now.as_second(), "exp": expires.as_second(),
    }));
    let kept = Bearer {
        user,
        key_id: key_id.clone(),
        expires: expires.as_second(),
    };
    state.team.bearers.insert(bearer.clone(), kept);
    call.org.note(
        &mut state,
        Event::ServiceTokenIssued {
            team: team.clone(),
            key_id,
        },
    );
    let expires_at = expires.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    Ok(ok(
        &json!({ "bearer_token": bearer, "expires_at": expires_at, "team_name": team }),
    ))
}

/// `GET …/current_user`: any live token may ask.
pub(crate) fn current_user(call: &Call) -> Answer {
    let guest = admit(call, &[])?;
    Ok(ok(&json!({
        "id": guest.user.id, "name": guest.user.name, "team_name": guest.state.team.name,
    })))
}

/// Lets a call in whose service user holds one of these roles; any role when there are none.
pub(crate) fn admit<'a>(call: &'a Call, roles: &[&str]) -> Result<Guest<'a>, Refusal> {
    let state = call.state();
    its_team(call, &state)?;
    let header = call.header("authorization").unwrap_or_default();
    let token = header.strip_prefix("Bearer ").unwrap_or_default();
    let bearer = state.team.bearers.get(token);
    let now = call.org.clock.now();
    let user = bearer
        .filter(|bearer| now.as_second() < bearer.expires)
        .and_then(|bearer| {
            let user = state.team.service_users.by_id(&bearer.user)?;
            let key = user.keys.iter().find(|key| key.id == bearer.key_id)?;
            is_live(key, now).then(|| user.clone())
        });
    let Some(user) = user else {
        return Err(error(401, "authorization_error"));
    };
    let enough = roles.is_empty() || user.roles.iter().any(|role| roles.contains(&role.as_str()));
    if enough {
        Ok(Guest { state, user })
    } else {
        Err(error(403, "forbidden"))
    }
}

/// Another team's name is 404, in whichever case it is written.
fn its_team(call: &Call, state: &State) -> Result<(), Refusal> {
    if call.at("team").eq_ignore_ascii_case(&state.team.name) {
        return Ok(());
    }
    Err(not_found("team not found"))
}

fn is_live(key: &Key, now: Timestamp) -> bool {
    key.expires.is_none_or(|expires| now < expires)
}

/// A new key for a service user. The old ones expire at once, and their tokens with them.
pub(crate) fn rotate(org: &Org, state: &mut State, name: &str) -> Option<Key> {
    let now = org.clock.now();
    let user = state.team.service_users.by_id_mut(name)?;
    user.keys
        .iter_mut()
        .for_each(|key| key.expires = Some(key.expires.unwrap_or(now).min(now)));
    let key = Key {
        id: ids::fresh_uuid(),
        secret: ids::secret(64),
        issued: now,
        expires: None,
        last_used: None,
    };
    user.keys.push(key.clone());
    state.team.bearers.retain(|_, bearer| bearer.user != name);
    let event = Event::ServiceKeyRotated {
        user: name.to_owned(),
        key_id: Some(key.id.clone()),
    };
    org.note(state, event);
    Some(key)
}

/// The knob's way of rotating the seeded service user's key.
pub(crate) fn replace_key(org: &Org) -> (String, String) {
    let mut state = org.state();
    let name = state.team.console_user.clone();
    let key = rotate(org, &mut state, &name);
    key.map(|key| (key.id, key.secret)).unwrap_or_default()
}
