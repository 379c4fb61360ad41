//! Secret folders and secrets. What a policy does not allow is a 403 whose body lists the ways in.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::directory::body;
use super::lists::whole;
use super::resources::its_project;
use super::team::{Folder, Secret};
use super::token::{Guest, admit};
use super::{invalid, jwe, not_found};
use crate::clock::written;
use crate::http::{Answer, Call, done, json as with_status, ok};
use crate::refusal::Refusal;
use crate::{ids, keys};

const USER: &[&str] = &["end_user"];

/// `GET …/secret_folders`: the team's, for a security administrator.
pub(crate) fn team_folders(call: &Call) -> Answer {
    let guest = admit(call, &["security_admin"])?;
    Ok(whole(top_folders(&guest, None)))
}

/// `GET …/secrets`: the folders and secrets that the caller may see; a search looks into all of
/// them.
pub(crate) fn own(call: &Call) -> Answer {
    let guest = admit(call, USER)?;
    let mut found = match call.query.get("parent_folder_id") {
        Some(folder) => items(&guest, folder),
        None if call.query.get("search").is_some() => everything(&guest),
        None => top_folders(&guest, None),
    };
    if let Some(part) = call.query.get("search").map(str::to_lowercase) {
        found.retain(|item| {
            item["name"]
                .as_str()
                .is_some_and(|name| name.to_lowercase().contains(&part))
        });
    }
    Ok(super::lists::paged(call, found))
}

/// `GET …/projects/{id}/secret_folders`.
pub(crate) fn project_folders(call: &Call) -> Answer {
    let guest = admit(call, USER)?;
    its_project(call, &guest)?;
    Ok(whole(top_folders(&guest, Some(call.at("project")))))
}

/// `POST …/projects/{id}/secret_folders`.
pub(crate) fn create_folder(call: &Call) -> Answer {
    let mut guest = admit(
        call,
        &["resource_admin", "delegated_resource_admin", "end_user"],
    )?;
    its_project(call, &guest)?;
    let sent = body(call)?;
    let parent = sent["parent_folder_id"].as_str().map(str::to_owned);
    match &parent {
        Some(parent) => drop(its_folder(call, &guest, parent)?),
        None if guest
            .user
            .roles
            .iter()
            .any(|role| role.ends_with("resource_admin")) => {}
        None => return Err(ways_in("", "")),
    }
    let now = call.org.clock.now();
    let folder = Folder {
        id: ids::fresh_uuid(),
        name: named(&sent)?,
        description: sent["description"].as_str().map(str::to_owned),
        project: call.at("project").to_owned(),
        parent,
        created: now,
        created_by: guest.user.name.clone(),
        updated: now,
        updated_by: guest.user.name.clone(),
    };
    let answer = folder_json(&guest, &folder);
    guest.state.team.folders.put(&folder.id.clone(), folder);
    Ok(with_status(StatusCode::CREATED, &answer))
}

/// `GET …/secret_folders/{id}`.
pub(crate) fn folder(call: &Call) -> Answer {
    let guest = admit(call, USER)?;
    its_project(call, &guest)?;
    Ok(ok(&folder_json(
        &guest,
        its_folder(call, &guest, call.at("folder"))?,
    )))
}

/// `PUT …/secret_folders/{id}`.
pub(crate) fn update_folder(call: &Call) -> Answer {
    let mut guest = admit(call, USER)?;
    its_project(call, &guest)?;
    its_folder(call, &guest, call.at("folder"))?;
    let sent = body(call)?;
    let (name, by, now) = (named(&sent)?, guest.user.name.clone(), call.org.clock.now());
    if let Some(folder) = guest.state.team.folders.by_id_mut(call.at("folder")) {
        folder.name = name;
        folder.description = sent["description"].as_str().map(str::to_owned);
        (folder.updated, folder.updated_by) = (now, by);
    }
    Ok(ok(&folder_json(
        &guest,
        its_folder(call, &guest, call.at("folder"))?,
    )))
}

/// `DELETE …/secret_folders/{id}`: only an empty one.
pub(crate) fn delete_folder(call: &Call) -> Answer {
    let mut guest = admit(call, USER)?;
    its_project(call, &guest)?;
    let id = its_folder(call, &guest, call.at("folder"))?.id.clone();
    if !items(&guest, &id).is_empty() {
        return Err(invalid(
            "secret folder is not empty",
            "secret_folder_id",
            "not empty",
        ));
    }
    guest.state.team.folders.take(&id);
    Ok(done())
}

/// `GET …/secret_folders/{id}/items`.
pub(crate) fn folder_items(call: &Call) -> Answer {
    let guest = admit(call, USER)?;
    its_project(call, &guest)?;
    let id = its_folder(call, &guest, call.at("folder"))?.id.clone();
    Ok(super::lists::paged(call, items(&guest, &id)))
}

/// `POST …/projects/{id}/secrets`: the secret comes sealed to the vault's key.
pub(crate) fn create(call: &Call) -> Answer {
    let mut guest = admit(call, USER)?;
    its_project(call, &guest)?;
    let sent = body(call)?;
    let parent = sent["parent_folder_id"].as_str().unwrap_or_default();
    let folder = its_folder(call, &guest, parent)?.id.clone();
    let now = call.org.clock.now();
    let secret = Secret {
        id: ids::fresh_uuid(),
        name: named(&sent)?,
        description: sent["description"].as_str().map(str::to_owned),
        project: call.at("project").to_owned(),
        folder,
        plain: opened(&sent)?,
        guarded: false,
        created: now,
        created_by: guest.user.name.clone(),
        updated: now,
        updated_by: guest.user.name.clone(),
    };
    let answer = secret_json(&guest, &secret);
    guest.state.team.secrets.put(&secret.id.clone(), secret);
    Ok(with_status(StatusCode::CREATED, &answer))
}

/// `GET …/secrets/{id}`: everything but the secret.
pub(crate) fn read(call: &Call) -> Answer {
    let guest = admit(call, USER)?;
    its_project(call, &guest)?;
    Ok(ok(&secret_json(&guest, its_secret(call, &guest)?)))
}

/// `POST …/secrets/{id}` with a public key: the secret, sealed to it.
pub(crate) fn reveal(call: &Call) -> Answer {
    let guest = admit(call, USER)?;
    its_project(call, &guest)?;
    let secret = its_secret(call, &guest)?;
    if secret.guarded {
        return Err(ways_in(&secret.id, &secret.name));
    }
    let sealed = jwe::seal(&body(call)?["public_key"], &secret.plain);
    let sealed =
        sealed.ok_or_else(|| invalid("validation failed", "public_key", "not an RSA key"))?;
    let mut shown = secret_json(&guest, secret);
    shown["secret_jwe"] = json!(sealed);
    Ok(ok(&shown))
}

/// `PUT …/secrets/{id}`.
pub(crate) fn update(call: &Call) -> Answer {
    let mut guest = admit(call, USER)?;
    its_project(call, &guest)?;
    let secret = its_secret(call, &guest)?;
    if secret.guarded {
        return Err(ways_in(&secret.id, &secret.name));
    }
    let sent = body(call)?;
    let parent = sent["parent_folder_id"].as_str().unwrap_or_default();
    let folder = its_folder(call, &guest, parent)?.id.clone();
    let (name, plain) = (named(&sent)?, opened(&sent)?);
    let (now, by) = (call.org.clock.now(), guest.user.name.clone());
    if let Some(secret) = guest.state.team.secrets.by_id_mut(call.at("secret")) {
        secret.name = name;
        secret.plain = plain;
        secret.folder = folder;
        secret.description = sent["description"].as_str().map(str::to_owned);
        (secret.updated, secret.updated_by) = (now, by);
    }
    Ok(ok(&secret_json(&guest, its_secret(call, &guest)?)))
}

/// `DELETE …/secrets/{id}`.
pub(crate) fn delete(call: &Call) -> Answer {
    let mut guest = admit(call, USER)?;
    its_project(call, &guest)?;
    let secret = its_secret(call, &guest)?;
    if secret.guarded {
        return Err(ways_in(&secret.id, &secret.name));
    }
    let id = secret.id.clone();
    guest.state.team.secrets.take(&id);
    Ok(done())
}

/// OPA's 403 on secrets: not an error but the user access methods that would do.
fn ways_in(id: &str, name: &str) -> Refusal {
    Refusal::raw(
        403,
        json!({ "list": [{
        "access_credential": "managed", "brokered": false, "identity": "", "resource_status": "available",
        "server_host_name": "", "sudo_display_name": "", "user_access_type": "secret",
        "rule_resource_type": "secret_based_resource", "rule_ids": [ids::stable_uuid("guarding rule")],
        "short_text": "Access request needed",
        "conditionals": [{
            "type": "access_request", "access_request_type_id": ids::stable_uuid("approval"),
            "access_request_type_name": "Secret approval", "condition_is_met": false,
            "description": "An approval is needed before this secret is revealed",
            "expires_after_seconds": 3600,
        }],
        "details": {
            "_type": "secret", "secret_id": id, "secret_name": name, "path": [],
            "privileges": {
                "_type": "secret", "list": true, "folder_create": false, "folder_update": false,
                "folder_delete": false, "secret_create": false, "secret_update": false,
                "secret_reveal": true, "secret_delete": false,
            },
        },
    }] }),
    )
}

fn opened(sent: &Value) -> Result<String, Refusal> {
    let wrong = |cause| invalid("validation failed", "secret_jwe", cause);
    let jwe = sent["secret_jwe"].as_str().unwrap_or_default();
    let vault = keys::vault();
    let plain = jwe::open(vault.private(), &vault.kid, jwe)
        .ok_or_else(|| wrong("not sealed to the vault's key"))?;
    match serde_json::from_str::<Value>(&plain) {
        Ok(Value::Object(_)) => Ok(plain),
        _ => Err(wrong("the secret must be a JSON object")),
    }
}

fn its_folder<'a>(call: &Call, guest: &'a Guest<'_>, id: &str) -> Result<&'a Folder, Refusal> {
    let folder = guest.state.team.folders.by_id(id);
    let folder = folder.filter(|folder| folder.project == call.at("project"));
    folder.ok_or_else(|| not_found("secret folder not found"))
}

fn its_secret<'a>(call: &Call, guest: &'a Guest<'_>) -> Result<&'a Secret, Refusal> {
    let secret = guest.state.team.secrets.by_id(call.at("secret"));
    let secret = secret.filter(|secret| secret.project == call.at("project"));
    secret.ok_or_else(|| not_found("secret not found"))
}

fn top_folders(guest: &Guest<'_>, project: Option<&str>) -> Vec<Value> {
    let tops = guest
        .state
        .team
        .folders
        .iter()
        .filter(|folder| folder.parent.is_none());
    let theirs = tops.filter(|folder| project.is_none_or(|project| folder.project == project));
    theirs.map(|folder| listed_folder(guest, folder)).collect()
}

fn everything(guest: &Guest<'_>) -> Vec<Value> {
    let team = &guest.state.team;
    let folders = team.folders.iter().map(|one| listed_folder(guest, one));
    let secrets = team.secrets.iter().map(|one| listed_secret(guest, one));
    folders.chain(secrets).collect()
}

fn items(guest: &Guest<'_>, folder: &str) -> Vec<Value> {
    let team = &guest.state.team;
    let folders = team
        .folders
        .iter()
        .filter(|one| one.parent.as_deref() == Some(folder));
    let secrets = team.secrets.iter().filter(|one| one.folder == folder);
    let folders = folders.map(|one| listed_folder(guest, one));
    folders
        .chain(secrets.map(|one| listed_secret(guest, one)))
        .collect()
}

fn listed_folder(guest: &Guest<'_>, one: &Folder) -> Value {
    let path = path(guest, one.parent.as_deref());
    listed(
        guest,
        &one.project,
        json!({
            "id": one.id, "name": one.name, "description": one.description, "type": "folder",
            "path": path,
        }),
    )
}

fn listed_secret(guest: &Guest<'_>, one: &Secret) -> Value {
    let path = path(guest, Some(&one.folder));
    listed(
        guest,
        &one.project,
        json!({
            "id": one.id, "name": one.name, "description": one.description,
            "type": "key_value_secret", "path": path,
        }),
    )
}

fn listed(guest: &Guest<'_>, project: &str, mut shown: Value) -> Value {
    let team = &guest.state.team;
    let whole = team.projects.by_id(project);
    let group = whole
        .and_then(|project| project["resource_group_id"].as_str())
        .and_then(|id| team.resource_groups.by_id(id));
    let named = |value: Option<&Value>, kind: &str| {
        let part = |name: &str| value.map(|value| value[name].clone()).unwrap_or_default();
        json!({ "id": part("id"), "name": part("name"), "type": kind })
    };
    shown["project"] = named(whole, "project");
    shown["resource_group"] = named(group, "resource_group");
    shown
}

fn folder_json(guest: &Guest<'_>, one: &Folder) -> Value {
    json!({
        "id": one.id, "name": one.name, "description": one.description,
        "path": path(guest, one.parent.as_deref()), "created_at": written(one.created),
        "created_by": one.created_by, "updated_at": written(one.updated),
        "updated_by": one.updated_by,
    })
}

fn secret_json(guest: &Guest<'_>, one: &Secret) -> Value {
    json!({
        "id": one.id, "name": one.name, "description": one.description,
        "path": path(guest, Some(&one.folder)), "created_at": written(one.created),
        "created_by": one.created_by, "updated_at": written(one.updated),
        "updated_by": one.updated_by,
    })
}

fn path(guest: &Guest<'_>, folder: Option<&str>) -> Vec<Value> {
    let mut path = Vec::new();
    let mut next = folder.and_then(|id| guest.state.team.folders.by_id(id));
    while let Some(folder) = next {
        path.insert(0, json!({ "id": folder.id, "name": folder.name }));
        next = folder
            .parent
            .as_deref()
            .and_then(|id| guest.state.team.folders.by_id(id));
    }
    path
}

fn named(sent: &Value) -> Result<String, Refusal> {
    match sent["name"].as_str() {
        Some(name) if !name.trim().is_empty() => Ok(name.to_owned()),
        _ => Err(invalid("validation failed", "name", "must not be empty")),
    }
}
