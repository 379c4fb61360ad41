//! The cards of Okta Workflows, and what each needs.

use std::collections::BTreeMap;
use std::path::Path;

use super::{catalogue, connector};
use crate::WorkflowsConnector;

fn workflows(id: &str) -> WorkflowsConnector {
    connector(id).workflows.expect("Workflows has one")
}

fn needs(id: &str, key: &str, name: &str) -> Vec<String> {
    let workflows = workflows(id);
    let card = workflows.card(key, name).expect("a card");
    card.scopes.iter().map(ToString::to_string).collect()
}

#[test]
fn every_connector_knows_its_namesake_in_workflows() {
    let catalogue = catalogue();
    let modules: Vec<&str> = catalogue
        .connectors()
        .iter()
        .filter_map(|connector| Some(connector.workflows.as_ref()?.module.as_str()))
        .collect();
    assert_eq!(
        modules,
        ["okta", "oktadevices", "oktaprivilegedaccess", "oktarealms"]
    );
}

#[test]
fn a_card_is_known_by_its_key_and_where_no_key_was_seen_by_its_name() {
    assert_eq!(needs("okta", "readUser", ""), ["okta.users.read"]);
    assert_eq!(
        needs("okta_realms", "createRealm_x9", "Create Realm"),
        ["okta.realms.manage"]
    );
    // The key decides, whatever a flow calls the card.
    assert_eq!(
        needs("okta", "deleteUser", "Read User"),
        ["okta.users.manage"]
    );
}

#[test]
fn a_card_that_nobody_has_described_is_not_known() {
    for (id, key, name) in [
        (
            "okta",
            "mapProfileSourceAttributes",
            "Map Profile Source Attributes",
        ),
        ("okta", "somethingNew", "Something New"),
        ("okta", "", ""),
        ("okta_realms", "readUser", "Read User"),
    ] {
        assert_eq!(workflows(id).card(key, name), None, "{key}");
    }
}

/// The keys and names that were read in public exports, where the facts lie beside the project.
#[test]
fn every_key_is_one_that_an_export_has_and_goes_with_its_name() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3);
    let file = root.unwrap().join("../shared/facts/okta-cards.json");
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("NOT RUN: {} is absent", file.display());
        return;
    };
    let seen: BTreeMap<String, BTreeMap<String, serde_json::Value>> =
        serde_json::from_str(&text).unwrap();
    let mut keys = 0;
    for connector in catalogue().connectors() {
        let workflows = connector.workflows.as_ref().expect("Workflows has one");
        for card in &workflows.cards {
            let Some(key) = &card.key else { continue };
            let seen = &seen[&workflows.module][key];
            assert_eq!(seen["name"], card.name.as_str(), "{key}");
            keys += 1;
        }
    }
    assert!(keys > 25, "the table is read");
}
