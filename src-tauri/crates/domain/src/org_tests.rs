use super::*;

fn parse(typed: &str) -> Result<OrgHost, DomainProblem> {
    OrgHost::parse(typed, LoopbackOrgs::Refused)
}

#[test]
fn the_forms_in_oktas_guides_are_taken() {
    for typed in [
        "example.okta.com",
        "example.okta-emea.com",
        "example.oktapreview.com",
        "example.okta-gov.com",
        "example.okta.mil",
        "dev-12345678.okta.com",
        "a.okta.com",
    ] {
        let host = parse(typed).unwrap();
        assert_eq!((host.as_str(), host.kind()), (typed, OrgKind::Okta));
        assert_eq!(host.issuer(), format!("https://{typed}"));
    }
}

#[test]
fn a_scheme_capitals_blanks_and_one_slash_are_forgiven() {
    for typed in [
        "https://Acme.Okta.com",
        " acme.okta.com/ ",
        "HTTPS://acme.okta.com/",
    ] {
        let host = parse(typed).unwrap();
        assert_eq!(host.as_str(), "acme.okta.com", "{typed}");
        assert_eq!(host.to_string(), "acme.okta.com", "{typed}");
    }
}

#[test]
fn what_was_meant_is_offered_and_not_taken() {
    for (typed, meant) in [
        ("acme-admin.okta.com", "acme.okta.com"),
        (
            "https://acme-admin.oktapreview.com/admin/apps",
            "acme.oktapreview.com",
        ),
        ("acme-admin-admin.okta.com", "acme.okta.com"),
        ("http://acme.okta.com", "acme.okta.com"),
        ("https://acme.okta.com/oauth2/default", "acme.okta.com"),
        ("acme.okta.com/app/UserHome?x=1", "acme.okta.com"),
        ("acme.okta.com:443", "acme.okta.com"),
        ("acme.okta.com.", "acme.okta.com"),
        ("https://acme.pam.okta.com", "acme.okta.com"),
        ("https://login.acme.dev/oauth2/v1", "login.acme.dev"),
    ] {
        let problem = parse(typed).unwrap_err();
        assert_eq!(problem.repaired.as_deref(), Some(meant), "{typed}");
        assert!(parse(meant).is_ok());
    }
}

#[test]
fn nothing_is_offered_that_would_be_refused_in_its_turn() {
    for typed in [
        "www-admin.okta.com",
        "login.pam.okta.com",
        "x--admin.okta.com",
        "localhost.",
        "acme.trexcloud.com.",
    ] {
        assert_eq!(parse(typed).unwrap_err().repaired, None, "{typed}");
    }
}

#[test]
fn hosts_that_would_receive_the_secret_in_oktas_place_are_refused() {
    for typed in [
        "acme.okta.com.evil.dev",
        "acme-okta.com",
        "okta.com.com",
        "acme.okta.com.co",
        "acme.0kta.com",
        "acme.okta.co",
        "acme.oktapreveiw.com",
        "acme.okla.com",
        "acme.okta.com@evil.dev",
        "https://acme.okta.com:x@evil.dev",
        "acme.okta.com\\.evil.dev",
        "acme.okta.com%2eevil.dev",
        "a.b.okta.com",
        "okta.com",
        "www.okta.com",
        "xn--cme-8cd.okta.com",
        "аcme.okta.com",
        "acme.trexcloud.com",
    ] {
        let problem = parse(typed).expect_err(typed);
        assert_eq!(problem.repaired, None, "{typed}");
    }
}

#[test]
fn addresses_and_private_names_are_refused_in_every_notation() {
    for typed in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "10.0.0.8",
        "[::1]",
        "::1",
        "169.254.169.254",
        "localhost",
        "intranet",
        "okta.internal",
        "nas.local",
        "router.lan",
        "http://127.0.0.1:7100",
        "ftp://acme.okta.com",
        "javascript:alert(1)",
        "",
        "{yourOktaDomain}",
        "https://{yourOktaDomain}",
        "acme .okta.com",
        "-acme.okta.com",
    ] {
        assert!(parse(typed).is_err(), "{typed}");
    }
}

#[test]
fn an_org_on_this_computer_is_taken_only_where_it_is_allowed() {
    let host = OrgHost::parse("http://127.0.0.1:7100/", LoopbackOrgs::Allowed).unwrap();
    assert_eq!(
        (host.as_str(), host.kind()),
        ("127.0.0.1:7100", OrgKind::Loopback)
    );
    assert_eq!(host.issuer(), "http://127.0.0.1:7100");
    for typed in [
        "http://127.0.0.1",
        "https://127.0.0.1:7100",
        "http://127.0.0.1:0",
        "http://127.0.0.1:80",
        "127.0.0.1:7100",
        "http://127.0.0.2:7100",
        "http://127.0.0.1:+71",
        "http://127.0.0.1:7100/x",
        "http://localhost:7100",
        "http://10.0.0.8:7100",
    ] {
        assert!(
            OrgHost::parse(typed, LoopbackOrgs::Allowed).is_err(),
            "{typed}"
        );
    }
}

#[test]
fn a_custom_domain_is_told_apart_and_shown_in_ascii() {
    let host = parse("Login.Bücher.dev").unwrap();
    assert_eq!(
        (host.as_str(), host.kind()),
        ("login.xn--bcher-kva.dev", OrgKind::Custom)
    );
    assert_eq!(host.admin_console("/admin/apps/active"), None);
    assert_eq!(parse("okta.acme.dev").unwrap().kind(), OrgKind::Custom);
}

#[test]
fn the_admin_console_is_built_from_the_org() {
    let host = parse("acme.oktapreview.com").unwrap();
    assert_eq!(
        host.admin_console("/admin/apps/active").unwrap().as_str(),
        "https://acme-admin.oktapreview.com/admin/apps/active"
    );
    assert_eq!(
        host.url("/api/v1/users?limit=1").as_str(),
        "https://acme.oktapreview.com/api/v1/users?limit=1"
    );
}

#[test]
fn what_is_wrong_with_a_domain_is_named() {
    for (typed, named) in [
        ("acme .okta.com", "the character ' '"),
        ("acme\u{1b}.okta.com", "the character '\\u{1b}'"),
        ("acme|okta.com", "the character '|'"),
        ("127.1", "an IP address"),
        ("2130706433", "an IP address"),
        ("10.0.0.8:8080", "an IP address"),
        ("::1", "an IP address"),
        ("[::1]", "an IP address"),
        ("[::1]:8080", "an IP address"),
        ("[acme]", "an IP address"),
    ] {
        let what = parse(typed).unwrap_err().explanation.what;
        assert!(what.contains(named), "{typed:?}: {what}");
    }
}

#[test]
fn a_name_is_at_most_as_long_as_one_can_be() {
    // RFC 1035 §2.3.4: 255 octets, of which the lengths of the first label and of the root are two.
    let label = "a".repeat(63);
    for (last, fits) in [(57, true), (58, false)] {
        let name = format!("{label}.{label}.{label}.{}.dev", "a".repeat(last));
        assert_eq!(name.len() <= 253, fits);
        assert_eq!(parse(&name).is_ok(), fits, "{name}");
    }
}
