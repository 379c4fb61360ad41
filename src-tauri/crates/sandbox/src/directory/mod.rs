//! The Management API: people, groups, rules, realms, devices, schemas, the system log.

mod apps;
mod devices;
mod filter;
mod groups;
mod lifecycle;
pub(crate) mod log;
mod pages;
mod realm_assignments;
mod realms;
mod rules;
mod schemas;
mod user_json;
mod user_writes;
mod users;

use axum::http::Method;

use crate::routes::{Route, on};

pub(crate) const ROUTES: &[Route] = &[
    on(Method::GET, "/api/v1/users", users::list),
    on(Method::POST, "/api/v1/users", user_writes::create),
    on(Method::GET, "/api/v1/users/{user}", users::read),
    on(Method::POST, "/api/v1/users/{user}", user_writes::update),
    on(Method::PUT, "/api/v1/users/{user}", user_writes::replace),
    on(Method::DELETE, "/api/v1/users/{user}", user_writes::delete),
    on(Method::GET, "/api/v1/users/{user}/groups", users::groups),
    on(Method::GET, "/api/v1/users/{user}/devices", users::devices),
    on(
        Method::DELETE,
        "/api/v1/users/{user}/sessions",
        lifecycle::clear_sessions,
    ),
    on(
        Method::POST,
        "/api/v1/users/{user}/lifecycle/{operation}",
        lifecycle::user,
    ),
    on(Method::GET, "/api/v1/groups/rules", rules::list),
    on(Method::POST, "/api/v1/groups/rules", rules::create),
    on(Method::GET, "/api/v1/groups/rules/{rule}", rules::read),
    on(Method::PUT, "/api/v1/groups/rules/{rule}", rules::replace),
    on(Method::DELETE, "/api/v1/groups/rules/{rule}", rules::delete),
    on(
        Method::POST,
        "/api/v1/groups/rules/{rule}/lifecycle/{operation}",
        rules::lifecycle,
    ),
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
    on(
        Method::GET,
        "/api/v1/realm-assignments/operations",
        realm_assignments::operations,
    ),
    on(
        Method::POST,
        "/api/v1/realm-assignments/operations",
        realm_assignments::run,
    ),
    on(
        Method::GET,
        "/api/v1/realm-assignments",
        realm_assignments::list,
    ),
    on(
        Method::POST,
        "/api/v1/realm-assignments",
        realm_assignments::create,
    ),
    on(
        Method::GET,
        "/api/v1/realm-assignments/{assignment}",
        realm_assignments::read,
    ),
    on(
        Method::PUT,
        "/api/v1/realm-assignments/{assignment}",
        realm_assignments::replace,
    ),
    on(
        Method::DELETE,
        "/api/v1/realm-assignments/{assignment}",
        realm_assignments::delete,
    ),
    on(
        Method::POST,
        "/api/v1/realm-assignments/{assignment}/lifecycle/{operation}",
        realm_assignments::lifecycle,
    ),
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
    on(
        Method::GET,
        "/api/v1/meta/schemas/user/{schema}",
        schemas::user_schema,
    ),
    on(Method::GET, "/api/v1/meta/types/user", schemas::user_types),
    on(
        Method::GET,
        "/api/v1/meta/types/user/{type}",
        schemas::user_type,
    ),
    on(Method::GET, "/api/v1/logs", log::list),
    on(Method::GET, "/api/v1/apps", apps::list),
    on(Method::GET, "/api/v1/apps/{app}", apps::read),
    on(Method::GET, "/api/v1/apps/{app}/grants", apps::grants),
    on(Method::POST, "/api/v1/apps/{app}/grants", apps::grant),
    on(
        Method::DELETE,
        "/api/v1/apps/{app}/grants/{grant}",
        apps::revoke,
    ),
];
