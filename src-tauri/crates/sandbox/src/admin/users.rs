//! People: status, administrator role, sessions.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::page::{button, choice, escape, table};
use super::{back_to, own_form, shown};
use crate::http::{Answer, Call};
use crate::knobs::Knobs;
use crate::refusal::Refusal;
use crate::seed::{AdminRole, UserStatus};
use crate::state::User;

const ROLES: [(&str, Option<AdminRole>); 4] = [
    ("No role", None),
    ("Super Administrator", Some(AdminRole::SuperAdmin)),
    ("Read-only Administrator", Some(AdminRole::ReadOnlyAdmin)),
    ("Help Desk Administrator", Some(AdminRole::HelpDeskAdmin)),
];

/// People whose login holds `q`; the first fifty.
pub(crate) fn list(call: &Call) -> Answer {
    let state = call.state();
    let q = call.query.get("q").unwrap_or_default().to_lowercase();
    let fits = |user: &&User| user.login().to_lowercase().contains(&q);
    let rows: Vec<_> = state.users.iter().filter(fits).take(50).map(row).collect();
    let search = format!(
        "<form class=\"line\" method=\"get\" action=\"/admin/users\"><label for=\"q\">Search</label>\
         <input id=\"q\" name=\"q\" value=\"{}\"><button type=\"submit\">Search</button></form>",
        escape(&q)
    );
    let caption = format!("{} of {} people", rows.len(), state.users.len());
    let heads = [
        "Username",
        "Status",
        "Administrator role",
        "Status and sessions",
    ];
    Ok(shown(
        "People",
        &format!("{search}{}", table(&caption, &heads, &rows)),
    ))
}

/// A form of the people page.
pub(crate) fn change(call: &Call) -> Answer {
    own_form(call)?;
    let form = call.form();
    let login = call.at("user");
    let knobs = Knobs::new(&call.org);
    match call.at("deed") {
        "role" => {
            let chosen = form.get("role").unwrap_or_default();
            let role = ROLES
                .iter()
                .find(|(name, _)| *name == chosen)
                .and_then(|(_, role)| *role);
            knobs.set_admin_role(login, role);
        }
        "activate" => knobs.set_user_status(login, UserStatus::Active),
        "suspend" => knobs.set_user_status(login, UserStatus::Suspended),
        "deactivate" => knobs.set_user_status(login, UserStatus::Deprovisioned),
        "clear-sessions" => knobs.clear_sessions(login),
        other => return Err(Refusal::missing(other, "Form")),
    }
    let q = utf8_percent_encode(login, NON_ALPHANUMERIC);
    Ok(back_to(&format!("/admin/users?q={q}")))
}

fn row(user: &User) -> Vec<String> {
    let login = user.login();
    let at = format!(
        "/admin/users/{}",
        utf8_percent_encode(login, NON_ALPHANUMERIC)
    );
    let act = |deed: &str| format!("{at}/{deed}");
    let names = ROLES.map(|(name, _)| name);
    let role = ROLES
        .iter()
        .find(|(_, role)| *role == user.role)
        .map_or("No role", |(name, _)| name);
    let label = format!("Role of {login}");
    let deeds = if user.status == UserStatus::Active {
        [
            button(&act("suspend"), "Suspend", login, &[]),
            button(&act("deactivate"), "Deactivate", login, &[]),
            button(&act("clear-sessions"), "Clear sessions", login, &[]),
        ]
        .concat()
    } else {
        button(&act("activate"), "Activate", login, &[])
    };
    vec![
        escape(login),
        user.status.name().to_owned(),
        choice(&act("role"), &label, "role", &names, role, "Save"),
        deeds,
    ]
}
