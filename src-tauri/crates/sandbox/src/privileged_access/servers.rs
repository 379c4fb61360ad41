//! Servers and the accounts on them, and what is done to an account: rotate, check in, reveal.

use serde_json::{Value, json};

use super::directory::body;
use super::lists::{paged, whole};
use super::resources::{ADMINS, its_group, its_project, keep_named};
use super::token::{Guest, admit};
use super::{error, invalid, jwe, not_found};
use crate::clock::written;
use crate::http::{Answer, Call, done, ok};
use crate::refusal::Refusal;

const SECURITY: &[&str] = &["security_admin"];
const GROUP_SECURITY: &[&str] = &["security_admin", "delegated_security_admin"];
const ROTATORS: &[&str] = &[
    "resource_admin",
    "security_admin",
    "delegated_resource_admin",
    "delegated_security_admin",
];

/// `GET …/projects/{id}/servers`: no pages.
pub(crate) fn project_servers(call: &Call) -> Answer {
    let guest = admit(call, ADMINS)?;
    its_project(call, &guest)?;
    let mut found: Vec<_> = guest.state.team.servers.iter().cloned().collect();
    found.retain(|server| server["project_id"] == call.at("project"));
    keep_servers(call, &mut found);
    Ok(whole(found))
}

/// `GET …/projects/{id}/servers/{id}`.
pub(crate) fn server(call: &Call) -> Answer {
    let guest = admit(call, ADMINS)?;
    its_project(call, &guest)?;
    let server = guest.state.team.servers.by_id(call.at("server"));
    let server = server.filter(|server| server["project_id"] == call.at("project"));
    Ok(ok(server.ok_or_else(|| not_found("server not found"))?))
}

/// `GET …/projects/{id}/server_accounts` and `…/servers/{id}/server_accounts`.
pub(crate) fn server_accounts(call: &Call) -> Answer {
    let guest = admit(call, ADMINS)?;
    its_project(call, &guest)?;
    let server = call.at("server");
    let mut found: Vec<_> = guest.state.team.server_accounts.iter().cloned().collect();
    found.retain(|account| {
        account["project_id"] == call.at("project")
            && (server.is_empty() || account["server_id"] == server)
    });
    Ok(whole(found))
}

/// `GET …/projects/{id}/server_accounts/{id}`: the document calls the account `items`.
pub(crate) fn server_account(call: &Call) -> Answer {
    let guest = admit(call, ADMINS)?;
    its_project(call, &guest)?;
    let account = guest.state.team.server_accounts.by_id(call.at("account"));
    let account = account.filter(|account| account["project_id"] == call.at("project"));
    Ok(ok(
        &json!({ "items": account.ok_or_else(|| not_found("server account not found"))? }),
    ))
}

/// `GET …/projects/{id}/okta_universal_directory_accounts`.
pub(crate) fn directory_accounts(call: &Call) -> Answer {
    let guest = admit(call, ADMINS)?;
    its_project(call, &guest)?;
    let all = guest.state.team.directory_accounts.iter();
    let theirs = all.filter(|account| account.project == call.at("project"));
    Ok(whole(theirs.map(|account| account.value.clone()).collect()))
}

/// `GET …/servers`: what the caller herself may reach.
pub(crate) fn servers(call: &Call) -> Answer {
    let guest = admit(call, &["end_user"])?;
    let mut found: Vec<_> = guest.state.team.servers.iter().cloned().collect();
    keep_servers(call, &mut found);
    Ok(paged(call, found))
}

/// `GET …/all_servers`, and the same below a resource group.
pub(crate) fn all_servers(call: &Call) -> Answer {
    let guest = everything(call)?;
    let mut found: Vec<_> = guest.state.team.servers.iter().cloned().collect();
    found.retain(|server| in_its_group(call, &guest, &server["project_id"]));
    keep_servers(call, &mut found);
    Ok(whole(found))
}

/// `GET …/all_server_accounts`, and the same below a resource group.
pub(crate) fn all_server_accounts(call: &Call) -> Answer {
    let guest = everything(call)?;
    let mut found: Vec<_> = guest.state.team.server_accounts.iter().cloned().collect();
    found.retain(|account| in_its_group(call, &guest, &account["project_id"]));
    Ok(whole(found))
}

/// `GET …/all_okta_universal_directory_accounts`, and the same below a resource group.
pub(crate) fn all_directory_accounts(call: &Call) -> Answer {
    let guest = everything(call)?;
    let all = guest.state.team.directory_accounts.iter();
    let theirs = all.filter(|account| in_its_group(call, &guest, &json!(account.project)));
    let mut found: Vec<_> = theirs.map(|account| account.value.clone()).collect();
    keep_named(call, &mut found);
    Ok(whole(found))
}

/// `POST …/projects/{id}/rotate_resource` and `…/checkin_resource`, and the caller's own
/// `POST …/checkin_resource`.
pub(crate) fn touch(call: &Call) -> Answer {
    let own = call.at("project").is_empty();
    let roles = if own {
        &["resource_admin", "security_admin", "end_user"]
    } else {
        ROTATORS
    };
    let mut guest = admit(call, roles)?;
    if !own {
        its_project(call, &guest)?;
    }
    let sent = body(call)?;
    let id = sent["resource_id"].as_str().unwrap_or_default().to_owned();
    let kind = sent["resource_type"].as_str().unwrap_or_default();
    let now = written(call.org.clock.now());
    let team = &mut guest.state.team;
    let found = match kind {
        "server_account_password_login" => team.server_accounts.by_id_mut(&id),
        "okta_universal_directory_account_password_login" => team
            .directory_accounts
            .by_id_mut(&id)
            .map(|account| &mut account.value),
        "managed_saas_app_account_password_login" => None,
        _ => {
            return Err(invalid(
                "validation failed",
                "resource_type",
                "unknown resource type",
            ));
        }
    };
    let resource = found.ok_or_else(|| not_found("resource not found"))?;
    if call.path.ends_with("/rotate_resource") {
        let field = match kind {
            "server_account_password_login" => "last_password_change_success_report_timestamp",
            _ => "updated_at",
        };
        resource[field] = json!(now);
    }
    Ok(done())
}

/// `POST …/server_accounts/{id}/reveal_credentials`: the password, sealed to the caller's key.
pub(crate) fn reveal(call: &Call) -> Answer {
    let guest = admit(call, &["end_user"])?;
    let account = guest.state.team.server_accounts.by_id(call.at("account"));
    let account = account.ok_or_else(|| error(404, "not_found"))?;
    let sent = body(call)?;
    if !sent["user_access_method"].is_object() {
        let cause = "is required";
        return Err(invalid("validation failed", "user_access_method", cause));
    }
    let password = json!({ "password": format!("not-a-real-password-of-{}", account["login"]) });
    let sealed = jwe::seal(&sent["public_key"], &password.to_string());
    let sealed =
        sealed.ok_or_else(|| invalid("validation failed", "public_key", "not an RSA key"))?;
    Ok(ok(&json!({ "password_jwe": sealed })))
}

fn everything(call: &Call) -> Result<Guest<'_>, Refusal> {
    let below_group = !call.at("group").is_empty();
    let guest = admit(
        call,
        if below_group {
            GROUP_SECURITY
        } else {
            SECURITY
        },
    )?;
    if below_group {
        its_group(call, &guest)?;
    }
    Ok(guest)
}

fn in_its_group(call: &Call, guest: &Guest<'_>, project: &Value) -> bool {
    let below = call.at("group");
    let wanted = if below.is_empty() {
        call.query.get("resource_group_id")
    } else {
        Some(below)
    };
    let Some(wanted) = wanted else { return true };
    let project = project
        .as_str()
        .and_then(|id| guest.state.team.projects.by_id(id));
    project.is_some_and(|project| project["resource_group_id"] == wanted)
}

fn keep_servers(call: &Call, servers: &mut Vec<Value>) {
    for name in [
        "id",
        "hostname",
        "os_type",
        "project_id",
        "project_name",
        "state",
    ] {
        if let Some(wanted) = call.query.get(name) {
            servers.retain(|server| server[name] == wanted);
        }
    }
    if let Some(part) = call.query.get("hostname_contains") {
        servers.retain(|server| {
            server["hostname"]
                .as_str()
                .is_some_and(|h| h.contains(part))
        });
    }
}
