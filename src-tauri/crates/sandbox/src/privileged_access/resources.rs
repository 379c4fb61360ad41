//! Resource groups and the projects in them.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::directory::body;
use super::lists::whole;
use super::token::{Guest, admit};
use super::{invalid, not_found};
use crate::http::{Answer, Call, done, json as with_status, ok};
use crate::ids;
use crate::refusal::Refusal;

/// Who may see and keep resources.
pub(crate) const ADMINS: &[&str] = &["resource_admin", "delegated_resource_admin"];

/// `GET …/resource_groups`: no pages.
pub(crate) fn groups(call: &Call) -> Answer {
    let guest = admit(call, ADMINS)?;
    let mut found: Vec<_> = guest.state.team.resource_groups.iter().cloned().collect();
    keep_named(call, &mut found);
    Ok(whole(found))
}

/// `POST …/resource_groups`.
pub(crate) fn create_group(call: &Call) -> Answer {
    let mut guest = admit(call, &["resource_admin"])?;
    let sent = body(call)?;
    let name = named(&sent)?;
    let team = &mut guest.state.team;
    if team
        .resource_groups
        .iter()
        .any(|group| group["name"] == name)
    {
        return Err(invalid(
            "validation failed",
            "name",
            "a resource group with this name exists",
        ));
    }
    let id = ids::fresh_uuid();
    let group = json!({
        "id": id, "name": name, "team_id": team.id,
        "description": sent["description"].as_str().unwrap_or_default(),
        "delegated_resource_admin_groups":
            sent["delegated_resource_admin_groups"].as_array().cloned().unwrap_or_default(),
    });
    team.resource_groups.put(&id, group.clone());
    Ok(with_status(StatusCode::CREATED, &group))
}

/// `GET …/resource_groups/{id}`.
pub(crate) fn group(call: &Call) -> Answer {
    let guest = admit(call, ADMINS)?;
    Ok(ok(its_group(call, &guest)?))
}

/// `PUT …/resource_groups/{id}`.
pub(crate) fn update_group(call: &Call) -> Answer {
    let mut guest = admit(call, ADMINS)?;
    let sent = body(call)?;
    let name = named(&sent)?;
    let group = guest.state.team.resource_groups.by_id_mut(call.at("group"));
    let group = group.ok_or_else(|| not_found("resource group not found"))?;
    group["name"] = json!(name);
    group["description"] = json!(sent["description"].as_str().unwrap_or_default());
    Ok(ok(group))
}

/// `DELETE …/resource_groups/{id}`: only an empty one.
pub(crate) fn delete_group(call: &Call) -> Answer {
    let mut guest = admit(call, &["resource_admin"])?;
    its_group(call, &guest)?;
    let id = call.at("group");
    if guest
        .state
        .team
        .projects
        .iter()
        .any(|project| project["resource_group_id"] == id)
    {
        return Err(invalid(
            "resource group has projects",
            "resource_group_id",
            "not empty",
        ));
    }
    guest.state.team.resource_groups.take(id);
    Ok(done())
}

/// `GET …/resource_groups/{id}/projects`: no pages.
pub(crate) fn projects(call: &Call) -> Answer {
    let guest = admit(call, ADMINS)?;
    its_group(call, &guest)?;
    let mut found: Vec<_> = guest.state.team.projects.iter().cloned().collect();
    found.retain(|project| project["resource_group_id"] == call.at("group"));
    keep_named(call, &mut found);
    Ok(whole(found))
}

/// `POST …/resource_groups/{id}/projects`.
pub(crate) fn create_project(call: &Call) -> Answer {
    let mut guest = admit(call, ADMINS)?;
    its_group(call, &guest)?;
    let sent = body(call)?;
    let name = project_name(&sent)?;
    if guest
        .state
        .team
        .projects
        .iter()
        .any(|project| project["name"] == name)
    {
        return Err(invalid(
            "validation failed",
            "name",
            "a project with this name exists",
        ));
    }
    let id = ids::fresh_uuid();
    let mut project = json!({
        "id": id, "team": guest.state.team.name, "resource_group_id": call.at("group"),
        "deleted_at": null, "create_server_users": false, "force_shared_ssh_users": false,
        "gateway_selector": "", "next_unix_gid": 63001, "next_unix_uid": 1001,
        "require_preauth_for_creds": false, "server_account_management": false,
        "ssh_certificate_type": "CERT_TYPE_ED25519_01", "active_resource_count": 0,
        "stale_resource_count": 0,
    });
    overlay(&mut project, &sent);
    guest.state.team.projects.put(&id, project.clone());
    Ok(with_status(StatusCode::CREATED, &project))
}

/// `GET …/projects/{id}`.
pub(crate) fn project(call: &Call) -> Answer {
    let guest = admit(call, ADMINS)?;
    Ok(ok(its_project(call, &guest)?))
}

/// `PUT …/projects/{id}`.
pub(crate) fn update_project(call: &Call) -> Answer {
    let mut guest = admit(call, ADMINS)?;
    its_project(call, &guest)?;
    let sent = body(call)?;
    project_name(&sent)?;
    let project = guest.state.team.projects.by_id_mut(call.at("project"));
    let project = project.ok_or_else(|| not_found("project not found"))?;
    overlay(project, &sent);
    Ok(ok(project))
}

/// `DELETE …/projects/{id}`.
pub(crate) fn delete_project(call: &Call) -> Answer {
    let mut guest = admit(call, ADMINS)?;
    its_project(call, &guest)?;
    let id = call.at("project");
    if guest
        .state
        .team
        .servers
        .iter()
        .any(|server| server["project_id"] == id)
    {
        return Err(invalid("project has servers", "project_id", "not empty"));
    }
    guest.state.team.projects.take(id);
    Ok(done())
}

/// The resource group that the path names.
pub(crate) fn its_group<'a>(call: &Call, guest: &'a Guest<'_>) -> Result<&'a Value, Refusal> {
    let group = guest.state.team.resource_groups.by_id(call.at("group"));
    group.ok_or_else(|| not_found("resource group not found"))
}

/// The project that the path names, in the resource group that it names.
pub(crate) fn its_project<'a>(call: &Call, guest: &'a Guest<'_>) -> Result<&'a Value, Refusal> {
    its_group(call, guest)?;
    let project = guest.state.team.projects.by_id(call.at("project"));
    let project = project.filter(|project| project["resource_group_id"] == call.at("group"));
    project.ok_or_else(|| not_found("project not found"))
}

/// Keeps what `contains` asks for.
pub(crate) fn keep_named(call: &Call, items: &mut Vec<Value>) {
    if let Some(part) = call.query.get("contains").map(str::to_lowercase) {
        items.retain(|item| {
            item["name"]
                .as_str()
                .is_some_and(|name| name.to_lowercase().contains(&part))
        });
    }
}

/// What was sent, over what there is; ids and the team are not the caller's to set.
fn overlay(kept: &mut Value, sent: &Value) {
    let fixed = ["id", "team", "resource_group_id", "deleted_at"];
    if let (Value::Object(kept), Value::Object(sent)) = (kept, sent) {
        let allowed = sent
            .iter()
            .filter(|(name, _)| !fixed.contains(&name.as_str()));
        kept.extend(allowed.map(|(name, value)| (name.clone(), value.clone())));
    }
}

fn named(sent: &Value) -> Result<String, Refusal> {
    match sent["name"].as_str() {
        Some(name) if (1..=255).contains(&name.chars().count()) => Ok(name.to_owned()),
        _ => Err(invalid(
            "validation failed",
            "name",
            "must have 1 to 255 characters",
        )),
    }
}

fn project_name(sent: &Value) -> Result<String, Refusal> {
    let name = named(sent)?;
    let allowed = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    if name.chars().all(allowed) {
        return Ok(name);
    }
    Err(invalid(
        "validation failed",
        "name",
        "only letters, digits, '-', '_' and '.' are allowed",
    ))
}
