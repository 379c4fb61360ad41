//! Okta Privileged Access: the service user's key and roles.

use super::page::{button, escape, table};
use super::{back_to, own_form, shown};
use crate::clock::written;
use crate::http::{Answer, Call};
use crate::knobs::Knobs;
use crate::refusal::Refusal;

const ROLES: [&str; 6] = [
    "pam_admin",
    "resource_admin",
    "security_admin",
    "end_user",
    "delegated_resource_admin",
    "delegated_security_admin",
];

/// The team and its service users.
pub(crate) fn show(call: &Call) -> Answer {
    let state = call.state();
    let team = &state.team;
    let mut body = format!(
        "<p>Team: <code id=\"team\">{}</code> · OPA Base URL: <code id=\"opa-url\">{}</code></p>",
        escape(&team.name),
        escape(&call.org.base)
    );
    if let Some(user) = team.service_users.by_id(&team.console_user) {
        let keys: Vec<_> = user
            .keys
            .iter()
            .rev()
            .map(|key| {
                let until = key.expires.map_or_else(
                    || "Live".to_owned(),
                    |at| format!("Expired {}", written(at)),
                );
                vec![
                    format!("<code>{}</code>", escape(&key.id)),
                    format!("<code>{}</code>", escape(&key.secret)),
                    until,
                ]
            })
            .collect();
        let roles: Vec<_> = ROLES
            .iter()
            .map(|role| {
                let held = user.roles.iter().any(|one| one == role);
                let (word, deed) = if held {
                    ("Revoke", "revoke")
                } else {
                    ("Grant", "grant")
                };
                let action = format!("/admin/privileged-access/{deed}");
                vec![
                    format!("<code>{role}</code>"),
                    if held { "Held" } else { "Not held" }.to_owned(),
                    button(&action, word, role, &[("role", role)]),
                ]
            })
            .collect();
        let rotate = button("/admin/privileged-access/rotate", "Rotate", "API key", &[]);
        let expire = button(
            "/admin/privileged-access/expire",
            "End",
            "all bearer tokens",
            &[],
        );
        let section = format!(
            "<h2>Service user {}</h2>{}<p>{rotate} {expire}</p>{}",
            escape(&user.name),
            table("API keys, newest first", &["Key ID", "Key", "State"], &keys),
            table("Roles", &["Role", "Now", ""], &roles)
        );
        body.push_str(&section);
    }
    Ok(shown("Privileged Access", &body))
}

/// A form of this page.
pub(crate) fn change(call: &Call) -> Answer {
    own_form(call)?;
    let form = call.form();
    let role = form.get("role").unwrap_or_default().to_owned();
    let knobs = Knobs::new(&call.org);
    let mut roles = {
        let state = call.state();
        let user = state.team.service_users.by_id(&state.team.console_user);
        user.map(|user| user.roles.clone()).unwrap_or_default()
    };
    match call.at("deed") {
        "rotate" => drop(knobs.rotate_opa_key()),
        "expire" => knobs.expire_opa_tokens(),
        "grant" => roles.push(role),
        "revoke" => roles.retain(|held| *held != role),
        other => return Err(Refusal::missing(other, "Form")),
    }
    let roles: Vec<_> = roles.iter().map(String::as_str).collect();
    knobs.set_opa_roles(&roles);
    Ok(back_to("/admin/privileged-access"))
}
