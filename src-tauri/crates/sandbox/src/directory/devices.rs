//! Devices, which a Classic org has not got.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::{pages, user_json};
use crate::authorization_server::bearer::{Desk, Power, admit};
use crate::clock::written;
use crate::http::{Answer, Call, done, empty, ok};
use crate::refusal::Refusal;
use crate::seed::Pipeline;
use crate::state::{Device, DeviceStatus, State};

/// `GET /api/v1/devices`. The cursor is the id of the last device of the page.
pub(crate) fn list(call: &Call) -> Answer {
    let desk = enter(call, "okta.devices.read", Power::SeeOrg)?;
    let search = pages::search(call)?;
    let limit = pages::limit(call, 200, 200)?;
    let expand = call.query.get("expand");
    let mut found: Vec<_> = desk
        .state
        .devices
        .iter()
        .map(|one| shown(&call.org.base, one))
        .collect();
    if let Some(search) = &search {
        found.retain(|device| search.fits(device));
        pages::sort(call, &mut found);
    }
    if let Some(after) = call.query.get("after") {
        let place = found.iter().position(|device| device["id"] == after);
        let place = place.ok_or_else(|| Refusal::search("Invalid cursor."))?;
        found.drain(..=place);
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found
        .last()
        .filter(|_| more)
        .and_then(|last| last["id"].as_str().map(str::to_owned));
    if let Some(expand) = expand.filter(|e| ["user", "userSummary"].contains(e)) {
        for device in &mut found {
            let whole = device["id"]
                .as_str()
                .and_then(|id| desk.state.devices.by_id(id));
            let users = whole.map(|one| owners(&desk.state, call, one, expand == "userSummary"));
            device["_embedded"] = json!({ "users": users.unwrap_or_default() });
        }
    }
    Ok(pages::answer(call, limit, found, next.as_deref()))
}

/// `GET /api/v1/devices/{id}`.
pub(crate) fn read(call: &Call) -> Answer {
    let desk = enter(call, "okta.devices.read", Power::SeeOrg)?;
    let device = desk
        .state
        .devices
        .by_id(call.at("device"))
        .ok_or_else(|| missing(call))?;
    Ok(ok(&shown(&call.org.base, device)))
}

/// `GET /api/v1/devices/{id}/users`: no pages, twenty at most.
pub(crate) fn users(call: &Call) -> Answer {
    let desk = enter(call, "okta.devices.read", Power::SeeOrg)?;
    let device = desk
        .state
        .devices
        .by_id(call.at("device"))
        .ok_or_else(|| missing(call))?;
    let mut users = owners(&desk.state, call, device, false);
    users.truncate(20);
    Ok(ok(&Value::Array(users)))
}

/// `DELETE /api/v1/devices/{id}`: only a deactivated one.
pub(crate) fn delete(call: &Call) -> Answer {
    let mut desk = enter(call, "okta.devices.manage", Power::Manage)?;
    let id = call.at("device");
    let device = desk.state.devices.by_id(id).ok_or_else(|| missing(call))?;
    if device.status != DeviceStatus::Deactivated {
        return Err(wrong_state(
            "The device must be deactivated before it can be deleted.",
        ));
    }
    desk.state.devices.take(id);
    Ok(done())
}

/// `POST /api/v1/devices/{id}/lifecycle/{activate | deactivate | suspend | unsuspend}`. Any other
/// word is a 404 without a body.
pub(crate) fn lifecycle(call: &Call) -> Answer {
    let mut desk = enter(call, "okta.devices.manage", Power::Manage)?;
    let now = call.org.clock.now();
    let operation = call.at("operation");
    if !["activate", "deactivate", "suspend", "unsuspend"].contains(&operation) {
        return Ok(empty(StatusCode::NOT_FOUND));
    }
    let device = desk
        .state
        .devices
        .by_id_mut(call.at("device"))
        .ok_or_else(|| missing(call))?;
    let next = match (operation, device.status) {
        ("activate", DeviceStatus::Deactivated | DeviceStatus::Active)
        | ("unsuspend", DeviceStatus::Suspended) => DeviceStatus::Active,
        ("suspend", DeviceStatus::Active) => DeviceStatus::Suspended,
        ("deactivate", DeviceStatus::Active | DeviceStatus::Suspended) => {
            // Users and factors do not come back with a later activation.
            device.users.clear();
            DeviceStatus::Deactivated
        }
        (_, status) => {
            let cause = format!(
                "The device is {} and cannot be {operation}d.",
                status.name()
            );
            return Err(wrong_state(&cause.replace("suspendd", "suspended")));
        }
    };
    device.status = next;
    device.last_updated = now;
    Ok(done())
}

/// A device as the API shows one. `resourceAlternateId` is null, whatever the documents say.
pub(crate) fn shown(base: &str, device: &Device) -> Value {
    let at = format!("{base}/api/v1/devices/{}", device.id);
    let mut links = Map::new();
    links.insert(
        "self".to_owned(),
        json!({ "href": at, "hints": { "allow": ["GET", "PUT"] } }),
    );
    links.insert(
        "users".to_owned(),
        json!({ "href": format!("{at}/users"), "hints": { "allow": ["GET"] } }),
    );
    let operations: &[&str] = match device.status {
        DeviceStatus::Active => &["suspend", "deactivate"],
        DeviceStatus::Suspended => &["unsuspend", "deactivate"],
        DeviceStatus::Deactivated => &["activate"],
    };
    for operation in operations {
        let href = format!("{at}/lifecycle/{operation}");
        let link = json!({ "href": href, "hints": { "allow": ["POST"] } });
        links.insert((*operation).to_owned(), link);
    }
    json!({
        "id": device.id, "status": device.status.name(), "created": written(device.created),
        "lastUpdated": written(device.last_updated), "profile": device.profile,
        "resourceType": "UDDevice", "resourceId": device.id, "resourceAlternateId": null,
        "resourceDisplayName": { "value": device.profile["displayName"], "sensitive": false },
        "_links": links,
    })
}

fn owners(state: &State, call: &Call, device: &Device, summary: bool) -> Vec<Value> {
    let owners = device.users.iter().filter_map(|(id, linked)| {
        let user = state.users.by_id(id)?;
        let shown = if summary {
            json!({
                "id": user.id, "realmId": user.realm_id, "profile": {
                    "login": user.login(), "email": user.profile["email"],
                    "firstName": user.profile["firstName"], "lastName": user.profile["lastName"],
                },
            })
        } else {
            user_json::in_list(state, &call.org.base, user)
        };
        Some(json!({
            "created": written(*linked), "managementStatus": "NOT_MANAGED",
            "screenLockType": "BIOMETRIC", "user": shown,
        }))
    });
    owners.collect()
}

fn enter<'a>(call: &'a Call, scope: &str, power: Power) -> Result<Desk<'a>, Refusal> {
    let desk = admit(call, scope, power)?;
    match desk.state.org.pipeline {
        Pipeline::IdentityEngine => Ok(desk),
        Pipeline::Classic => Err(Refusal::feature_off()),
    }
}

fn wrong_state(cause: &str) -> Refusal {
    Refusal::validation("device", &[cause])
}

fn missing(call: &Call) -> Refusal {
    Refusal::missing(call.at("device"), "Device")
}

impl DeviceStatus {
    fn name(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::Deactivated => "DEACTIVATED",
        }
    }
}
