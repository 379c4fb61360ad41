//! The four connectors against the guides that they mirror: labels and scopes by hand, from there.

use domain::ScopeSet;

use super::{catalogue, connector};
use crate::{Caller, Effect, FieldKind, Grant};

const REALMS: &str = "address email groups offline_access okta.realms.manage okta.realms.read \
     okta.schemas.read okta.users.manage okta.users.read openid phone profile";
const DEVICES: &str = "openid profile email phone address groups offline_access \
     okta.devices.manage okta.devices.read";
const STARRED: &str = "address email groups offline_access openid phone profile";
const PACKAGE: &str = "okta.users.read okta.users.manage okta.groups.read okta.groups.manage";

#[test]
fn the_picker_offers_the_four_connectors_by_name() {
    let catalogue = catalogue();
    let names: Vec<&str> = catalogue
        .connectors()
        .iter()
        .map(|c| c.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "Okta",
            "Okta Devices",
            "Okta Privileged Access",
            "Okta Realms"
        ]
    );
    assert!(catalogue.connector("okta_verify").is_none());
}

#[test]
fn labels_are_those_of_oktas_guides_in_their_order() {
    let oauth = [
        "Connection Nickname",
        "Connection description",
        "Domain",
        "Client ID",
        "Client Secret",
    ];
    let opa = [
        "Connection Nickname",
        "Connection description",
        "OPA Team Name",
        "Service Account API Key ID",
        "Service Account API Key",
        "OPA Base URL",
    ];
    for (id, expected) in [
        ("okta", oauth.as_slice()),
        ("okta_realms", &oauth),
        ("okta_devices", &oauth),
        ("okta_privileged_access", &opa),
    ] {
        let connector = connector(id);
        let labels: Vec<&str> = connector.fields.iter().map(|f| f.label.as_str()).collect();
        assert_eq!(labels, expected, "{id}");
    }
}

#[test]
fn each_form_asks_for_one_secret_and_requires_all_but_the_description() {
    for connector in catalogue().connectors() {
        let secrets = connector
            .fields
            .iter()
            .filter(|f| f.kind == FieldKind::Secret);
        assert_eq!(secrets.count(), 1, "{}", connector.name);
        for field in &connector.fields {
            let required = field.kind != FieldKind::Description;
            assert_eq!(
                field.required, required,
                "{}: {}",
                connector.name, field.label
            );
        }
    }
}

#[test]
fn realms_asks_for_the_twelve_scopes_of_its_guide() {
    let realms = connector("okta_realms");
    assert_eq!(realms.default_scopes(), ScopeSet::from_wire(REALMS));
    assert_eq!(realms.default_scopes().len(), 12);
}

#[test]
fn devices_asks_for_the_nine_scopes_of_its_guide() {
    let devices = connector("okta_devices");
    assert_eq!(devices.default_scopes(), ScopeSet::from_wire(DEVICES));
    assert_eq!(devices.default_scopes().len(), 9);
}

#[test]
fn the_starred_scopes_are_those_of_the_guides() {
    for id in ["okta", "okta_realms", "okta_devices"] {
        let Grant::AuthorizationCode { scopes, .. } = connector(id).grant else {
            panic!("{id} is authorized by a code");
        };
        let automatic = scopes.iter().filter(|entry| entry.automatic);
        let automatic: ScopeSet = automatic.map(|entry| entry.name.clone()).collect();
        assert_eq!(automatic, ScopeSet::from_wire(STARRED), "{id}");
    }
}

#[test]
fn only_realms_has_an_essential_scope_and_extras_stay_out_of_its_default() {
    let Grant::AuthorizationCode { scopes, .. } = connector("okta_realms").grant else {
        panic!("Realms is authorized by a code");
    };
    let named = |wanted: fn(&crate::ScopeEntry) -> bool| {
        let entries = scopes.iter().filter(|entry| wanted(entry));
        entries
            .map(|entry| entry.name.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(named(|entry| entry.essential), ["okta.realms.read"]);
    assert_eq!(
        named(|entry| !entry.default),
        ["okta.realmAssignments.manage", "okta.realmAssignments.read"]
    );
    // The guide's own order, so that one can be compared with the other line by line.
    let listed: Vec<&str> = REALMS.split_ascii_whitespace().collect();
    assert_eq!(named(|entry| entry.default), listed);
}

#[test]
fn okta_has_the_presets_of_all_three_guides_and_its_own_comes_first() {
    let okta = connector("okta");
    let Grant::AuthorizationCode { presets, .. } = &okta.grant else {
        panic!("Okta is authorized by a code");
    };
    let names: Vec<&str> = presets.iter().map(|preset| preset.name.as_str()).collect();
    assert_eq!(
        names,
        ["Okta connector", "Automation package", "Action flows"]
    );
    assert_eq!(presets[0].scopes, okta.default_scopes());
    assert_eq!(presets[1].scopes, ScopeSet::from_wire(PACKAGE));
    assert_eq!(
        presets[2].scopes,
        ScopeSet::from_wire(&format!("openid {PACKAGE}"))
    );
    assert!(presets[2].scopes.minus(&okta.default_scopes()).is_empty());
}

#[test]
fn privileged_access_has_roles_in_place_of_scopes_and_asks_for_two() {
    let opa = connector("okta_privileged_access");
    let Grant::ServiceToken { roles } = &opa.grant else {
        panic!("OPA has no scopes");
    };
    let asked: Vec<&str> = roles
        .iter()
        .filter(|r| r.asked)
        .map(|r| r.name.as_str())
        .collect();
    assert_eq!(asked, ["Resource Admin", "Security Admin"]);
    assert_eq!(opa.default_scopes(), ScopeSet::default());
}

#[test]
fn every_action_that_the_guides_name_is_offered() {
    for (id, family, expected) in [
        (
            "okta",
            "Action flows",
            "Create user · Update user profile · Activate user · Deactivate user · \
             Add user to group · Remove user from group · Lookup user · Lookup group",
        ),
        (
            "okta",
            "Users",
            "Create User · Update User · Activate User · Deactivate User · Read User · \
             Delete User · Suspend User · Unsuspend User · Unlock User · Expire Password · \
             Reset Password · Clear User Sessions · Find Users · List Users With Filter · \
             List Users With Search · Get Users Groups",
        ),
        (
            "okta",
            "Groups",
            "Create Group · Update Group · Read Group · Delete Group · Search Groups · \
             List Group Members · Add User to Group · Remove User from Group",
        ),
        (
            "okta",
            "Group rules",
            "Create Group Rule · Update Group Rule · Activate Group Rule · \
             Deactivate Group Rule · Delete Group Rule · Search Group Rules",
        ),
        (
            "okta",
            "Automation package",
            "Connect · Create user · Activate user · Update user · Find group · \
             Add user to group · List groups of a user · Disconnect",
        ),
        (
            "okta_devices",
            "Devices",
            "Activate Device · Deactivate Device · Suspend Device · Unsuspend Device · \
             Delete Device · Read Device · List Device Users · Search Devices",
        ),
        (
            "okta_realms",
            "Realms",
            "Create Realm · Create Realm User · List Realm Users · Read Realm · \
             Search Realms · Update Realm · Update Realm for User · Delete Realm",
        ),
        (
            "okta_realms",
            "Realm assignments",
            "List Realm Assignments · Read Realm Assignment · Create Realm Assignment · \
             Update Realm Assignment · Activate Realm Assignment · Deactivate Realm Assignment · \
             Delete Realm Assignment · Run Realm Assignment · List Realm Assignment Operations",
        ),
        (
            "okta_privileged_access",
            "Secrets",
            "List secret folders of the team · List secret folders of a project · List secrets · \
             List items of a secret folder · Create secret folder · Update secret folder · \
             Delete secret folder · Create secret · Read secret · Update secret · \
             Delete secret · Reveal secret · Reveal server account password",
        ),
    ] {
        let connector = connector(id);
        let offered = connector
            .actions
            .iter()
            .filter(|action| action.family == family);
        let offered: Vec<&str> = offered.map(|action| action.name.as_str()).collect();
        assert_eq!(offered, expected.split(" · ").collect::<Vec<_>>(), "{id}");
    }
    for connector in catalogue().connectors() {
        assert!(
            connector.action("custom_api_action").is_some(),
            "{}",
            connector.name
        );
    }
}

#[test]
fn whatever_deletes_deactivates_resets_or_rotates_is_marked_as_destructive() {
    for connector in catalogue().connectors() {
        for action in &connector.actions {
            let destroys = ["delete_", "reset_", "rotate_"];
            let destroys = destroys.iter().any(|verb| action.id.starts_with(verb))
                || matches!(
                    action.id.as_str(),
                    "deactivate_user" | "connector_deactivate_user" | "deactivate_device"
                );
            if destroys {
                assert_eq!(action.effect, Effect::Destructive, "{}", action.id);
            }
        }
    }
}

#[test]
fn whatever_destroys_says_which_input_names_what_is_lost() {
    for connector in catalogue().connectors() {
        for action in &connector.actions {
            let destroys = action.effect == Effect::Destructive;
            assert!(!destroys || action.target().is_some(), "{}", action.id);
        }
    }
    let catalogue = catalogue();
    let target = |connector: &str, action: &str| {
        let action = catalogue.connector(connector).unwrap().action(action);
        action.unwrap().target().map(|input| input.id.clone())
    };
    assert_eq!(target("okta", "delete_user").as_deref(), Some("user"));
    assert_eq!(
        target("okta_privileged_access", "rotate_resource").as_deref(),
        Some("resource_id")
    );
    assert_eq!(target("okta", "custom_api_action"), None);
}

#[test]
fn no_two_actions_of_a_family_share_a_name() {
    for connector in catalogue().connectors() {
        let mut seen = std::collections::BTreeSet::new();
        for action in &connector.actions {
            let name = (action.family.as_str(), action.name.as_str());
            assert!(seen.insert(name), "{}: {name:?}", connector.name);
        }
    }
}

#[test]
fn the_probe_proves_as_much_as_the_granted_scopes_allow() {
    for (id, granted, path) in [
        ("okta", "okta.users.read openid", Some("/api/v1/users/me")),
        ("okta", "okta.users.manage", Some("/api/v1/users/me")),
        (
            "okta",
            "okta.groups.read openid",
            Some("/api/v1/groups?limit=1"),
        ),
        ("okta", "openid profile", Some("/oauth2/v1/userinfo")),
        ("okta", "offline_access", None),
        ("okta_realms", REALMS, Some("/api/v1/realms?limit=1")),
        (
            "okta_realms",
            "openid okta.users.read",
            Some("/api/v1/users/me"),
        ),
        ("okta_devices", DEVICES, Some("/api/v1/devices?limit=1")),
        ("okta_devices", "openid", Some("/oauth2/v1/userinfo")),
        ("okta_privileged_access", "", Some("/current_user")),
    ] {
        let connector = connector(id);
        let call = connector.probe(&ScopeSet::from_wire(granted), Caller::Person);
        assert_eq!(
            call.map(|call| call.path.as_str()),
            path,
            "{id} with {granted:?}"
        );
    }
}

#[test]
fn an_app_by_itself_is_not_asked_who_it_is() {
    for (id, granted, path) in [
        ("okta", "okta.users.read", Some("/api/v1/users?limit=1")),
        (
            "okta_realms",
            "okta.realms.read",
            Some("/api/v1/realms?limit=1"),
        ),
        (
            "okta_realms",
            "okta.users.read",
            Some("/api/v1/users?limit=1"),
        ),
        ("okta", "openid", None),
    ] {
        let connector = connector(id);
        let call = connector.probe(&ScopeSet::from_wire(granted), Caller::App);
        assert_eq!(call.map(|call| call.path.as_str()), path, "{id} {granted}");
    }
}

#[test]
fn each_role_that_the_guide_asks_for_can_be_proven_for_the_service_user() {
    let opa = connector("okta_privileged_access");
    let proofs = opa.role_proofs("console/1");
    for role in opa.asked_roles() {
        assert!(proofs.iter().any(|(id, _)| *id == role.id), "{}", role.id);
    }
    // A name is one segment, whatever is in it.
    let keys = ["service_users", "console/1", "keys"]
        .map(str::to_owned)
        .to_vec();
    assert!(proofs.contains(&("resource_admin".to_owned(), keys)));
}

#[test]
fn extras_of_a_request_are_told_from_what_okta_lists() {
    let asked = ScopeSet::from_wire("openid okta.realms.read okta.realmAssignments.read");
    let realms = connector("okta_realms");
    assert_eq!(
        realms.extra_scopes(&asked).to_wire(),
        "okta.realmAssignments.read"
    );
    assert!(realms.extra_scopes(&realms.default_scopes()).is_empty());
}

#[test]
fn only_devices_cannot_be_had_from_a_classic_engine_org() {
    for connector in catalogue().connectors() {
        let devices = connector.id.as_str() == "okta_devices";
        assert_eq!(
            connector.identity_engine_only, devices,
            "{}",
            connector.name
        );
    }
}
