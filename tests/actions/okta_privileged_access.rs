//! A team: people, resources, secrets, policies and keys.

use super::{Turn, turn};

const RESOURCE_GROUP: (&str, &str) = ("resource_group", "<list_resource_groups.id>");
const PROJECT: (&str, &str) = ("project", "<list_projects.id>");
const GROUP: (&str, &str) = ("group", "opa-admins");
const FOLDER: (&str, &str) = ("folder", "<create_secret_folder.id>");
const SECRET: (&str, &str) = ("secret", "<create_secret.id>");
const POLICY: (&str, &str) = ("policy", "<create_security_policy.id>");
const BUNDLE: (&str, &str) = ("bundle", "<create_sudo_bundle.id>");
const BACKUP: (&str, &str) = ("service_user", "svc-backup");
const ACCOUNT: (&str, &str) = ("resource_id", "<list_project_server_accounts.id>");
const LOGIN: (&str, &str) = ("resource_type", "server_account_password_login");
const PRINCIPALS: &str = r#"{"user_groups": [{"id": "<list_groups.id>"}]}"#;
const RULES: &str = r#"[{
    "name": "Secrets",
    "resource_type": "secret_based_resource",
    "conditions": [],
    "privileges": [{
        "privilege_type": "secret",
        "privilege_value": {"_type": "secret", "list": true, "folder_create": false,
            "folder_update": false, "folder_delete": false, "secret_create": false,
            "secret_update": false, "secret_reveal": true, "secret_delete": false}
    }],
    "resource_selector": {
        "_type": "secret_based_resource",
        "selectors": [{
            "selector_type": "secret_folder",
            "selector": {"_type": "secret_folder", "secret_folder":
                {"id": "<create_secret_folder.id>"}}
        }]
    }
}]"#;
const COMMANDS: &str = r#"[{"command": "/usr/bin/systemctl", "command_type": "executable", "args_type": "custom", "args": "restart nginx"}]"#;

pub(super) const TURNS: &[Turn] = &[
    // People and groups.
    turn("who_am_i", &[]),
    turn("list_users", &[("contains", "person"), ("count", "50")]),
    turn("list_groups", &[("contains", "admins"), ("count", "50")]),
    turn(
        "list_group_members",
        &[("group", "everyone"), ("count", "50")],
    ),
    turn("add_group_member", &[GROUP, ("user", "person.02")]),
    turn("remove_group_member", &[GROUP, ("user", "person.02")]),
    // Resource groups and projects.
    turn(
        "create_resource_group",
        &[("name", "Archive"), ("description", "What is kept")],
    ),
    turn("list_resource_groups", &[("contains", "Production")]),
    turn(
        "create_project",
        &[
            ("resource_group", "<create_resource_group.id>"),
            ("name", "tapes"),
            ("ssh_certificate_type", "CERT_TYPE_ED25519_01"),
        ],
    ),
    turn("list_projects", &[RESOURCE_GROUP, ("contains", "linux")]),
    turn("list_project_servers", &[RESOURCE_GROUP, PROJECT]),
    turn("list_project_server_accounts", &[RESOURCE_GROUP, PROJECT]),
    turn(
        "rotate_resource",
        &[RESOURCE_GROUP, PROJECT, ACCOUNT, LOGIN],
    ),
    turn(
        "checkin_resource",
        &[RESOURCE_GROUP, PROJECT, ACCOUNT, LOGIN],
    ),
    // The whole team.
    turn("list_all_servers", &[]),
    turn("list_all_server_accounts", &[]),
    turn("list_all_directory_accounts", &[]),
    turn("read_team_settings", &[]),
    turn("read_team_stats", &[]),
    // Secrets.
    turn("list_team_secret_folders", &[]),
    turn("list_project_secret_folders", &[RESOURCE_GROUP, PROJECT]),
    turn(
        "create_secret_folder",
        &[
            RESOURCE_GROUP,
            PROJECT,
            ("name", "Vault"),
            ("description", "For these turns"),
        ],
    ),
    turn(
        "create_secret",
        &[
            RESOURCE_GROUP,
            PROJECT,
            FOLDER,
            ("name", "gate"),
            ("description", "Codes"),
            ("pairs", r#"{"north": "0000", "süd": "\"1111\""}"#),
        ],
    ),
    turn("read_secret", &[RESOURCE_GROUP, PROJECT, SECRET]),
    turn("reveal_secret", &[RESOURCE_GROUP, PROJECT, SECRET]),
    turn(
        "update_secret",
        &[
            RESOURCE_GROUP,
            PROJECT,
            SECRET,
            ("pairs", r#"{"north": "2222"}"#),
            ("name", "gates"),
            ("description", "New codes"),
            FOLDER,
        ],
    ),
    turn(
        "list_secrets",
        &[
            ("search", "gates"),
            ("parent", "<create_secret_folder.id>"),
            ("count", "50"),
        ],
    ),
    turn(
        "list_secret_folder_items",
        &[RESOURCE_GROUP, PROJECT, FOLDER, ("count", "50")],
    ),
    turn("delete_secret", &[RESOURCE_GROUP, PROJECT, SECRET]),
    turn(
        "update_secret_folder",
        &[
            RESOURCE_GROUP,
            PROJECT,
            FOLDER,
            ("name", "Empty vault"),
            ("description", "Soon gone"),
        ],
    ),
    turn(
        "reveal_server_account_password",
        &[
            ("account", "<list_project_server_accounts.id>"),
            (
                "user_access_method",
                r#"{"identity": "root", "access_credential": "encrypted-ssh-password", "brokered": false, "user_access_type": "server", "resource_status": "available", "server_host_name": "<list_project_server_accounts.hostname>"}"#,
            ),
        ],
    ),
    // Security policies.
    turn(
        "create_security_policy",
        &[
            ("name", "Codes"),
            ("description", "Who may open gates"),
            ("active", "false"),
            ("principals", PRINCIPALS),
            ("rules", RULES),
            (
                "resource_group_ref",
                r#"{"id": "<list_resource_groups.id>"}"#,
            ),
        ],
    ),
    turn(
        "list_security_policies",
        &[("contains", "Codes"), ("count", "50")],
    ),
    turn("read_security_policy", &[POLICY]),
    turn(
        "update_security_policy",
        &[
            POLICY,
            ("name", "Gate codes"),
            ("description", "Who may open all gates"),
            ("active", "true"),
            ("principals", PRINCIPALS),
            ("rules", RULES),
            (
                "resource_group_ref",
                r#"{"id": "<list_resource_groups.id>"}"#,
            ),
        ],
    ),
    turn("delete_security_policy", &[POLICY]),
    // One that was there before, with all that it has.
    turn("list_security_policies", &[("contains", "Linux")]),
    turn(
        "update_security_policy",
        &[
            ("policy", "<list_security_policies.id>"),
            ("description", "Operators of the fleet"),
        ],
    ),
    turn(
        "create_secret_folder",
        &[
            RESOURCE_GROUP,
            PROJECT,
            ("parent", "<create_secret_folder.id>"),
            ("name", "Below"),
        ],
    ),
    turn("delete_secret_folder", &[RESOURCE_GROUP, PROJECT, FOLDER]),
    // Sudo command bundles.
    turn(
        "create_sudo_bundle",
        &[
            ("name", "restart-web-again"),
            ("description", "Restarts the web server"),
            ("structured_commands", COMMANDS),
            ("run_as", "deploy"),
            ("no_passwd", "true"),
            ("no_exec", "true"),
            ("set_env", "false"),
            ("add_env", "LANG\nTERM"),
            ("sub_env", "LD_PRELOAD"),
        ],
    ),
    turn(
        "list_sudo_bundles",
        &[("contains", "restart-web-again"), ("count", "50")],
    ),
    turn("read_sudo_bundle", &[BUNDLE]),
    turn(
        "update_sudo_bundle",
        &[
            BUNDLE,
            ("name", "restart-web-once-more"),
            ("description", "Restarts the web server, and no more"),
            ("structured_commands", COMMANDS),
            ("run_as", "deploy"),
            ("no_passwd", "false"),
            ("no_exec", "false"),
            ("set_env", "true"),
            ("add_env", "LANG"),
            ("sub_env", "LD_LIBRARY_PATH"),
        ],
    ),
    turn("delete_sudo_bundle", &[BUNDLE]),
    // Service users.
    turn(
        "list_service_users",
        &[("contains", "svc"), ("count", "50")],
    ),
    turn("rotate_service_user_key", &[BACKUP]),
    // The older key expires now; the console's own was used a moment ago.
    turn("list_service_user_keys", &[BACKUP]),
    turn("list_service_user_keys", &[("service_user", "svc-console")]),
    turn(
        "delete_service_user_key",
        &[BACKUP, ("key", "<rotate_service_user_key.id>")],
    ),
    turn(
        "custom_api_action",
        &[
            ("request_type", "GET"),
            ("relative_url", "/users"),
            ("query", "{\"count\": 2}"),
            ("headers", "{\"Accept-Language\": \"en\"}"),
        ],
    ),
    turn(
        "custom_api_action",
        &[
            ("request_type", "POST"),
            ("relative_url", "/resource_groups"),
            ("body", "{\"name\": \"By hand\"}"),
        ],
    ),
];
