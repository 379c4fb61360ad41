use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{Expectation, Source, is_met};

fn outputs() -> BTreeMap<String, Value> {
    let json = json!({
        "id": "00g1", "count": 2, "empty": [], "none": null,
        "records": [{ "id": "00g1", "profile": { "name": "Sales" } }, { "id": "00g2" }],
    });
    json.as_object().unwrap().clone().into_iter().collect()
}

fn judged(expectation: &Expectation, value: &str) -> Result<(), String> {
    is_met(expectation, Some(200), &outputs(), value)
}

fn contains(field: &str) -> Expectation {
    Expectation::Contains {
        field: field.into(),
        value: Source::Text(String::new()),
    }
}

#[test]
fn a_list_contains_a_record_that_has_the_very_text() {
    assert!(judged(&contains("records"), "00g2").is_ok());
    assert!(judged(&contains("records"), "Sales").is_ok());
    assert!(
        judged(&contains("records"), "00g").is_err(),
        "a part of an ID is another ID"
    );
    assert!(
        judged(&contains("id"), "0g").is_ok(),
        "a part of a text is in it"
    );
}

#[test]
fn what_is_not_there_or_empty_does_not_exist() {
    let exists = |field: &str| {
        judged(
            &Expectation::Exists {
                field: field.into(),
            },
            "",
        )
    };
    assert!(exists("id").is_ok() && exists("count").is_ok());
    for field in ["empty", "none", "nowhere"] {
        assert!(exists(field).unwrap_err().contains(field));
    }
}

#[test]
fn a_refusal_names_what_was_found_and_what_was_expected() {
    let equals = Expectation::Equals {
        field: "count".into(),
        value: Source::Text(String::new()),
    };
    assert!(judged(&equals, "2").is_ok());
    let refusal = judged(&equals, "3").unwrap_err();
    assert!(refusal.contains('2') && refusal.contains('3'), "{refusal}");
    let records = Expectation::Equals {
        field: "records".into(),
        value: Source::Text(String::new()),
    };
    let refusal = judged(&records, "x").unwrap_err();
    assert!(!refusal.contains("Sales"), "{refusal}");
    let refusal = judged(&Expectation::Status(204), "").unwrap_err();
    assert!(
        refusal.contains("200") && refusal.contains("204"),
        "{refusal}"
    );
    assert!(is_met(&Expectation::Status(204), None, &outputs(), "").is_err());
}
