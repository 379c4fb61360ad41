//! The smallest request: nothing in it that nothing needs, and nothing missing.

use domain::ScopeSet;

use super::{catalogue, connector};
use crate::{Action, Caller, Connector, Grant};

const STARRED: &str = "openid profile email phone address groups offline_access";

fn set(text: &str) -> ScopeSet {
    ScopeSet::from_wire(text)
}

fn least(connector: &Connector, actions: &[&str], asked: &str) -> ScopeSet {
    let actions = actions
        .iter()
        .map(|id| connector.action(id).expect("an action"));
    connector.least_scopes(actions, &set(asked), Caller::Person)
}

fn runs(action: &Action, granted: &ScopeSet) -> bool {
    let mut needs = action.needs.scopes.iter();
    needs.all(|scope| granted.covers(scope.as_str()))
}

#[test]
fn reading_alone_asks_for_no_manage_scope() {
    let okta = connector("okta");
    assert_eq!(
        least(
            &okta,
            &["read_user", "search_groups"],
            "openid offline_access"
        ),
        set("openid offline_access okta.users.read okta.groups.read")
    );
}

#[test]
fn a_manage_scope_that_is_needed_stands_for_its_read_scope_and_for_no_other() {
    let okta = connector("okta");
    assert_eq!(
        least(
            &okta,
            &["read_user", "suspend_user", "search_groups"],
            "openid offline_access"
        ),
        set("openid offline_access okta.users.manage okta.groups.read")
    );
}

#[test]
fn what_okta_grants_by_itself_stays_as_far_as_it_was_asked_for() {
    let okta = connector("okta");
    let kept = least(
        &okta,
        &["read_user"],
        &format!("{STARRED} okta.apps.manage"),
    );
    assert_eq!(kept, set(&format!("{STARRED} okta.users.read")));

    let package = "okta.users.read okta.users.manage okta.groups.read okta.groups.manage";
    assert_eq!(
        least(&okta, &["read_user"], package),
        set("openid offline_access okta.users.read"),
        "no profile, no email: nobody asked for them"
    );
}

#[test]
fn a_connection_stays_renewable_whatever_was_asked_for() {
    for id in ["okta", "okta_realms", "okta_devices"] {
        let nothing = least(&connector(id), &[], "");
        for scope in ["openid", "offline_access"] {
            assert!(nothing.contains(scope), "{id}: {scope}");
        }
    }
}

#[test]
fn what_the_authorization_itself_needs_is_never_left_out() {
    let realms = connector("okta_realms");
    let least = least(&realms, &["create_realm"], STARRED);
    assert!(least.contains("okta.realms.manage"));
    assert!(
        least.contains("okta.realms.read"),
        "Okta's guide says that the authorization fails without it"
    );
}

#[test]
fn an_app_by_itself_asks_for_nothing_that_is_about_a_person() {
    for connector in catalogue().connectors() {
        let all = set(STARRED);
        let least = connector.least_scopes(&connector.actions, &all, Caller::App);
        let people = least.iter().filter(|scope| !scope.is_okta_api()).count();
        assert_eq!(people, 0, "{}", connector.name);
    }
}

#[test]
fn every_action_runs_under_its_own_least_set_and_under_none_that_is_smaller() {
    for connector in catalogue().connectors() {
        let Grant::AuthorizationCode { scopes, .. } = &connector.grant else {
            continue;
        };
        for action in &connector.actions {
            let least = connector.least_scopes([action], &ScopeSet::default(), Caller::Person);
            assert!(runs(action, &least), "{}: {}", connector.name, action.id);
            assert_eq!(connector.validate_scopes(&least), Ok(()), "{}", action.id);
            for scope in least.iter().filter(|scope| scope.is_okta_api()) {
                let entry = scopes.iter().find(|entry| entry.name == *scope);
                let without = least.minus(&set(scope.as_str()));
                assert!(
                    entry.expect("offered").essential || !runs(action, &without),
                    "{}: {} is not needed for {}",
                    connector.name,
                    scope,
                    action.id
                );
            }
        }
    }
}

#[test]
fn a_team_has_no_scopes_to_make_fewer() {
    let opa = connector("okta_privileged_access");
    let least = opa.least_scopes(&opa.actions, &set(STARRED), Caller::Person);
    assert!(least.is_empty());
}

#[test]
fn only_the_request_that_is_typed_by_hand_cannot_say_what_it_needs() {
    for connector in catalogue().connectors() {
        for action in &connector.actions {
            let by_hand = action.id == "custom_api_action";
            assert_eq!(
                action.needs_depend_on_what_is_typed(),
                by_hand,
                "{}: {}",
                connector.name,
                action.id
            );
        }
    }
}
