//! Every action of the catalogue is true: it is done, its outputs are found, and what it sends is
//! what Okta's documents allow.

mod documents;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use catalogue::{Answer, Catalogue, InputKind, Method};
use stories::actions::{answered, turns};
use walk::{CONNECTORS, action, walked};

/// Inputs that no turn fills, and why.
const NEVER_FILLED: [(&str, &str, &str, &str); 2] = [
    (
        "okta_devices",
        "custom_api_action",
        "body",
        "nothing that its scopes allow reads one",
    ),
    (
        "okta_realms",
        "create_realm_user",
        "groups",
        "its scopes find no group's ID; Create User of Okta's connector does it",
    ),
];

/// Outputs that the practice org never has, and why.
const NEVER_FOUND: [(&str, &str, &str); 5] = [
    (
        "okta_devices",
        "meid",
        "phones without IMEI are not made any more",
    ),
    (
        "okta_devices",
        "resource_alternate_id",
        "real orgs answer null",
    ),
    (
        "okta_devices",
        "last_login",
        "nobody who has a device has signed in",
    ),
    (
        "okta_privileged_access",
        "deleted",
        "what is listed is not deleted: OPA writes the year 1",
    ),
    (
        "okta_privileged_access",
        "expires",
        "the newest key has no end: OPA writes the year 1; older ones have",
    ),
];

#[test]
fn no_action_of_the_catalogue_and_no_input_of_one_is_left_out() {
    let catalogue = Catalogue::builtin().unwrap();
    for connector in catalogue.connectors() {
        let mut filled: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for turn in turns(connector.id.as_str()) {
            let inputs = filled.entry(turn.action).or_default();
            inputs.extend(turn.inputs.iter().map(|(id, _)| *id));
        }
        for action in &connector.actions {
            let run = filled.get(action.id.as_str());
            let run = run.unwrap_or_else(|| panic!("{}: no turn runs {}", connector.id, action.id));
            for input in &action.inputs {
                let excused = NEVER_FILLED.iter().any(|(of, id, named, _)| {
                    (*of, *id, *named) == (connector.id.as_str(), &action.id, &input.id)
                });
                assert!(
                    excused || input.kind == InputKind::Session || run.contains(input.id.as_str()),
                    "{}: {} is never run with {}",
                    connector.id,
                    action.id,
                    input.id
                );
            }
        }
    }
}

#[test]
fn every_action_is_done() {
    for connector in CONNECTORS {
        for (turn, run) in &walked(connector).runs {
            assert_eq!(
                run.outcome, "done",
                "{connector}: {}: {:?}\n{}",
                turn.action, run.refusal, run.body
            );
        }
    }
}

#[test]
fn every_output_that_is_promised_is_found_in_each_answer() {
    for connector in CONNECTORS {
        for (turn, run) in &walked(connector).runs {
            let action = action(connector, turn.action);
            let found = answered(action, run);
            // OPA puts a record and tells nothing back.
            let told = run.status != Some(204);
            let list = matches!(action.answer, Answer::List(_));
            assert!(
                !list || !run.rows.is_empty(),
                "{connector}: {} lists none",
                action.id
            );
            for output in &action.outputs {
                let shown = found.get(&output.id);
                let missing = shown.is_some_and(String::is_empty);
                assert!(
                    !told || output.optional || !missing,
                    "{connector}: {} answers without {}\n{}",
                    action.id,
                    output.id,
                    run.body
                );
            }
        }
    }
}

#[test]
fn every_output_that_is_declared_is_found_in_some_answer() {
    for connector in CONNECTORS {
        let mut seen = BTreeSet::new();
        let mut declared = BTreeSet::new();
        for (turn, run) in &walked(connector).runs {
            let action = action(connector, turn.action);
            let kind = action.answer.kind().unwrap_or_default();
            let columns = action
                .outputs
                .iter()
                .filter(|output| run.columns.contains(&output.label));
            for (nth, output) in columns.enumerate() {
                if run.rows.iter().any(|row| !row[nth].is_empty()) {
                    seen.insert((kind, output.id.clone()));
                }
            }
            for field in run
                .fields
                .iter()
                .filter(|field| field.masked || !field.value.is_empty())
            {
                seen.insert((kind, field.id.clone()));
            }
            let shown = action.outputs.iter().filter(|output| {
                let never = NEVER_FOUND
                    .iter()
                    .any(|(of, id, _)| *of == connector && *id == output.id);
                let listed = matches!(action.answer, Answer::List(_));
                let hidden = listed && output.kind == catalogue::OutputKind::Object;
                !output.at.is_empty() && !never && !hidden
            });
            declared.extend(shown.map(|output| (kind, output.id.clone())));
        }
        let missing: Vec<_> = declared.difference(&seen).collect();
        assert!(missing.is_empty(), "{connector}: never found: {missing:?}");
    }
}

#[test]
fn an_action_that_puts_a_record_reads_it_first() {
    for connector in CONNECTORS {
        for (turn, run) in &walked(connector).runs {
            let action = action(connector, turn.action);
            let puts = action
                .calls
                .last()
                .is_some_and(|own| own.method == Method::Put);
            let methods: Vec<&str> = run.requests.iter().map(|r| r.method.as_str()).collect();
            if puts && methods.last() == Some(&"PUT") {
                assert!(methods.contains(&"GET"), "{connector}: {}", action.id);
            }
        }
    }
}
