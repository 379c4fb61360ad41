//! What is typed where a host is asked for: the domain of an org, and OPA's base URL.

use domain::{KeyId, LoopbackOrgs, OpaBaseUrl, OrgHost, OrgKind, TeamName};
use percent_encoding::percent_decode_str;

use crate::escaped::unescaped;
use crate::grammar;

const BOTH: [LoopbackOrgs; 2] = [LoopbackOrgs::Refused, LoopbackOrgs::Allowed];

pub(super) fn check(data: &[u8]) {
    let typed = String::from_utf8_lossy(data);
    for loopback in BOTH {
        org(&typed, loopback);
        opa(&typed, loopback);
    }
    names(&typed);
}

/// A host that is taken keeps to the grammar, is what was typed, and is read back as itself; one
/// that is offered is a host that is taken.
fn org(typed: &str, loopback: LoopbackOrgs) {
    let host = match OrgHost::parse(typed, loopback) {
        Ok(host) => host,
        Err(problem) => {
            if let Some(offered) = problem.repaired {
                let taken = OrgHost::parse(&offered, LoopbackOrgs::Refused);
                let taken = taken.expect("what is offered is taken");
                assert_eq!(taken.as_str(), offered);
            }
            return;
        }
    };
    let name = host.as_str();
    match host.kind() {
        OrgKind::Okta => assert!(grammar::is_okta_host(name), "{name}"),
        OrgKind::Custom => assert!(grammar::is_custom_host(name), "{name}"),
        OrgKind::Loopback => {
            assert_eq!(loopback, LoopbackOrgs::Allowed, "{name}");
            assert!(grammar::is_loopback_host(name), "{name}");
        }
    }
    if typed.is_ascii() && host.kind() != OrgKind::Loopback {
        assert_eq!(grammar::named_by(typed, "https://", true), name);
    }
    assert_eq!(OrgHost::parse(&host.issuer(), loopback).as_ref(), Ok(&host));
    let url = host.url("/api/v1/users?limit=1");
    assert_eq!(
        url.as_str(),
        format!("{}/api/v1/users?limit=1", host.issuer())
    );
    if host.kind() == OrgKind::Okta {
        let console = host.admin_console("/admin").expect("an org has a console");
        let suffix = name.split_once('.').map_or("", |(_, suffix)| suffix);
        assert!(
            console
                .host_str()
                .is_some_and(|host| host.ends_with(suffix))
        );
    }
}

/// The same of OPA's base URL.
fn opa(typed: &str, loopback: LoopbackOrgs) {
    let url = match OpaBaseUrl::parse(typed, loopback) {
        Ok(url) => url,
        Err(problem) => {
            if let Some(offered) = problem.repaired {
                let taken = OpaBaseUrl::parse(&offered, loopback);
                let taken = taken.expect("what is offered is taken");
                assert_eq!(taken.origin(), offered);
            }
            if let Some(team) = problem.team {
                assert!(TeamName::parse(&team).is_ok_and(|read| read.as_str() == team));
            }
            return;
        }
    };
    let name = url.as_str();
    if url.is_loopback() {
        assert_eq!(loopback, LoopbackOrgs::Allowed, "{name}");
        assert!(grammar::is_loopback_host(name), "{name}");
    } else {
        assert!(grammar::is_opa_host(name), "{name}");
        assert_eq!(grammar::named_by(typed, "https://", false), name);
    }
    assert_eq!(
        OpaBaseUrl::parse(&url.origin(), loopback).as_ref(),
        Ok(&url)
    );
}

/// Whatever stands in a path stays one segment of it; names and IDs are read back as themselves.
fn names(typed: &str) {
    let base = OpaBaseUrl::parse("acme.pam.okta.com", LoopbackOrgs::Refused);
    let base = base.expect("a literal address");
    if let Ok(team) = TeamName::parse(typed) {
        assert_eq!(TeamName::parse(team.as_str()).as_ref(), Ok(&team));
        assert!(
            team.as_str()
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
    }
    if let Ok(id) = KeyId::parse(typed) {
        assert_eq!(KeyId::parse(id.as_str()).as_ref(), Ok(&id));
        assert_eq!(id.as_str().len(), 36);
    }
    let team = TeamName::parse("practice").expect("a literal name");
    // A URL has no tabs and line breaks, and no escaped form of `.` and `..`: those are left out.
    let kept = typed.replace(['\t', '\n', '\r'], "");
    let url = base.team_url(&team, &[typed, "end"]);
    let segments: Vec<&str> = url.path_segments().into_iter().flatten().collect();
    if matches!(kept.as_str(), "." | "..") {
        assert_eq!(segments, ["v1", "teams", "practice", "end"]);
        return;
    }
    let ["v1", "teams", "practice", segment, "end"] = segments[..] else {
        panic!("{typed:?} is no longer one segment: {url}");
    };
    assert_eq!(
        percent_decode_str(segment).decode_utf8_lossy(),
        kept,
        "{url}"
    );
    assert_eq!(url.host_str(), Some("acme.pam.okta.com"));
}

/// The table of three hundred hosts.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let table = include_str!("../../../src-tauri/crates/domain/tests/hosts.txt");
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    let typed = rows.map(|row| row.get(8..).unwrap_or_default());
    let mut seeds: Vec<Vec<u8>> = typed
        .map(|text| unescaped(text.split(" => ").next().unwrap_or_default()))
        .collect();
    seeds.extend(super::bytes([
        "https://acme.pam.okta.com",
        "https://acme.pam.okta.com/",
        "https://acme.pam.okta.com/t/Blue_Team/team/clientsession",
        "https://acme-admin.pam.okta.com",
        "acme-admin-admin.pam.okta.com",
        "xn--cme-8cd.pam.okta.com",
        "www-admin.okta.com",
        "x--admin.okta.com",
        "www.pam.okta.com",
        "localhost.",
        "acme.trexcloud.com.",
        "http://127.0.0.1:7100",
        "Blue_Team-2",
        "9F1B7E0C-3A5D-4C63-8E1F-2B7A6D5C4E3F",
        "a/../b",
    ]));
    seeds
}
