//! The page in place of the Admin Console: plain forms, no script, nothing from elsewhere.
//!
//! It asks for no password: whoever can open it runs programs on this computer already. What it
//! does refuse is a form that another site sends.

mod apps;
mod fault_list;
mod faults;
mod knobs;
pub(crate) mod page;
mod team;
mod users;

use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::json;

use crate::http::{self, Answer, Call, ok};
use crate::knobs::Knobs;
use crate::refusal::Refusal;
use crate::routes::{Route, on};

pub(crate) const ROUTES: &[Route] = &[
    on(Method::GET, "/", home),
    on(Method::GET, "/admin", apps::list),
    on(Method::GET, "/admin/apps", apps::list),
    on(
        Method::GET,
        "/admin/app/oidc_client/instance/{app}",
        apps::show,
    ),
    // The Admin Console's own addresses end in a slash as often as not.
    on(
        Method::GET,
        "/admin/app/oidc_client/instance/{app}/",
        apps::show,
    ),
    on(Method::GET, "/admin/apps/active", apps::list),
    on(
        Method::POST,
        "/admin/app/oidc_client/instance/{app}/{deed}",
        apps::change,
    ),
    on(Method::GET, "/admin/users", users::list),
    on(Method::POST, "/admin/users/{user}/{deed}", users::change),
    on(Method::GET, "/admin/privileged-access", team::show),
    on(
        Method::POST,
        "/admin/privileged-access/{deed}",
        team::change,
    ),
    on(Method::GET, "/admin/knobs", knobs::show),
    on(Method::POST, "/admin/knobs/{deed}", knobs::change),
    on(Method::GET, "/admin/faults", faults::show),
    on(Method::POST, "/admin/faults/{fault}", faults::change),
    on(Method::GET, "/admin/ledger", ledger),
];

fn home(_: &Call) -> Answer {
    Ok(http::redirect("/admin"))
}

/// What the server saw and did, as JSON: for tests in another process.
fn ledger(call: &Call) -> Answer {
    let entries = Knobs::new(&call.org).ledger();
    Ok(ok(&json!(entries)))
}

/// A form of ours: another site's page may not turn our knobs (`Origin`, RFC 6454 §7).
fn own_form(call: &Call) -> Result<(), Refusal> {
    let origin = call.header("origin");
    if origin.is_none_or(|origin| origin == call.org.base) {
        return Ok(());
    }
    Err(Refusal::okta(
        403,
        "E0000006",
        "This form was sent by another site",
    ))
}

fn back_to(path: &str) -> Response {
    let mut response = http::redirect(path);
    *response.status_mut() = StatusCode::SEE_OTHER;
    response
}

fn shown(title: &str, body: &str) -> Response {
    http::page(StatusCode::OK, page::with_navigation(title, body))
}
