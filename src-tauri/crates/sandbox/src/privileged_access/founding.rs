//! A team from its seed.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::team::{Folder, Key, Placed, Secret, ServiceUser, Team, TeamGroup, ZERO_DATE};
use crate::clock::written;
use crate::ids::{stable, stable_uuid};
use crate::seed::TeamSeed;
use crate::shelf::Shelf;

const NAMES: [(&str, &str); 8] = [
    ("Ada", "Ashdown"),
    ("Björn", "Grünwald"),
    ("Chiara", "Moreau"),
    ("Dagny", "Haukland"),
    ("Emre", "Ünal"),
    ("Farah", "Larrabee"),
    ("Keiko", "Takemori"),
    ("Zsófia", "Fogarasi"),
];

/// Expands the team's seed.
pub(crate) fn found(seed: &TeamSeed, domain: &str, at: Timestamp) -> Team {
    let id = stable_uuid(&format!("team {}", seed.name));
    let mut team = Team {
        name: seed.name.clone(),
        id,
        console_user: seed.user.clone(),
        service_users: Shelf::default(),
        users: Shelf::default(),
        groups: Shelf::default(),
        resource_groups: Shelf::default(),
        projects: Shelf::default(),
        servers: Shelf::default(),
        server_accounts: Shelf::default(),
        directory_accounts: Shelf::default(),
        folders: Shelf::default(),
        secrets: Shelf::default(),
        bundles: Shelf::default(),
        policies: Shelf::default(),
        settings: settings(&seed.name),
        bearers: HashMap::new(),
    };
    people(&mut team, seed, domain, at);
    resources(&mut team, seed, at);
    secrets(&mut team, seed, at);
    rules(&mut team, seed, at);
    team
}

fn settings(team: &str) -> Value {
    json!({
        "team": team, "approve_device_without_interaction": false,
        "client_session_duration": 36000, "web_session_duration": 36000,
        "post_device_enrollment_url": null, "post_login_url": null, "post_logout_url": null,
        "reactivate_users_via_idp": false, "user_provisioning_exact_username": false,
    })
}

fn people(team: &mut Team, seed: &TeamSeed, domain: &str, at: Timestamp) {
    let console = ServiceUser {
        id: stable_uuid(&seed.user),
        name: seed.user.clone(),
        roles: seed.roles.clone(),
        keys: vec![Key {
            id: seed.key_id.clone(),
            secret: seed.key_secret.clone(),
            issued: at,
            expires: None,
            last_used: None,
        }],
    };
    let other = ServiceUser {
        id: stable_uuid("svc-backup"),
        name: "svc-backup".to_owned(),
        roles: vec!["end_user".to_owned()],
        keys: vec![Key {
            id: stable_uuid("svc-backup key"),
            secret: stable("", "svc-backup key"),
            issued: at,
            expires: None,
            last_used: None,
        }],
    };
    team.service_users.put(&console.name.clone(), console);
    team.service_users.put(&other.name.clone(), other);

    let mut names = Vec::new();
    for nth in 0..seed.humans {
        let (first, last) = NAMES[nth % NAMES.len()];
        let name = format!("person.{:02}", nth + 1);
        let user = json!({
            "id": stable_uuid(&name), "name": name, "status": if nth % 12 == 11 { "DISABLED" } else { "ACTIVE" },
            "team_name": team.name, "user_type": "human", "deleted_at": null,
            "oauth_client_application_id": null, "role_grants": ["end_user"],
            "details": {
                "first_name": first, "last_name": last, "full_name": format!("{first} {last}"),
                "email": format!("{name}@{domain}"),
            },
        });
        team.users.put(&name, user);
        names.push(name);
    }
    for (nth, group) in seed.groups.iter().enumerate() {
        let members: BTreeSet<_> = match nth {
            0 => names.iter().cloned().collect(),
            _ => names.iter().skip(nth).step_by(nth + 2).cloned().collect(),
        };
        let group = TeamGroup {
            id: stable_uuid(&format!("group {}", group.name)),
            name: group.name.clone(),
            roles: group.roles.clone(),
            members,
        };
        team.groups.put(&group.name.clone(), group);
    }
}

fn resources(team: &mut Team, seed: &TeamSeed, at: Timestamp) {
    let mut nth_server = 0;
    for group in &seed.resource_groups {
        let group_id = stable_uuid(&format!("resource group {}", group.name));
        team.resource_groups.put(
            &group_id,
            json!({
                "id": group_id, "name": group.name, "team_id": team.id,
                "description": format!("Practice resources: {}", group.name),
                "delegated_resource_admin_groups": [],
            }),
        );
        for project in &group.projects {
            let project_id = stable_uuid(&format!("project {project}"));
            team.projects.put(&project_id, json!({
                "id": project_id, "name": project, "team": team.name,
                "resource_group_id": group_id, "deleted_at": null, "create_server_users": true,
                "force_shared_ssh_users": false, "gateway_selector": "", "next_unix_gid": 63001,
                "next_unix_uid": 1001, "require_preauth_for_creds": true,
                "server_account_management": true, "ssh_certificate_type": "CERT_TYPE_ED25519_01",
                "active_resource_count": seed.servers_per_project, "stale_resource_count": 0,
            }));
            for _ in 0..seed.servers_per_project {
                nth_server += 1;
                server(team, project, &project_id, nth_server, at);
            }
            let name = format!("shr-{project}");
            let account = json!({
                "id": stable_uuid(&name), "name": name, "username": format!("{name}@sandbox.example"),
                "description": format!("Shared directory account of {project}"),
                "okta_user_id": stable("00u", &name), "lcm_sync_possible": true,
                "sync_status": "SYNCED", "created_at": written(at), "updated_at": written(at),
            });
            let placed = Placed {
                project: project_id.clone(),
                value: account,
            };
            team.directory_accounts.put(&stable_uuid(&name), placed);
        }
    }
}

fn server(team: &mut Team, project: &str, project_id: &str, nth: usize, at: Timestamp) {
    let windows = nth % 5 == 4;
    let hostname = format!("{project}-{nth:02}.servers.sandbox.example");
    let id = stable_uuid(&hostname);
    team.servers.put(
        &id,
        json!({
            "id": id, "hostname": hostname, "canonical_name": hostname, "alt_names": [],
            "access_address": format!("10.20.{}.{}", nth / 200, nth % 200 + 1), "bastion": "none",
            "broker_host_certs": [], "cloud_provider": null, "deleted_at": ZERO_DATE,
            "labels": { "env": project, "sandbox": "true" }, "last_seen": written(at),
            "managed": true, "os": if windows { "Windows Server 2022" } else { "Debian 12.7" },
            "os_type": if windows { "windows" } else { "linux" }, "project_id": project_id,
            "project_name": project, "registered_at": written(at),
            "services": [if windows { "rdp" } else { "ssh" }], "sftd_version": "1.90.0",
            "ssh_host_keys": [], "state": if nth % 7 == 6 { "INACTIVE" } else { "ACTIVE" },
            "team_name": team.name,
        }),
    );
    for login in if windows {
        ["Administrator", "svc-backup"]
    } else {
        ["root", "deploy"]
    } {
        let account_id = stable_uuid(&format!("{hostname} {login}"));
        team.server_accounts.put(
            &account_id,
            json!({
                "id": account_id, "login": login, "hostname": hostname, "server_id": id,
                "project_id": project_id, "team_id": team.id, "managed": true,
                "created_at": written(at), "deleted_at": ZERO_DATE,
                "last_password_change_success_report_timestamp": written(at),
                "last_password_change_system_timestamp": written(at),
                "last_password_change_error_report_timestamp": ZERO_DATE,
                "last_password_change_error_system_timestamp": ZERO_DATE,
                "last_password_change_error_type": "", "last_password_change_error_metadata": "",
            }),
        );
    }
}

fn secrets(team: &mut Team, seed: &TeamSeed, at: Timestamp) {
    let projects: Vec<_> = team
        .projects
        .iter()
        .map(|p| p["id"].as_str().unwrap_or_default().to_owned())
        .collect();
    let by = seed.user.clone();
    for (nth, name) in seed.secret_folders.iter().enumerate() {
        let Some(project) = projects.get(nth % projects.len().max(1)) else {
            return;
        };
        let id = stable_uuid(&format!("folder {name}"));
        team.folders.put(
            &id,
            Folder {
                id: id.clone(),
                name: name.clone(),
                description: Some(format!("Practice folder {name}")),
                project: project.clone(),
                parent: None,
                created: at,
                created_by: by.clone(),
                updated: at,
                updated_by: by.clone(),
            },
        );
        for (secret, plain, guarded) in [
            (
                "practice-login",
                r#"{"username":"practice","password":"not-a-real-secret"}"#,
                false,
            ),
            ("guarded", r#"{"note":"only with an approval"}"#, true),
        ] {
            let secret_id = stable_uuid(&format!("{name} {secret}"));
            team.secrets.put(
                &secret_id,
                Secret {
                    id: secret_id.clone(),
                    name: secret.to_owned(),
                    description: None,
                    project: project.clone(),
                    folder: id.clone(),
                    plain: plain.to_owned(),
                    guarded,
                    created: at,
                    created_by: by.clone(),
                    updated: at,
                    updated_by: by.clone(),
                },
            );
        }
    }
}

fn rules(team: &mut Team, seed: &TeamSeed, at: Timestamp) {
    for name in &seed.sudo_bundles {
        let id = stable_uuid(&format!("bundle {name}"));
        team.bundles.put(&id, json!({
            "id": id, "name": name, "description": format!("Practice bundle {name}"),
            "structured_commands": [
                { "command": "/usr/bin/systemctl", "command_type": "executable", "args_type": "custom", "args": "restart nginx", "rendered_command": "/usr/bin/systemctl restart nginx" },
            ],
            "run_as": null, "no_exec": false, "no_passwd": true, "set_env": false,
            "add_env": [], "sub_env": [], "created_at": written(at), "updated_at": written(at),
            "created_by": seed.user, "updated_by": seed.user,
        }));
    }
    let group = team
        .groups
        .iter()
        .last()
        .map(|group| (group.id.clone(), group.name.clone()));
    let (group_id, group_name) = group.unwrap_or_default();
    let folder = team
        .folders
        .iter()
        .next()
        .map(|folder| (folder.id.clone(), folder.name.clone()));
    let (folder_id, folder_name) = folder.unwrap_or_default();
    for (nth, name) in seed.policies.iter().enumerate() {
        let id = stable_uuid(&format!("policy {name}"));
        team.policies.put(&id, json!({
            "id": id, "name": name, "active": nth != 2, "type": "default",
            "description": format!("Practice policy {name}"),
            "principals": {
                "user_groups": [{ "id": group_id, "name": group_name, "type": "user_group" }],
                "workload_roles": [],
            },
            "rules": [{
                "name": "Secrets", "resource_type": "secret_based_resource", "conditions": [],
                "override_checkout_duration_in_seconds": null, "security_policy_id": id,
                "privileges": [{
                    "privilege_type": "secret",
                    "privilege_value": {
                        "_type": "secret", "list": true, "folder_create": true,
                        "folder_update": true, "folder_delete": false, "secret_create": true,
                        "secret_update": true, "secret_reveal": true, "secret_delete": true,
                    },
                }],
                "resource_selector": {
                    "_type": "secret_based_resource",
                    "selectors": [{
                        "selector_type": "secret_folder",
                        "selector": {
                            "_type": "secret_folder",
                            "secret_folder": { "id": folder_id, "name": folder_name, "type": "secret_folder" },
                        },
                    }],
                },
            }],
        }));
    }
}
