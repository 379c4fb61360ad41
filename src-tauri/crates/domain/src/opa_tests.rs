use super::*;

fn parse(typed: &str) -> Result<OpaBaseUrl, OpaProblem> {
    OpaBaseUrl::parse(typed, LoopbackOrgs::Refused)
}

#[test]
fn the_form_in_oktas_guide_is_taken() {
    let url = parse("https://acme.pam.okta.com").unwrap();
    assert!(!url.is_loopback());
    assert_eq!(url.as_str(), "acme.pam.okta.com");
    assert_eq!(url.origin(), "https://acme.pam.okta.com");
    let team = TeamName::parse("practice").unwrap();
    assert_eq!(
        url.team_url(&team, &["groups", "a/../b"]).as_str(),
        "https://acme.pam.okta.com/v1/teams/practice/groups/a%2F..%2Fb"
    );
    assert_eq!(
        url.team_url(&team, &["groups", "\t.."]).as_str(),
        "https://acme.pam.okta.com/v1/teams/practice/groups"
    );
}

#[test]
fn what_is_too_much_is_named_and_its_repair_offered() {
    let (okta, here) = ("https://acme.pam.okta.com", "http://127.0.0.1:7100");
    for (typed, named, meant) in [
        ("https://acme.pam.okta.com/", "ends with a slash", okta),
        ("https://acme.pam.okta.com/t", "followed by a path", okta),
        ("http://acme.pam.okta.com", "begins with http://", okta),
        ("http://127.0.0.1:7100/", "ends with a slash", here),
        ("http://127.0.0.1:7100/t", "followed by a path", here),
    ] {
        let problem = OpaBaseUrl::parse(typed, LoopbackOrgs::Allowed).unwrap_err();
        let what = problem.explanation.what;
        assert!(what.contains(named), "{typed}: {what}");
        assert_eq!(problem.repaired.as_deref(), Some(meant), "{typed}");
        assert_eq!(problem.team, None, "{typed}");
    }
}

#[test]
fn a_pasted_console_address_gives_base_url_and_team() {
    for base in ["https://acme.pam.okta.com", "http://127.0.0.1:7100"] {
        let typed = format!("{base}/t/Blue_Team/team/clientsession");
        let problem = OpaBaseUrl::parse(&typed, LoopbackOrgs::Allowed).unwrap_err();
        assert_eq!(problem.repaired.as_deref(), Some(base));
        assert_eq!(problem.team.as_deref(), Some("Blue_Team"));
    }
}

#[test]
fn no_other_name_is_taken_silently_than_the_one_that_was_typed() {
    for typed in ["acme-admin.pam.okta.com", "acme-admin-admin.pam.okta.com"] {
        let problem = parse(typed).unwrap_err();
        let meant = Some("https://acme.pam.okta.com");
        assert_eq!(problem.repaired.as_deref(), meant, "{typed}");
    }
    assert_eq!(
        parse("xn--cme-8cd.pam.okta.com").unwrap_err().repaired,
        None
    );
}

#[test]
fn the_orgs_own_address_is_told_apart() {
    let problem = parse("https://acme.okta.com").unwrap_err();
    assert_eq!(
        problem.repaired.as_deref(),
        Some("https://acme.pam.okta.com")
    );
}

#[test]
fn a_key_is_sent_to_no_other_host() {
    for typed in [
        "https://acme.pam.okta.com.evil.dev",
        "https://pam.acme.dev",
        "https://10.0.0.8",
        "https://a.b.pam.okta.com",
        "https://x@acme.pam.okta.com",
        "https://acme-pam.okta.com@evil.dev",
        "ssh://acme.pam.okta.com",
        "",
    ] {
        let explanation = parse(typed).expect_err(typed).explanation;
        assert_eq!(explanation.fix, SIGHT, "{typed}");
    }
}

#[test]
fn a_team_on_this_computer_is_taken_only_where_it_is_allowed() {
    let typed = "http://127.0.0.1:7100";
    assert!(parse(typed).is_err());
    let here = OpaBaseUrl::parse(typed, LoopbackOrgs::Allowed).unwrap();
    assert!(here.is_loopback());
    assert_eq!(here.as_str(), "127.0.0.1:7100");
    assert_eq!(here.origin(), typed);
}

#[test]
fn names_and_ids_keep_to_their_grammar() {
    let team = TeamName::parse(" Blue_Team-2 ").unwrap();
    assert_eq!(team.as_str(), "Blue_Team-2");
    assert!(team.is("blue_team-2") && !team.is("blue_team"));
    assert!(TeamName::parse(&"a".repeat(255)).is_ok());
    for bad in ["", "a/b", "..", "team name", "é", &"a".repeat(256)] {
        assert!(TeamName::parse(bad).is_err(), "{bad}");
    }
    let key = KeyId::parse(" 9F1B7E0C3A5D4C638E1F2B7A6D5C4E3F ").unwrap();
    assert_eq!(key.as_str(), "9f1b7e0c-3a5d-4c63-8e1f-2b7a6d5c4e3f");
    assert!(KeyId::parse("not-a-uuid").is_err());
}
