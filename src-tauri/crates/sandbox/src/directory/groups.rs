//! Groups and who is in them. Only groups of Okta's own may be edited.

use serde_json::{Map, Value, json};

use super::filter::Filter;
use super::{pages, user_json};
use crate::authorization_server::bearer::{Desk, Power, admit};
use crate::clock::written;
use crate::http::{Answer, Call, done, ok};
use crate::ids;
use crate::refusal::Refusal;
use crate::state::{Group, GroupKind};

/// `GET /api/v1/groups`: `q` looks at the beginnings of names and has no pages.
pub(crate) fn list(call: &Call) -> Answer {
    let desk = admit(call, "okta.groups.read", Power::SeePeople)?;
    let base = &call.org.base;
    let with_stats = call.query.is("expand", "stats");
    let show = |group: &Group| {
        let mut shown = shown(base, group);
        if with_stats {
            shown["_embedded"] = stats(&desk, base, group);
        }
        shown
    };
    if let Some(q) = call.query.get("q") {
        let q = q.to_lowercase();
        let limit = pages::limit(call, 300, 300)?;
        let begins = |group: &&Group| {
            let name = group.profile["name"].as_str().unwrap_or_default();
            name.to_lowercase().starts_with(&q)
        };
        let found = desk
            .state
            .groups
            .iter()
            .filter(begins)
            .take(limit)
            .map(show)
            .collect();
        return Ok(ok(&Value::Array(found)));
    }
    let limit = pages::limit(call, 10_000, 10_000)?;
    let search = pages::search(call)?;
    let lag = desk.state.behaviour.search_lag_seconds;
    let known = desk
        .state
        .groups
        .iter()
        .filter(|group| search.is_none() || pages::is_indexed(call, lag, group.created));
    let mut found: Vec<_> = known.map(show).collect();
    let filter = call.query.get("filter").map(Filter::parse).transpose();
    let filter = filter.map_err(|cause| Refusal::search(&cause))?;
    if let Some(wanted) = search.as_ref().or(filter.as_ref()) {
        found.retain(|group| wanted.fits(group));
    }
    if search.is_some() {
        pages::sort(call, &mut found);
    }
    pages::positions(call, limit, "00g", found, || {
        Refusal::okta(400, "E0000029", "Invalid paging request.")
    })
}

/// `GET /api/v1/groups/{id}`.
pub(crate) fn read(call: &Call) -> Answer {
    let desk = admit(call, "okta.groups.read", Power::SeePeople)?;
    let group = desk
        .state
        .groups
        .by_id(call.at("group"))
        .ok_or_else(|| missing(call))?;
    Ok(ok(&shown(&call.org.base, group)))
}

/// `POST /api/v1/groups`: 200, not 201.
pub(crate) fn create(call: &Call) -> Answer {
    let mut desk = admit(call, "okta.groups.manage", Power::Manage)?;
    let profile = profile(&desk, &call.json()?, None)?;
    let now = call.org.clock.now();
    let id = ids::fresh("00g");
    let group = Group {
        id: id.clone(),
        kind: GroupKind::Okta,
        profile,
        members: std::collections::BTreeSet::new(),
        created: now,
        last_updated: now,
        last_membership_updated: now,
    };
    let answer = shown(&call.org.base, &group);
    desk.state.groups.put(&id, group);
    Ok(ok(&answer))
}

/// `PUT /api/v1/groups/{id}`: what is not sent is gone.
pub(crate) fn replace(call: &Call) -> Answer {
    let mut desk = admit(call, "okta.groups.manage", Power::Manage)?;
    editable(call, &desk)?;
    let profile = profile(&desk, &call.json()?, Some(call.at("group")))?;
    let now = call.org.clock.now();
    let group = desk
        .state
        .groups
        .by_id_mut(call.at("group"))
        .ok_or_else(|| missing(call))?;
    group.profile = profile;
    group.last_updated = now;
    Ok(ok(&shown(&call.org.base, group)))
}

/// `DELETE /api/v1/groups/{id}`.
pub(crate) fn delete(call: &Call) -> Answer {
    let mut desk = admit(call, "okta.groups.manage", Power::Manage)?;
    editable(call, &desk)?;
    desk.state.groups.take(call.at("group"));
    Ok(done())
}

/// `GET /api/v1/groups/{id}/users`.
pub(crate) fn members(call: &Call) -> Answer {
    let desk = admit(call, "okta.groups.read", Power::SeePeople)?;
    let group = desk
        .state
        .groups
        .by_id(call.at("group"))
        .ok_or_else(|| missing(call))?;
    let limit = pages::limit(call, 1000, 1000)?;
    let members = desk
        .state
        .users
        .iter()
        .filter(|user| group.members.contains(&user.id));
    let shown = members
        .map(|user| user_json::in_list(&desk.state, &call.org.base, user))
        .collect();
    pages::positions(call, limit, "00u", shown, || {
        Refusal::okta(400, "E0000029", "Invalid paging request.")
    })
}

/// `PUT /api/v1/groups/{id}/users/{id}`: 204, also when she was in it before.
pub(crate) fn add_member(call: &Call) -> Answer {
    membership(call, |group, user| group.members.insert(user))
}

/// `DELETE /api/v1/groups/{id}/users/{id}`: 204, also when she was not in it.
pub(crate) fn remove_member(call: &Call) -> Answer {
    membership(call, |group, user| group.members.remove(&user))
}

fn membership(call: &Call, change: impl FnOnce(&mut Group, String) -> bool) -> Answer {
    let mut desk = admit(call, "okta.groups.manage", Power::Manage)?;
    let kind = desk
        .state
        .groups
        .by_id(call.at("group"))
        .map(|group| group.kind);
    match kind {
        None => return Err(missing(call)),
        // What Okta answers for Everyone.
        Some(GroupKind::BuiltIn) => {
            return Err(Refusal::okta(501, "E0000060", "Unsupported operation."));
        }
        Some(GroupKind::App | GroupKind::Okta) => editable(call, &desk)?,
    }
    let named = call.at("user");
    let user = desk.state.users.by_id(named).map(|user| user.id.clone());
    let user = user.ok_or_else(|| Refusal::missing(named, "User"))?;
    let now = call.org.clock.now();
    let group = desk
        .state
        .groups
        .by_id_mut(call.at("group"))
        .ok_or_else(|| missing(call))?;
    if change(group, user) {
        group.last_membership_updated = now;
    }
    Ok(done())
}

/// A group as the API shows one; `logo` is a list of links, the others are single ones.
pub(crate) fn shown(base: &str, group: &Group) -> Value {
    let at = format!("{base}/api/v1/groups/{}", group.id);
    let (kind, class) = match group.kind {
        GroupKind::Okta => ("OKTA_GROUP", "okta:user_group"),
        GroupKind::BuiltIn => ("BUILT_IN", "okta:user_group"),
        GroupKind::App => ("APP_GROUP", "okta:windows_security_principal"),
    };
    json!({
        "id": group.id, "created": written(group.created), "lastUpdated": written(group.last_updated),
        "lastMembershipUpdated": written(group.last_membership_updated),
        "objectClass": [class], "type": kind, "profile": group.profile,
        "_links": {
            "logo": [
                { "name": "medium", "href": format!("{base}/img/medium.png"), "type": "image/png" },
                { "name": "large", "href": format!("{base}/img/large.png"), "type": "image/png" },
            ],
            "users": { "href": format!("{at}/users") },
            "apps": { "href": format!("{at}/apps") },
        },
    })
}

fn stats(desk: &Desk<'_>, base: &str, group: &Group) -> Value {
    let users = desk
        .state
        .users
        .iter()
        .filter(|user| group.members.contains(&user.id))
        .count();
    json!({ "stats": {
        "usersCount": users, "appsCount": 0, "groupPushMappingsCount": 0,
        "hasAdminPrivilege": false,
        "_links": { "users": { "href": format!("{base}/api/v1/groups/{}/users", group.id) } },
    }})
}

fn profile(
    desk: &Desk<'_>,
    body: &Value,
    own: Option<&str>,
) -> Result<Map<String, Value>, Refusal> {
    let name = body["profile"]["name"].as_str().unwrap_or_default();
    if name.trim().is_empty() || name.chars().count() > 255 {
        let cause = "name: The field cannot be left blank";
        return Err(Refusal::validation("name", &[cause]));
    }
    let taken = desk.state.groups.iter().any(|group| {
        Some(group.id.as_str()) != own
            && group.kind != GroupKind::App
            && group.profile["name"]
                .as_str()
                .is_some_and(|n| n.eq_ignore_ascii_case(name))
    });
    if taken {
        let cause = "name: An object with this field already exists in the current organization";
        return Err(Refusal::validation("name", &[cause]));
    }
    let mut profile = body["profile"].as_object().cloned().unwrap_or_default();
    profile.entry("description").or_insert(Value::Null);
    Ok(profile)
}

fn editable(call: &Call, desk: &Desk<'_>) -> Result<(), Refusal> {
    match desk
        .state
        .groups
        .by_id(call.at("group"))
        .map(|group| group.kind)
    {
        None => Err(missing(call)),
        Some(GroupKind::Okta) => Ok(()),
        Some(GroupKind::BuiltIn | GroupKind::App) => {
            let cause = "Only groups of type OKTA_GROUP can be modified.";
            Err(Refusal::validation("group", &[cause]))
        }
    }
}

fn missing(call: &Call) -> Refusal {
    Refusal::missing(call.at("group"), "UserGroup")
}
