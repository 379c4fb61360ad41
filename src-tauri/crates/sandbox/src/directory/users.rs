//! Reading users.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::user_json::InList;
use super::{devices as device, filter::Filter, groups as group, pages, user_json};
use crate::authorization_server::bearer::{Desk, Power, admit, admit_anyone};
use crate::http::{self, Answer, Call, ok, with};
use crate::ids;
use crate::refusal::Refusal;
use crate::seed::{Pipeline, UserStatus};
use crate::state::{State, User};

/// `GET /api/v1/users`. The deactivated are left out unless `search` or `filter` is there; `q`
/// looks at the beginnings of names and has no pages.
pub(crate) fn list(call: &Call) -> Answer {
    let desk = admit(call, "okta.users.read", Power::SeePeople)?;
    let state = &*desk.state;
    let base = &call.org.base;
    let asked = ["q", "filter", "search"]
        .iter()
        .filter(|n| call.query.get(n).is_some())
        .count();
    if asked > 1 {
        let summary = "Query parameters 'q', 'filter' and 'search' cannot be combined.";
        return Err(Refusal::okta(400, "E0000033", summary));
    }
    if let Some(q) = call.query.get("q") {
        let limit = pages::limit(call, 10, 200)?;
        let found = state
            .users
            .iter()
            .filter(|user| begins(user, q))
            .take(limit);
        let found = found
            .map(|user| user_json::in_list(state, base, user))
            .collect();
        return Ok(ok(&Value::Array(found)));
    }
    let limit = pages::limit(call, 200, 200)?;
    if let Some(search) = pages::search(call)? {
        let mut found: Vec<_> = state
            .users
            .iter()
            .filter_map(|user| indexed(call, state, user))
            .filter(|user| search.fits(user))
            .collect();
        pages::sort(call, &mut found);
        return pages::positions(call, limit, "100u", found, || {
            Refusal::search("Invalid cursor.")
        });
    }
    let filter = call.query.get("filter").map(Filter::parse).transpose();
    let filter = filter.map_err(|cause| Refusal::search(&cause))?;
    if let Some(filter) = &filter {
        only(
            filter,
            &[
                "status",
                "lastUpdated",
                "id",
                "profile.login",
                "profile.email",
                "profile.firstName",
                "profile.lastName",
            ],
        )?;
    }
    let after = match call.query.get("after") {
        None => 0,
        Some(after) => pages::place("200u", after)
            .ok_or_else(|| Refusal::okta(400, "E0000029", "Invalid paging request."))?,
    };
    let mut found = Vec::new();
    let mut next = None;
    let mut last = 0;
    for (place, user) in state.users.after(after) {
        let shown = match &filter {
            None => user.status != UserStatus::Deprovisioned,
            Some(filter) => filter.fits(&user_json::in_list(state, base, user)),
        };
        if !shown {
            continue;
        }
        if found.len() == limit {
            next = Some(pages::cursor("200u", last));
            break;
        }
        last = place;
        found.push(InList::of(state, base, user));
    }
    let page = http::written(StatusCode::OK, &found);
    Ok(pages::linked(call, limit, page, next.as_deref()))
}

/// `GET /api/v1/users/{id | login | short login | me}`.
pub(crate) fn read(call: &Call) -> Answer {
    let own = call.at("user") == "me";
    let desk = if own {
        admit_anyone(call, &["okta.users.read.self", "okta.users.read"])?
    } else {
        admit(call, "okta.users.read", Power::SeePeople)?
    };
    let user = found(call, &desk)?;
    let shown = user_json::alone(&desk.state, &call.org.base, user);
    let tag = ids::sha256_base64url(&shown.to_string());
    Ok(with(ok(&shown), "etag", &format!("W/\"{}\"", &tag[..22])))
}

/// `GET /api/v1/users/{id}/groups`.
pub(crate) fn groups(call: &Call) -> Answer {
    let desk = admit(call, "okta.users.read", Power::SeePeople)?;
    let user = found(call, &desk)?;
    let theirs = desk
        .state
        .groups
        .iter()
        .filter(|group| group.members.contains(&user.id));
    let shown = theirs
        .map(|one| group::shown(&call.org.base, one))
        .collect();
    Ok(ok(&Value::Array(shown)))
}

/// `GET /api/v1/users/{id}/devices`.
pub(crate) fn devices(call: &Call) -> Answer {
    let desk = admit(call, "okta.users.read", Power::SeeOrg)?;
    if desk.state.org.pipeline == Pipeline::Classic {
        return Err(Refusal::feature_off());
    }
    let user = found(call, &desk)?;
    let theirs = desk.state.devices.iter().filter_map(|one| {
        let linked = one.users.get(&user.id)?;
        Some(json!({
            "created": crate::clock::written(*linked),
            "deviceUserId": ids::stable("guo", &format!("{} {}", one.id, user.id)),
            "device": device::shown(&call.org.base, one),
        }))
    });
    Ok(ok(&Value::Array(theirs.collect())))
}

/// The user that the path names.
pub(crate) fn found<'a>(call: &Call, desk: &'a Desk<'_>) -> Result<&'a User, Refusal> {
    let named = match call.at("user") {
        "me" => desk.token.user.as_deref().unwrap_or("me"),
        named => named,
    };
    desk.state
        .user(named)
        .ok_or_else(|| Refusal::missing(named, "User"))
}

/// A user as the search index has it: late, when it lags.
fn indexed(call: &Call, state: &State, user: &User) -> Option<Value> {
    let lag = state.behaviour.search_lag_seconds;
    let fresh = call.org.clock.seconds() - user.last_updated.as_second() < lag;
    match &user.indexed {
        Some(Value::Null) if fresh => None,
        Some(before) if fresh => Some(before.clone()),
        _ => Some(user_json::in_list(state, &call.org.base, user)),
    }
}

fn begins(user: &User, q: &str) -> bool {
    let q = q.to_lowercase();
    ["firstName", "lastName", "email", "login"]
        .iter()
        .any(|name| {
            let value = user
                .profile
                .get(*name)
                .and_then(Value::as_str)
                .unwrap_or_default();
            value.to_lowercase().starts_with(&q)
        })
}

/// `filter` knows fewer properties than `search`.
fn only(filter: &Filter, allowed: &[&str]) -> Result<(), Refusal> {
    let properties = filter.properties();
    match properties
        .iter()
        .find(|(property, _)| !allowed.contains(property))
    {
        None => Ok(()),
        Some((property, _)) => Err(Refusal::search(&format!(
            "The property '{property}' cannot be filtered by."
        ))),
    }
}
