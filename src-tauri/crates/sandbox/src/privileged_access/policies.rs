//! Security policies and sudo command bundles.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::directory::body;
use super::lists::paged;
use super::token::admit;
use super::{invalid, not_found};
use crate::clock::written;
use crate::http::{Answer, Call, done, json as with_status, ok};
use crate::ids;
use crate::refusal::Refusal;

const POLICY: &[&str] = &["security_admin", "delegated_security_admin"];
const BUNDLE_READERS: &[&str] = &[
    "resource_admin",
    "security_admin",
    "delegated_security_admin",
];

/// `GET …/security_policy`: a delegated administrator may read one, not all.
pub(crate) fn policies(call: &Call) -> Answer {
    let guest = admit(call, &["security_admin"])?;
    Ok(paged(
        call,
        guest.state.team.policies.iter().cloned().collect(),
    ))
}

/// `GET …/security_policy/{id}`.
pub(crate) fn policy(call: &Call) -> Answer {
    let guest = admit(call, POLICY)?;
    let policy = guest.state.team.policies.by_id(call.at("policy"));
    Ok(ok(policy.ok_or_else(no_policy)?))
}

/// `POST …/security_policy`: 200, not 201.
pub(crate) fn create_policy(call: &Call) -> Answer {
    let mut guest = admit(call, POLICY)?;
    let id = ids::fresh_uuid();
    let policy = checked_policy(body(call)?, &id)?;
    guest.state.team.policies.put(&id, policy.clone());
    Ok(ok(&policy))
}

/// `PUT …/security_policy/{id}`: replaces it, 204.
pub(crate) fn update_policy(call: &Call) -> Answer {
    let mut guest = admit(call, POLICY)?;
    let id = call.at("policy");
    let policy = checked_policy(body(call)?, id)?;
    let kept = guest
        .state
        .team
        .policies
        .by_id_mut(id)
        .ok_or_else(no_policy)?;
    *kept = policy;
    Ok(done())
}

/// `DELETE …/security_policy/{id}`.
pub(crate) fn delete_policy(call: &Call) -> Answer {
    let mut guest = admit(call, POLICY)?;
    guest
        .state
        .team
        .policies
        .take(call.at("policy"))
        .ok_or_else(no_policy)?;
    Ok(done())
}

/// `GET …/sudo_command_bundles`.
pub(crate) fn bundles(call: &Call) -> Answer {
    let guest = admit(call, BUNDLE_READERS)?;
    Ok(paged(
        call,
        guest.state.team.bundles.iter().cloned().collect(),
    ))
}

/// `GET …/sudo_command_bundles/{id}`.
pub(crate) fn bundle(call: &Call) -> Answer {
    let guest = admit(call, BUNDLE_READERS)?;
    Ok(ok(guest
        .state
        .team
        .bundles
        .by_id(call.at("bundle"))
        .ok_or_else(no_bundle)?))
}

/// `POST …/sudo_command_bundles`.
pub(crate) fn create_bundle(call: &Call) -> Answer {
    let mut guest = admit(call, &["resource_admin"])?;
    let mut bundle = checked_bundle(body(call)?)?;
    let now = written(call.org.clock.now());
    let id = ids::fresh_uuid();
    bundle["id"] = json!(id);
    bundle["created_at"] = json!(now);
    bundle["created_by"] = json!(guest.user.name);
    bundle["updated_at"] = json!(now);
    bundle["updated_by"] = json!(guest.user.name);
    guest.state.team.bundles.put(&id, bundle.clone());
    Ok(with_status(StatusCode::CREATED, &bundle))
}

/// `PUT …/sudo_command_bundles/{id}`.
pub(crate) fn update_bundle(call: &Call) -> Answer {
    let mut guest = admit(call, &["resource_admin"])?;
    let mut bundle = checked_bundle(body(call)?)?;
    let (now, by) = (written(call.org.clock.now()), guest.user.name.clone());
    let kept = guest
        .state
        .team
        .bundles
        .by_id_mut(call.at("bundle"))
        .ok_or_else(no_bundle)?;
    for name in ["id", "created_at", "created_by"] {
        bundle[name] = kept[name].clone();
    }
    bundle["updated_at"] = json!(now);
    bundle["updated_by"] = json!(by);
    *kept = bundle;
    Ok(done())
}

/// `DELETE …/sudo_command_bundles/{id}`.
pub(crate) fn delete_bundle(call: &Call) -> Answer {
    let mut guest = admit(call, &["resource_admin"])?;
    guest
        .state
        .team
        .bundles
        .take(call.at("bundle"))
        .ok_or_else(no_bundle)?;
    Ok(done())
}

fn checked_policy(mut sent: Value, id: &str) -> Result<Value, Refusal> {
    let wrong = |path, cause| Err(invalid("validation failed", path, cause));
    if sent["name"].as_str().unwrap_or_default().is_empty() {
        return wrong("name", "must not be empty");
    }
    if !sent["active"].is_boolean() {
        return wrong("active", "must be true or false");
    }
    if !sent["principals"].is_object() {
        return wrong("principals", "is required");
    }
    let Some(rules) = sent["rules"].as_array_mut() else {
        return wrong("rules", "is required");
    };
    if rules.len() > 30 {
        return wrong("rules", "must not have more than 30 items");
    }
    for rule in rules {
        if rule["name"].as_str().unwrap_or_default().is_empty() {
            return wrong("rules.name", "must not be empty");
        }
        rule["security_policy_id"] = json!(id);
    }
    sent["id"] = json!(id);
    if sent["type"].is_null() {
        sent["type"] = json!("default");
    }
    if sent["description"].is_null() {
        sent["description"] = json!("");
    }
    Ok(sent)
}

fn checked_bundle(sent: Value) -> Result<Value, Refusal> {
    let name = sent["name"].as_str().unwrap_or_default();
    let allowed = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    if name.is_empty() || !name.chars().all(allowed) {
        let cause = "only letters, digits, '-', '_' and '.' are allowed";
        return Err(invalid("validation failed", "name", cause));
    }
    Ok(sent)
}

fn no_policy() -> Refusal {
    not_found("security policy not found")
}

fn no_bundle() -> Refusal {
    not_found("sudo command bundle not found")
}
