//! People of a team: users, groups and service users, all addressed by name.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::lists::{paged, whole};
use super::team::{Key, ServiceUser, TeamGroup, ZERO_DATE};
use super::token::{admit, rotate};
use super::{invalid, not_found};
use crate::clock::written;
use crate::http::{Answer, Call, done, json as with_status, ok};
use crate::ids;
use crate::ledger::Event;
use crate::refusal::Refusal;

const READERS: &[&str] = &[
    "pam_admin",
    "resource_admin",
    "security_admin",
    "delegated_resource_admin",
];
const USER_READERS: &[&str] = &["pam_admin", "resource_admin", "security_admin"];

/// `GET …/users`.
pub(crate) fn users(call: &Call) -> Answer {
    let guest = admit(call, USER_READERS)?;
    let team = &guest.state.team;
    let mut found: Vec<_> = team.users.iter().cloned().collect();
    if call.query.is("include_service_users", "true") {
        found.extend(
            team.service_users
                .iter()
                .map(|user| service_user(&team.name, user)),
        );
    }
    Ok(paged(call, found))
}

/// `GET …/users/{user_name}`.
pub(crate) fn user(call: &Call) -> Answer {
    let guest = admit(call, USER_READERS)?;
    let user = guest.state.team.users.by_id(call.at("user"));
    Ok(ok(user.ok_or_else(|| not_found("user not found"))?))
}

/// `GET …/users/{user_name}/groups`.
pub(crate) fn user_groups(call: &Call) -> Answer {
    let guest = admit(call, USER_READERS)?;
    let team = &guest.state.team;
    let name = call.at("user");
    team.users
        .by_id(name)
        .ok_or_else(|| not_found("user not found"))?;
    let theirs = team
        .groups
        .iter()
        .filter(|group| group.members.contains(name));
    Ok(paged(call, theirs.map(group_json).collect()))
}

/// `GET …/groups`.
pub(crate) fn groups(call: &Call) -> Answer {
    let guest = admit(call, READERS)?;
    Ok(paged(
        call,
        guest.state.team.groups.iter().map(group_json).collect(),
    ))
}

/// `GET …/groups/{group_name}`.
pub(crate) fn group(call: &Call) -> Answer {
    let guest = admit(call, READERS)?;
    let group = guest.state.team.groups.by_id(call.at("group"));
    Ok(ok(&group_json(group.ok_or_else(no_group)?)))
}

/// `POST …/groups`.
pub(crate) fn create_group(call: &Call) -> Answer {
    let mut guest = admit(call, &["pam_admin"])?;
    let body = body(call)?;
    let name = body["name"].as_str().unwrap_or_default().to_owned();
    if !(1..=255).contains(&name.chars().count()) {
        return Err(invalid(
            "validation failed",
            "name",
            "must have 1 to 255 characters",
        ));
    }
    if guest.state.team.groups.by_id(&name).is_some() {
        return Err(invalid(
            "validation failed",
            "name",
            "a group with this name exists",
        ));
    }
    let group = TeamGroup {
        id: ids::fresh_uuid(),
        name: name.clone(),
        roles: roles(&body)?,
        members: std::collections::BTreeSet::new(),
    };
    let answer = group_json(&group);
    guest.state.team.groups.put(&name, group);
    Ok(with_status(StatusCode::CREATED, &answer))
}

/// `PUT …/groups/{group_name}`: its roles.
pub(crate) fn update_group(call: &Call) -> Answer {
    let mut guest = admit(call, &["pam_admin"])?;
    let roles = roles(&body(call)?)?;
    let group = guest
        .state
        .team
        .groups
        .by_id_mut(call.at("group"))
        .ok_or_else(no_group)?;
    group.roles = roles;
    Ok(done())
}

/// `DELETE …/groups/{group_name}`.
pub(crate) fn delete_group(call: &Call) -> Answer {
    let mut guest = admit(call, &["pam_admin"])?;
    guest
        .state
        .team
        .groups
        .take(call.at("group"))
        .ok_or_else(no_group)?;
    Ok(done())
}

/// `GET …/groups/{group_name}/users`.
pub(crate) fn members(call: &Call) -> Answer {
    let guest = admit(call, READERS)?;
    let team = &guest.state.team;
    let group = team.groups.by_id(call.at("group")).ok_or_else(no_group)?;
    let members = group
        .members
        .iter()
        .filter_map(|name| team.users.by_id(name).cloned());
    Ok(paged(call, members.collect()))
}

/// `POST …/groups/{group_name}/users` with `{name}`.
pub(crate) fn add_member(call: &Call) -> Answer {
    let mut guest = admit(call, &["pam_admin"])?;
    let name = body(call)?["name"].as_str().unwrap_or_default().to_owned();
    let team = &mut guest.state.team;
    if team.users.by_id(&name).is_none() && team.service_users.by_id(&name).is_none() {
        return Err(not_found("user not found"));
    }
    team.groups
        .by_id_mut(call.at("group"))
        .ok_or_else(no_group)?
        .members
        .insert(name);
    Ok(done())
}

/// `DELETE …/groups/{group_name}/users/{user_name}`.
pub(crate) fn remove_member(call: &Call) -> Answer {
    let mut guest = admit(call, &["pam_admin"])?;
    let group = guest
        .state
        .team
        .groups
        .by_id_mut(call.at("group"))
        .ok_or_else(no_group)?;
    if group.members.remove(call.at("user")) {
        Ok(done())
    } else {
        Err(not_found("user not found"))
    }
}

/// `GET …/service_users`.
pub(crate) fn service_users(call: &Call) -> Answer {
    let guest = admit(call, READERS)?;
    let team = &guest.state.team;
    let all = team
        .service_users
        .iter()
        .map(|user| service_user(&team.name, user));
    Ok(paged(call, all.collect()))
}

/// `GET …/service_users/{user_name}`.
pub(crate) fn read_service_user(call: &Call) -> Answer {
    let guest = admit(call, READERS)?;
    let team = &guest.state.team;
    let user = team
        .service_users
        .by_id(call.at("user"))
        .ok_or_else(no_service_user)?;
    Ok(ok(&service_user(&team.name, user)))
}

/// `GET …/service_users/{user_name}/keys`.
pub(crate) fn keys(call: &Call) -> Answer {
    let guest = admit(call, &["resource_admin"])?;
    let user = guest
        .state
        .team
        .service_users
        .by_id(call.at("user"))
        .ok_or_else(no_service_user)?;
    Ok(paged(call, user.keys.iter().map(key_json).collect()))
}

/// `POST …/service_users/{user_name}/keys`: a new key, whose secret is told once. The old keys
/// expire at once, and the tokens issued for them with them: also the caller's own.
pub(crate) fn rotate_keys(call: &Call) -> Answer {
    let mut guest = admit(call, &["resource_admin"])?;
    let key = rotate(&call.org, &mut guest.state, call.at("user")).ok_or_else(no_service_user)?;
    let mut shown = key_json(&key);
    shown["secret"] = json!(key.secret);
    Ok(ok(&shown))
}

/// `DELETE …/service_users/{user_name}/keys/{key_id}`.
pub(crate) fn delete_key(call: &Call) -> Answer {
    let mut guest = admit(call, &["resource_admin"])?;
    let (name, id) = (call.at("user").to_owned(), call.at("key").to_owned());
    let user = guest
        .state
        .team
        .service_users
        .by_id_mut(&name)
        .ok_or_else(no_service_user)?;
    let place = user.keys.iter().position(|key| key.id == id);
    user.keys
        .remove(place.ok_or_else(|| not_found("key not found"))?);
    guest
        .state
        .team
        .bearers
        .retain(|_, bearer| bearer.key_id != id);
    call.org.note(
        &mut guest.state,
        Event::ServiceKeyRotated {
            user: name,
            key_id: None,
        },
    );
    Ok(done())
}

/// `GET …/settings`.
pub(crate) fn settings(call: &Call) -> Answer {
    let guest = admit(call, &["resource_admin", "end_user"])?;
    Ok(ok(&guest.state.team.settings))
}

/// `PUT …/settings`.
pub(crate) fn update_settings(call: &Call) -> Answer {
    let mut guest = admit(call, &["resource_admin"])?;
    let mut sent = body(call)?;
    sent["team"] = json!(guest.state.team.name);
    guest.state.team.settings = sent;
    Ok(done())
}

/// `GET …/team_stats`.
pub(crate) fn stats(call: &Call) -> Answer {
    let guest = admit(call, &["resource_admin", "security_admin"])?;
    let team = &guest.state.team;
    Ok(ok(&json!({
        "num_clients": 0, "num_gateways": 0, "num_groups": team.groups.len(),
        "num_human_users": team.users.len(), "num_projects": team.projects.len(),
        "num_servers": team.servers.len(), "num_service_users": team.service_users.len(),
    })))
}

/// `GET …/vault/jwks.json`.
pub(crate) fn vault_keys(call: &Call) -> Answer {
    drop(admit(call, &[])?);
    Ok(ok(
        &json!({ "keys": [crate::keys::vault().public_jwk("RSA-OAEP-256", "enc")] }),
    ))
}

/// `GET …/templates`: the sandbox has none.
pub(crate) fn templates(call: &Call) -> Answer {
    drop(admit(call, &["end_user"])?);
    Ok(whole(Vec::new()))
}

/// The body as JSON, or OPA's refusal of it.
pub(crate) fn body(call: &Call) -> Result<Value, Refusal> {
    call.json()
        .map_err(|_| invalid("invalid request body", "", "not a JSON object"))
}

fn roles(body: &Value) -> Result<Vec<String>, Refusal> {
    const KNOWN: [&str; 5] = [
        "end_user",
        "pam_admin",
        "resource_admin",
        "security_admin",
        "delegated_resource_admin",
    ];
    let mut roles = Vec::new();
    for role in body["roles"].as_array().into_iter().flatten() {
        match role.as_str() {
            Some(role) if KNOWN.contains(&role) => roles.push(role.to_owned()),
            _ => return Err(invalid("validation failed", "roles", "unknown role")),
        }
    }
    Ok(roles)
}

/// `deleted_at` is Go's zero time, which does not mean "deleted".
fn group_json(group: &TeamGroup) -> Value {
    json!({
        "id": group.id, "name": group.name, "roles": group.roles, "deleted_at": ZERO_DATE,
    })
}

fn service_user(team: &str, user: &ServiceUser) -> Value {
    json!({
        "id": user.id, "name": user.name, "status": "ACTIVE", "team_name": team,
        "user_type": "service", "deleted_at": null, "oauth_client_application_id": null,
        "role_grants": user.roles,
        "details": { "first_name": null, "last_name": null, "full_name": user.name, "email": null },
    })
}

fn key_json(key: &Key) -> Value {
    json!({
        "id": key.id, "issued_at": written(key.issued),
        "expires_at": key.expires.map_or_else(|| ZERO_DATE.to_owned(), written),
        "last_used": key.last_used.map_or_else(|| ZERO_DATE.to_owned(), written),
    })
}

fn no_group() -> Refusal {
    not_found("group not found")
}

fn no_service_user() -> Refusal {
    not_found("service user not found")
}
