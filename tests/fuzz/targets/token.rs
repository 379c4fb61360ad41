//! What a token endpoint answers to a success (RFC 6749 §5.1).

use std::sync::LazyLock;

use authorization::parsers::token_answer;
use domain::{LoopbackOrgs, OrgHost, ScopeSet};
use jiff::SignedDuration;
use secrecy::ExposeSecret as _;

use super::{now, said};

static ORG: LazyLock<OrgHost> = LazyLock::new(|| {
    OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused).expect("a literal name")
});

/// A token that is taken is the one in the answer, can stand in a header, is of a kind that can be
/// shown, and ends within a day.
pub(super) fn check(data: &[u8]) {
    for proven in [false, true] {
        let Some(given) = token_answer(&ORG, data, proven, now()) else {
            continue;
        };
        let Some(said) = said(data) else {
            continue;
        };
        // EXPOSE: made up here, and compared.
        let access = given.access.expose_secret();
        assert!(!access.is_empty() && access.bytes().all(|b| b.is_ascii_graphic()));
        assert_eq!(said["access_token"], access);
        let kind = said["token_type"].as_str().unwrap_or_default();
        assert!(kind.eq_ignore_ascii_case("bearer") || proven && kind.eq_ignore_ascii_case("dpop"));
        let lifetime = given.access_expires_at.duration_since(now());
        assert!(!lifetime.is_negative() && lifetime <= SignedDuration::from_hours(24));
        if let Some(refresh) = &given.refresh {
            // EXPOSE: as above.
            let refresh = refresh.expose_secret();
            assert!(!refresh.is_empty());
            assert_eq!(said["refresh_token"], refresh);
        }
        if let Some(granted) = &given.granted {
            assert_eq!(&ScopeSet::from_wire(&granted.to_wire()), granted);
            let words = said["scope"].as_str().unwrap_or_default();
            assert!(granted.iter().all(|scope| words.contains(scope.as_str())));
        }
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    super::bytes([
        r#"{"token_type":"Bearer","expires_in":3600,"access_token":"eyJ.a.b","scope":"openid okta.users.read","refresh_token":"r1","id_token":"a.b.c"}"#,
        r#"{"token_type":"DPoP","expires_in":3600,"access_token":"eyJ.a.b","scope":"openid"}"#,
        r#"{"token_type":"bearer","access_token":"x"}"#,
        r#"{"token_type":"BEARER","access_token":"x","expires_in":0}"#,
        r#"{"token_type":"Bearer","access_token":"x","expires_in":18446744073709551615}"#,
        r#"{"token_type":"Bearer","access_token":"x","expires_in":"3600"}"#,
        r#"{"token_type":"Bearer","access_token":"x","expires_in":-1}"#,
        r#"{"token_type":"Bearer","access_token":"a b\r\nX: y"}"#,
        r#"{"token_type":"Bearer","access_token":""}"#,
        r#"{"token_type":"mac","access_token":"x"}"#,
        r#"{"token_type":"Bearer","access_token":"x","refresh_token":"","scope":""}"#,
        r#"{"token_type":"Bearer","access_token":"x","access_token":"y"}"#,
        r#"{"token_type":"Bearer","access_token":"x","scope":["openid"],"id_token":null}"#,
        r#"{"token_type":"Bearer","access_token":"x","scope":"a\"b  c\\d\u00e9"}"#,
        r#"{"error":"invalid_grant","error_description":"Gone."}"#,
        "[]",
        "null",
        "",
        "<html>",
    ])
}
