//! The Management API: people, groups, rules, realms, devices, schemas, the system log.

mod devices;
mod filter;
mod groups;
pub(crate) mod log;
mod pages;
mod realms;
mod user_json;
mod users;

use axum::http::Method;

use crate::routes::{Route, on};

pub(crate) const ROUTES: &[Route] = &[
    on(Method::GET, "/api/v1/users", users::list),
    on(Method::GET, "/api/v1/users/{user}", users::read),
    on(Method::GET, "/api/v1/users/{user}/groups", users::groups),
    on(Method::GET, "/api/v1/users/{user}/devices", users::devices),
    on(Method::GET, "/api/v1/groups", groups::list),
    on(Method::POST, "/api/v1/groups", groups::create),
    on(Method::GET, "/api/v1/groups/{group}", groups::read),
    on(Method::PUT, "/api/v1/groups/{group}", groups::replace),
    on(Method::DELETE, "/api/v1/groups/{group}", groups::delete),
    on(Method::GET, "/api/v1/groups/{group}/users", groups::members),
    on(
        Method::PUT,
        "/api/v1/groups/{group}/users/{user}",
        groups::add_member,
    ),
    on(
        Method::DELETE,
        "/api/v1/groups/{group}/users/{user}",
        groups::remove_member,
    ),
    on(Method::GET, "/api/v1/realms", realms::list),
    on(Method::POST, "/api/v1/realms", realms::create),
    on(Method::GET, "/api/v1/realms/{realm}", realms::read),
    on(Method::PUT, "/api/v1/realms/{realm}", realms::replace),
    on(Method::DELETE, "/api/v1/realms/{realm}", realms::delete),
    on(Method::GET, "/api/v1/devices", devices::list),
    on(Method::GET, "/api/v1/devices/{device}", devices::read),
    on(Method::DELETE, "/api/v1/devices/{device}", devices::delete),
    on(
        Method::GET,
        "/api/v1/devices/{device}/users",
        devices::users,
    ),
    on(
        Method::POST,
        "/api/v1/devices/{device}/lifecycle/{operation}",
        devices::lifecycle,
    ),
    on(Method::GET, "/api/v1/logs", log::list),
];
