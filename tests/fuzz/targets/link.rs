//! `Link` of an answer: the next page.

use std::sync::LazyLock;

use domain::{LoopbackOrgs, OpaBaseUrl, OrgHost};
use http::header::LINK;
use http::{HeaderValue, Response, Uri};
use transport::{Origin, next_link};

static ORIGINS: LazyLock<[Origin; 2]> = LazyLock::new(|| {
    let org = OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused);
    let team = OpaBaseUrl::parse("http://127.0.0.1:7100", LoopbackOrgs::Allowed);
    [
        Origin::from(&org.expect("a literal name")),
        Origin::from(&team.expect("a literal address")),
    ]
});

/// A next page that is followed is a path of this origin and nothing else, and was named once.
pub(super) fn check(data: &[u8]) {
    let lines = data.split(|&b| b == b'\n');
    let lines: Vec<HeaderValue> = lines
        .filter_map(|line| HeaderValue::from_bytes(line).ok())
        .collect();
    let mut response = Response::new(());
    for line in &lines {
        response.headers_mut().append(LINK, line.clone());
    }
    for origin in &*ORIGINS {
        let Ok(Some(path)) = next_link(origin, &response) else {
            continue;
        };
        assert!(
            path.starts_with('/') && path.bytes().all(|b| b.is_ascii_graphic()),
            "{path}"
        );
        let uri: Uri = path.parse().expect("it can be sent");
        assert!(
            uri.authority().is_none() && uri.scheme().is_none(),
            "{path}"
        );
        let url = origin.locate(&uri).expect("it is of this origin");
        let (_, host) = origin
            .as_str()
            .split_once("://")
            .expect("an origin has a scheme");
        let whole = url
            .as_str()
            .strip_prefix(origin.as_str())
            .expect("the same scheme and host");
        assert!(whole.starts_with('/'), "{url} is not of {host}");
        let said = lines.iter().any(|line| {
            line.as_bytes()
                .to_ascii_lowercase()
                .windows(4)
                .any(|w| w == b"next")
        });
        assert!(said, "nobody said next");
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = super::bytes([
        "<https://acme.okta.com/api/v1/users?limit=2>; rel=\"self\"\n<https://acme.okta.com/api/v1/users?after=200u%2B&limit=2>; rel=\"next\"",
        r#"</v1/teams/t/users?offset=1>; title="a,<b>"; rel=prev, </v1/teams/t/users?offset=3>; rel="last next""#,
        "<http://127.0.0.1:7100/v1/teams/t/users?offset=2>; rel=next",
        "string",
        "<",
        "<>; rel=next",
        "<x>; rel=\"next",
        "<https://acme.okta.com/a>; rel=\"next\"\n<https://acme.okta.com/a>; rel=\"next\"",
    ]);
    for target in [
        "https://evil.dev/api/v1/users?after=1",
        "http://acme.okta.com/api/v1/users?after=1",
        "https://acme.okta.com:8443/api/v1/users",
        "https://acme.okta.com:443/api/v1/users",
        "https://acme.okta.com.evil.dev/api/v1/users",
        "https://acme.okta.com@evil.dev/api/v1/users",
        "https://user:pass@acme.okta.com/api/v1/users",
        "//evil.dev/api/v1/users",
        r"\\evil.dev\api",
        "https:evil.dev",
        "https:\\\\evil.dev/",
        "https://acme.okta.com//evil.dev/x",
        "/a/../../b?c=%2e%2e/#d",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/plain,x",
        "https://acme-admin.okta.com/api/v1/users",
    ] {
        seeds.push(format!("<{target}>; rel=\"next\"").into_bytes());
    }
    seeds
}
