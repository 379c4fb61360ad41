//! Group rules. An active one cannot be changed, and deleting one is accepted, not done (202).

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::pages;
use crate::authorization_server::bearer::{Desk, Power, admit};
use crate::clock::written;
use crate::http::{Answer, Call, done, empty, ok};
use crate::ids;
use crate::refusal::Refusal;
use crate::state::Rule;

/// `GET /api/v1/groups/rules?search=keyword`.
pub(crate) fn list(call: &Call) -> Answer {
    let desk = admit(call, "okta.groups.read", Power::SeePeople)?;
    let limit = pages::limit(call, 50, 200)?;
    let keyword = call.query.get("search").map(str::to_lowercase);
    let fits = |rule: &&Rule| {
        keyword
            .as_ref()
            .is_none_or(|keyword| rule.name.to_lowercase().contains(keyword))
    };
    let found = desk.state.rules.iter().filter(fits).map(shown).collect();
    pages::positions(call, limit, "0pr", found, || {
        Refusal::okta(400, "E0000029", "Invalid paging request.")
    })
}

/// `GET /api/v1/groups/rules/{id}`.
pub(crate) fn read(call: &Call) -> Answer {
    let desk = admit(call, "okta.groups.read", Power::SeePeople)?;
    let rule = desk
        .state
        .rules
        .by_id(call.at("rule"))
        .ok_or_else(|| missing(call))?;
    Ok(ok(&shown(rule)))
}

/// `POST /api/v1/groups/rules`: made INACTIVE.
pub(crate) fn create(call: &Call) -> Answer {
    let mut desk = admit(call, "okta.groups.manage", Power::Manage)?;
    let body = call.json()?;
    check(&desk, &body, None)?;
    let now = call.org.clock.now();
    let rule = Rule {
        id: ids::fresh("0pr"),
        name: body["name"].as_str().unwrap_or_default().to_owned(),
        active: false,
        conditions: body["conditions"].clone(),
        actions: body["actions"].clone(),
        created: now,
        last_updated: now,
    };
    let answer = shown(&rule);
    desk.state.rules.put(&rule.id.clone(), rule);
    Ok(ok(&answer))
}

/// `PUT /api/v1/groups/rules/{id}`: only an inactive one.
pub(crate) fn replace(call: &Call) -> Answer {
    let mut desk = admit(call, "okta.groups.manage", Power::Manage)?;
    let body = call.json()?;
    let active = desk
        .state
        .rules
        .by_id(call.at("rule"))
        .ok_or_else(|| missing(call))?
        .active;
    if active {
        let cause = "Active rules cannot be edited. Deactivate the rule first.";
        return Err(Refusal::validation("rule", &[cause]));
    }
    check(&desk, &body, Some(call.at("rule")))?;
    let now = call.org.clock.now();
    let rule = desk
        .state
        .rules
        .by_id_mut(call.at("rule"))
        .ok_or_else(|| missing(call))?;
    body["name"]
        .as_str()
        .unwrap_or_default()
        .clone_into(&mut rule.name);
    rule.conditions = body["conditions"].clone();
    rule.actions = body["actions"].clone();
    rule.last_updated = now;
    Ok(ok(&shown(rule)))
}

/// `DELETE /api/v1/groups/rules/{id}`.
pub(crate) fn delete(call: &Call) -> Answer {
    let mut desk = admit(call, "okta.groups.manage", Power::Manage)?;
    desk.state
        .rules
        .take(call.at("rule"))
        .ok_or_else(|| missing(call))?;
    Ok(empty(StatusCode::ACCEPTED))
}

/// `POST /api/v1/groups/rules/{id}/lifecycle/{activate | deactivate}`.
pub(crate) fn lifecycle(call: &Call) -> Answer {
    let mut desk = admit(call, "okta.groups.manage", Power::Manage)?;
    let active = match call.at("operation") {
        "activate" => true,
        "deactivate" => false,
        _ => return Ok(empty(StatusCode::NOT_FOUND)),
    };
    let rule = desk
        .state
        .rules
        .by_id_mut(call.at("rule"))
        .ok_or_else(|| missing(call))?;
    rule.active = active;
    Ok(done())
}

fn check(desk: &Desk<'_>, body: &Value, own: Option<&str>) -> Result<(), Refusal> {
    let name = body["name"].as_str().unwrap_or_default();
    if !(1..=50).contains(&name.chars().count()) {
        let cause = "name: The field must be between 1 and 50 characters";
        return Err(Refusal::validation("name", &[cause]));
    }
    let taken = desk
        .state
        .rules
        .iter()
        .any(|r| r.name == name && Some(r.id.as_str()) != own);
    if taken {
        let cause = "name: An object with this field already exists in the current organization";
        return Err(Refusal::validation("name", &[cause]));
    }
    if body["conditions"]["expression"]["value"]
        .as_str()
        .unwrap_or_default()
        .is_empty()
    {
        let cause = "conditions: The expression cannot be left blank";
        return Err(Refusal::validation("conditions", &[cause]));
    }
    let targets = body["actions"]["assignUserToGroups"]["groupIds"].as_array();
    let known = |id: &Value| {
        id.as_str()
            .is_some_and(|id| desk.state.groups.by_id(id).is_some())
    };
    if targets.is_none_or(|ids| ids.is_empty() || !ids.iter().all(known)) {
        let cause = "actions: Invalid group IDs";
        return Err(Refusal::validation("actions", &[cause]));
    }
    Ok(())
}

fn shown(rule: &Rule) -> Value {
    json!({
        "id": rule.id, "type": "group_rule", "name": rule.name,
        "status": if rule.active { "ACTIVE" } else { "INACTIVE" },
        "created": written(rule.created), "lastUpdated": written(rule.last_updated),
        "conditions": rule.conditions, "actions": rule.actions,
    })
}

fn missing(call: &Call) -> Refusal {
    Refusal::missing(call.at("rule"), "GroupRule")
}
