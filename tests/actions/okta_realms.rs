//! Realms and realm assignments.

use super::{Turn, turn};

const REALM: (&str, &str) = ("realm", "<create_realm.id>");
const ASSIGNMENT: (&str, &str) = ("assignment", "<create_realm_assignment.id>");

pub(super) const TURNS: &[Turn] = &[
    turn("create_realm", &[("name", "Suppliers")]),
    turn("read_realm", &[("realm", "Partners")]),
    turn(
        "search_realms",
        &[
            ("id", "<create_realm.id>"),
            ("name", "Suppliers"),
            ("is_default", "false"),
            ("created_after", "2020-01-01T00:00:00.000Z"),
            ("updated_after", "2020-01-01T00:00:00.000Z"),
            ("search", "profile.name co \"upp\""),
            ("limit", "50"),
        ],
    ),
    turn(
        "update_realm",
        &[("realm", "Partners"), ("name", "Our partners")],
    ),
    turn(
        "create_realm_user",
        &[
            ("option", "without_credentials"),
            ("username", "cy@sandbox.example"),
            ("first_name", "Cy"),
            ("last_name", "C"),
            ("email", "cy@sandbox.example"),
            ("activate", "true"),
            REALM,
            ("profile", "{\"department\": \"Sales\"}"),
        ],
    ),
    turn(
        "create_realm_user",
        &[
            ("option", "with_recovery_question"),
            ("username", "di@sandbox.example"),
            ("first_name", "Di"),
            ("last_name", "D"),
            ("email", "di@sandbox.example"),
            ("question", "Who was it?"),
            ("answer", "Nobody at all"),
            REALM,
        ],
    ),
    turn(
        "create_realm_user",
        &[
            ("option", "with_password"),
            ("username", "ed@sandbox.example"),
            ("first_name", "Ed"),
            ("last_name", "E"),
            ("email", "ed@sandbox.example"),
            ("password", "Pr4ctice!pass"),
            REALM,
        ],
    ),
    turn(
        "create_realm_user",
        &[
            ("option", "with_authentication_provider"),
            ("username", "flo@sandbox.example"),
            ("first_name", "Flo"),
            ("last_name", "F"),
            ("email", "flo@sandbox.example"),
            ("provider_name", "FEDERATION"),
            ("provider_type", "FEDERATION"),
            ("provider", "true"),
            REALM,
        ],
    ),
    turn(
        "custom_api_action",
        &[
            ("request_type", "GET"),
            ("relative_url", "/api/v1/realms"),
            ("query", "{\"limit\": 1}"),
            ("headers", "{\"Accept-Language\": \"en\"}"),
        ],
    ),
    turn("list_realm_users", &[REALM, ("limit", "50")]),
    turn(
        "update_realm_for_user",
        &[("realm", "Default Realm"), ("user", "cy@sandbox.example")],
    ),
    // Who signed in for this connection.
    turn(
        "update_realm_for_user",
        &[
            ("realm", "Default Realm"),
            ("user", "svc-workflows@sandbox.example"),
        ],
    ),
    turn("list_realm_assignments", &[("limit", "50")]),
    turn(
        "create_realm_assignment",
        &[
            ("name", "To suppliers"),
            ("priority", "77"),
            ("profile_source", "0oaPracticeSource001"),
            ("expression", "user.profile.department == \"Sales\""),
            ("realm", "Suppliers"),
        ],
    ),
    turn("read_realm_assignment", &[ASSIGNMENT]),
    turn(
        "update_realm_assignment",
        &[
            ASSIGNMENT,
            ("name", "Renamed"),
            ("priority", "78"),
            ("profile_source", "0oaPracticeSource002"),
            ("expression", "user.profile.department == \"Legal\""),
            REALM,
        ],
    ),
    turn("activate_realm_assignment", &[ASSIGNMENT]),
    turn("run_realm_assignment", &[ASSIGNMENT]),
    turn("list_realm_assignment_operations", &[("limit", "50")]),
    turn("deactivate_realm_assignment", &[ASSIGNMENT]),
    turn("delete_realm_assignment", &[ASSIGNMENT]),
    turn("create_realm", &[("name", "Gone soon")]),
    turn("delete_realm", &[REALM]),
    turn(
        "custom_api_action",
        &[
            ("request_type", "POST"),
            ("relative_url", "/api/v1/realms"),
            ("body", "{\"profile\": {\"name\": \"By hand\"}}"),
        ],
    ),
];
