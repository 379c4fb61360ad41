//! Realm assignments: they want scopes of their own, are made INACTIVE and must be deactivated
//! before they can be deleted.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::pages;
use super::realms::enter;
use crate::authorization_server::bearer::{Desk, Power};
use crate::clock::written;
use crate::http::{Answer, Call, done, empty, json as with_status, ok};
use crate::ids;
use crate::refusal::Refusal;
use crate::state::RealmAssignment;

const READ: &str = "okta.realmAssignments.read";
const MANAGE: &str = "okta.realmAssignments.manage";

/// `GET /api/v1/realm-assignments`, by priority. The cursor is the last one's priority.
pub(crate) fn list(call: &Call) -> Answer {
    let desk = enter(call, READ, Power::SeeOrg)?;
    let limit = pages::limit(call, 20, 200)?;
    let after = match call.query.get("after") {
        None => None,
        Some(after) => Some(
            after
                .parse::<i64>()
                .map_err(|_| Refusal::search("Invalid cursor."))?,
        ),
    };
    let mut found: Vec<_> = desk.state.assignments.iter().collect();
    found.sort_by_key(|assignment| assignment.priority);
    found.retain(|assignment| after.is_none_or(|after| assignment.priority > after));
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| last.priority.to_string());
    let shown = found
        .into_iter()
        .map(|one| shown(&call.org.base, one))
        .collect();
    Ok(pages::answer(call, limit, shown, next.as_deref()))
}

/// `GET /api/v1/realm-assignments/{id}`.
pub(crate) fn read(call: &Call) -> Answer {
    let desk = enter(call, READ, Power::SeeOrg)?;
    let one = desk
        .state
        .assignments
        .by_id(call.at("assignment"))
        .ok_or_else(|| missing(call))?;
    Ok(ok(&shown(&call.org.base, one)))
}

/// `POST /api/v1/realm-assignments`.
pub(crate) fn create(call: &Call) -> Answer {
    let mut desk = enter(call, MANAGE, Power::Manage)?;
    let body = call.json()?;
    let last = desk.state.assignments.iter().filter(|one| !one.is_default);
    let last = last.map(|one| one.priority).max().unwrap_or_default();
    let priority = check(&desk, &body, None)?.unwrap_or(last + 1);
    let now = call.org.clock.now();
    let assignment = RealmAssignment {
        id: ids::fresh("rul"),
        name: body["name"].as_str().unwrap_or_default().to_owned(),
        active: false,
        is_default: false,
        priority,
        conditions: body["conditions"].clone(),
        actions: body["actions"].clone(),
        domains: Some(body["domains"].clone()).filter(|domains| !domains.is_null()),
        created: now,
        last_updated: now,
    };
    let answer = shown(&call.org.base, &assignment);
    desk.state
        .assignments
        .put(&assignment.id.clone(), assignment);
    Ok(with_status(StatusCode::CREATED, &answer))
}

/// `PUT /api/v1/realm-assignments/{id}`.
pub(crate) fn replace(call: &Call) -> Answer {
    let mut desk = enter(call, MANAGE, Power::Manage)?;
    let body = call.json()?;
    let id = call.at("assignment");
    let before = desk
        .state
        .assignments
        .by_id(id)
        .ok_or_else(|| missing(call))?;
    if before.is_default {
        let cause = "The default realm assignment cannot be changed.";
        return Err(Refusal::validation("assignment", &[cause]));
    }
    let kept = before.priority;
    let priority = check(&desk, &body, Some(id))?.unwrap_or(kept);
    let now = call.org.clock.now();
    let one = desk
        .state
        .assignments
        .by_id_mut(id)
        .ok_or_else(|| missing(call))?;
    body["name"]
        .as_str()
        .unwrap_or_default()
        .clone_into(&mut one.name);
    one.priority = priority;
    one.conditions = body["conditions"].clone();
    one.actions = body["actions"].clone();
    one.domains = Some(body["domains"].clone()).filter(|domains| !domains.is_null());
    one.last_updated = now;
    Ok(ok(&shown(&call.org.base, one)))
}

/// `DELETE /api/v1/realm-assignments/{id}`: only an inactive one.
pub(crate) fn delete(call: &Call) -> Answer {
    let mut desk = enter(call, MANAGE, Power::Manage)?;
    let id = call.at("assignment");
    let one = desk
        .state
        .assignments
        .by_id(id)
        .ok_or_else(|| missing(call))?;
    if one.is_default || one.active {
        let cause = "The realm assignment must be deactivated before it can be deleted.";
        return Err(Refusal::validation("assignment", &[cause]));
    }
    desk.state.assignments.take(id);
    Ok(done())
}

/// `POST /api/v1/realm-assignments/{id}/lifecycle/{activate | deactivate}`.
pub(crate) fn lifecycle(call: &Call) -> Answer {
    let mut desk = enter(call, MANAGE, Power::Manage)?;
    let active = match call.at("operation") {
        "activate" => true,
        "deactivate" => false,
        _ => return Ok(empty(StatusCode::NOT_FOUND)),
    };
    let id = call.at("assignment");
    let one = desk
        .state
        .assignments
        .by_id_mut(id)
        .ok_or_else(|| missing(call))?;
    one.active = active || one.is_default;
    Ok(done())
}

/// `GET /api/v1/realm-assignments/operations`, newest first.
pub(crate) fn operations(call: &Call) -> Answer {
    let desk = enter(call, READ, Power::SeeOrg)?;
    let limit = pages::limit(call, 20, 200)?;
    let found = desk.state.operations.iter().rev().cloned().collect();
    pages::positions(call, limit, "rao", found, || {
        Refusal::search("Invalid cursor.")
    })
}

/// `POST /api/v1/realm-assignments/operations`: moves the users there are. Only the empty
/// expression and `user.profile.X == "Y"` are understood; another one moves nobody.
pub(crate) fn run(call: &Call) -> Answer {
    let mut desk = enter(call, MANAGE, Power::Manage)?;
    let id = call.json()?["assignmentId"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let one = desk.state.assignments.by_id(&id).cloned();
    let one = one.ok_or_else(|| Refusal::missing(&id, "RealmAssignment"))?;
    let realm_id = one.actions["assignUserToRealm"]["realmId"]
        .as_str()
        .unwrap_or_default();
    let realm_name = desk
        .state
        .realms
        .by_id(realm_id)
        .map(|realm| realm.profile["name"].clone());
    let expression = one.conditions["expression"]["value"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let mut moved = 0;
    for user in desk.state.users.iter_mut() {
        if user.realm_id != realm_id && fits(&expression, &user.profile) {
            realm_id.clone_into(&mut user.realm_id);
            moved += 1;
        }
    }
    let now = written(call.org.clock.now());
    let number = ids::fresh("rre");
    let operation = json!({
        "id": number, "type": "realm:assignment", "status": "COMPLETED", "created": now,
        "started": now, "completed": now, "realmId": realm_id, "realmName": realm_name,
        "numUserMoved": moved,
        "assignmentOperation": { "configuration": {
            "id": one.id, "name": one.name, "conditions": one.conditions, "actions": one.actions,
        }},
        "_links": { "self": { "href": format!("{}/api/v1/realm-assignments/operations", call.org.base) } },
    });
    desk.state.operations.push(operation.clone());
    Ok(with_status(StatusCode::CREATED, &operation))
}

fn fits(expression: &str, profile: &serde_json::Map<String, Value>) -> bool {
    if expression.trim().is_empty() {
        return true;
    }
    let Some((left, right)) = expression.split_once("==") else {
        return false;
    };
    let Some(name) = left.trim().strip_prefix("user.profile.") else {
        return false;
    };
    let wanted = right.trim().trim_matches('"');
    profile.get(name).and_then(Value::as_str) == Some(wanted)
}

fn check(desk: &Desk<'_>, body: &Value, own: Option<&str>) -> Result<Option<i64>, Refusal> {
    if body["name"].as_str().unwrap_or_default().is_empty() {
        return Err(Refusal::validation(
            "name",
            &["name: The field cannot be left blank"],
        ));
    }
    let realm = body["actions"]["assignUserToRealm"]["realmId"]
        .as_str()
        .unwrap_or_default();
    if desk.state.realms.by_id(realm).is_none() {
        return Err(Refusal::validation(
            "actions",
            &["realmId: Invalid realm ID"],
        ));
    }
    let priority = body["priority"].as_i64();
    let taken = desk
        .state
        .assignments
        .iter()
        .any(|one| Some(one.priority) == priority && Some(one.id.as_str()) != own);
    if taken {
        let cause = "priority: An assignment with this priority already exists";
        return Err(Refusal::validation("priority", &[cause]));
    }
    Ok(priority)
}

fn shown(base: &str, one: &RealmAssignment) -> Value {
    let at = format!("{base}/api/v1/realm-assignments/{}", one.id);
    let mut shown = json!({
        "id": one.id, "name": one.name, "status": if one.active { "ACTIVE" } else { "INACTIVE" },
        "isDefault": one.is_default, "priority": one.priority, "created": written(one.created),
        "lastUpdated": written(one.last_updated), "conditions": one.conditions,
        "actions": one.actions, "_links": { "self": { "href": at, "method": "GET", "rel": "self" } },
    });
    if let Some(domains) = &one.domains {
        shown["domains"] = domains.clone();
    }
    shown
}

fn missing(call: &Call) -> Refusal {
    Refusal::missing(call.at("assignment"), "RealmAssignment")
}
