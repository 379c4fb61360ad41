//! *Before you begin*, with what is known filled in.

use domain::{LoopbackOrgs, OpaBaseUrl, OrgHost, TeamName};

use super::{catalogue, connector};
use crate::{AppKind, Copy, SetupStep};

const URIS: [&str; 2] = [
    "http://127.0.0.1:17815/authorization-code/callback",
    "http://127.0.0.1:21817/authorization-code/callback",
];

fn uris() -> Vec<String> {
    URIS.map(str::to_owned).to_vec()
}

fn links(steps: &[SetupStep]) -> Vec<&str> {
    let links = steps.iter().filter_map(|step| step.link.as_ref());
    links.map(|link| link.url.as_str()).collect()
}

fn org(domain: &str) -> OrgHost {
    OrgHost::parse(domain, LoopbackOrgs::Allowed).unwrap()
}

#[test]
fn the_page_where_scopes_are_granted_is_the_apps_own() {
    let okta = super::connector("okta");
    let org = OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused).unwrap();
    let page = |client: &str| okta.scopes_page(&org, client).unwrap().url;
    assert_eq!(
        page("0oa1b2c3").as_str(),
        "https://acme-admin.okta.com/admin/app/oidc_client/instance/0oa1b2c3/"
    );
    assert_eq!(
        page("../evil").as_str(),
        "https://acme-admin.okta.com/admin/apps/active"
    );
    let custom = OrgHost::parse("id.acme.com", LoopbackOrgs::Refused).unwrap();
    assert_eq!(okta.scopes_page(&custom, "0oa1b2c3"), None);
}

#[test]
fn links_appear_as_the_form_is_filled() {
    let realms = connector("okta_realms");
    assert!(links(&realms.setup(None, None, None, AppKind::WebApp, &uris())).is_empty());

    let acme = org("acme.okta.com");
    let steps = realms.setup(Some(&acme), None, None, AppKind::WebApp, &uris());
    assert!(links(&steps).contains(&"https://acme-admin.okta.com/admin/apps/active"));
    assert!(
        !links(&steps)
            .iter()
            .any(|link| link.contains("oidc_client"))
    );

    let steps = realms.setup(
        Some(&acme),
        None,
        Some("0oa1b2c3"),
        AppKind::WebApp,
        &uris(),
    );
    let app = "https://acme-admin.okta.com/admin/app/oidc_client/instance/0oa1b2c3/#tab-general";
    assert!(links(&steps).contains(&app));
}

#[test]
fn a_half_typed_client_id_cannot_bend_a_link() {
    let okta = connector("okta");
    for typed in [
        "",
        "../../login/signout",
        "0oa1/..",
        "0oa1?x=y",
        "0oa 1",
        "0oa1#",
    ] {
        let steps = okta.setup(
            Some(&org("acme.okta.com")),
            None,
            Some(typed),
            AppKind::WebApp,
            &uris(),
        );
        assert!(
            !links(&steps)
                .iter()
                .any(|link| link.contains("oidc_client")),
            "{typed}"
        );
    }
}

#[test]
fn a_custom_domain_has_no_admin_console_to_link_to() {
    let okta = connector("okta");
    let steps = okta.setup(
        Some(&org("login.acme.com")),
        None,
        Some("0oa1"),
        AppKind::WebApp,
        &uris(),
    );
    assert!(links(&steps).is_empty());
    assert!(!steps.is_empty());
}

#[test]
fn an_org_on_this_computer_has_its_console_there() {
    let okta = connector("okta");
    let steps = okta.setup(
        Some(&org("http://127.0.0.1:7100")),
        None,
        Some("0oa1"),
        AppKind::WebApp,
        &uris(),
    );
    assert!(
        links(&steps)
            .iter()
            .all(|link| link.starts_with("http://127.0.0.1:7100/admin/"))
    );
    assert!(links(&steps).iter().all(|link| !link.contains("%23")));
}

#[test]
fn the_team_leads_to_its_own_console() {
    let opa = connector("okta_privileged_access");
    let base = OpaBaseUrl::parse("https://acme.pam.okta.com", LoopbackOrgs::Refused).unwrap();
    let team = TeamName::parse("blue").unwrap();
    let steps = opa.setup(None, Some((&base, Some(&team))), None, AppKind::WebApp, &[]);
    let console = "https://acme.pam.okta.com/t/blue/team/clientsession";
    assert!(links(&steps).iter().all(|link| *link == console));
    assert!(!links(&steps).is_empty());
    let steps = opa.setup(None, Some((&base, None)), None, AppKind::WebApp, &[]);
    assert!(
        links(&steps)
            .iter()
            .all(|link| *link == "https://acme.pam.okta.com/")
    );
}

#[test]
fn every_redirect_uri_and_every_scope_to_grant_can_be_copied() {
    for (id, scopes) in [("okta_realms", 5), ("okta_devices", 2), ("okta", 22)] {
        let connector = connector(id);
        let steps = connector.setup(None, None, None, AppKind::WebApp, &uris());
        assert!(steps.iter().any(|step| step.copy == URIS), "{id}");
        let offers = |copy: &Copy| {
            let steps = connector.before_you_begin.iter();
            steps
                .filter(|step| step.copy.as_ref() == Some(copy))
                .count()
        };
        assert!(offers(&Copy::ScopesToGrant) > 0, "{id}");
        let mut copies = steps.iter().map(|step| &step.copy);
        let granted = copies
            .find(|copy| copy.iter().all(|text| text.starts_with("okta.")) && !copy.is_empty());
        let granted = granted.unwrap();
        assert_eq!(granted.len(), scopes, "{id}");
        assert!(
            granted.iter().all(|scope| scope.starts_with("okta.")),
            "{id}"
        );
    }
}

#[test]
fn each_kind_of_app_is_told_what_is_to_be_done_for_it_and_nothing_else() {
    let okta = connector("okta");
    let said = |app| {
        let steps = okta.setup(None, None, None, app, &uris());
        let texts: Vec<String> = steps.into_iter().map(|step| step.text).collect();
        texts.join("\n")
    };
    let (web, native, service) = (
        said(AppKind::WebApp),
        said(AppKind::NativeApp),
        said(AppKind::ServiceApp),
    );
    assert!(web.contains("Web Application") && web.contains("client secret"));
    assert!(native.contains("Native Application") && !native.contains("client secret"));
    assert!(service.contains("API Services") && service.contains("Public key / Private key"));
    for signs_in in ["redirect URI", "Refresh Token", "Sign in with an account"] {
        assert!(
            web.contains(signs_in) && native.contains(signs_in),
            "{signs_in}"
        );
        assert!(!service.contains(signs_in), "{signs_in}");
    }
    for all in [web, native, service] {
        assert!(all.contains("Demonstrating Proof of Possession (DPoP)"));
    }
}

#[test]
fn every_step_is_a_sentence_and_every_link_a_path_from_the_root() {
    for connector in catalogue().connectors() {
        assert!(!connector.before_you_begin.is_empty());
        for step in &connector.before_you_begin {
            assert!(step.text.ends_with('.'), "{}", step.text);
            let mut next = step.link.as_ref();
            while let Some(link) = next {
                let path = link.path.as_str();
                assert!(path.starts_with('/') && !path.starts_with("//"), "{path}");
                next = link.otherwise.as_deref();
            }
        }
    }
}
