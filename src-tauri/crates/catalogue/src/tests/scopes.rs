//! What may be asked for, and what is said of what is left out.

use domain::ScopeSet;

use super::{catalogue, connector};
use crate::{Grant, ScopeProblem};

const PACKAGE: &str = "okta.users.read okta.users.manage okta.groups.read okta.groups.manage";

fn set(text: &str) -> ScopeSet {
    ScopeSet::from_wire(text)
}

/// What the warnings offer to add, in their order.
fn offers(id: &str, asked: &ScopeSet) -> Vec<String> {
    let warnings = connector(id).scope_warnings(asked);
    warnings
        .iter()
        .map(|warning| warning.add.to_wire())
        .collect()
}

#[test]
fn the_default_scopes_are_taken_without_a_word() {
    for connector in catalogue().connectors() {
        let asked = connector.default_scopes();
        assert_eq!(
            connector.validate_scopes(&asked),
            Ok(()),
            "{}",
            connector.name
        );
        assert_eq!(connector.scope_warnings(&asked), [], "{}", connector.name);
    }
}

#[test]
fn what_okta_would_refuse_whole_is_refused_here_first() {
    let realms = connector("okta_realms");
    let refused = |asked: &str| realms.validate_scopes(&set(asked)).unwrap_err();
    assert_eq!(refused(""), ScopeProblem::Nothing);
    assert_eq!(
        refused("openid okta.realms.raed okta.realms.read"),
        ScopeProblem::Unknown(set("okta.realms.raed"))
    );
    let problem = refused("okta.realms.read profile email offline_access");
    assert_eq!(problem, ScopeProblem::OpenidMissing(set("profile email")));
    assert_eq!(problem.add(), set("openid"));
    assert_eq!(
        connector("okta_privileged_access").validate_scopes(&set("openid")),
        Err(ScopeProblem::NoScopesHere)
    );
}

#[test]
fn an_extra_may_be_asked_for() {
    let asked = "openid offline_access okta.realms.read okta.realmAssignments.read";
    assert_eq!(
        connector("okta_realms").validate_scopes(&set(asked)),
        Ok(())
    );
}

#[test]
fn the_automation_preset_is_warned_of_its_end_and_of_its_unknown_user() {
    assert_eq!(offers("okta", &set(PACKAGE)), ["offline_access", "openid"]);
    let mended = set(&format!("{PACKAGE} offline_access openid"));
    assert_eq!(offers("okta", &mended), [] as [&str; 0]);
}

#[test]
fn the_action_flow_preset_is_warned_of_its_end_only() {
    assert_eq!(
        offers("okta", &set(&format!("openid {PACKAGE}"))),
        ["offline_access"]
    );
}

#[test]
fn leaving_out_the_essential_scope_is_the_first_thing_said() {
    let realms = connector("okta_realms");
    let asked = realms.default_scopes().minus(&set("okta.realms.read"));
    assert_eq!(offers("okta_realms", &asked)[0], "okta.realms.read");
}

#[test]
fn starred_scopes_that_were_left_out_are_offered_together() {
    let asked = set("openid offline_access okta.devices.read email");
    assert_eq!(
        offers("okta_devices", &asked),
        ["address groups phone profile"]
    );
    // What is offered can be asked for: with openid where that is missing too.
    let asked = set("offline_access okta.devices.read");
    let offered = offers("okta_devices", &asked);
    assert_eq!(
        offered,
        ["openid", "address email groups openid phone profile"]
    );
}

#[test]
fn whatever_a_warning_offers_makes_a_request_that_okta_takes() {
    for connector in catalogue().connectors() {
        let Grant::AuthorizationCode { presets, .. } = &connector.grant else {
            continue;
        };
        for preset in presets {
            let warnings = connector.scope_warnings(&preset.scopes);
            let added = warnings.iter().flat_map(|warning| warning.add.iter());
            let asked: ScopeSet = preset.scopes.iter().chain(added).cloned().collect();
            assert_eq!(connector.validate_scopes(&asked), Ok(()));
            assert_eq!(connector.scope_warnings(&asked), []);
        }
    }
}

#[test]
fn what_a_scope_costs_names_the_actions_that_need_it() {
    let Grant::AuthorizationCode { scopes, .. } = connector("okta_realms").grant else {
        panic!("Realms is authorized by a code");
    };
    let cost = |name: &str| {
        let entry = scopes.iter().find(|entry| entry.name.as_str() == name);
        entry.expect("offered").cost.clone()
    };
    for action in ["Create Realm", "Update Realm", "Delete Realm"] {
        assert!(cost("okta.realms.manage").contains(action), "{action}");
    }
    assert!(cost("okta.realms.read").contains("authorization itself fails"));
    // A manage scope serves for reads: unticking the read scope alone stops nothing.
    assert!(cost("okta.realms.read").contains("okta.realms.manage"));
    assert!(!cost("okta.schemas.read").contains("okta.schemas.manage"));
}

#[test]
fn every_scope_says_what_it_is_for_and_what_leaving_it_out_costs() {
    for connector in catalogue().connectors() {
        let Grant::AuthorizationCode { scopes, .. } = &connector.grant else {
            continue;
        };
        for entry in scopes {
            for sentence in [&entry.about, &entry.cost] {
                assert!(sentence.ends_with('.'), "{}: {sentence}", entry.name);
            }
        }
    }
}
