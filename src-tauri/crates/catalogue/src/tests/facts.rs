//! The catalogue against Okta's own tables, where those lie beside the project.

use std::collections::BTreeMap;
use std::path::Path;

use domain::ScopeSet;

use super::{catalogue, connector};
use crate::{Action, Grant, RequestTemplate, Value};

/// Method and path, and what the operation needs; `None`, said aloud, where the table is absent.
fn table(file: &str) -> Option<BTreeMap<(String, String), Vec<String>>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3)?;
    let path = root.join("../shared/facts").join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("NOT RUN: {} is absent", path.display());
        return None;
    };
    let lines = text
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>());
    Some(lines.map(|cells| row(file, &cells)).collect())
}

fn row(file: &str, cells: &[&str]) -> ((String, String), Vec<String>) {
    let needs = if file.starts_with("opa") {
        cells[2]
    } else {
        cells[3]
    };
    let needs = needs.split([',', ' ']).map(str::trim);
    let needs = needs.filter(|need| need.starts_with("okta.") || need.contains('_'));
    (
        (cells[0].to_owned(), shape(cells[1])),
        needs.map(str::to_owned).collect(),
    )
}

/// A path with every parameter written alike, since each document names them its own way.
fn shape(path: &str) -> String {
    let segments = path.split('/').map(|segment| {
        if segment.starts_with('{') {
            "{}"
        } else {
            segment
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// The key under which a table lists a call; `me` and `default` stand where it has a parameter.
fn key(template: &RequestTemplate) -> (String, String) {
    let path = template.path.iter().map(|segment| match segment {
        Value::Input(_) => "{}".to_owned(),
        Value::Fixed(text) if matches!(text.as_str(), "me" | "default") => "{}".to_owned(),
        Value::Fixed(text) => text.clone(),
    });
    let path: Vec<String> = path.collect();
    (
        template.method.as_str().to_owned(),
        format!("/{}", path.join("/")),
    )
}

fn calls(action: &Action) -> impl Iterator<Item = &RequestTemplate> {
    action.request.iter().chain(&action.calls)
}

#[test]
fn every_action_asks_for_the_scopes_that_okta_lists_for_its_calls() {
    let Some(table) = table("okta_management_scopes.tsv") else {
        return;
    };
    for id in ["okta", "okta_realms", "okta_devices"] {
        for action in &connector(id).actions {
            let asked: ScopeSet = action.needs.scopes.iter().cloned().collect();
            for call in calls(action) {
                let needed = table.get(&key(call));
                let needed = needed.unwrap_or_else(|| panic!("Okta has no {}", call.as_str()));
                for scope in needed {
                    assert!(asked.covers(scope), "{id}: {} needs {scope}", action.id);
                }
            }
        }
    }
}

/// Scopes that a guide asks for beyond what Okta lists for the calls: action, scope, and why.
const ASKED_BEYOND: [(&str, &str, &str); 1] = [(
    "list_realm_users",
    "okta.realms.read",
    "the card's own page asks for it, though users alone are read",
)];

#[test]
fn no_action_asks_for_a_scope_that_none_of_its_calls_needs() {
    let Some(table) = table("okta_management_scopes.tsv") else {
        return;
    };
    for id in ["okta", "okta_realms", "okta_devices"] {
        for action in &connector(id).actions {
            let needed: Vec<&String> = calls(action)
                .filter_map(|call| table.get(&key(call)))
                .flatten()
                .collect();
            for scope in &action.needs.scopes {
                let beyond = ASKED_BEYOND
                    .iter()
                    .any(|(id, more, _)| *id == action.id && *more == scope.as_str());
                assert!(
                    beyond || needed.iter().any(|name| *name == scope.as_str()),
                    "{id}: {} asks for {scope} in vain",
                    action.id
                );
            }
        }
    }
}

#[test]
fn every_action_of_a_team_asks_for_the_roles_that_opa_lists_for_its_calls() {
    let Some(table) = table("opa_endpoints_roles.tsv") else {
        return;
    };
    for action in &connector("okta_privileged_access").actions {
        for call in calls(action) {
            let roles = table.get(&key(call));
            let roles = roles.unwrap_or_else(|| panic!("OPA has no {}", call.as_str()));
            for role in &action.needs.roles {
                let enough = roles.is_empty() || roles.contains(role);
                assert!(
                    enough,
                    "{}: {role} is not enough for {}",
                    action.id,
                    call.as_str()
                );
            }
        }
        let last = calls(action).last().and_then(|call| table.get(&key(call)));
        for role in last.into_iter().flatten() {
            assert!(
                action.needs.roles.contains(role),
                "{}: {role} is enough too",
                action.id
            );
        }
    }
}

#[test]
fn a_role_is_proven_by_a_call_for_which_no_other_role_is_enough() {
    let Some(table) = table("opa_endpoints_roles.tsv") else {
        return;
    };
    let opa = connector("okta_privileged_access");
    let Grant::ServiceToken { roles } = &opa.grant else {
        panic!("OPA has no scopes");
    };
    for role in roles {
        let Some(proof) = &role.proof else { continue };
        let template = RequestTemplate::parse(&format!("GET {proof}")).unwrap();
        assert_eq!(
            table.get(&key(&template)),
            Some(&vec![role.id.clone()]),
            "{proof}"
        );
    }
}

#[test]
fn every_scope_that_is_offered_exists() {
    let Some(table) = table("okta_management_scopes.tsv") else {
        return;
    };
    let known: Vec<&String> = table.values().flatten().collect();
    for connector in catalogue().connectors() {
        let Grant::AuthorizationCode { scopes, .. } = &connector.grant else {
            continue;
        };
        for entry in scopes.iter().filter(|entry| entry.name.is_okta_api()) {
            let exists = known.iter().any(|scope| *scope == entry.name.as_str());
            assert!(exists, "{}: {}", connector.name, entry.name);
        }
    }
}

#[test]
fn every_probe_is_a_call_that_okta_has() {
    let Some(management) = table("okta_management_scopes.tsv") else {
        return;
    };
    let opa = table("opa_endpoints_roles.tsv").unwrap_or_default();
    for connector in catalogue().connectors() {
        for call in &connector.probe.calls {
            let template = RequestTemplate::parse(&format!("GET {}", call.path)).unwrap();
            let granted: ScopeSet = call.needs.iter().cloned().collect();
            let key = key(&template);
            let listed = management.get(&key).or_else(|| opa.get(&key));
            match listed {
                Some(needed) => {
                    assert!(
                        needed.iter().all(|scope| granted.covers(scope)),
                        "{}",
                        call.path
                    );
                }
                // The authorization server's own endpoint is not among the management operations.
                None => assert_eq!(call.path, "/oauth2/v1/userinfo"),
            }
        }
    }
}
