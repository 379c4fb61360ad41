//! The shapes that public exports have.

use super::{JOINERS, LEAVER, cards, read_text};
use crate::Request;

#[test]
fn every_card_of_a_folder_is_found_with_the_flow_that_uses_it() {
    let export = read_text(JOINERS).unwrap();
    assert_eq!(export.version, "1.5.0");
    let names: Vec<&str> = export.flows.iter().map(|flow| flow.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Welcome a joiner",
            "Report on joiners",
            "Realm of a joiner",
            "Servers of a joiner"
        ]
    );
    assert_eq!(
        cards(&export)[1],
        [
            "okta:searchSystemLogs",
            "okta:readUser",
            "okta:hTTPRequest",
            "okta:hTTPRequest",
            "okta:mapProfileSourceAttributes",
            "stash:createRow"
        ]
    );
}

#[test]
fn cards_of_a_flow_inside_a_card_belong_to_the_flow_around_it() {
    let export = read_text(JOINERS).unwrap();
    assert_eq!(
        cards(&export)[0],
        [
            "okta:userCreated",
            "okta:readUser",
            "okta:addNewUserToGroup",
            "slack:sendMessageToChannel2"
        ]
    );
}

#[test]
fn a_single_flow_is_read_the_same_way() {
    let export = read_text(LEAVER).unwrap();
    assert_eq!(export.flows.len(), 1);
    assert_eq!(
        cards(&export)[0],
        ["okta:deactivateUser", "okta:clearUserSessions"]
    );
}

#[test]
fn an_event_is_told_from_an_action() {
    let export = read_text(JOINERS).unwrap();
    let events: Vec<&str> = export
        .flows
        .iter()
        .flat_map(|flow| &flow.cards)
        .filter(|card| card.event)
        .map(|card| card.key.as_str())
        .collect();
    assert_eq!(events, ["userCreated"]);
}

#[test]
fn a_card_goes_by_the_name_that_its_connector_gives_it_not_by_its_title() {
    let export = read_text(JOINERS).unwrap();
    assert_eq!(export.flows[0].cards[2].name, "Add User to Group");
}

#[test]
fn a_request_is_told_where_the_flow_spells_it_out_and_never_with_its_query() {
    let export = read_text(JOINERS).unwrap();
    let requests = |flow: usize| -> Vec<Option<Request>> {
        let cards = export.flows[flow].cards.iter();
        let custom = cards.filter(|card| card.name == "Custom API Action");
        custom.map(|card| card.request.clone()).collect()
    };
    let told = |method: &str, path: &str| {
        Some(Request {
            method: method.to_owned(),
            path: path.to_owned(),
        })
    };
    assert_eq!(requests(1), [told("GET", "/api/v1/users/me/factors"), None]);
    assert_eq!(requests(3), [told("POST", "/groups/joiners/users")]);
}

#[test]
fn a_byte_order_mark_and_line_ends_of_any_kind_do_no_harm() {
    let text = format!("\u{feff}{}\r\n", LEAVER.replace(", ", ",\r\n"));
    assert_eq!(read_text(&text).unwrap().flows.len(), 1);
}

#[test]
fn what_stands_where_something_else_is_expected_is_passed_over() {
    let text = r#"{
        "type": "flopack", "version": 2, "created": null, "extra": [1, 2],
        "data": {"tables": 7, "flos": {
            "a": null,
            "b": {"name": ["x"], "data": 1},
            "c": {"name": "Kept", "data": {"methods": [
                1, "two", null,
                {"address": 5},
                {"address": "root:channels:http:okta:1.0.1:readUser"},
                {"address": "root:channels:http:okta:1.0.1:suspendUser", "node": {"model": {
                    "webhook": "yes", "inputs": {"data": {"i": 3, "j": {"value": {
                        "type": {"data": "flo"}, "data": {"methods": "none"}}}}}}}},
                {"address": "root:channels:okta:readUser"},
                {"address": "root:kernel:control:0.0.1:callable"}
            ]}}
        }}
    }"#;
    let export = read_text(text).unwrap();
    assert_eq!(export.version, "");
    assert_eq!(export.flows[0].name, "Unnamed flow");
    assert_eq!(
        cards(&export).last().unwrap(),
        &["okta:readUser", "okta:suspendUser"]
    );
}

#[test]
fn an_object_that_is_no_flow_brings_no_cards() {
    let input = r#"{"type": "object", "data": {"methods": [
        {"address": "root:channels:http:okta:1.0.1:deleteUser"}]}}"#;
    let text = format!(
        r#"{{"type":"flopack","data":{{"flos":{{"a":{{"data":{{"methods":[
            {{"address":"root:channels:http:okta:1.0.1:readUser","node":{{"model":{{"inputs":{{"data":{{"i":{{"value":{input}}}}}}}}}}}}}
        ]}}}}}}}}}}"#
    );
    assert_eq!(cards(&read_text(&text).unwrap()), [["okta:readUser"]]);
}
