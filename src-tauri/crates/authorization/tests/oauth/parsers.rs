//! The doors for the proofs that send any bytes at all lead to what the sign-in goes through.

use authorization::IdTokenProblem;
use authorization::parsers::{self, Callback, Expectation};
use domain::{Clock, LoopbackOrgs, OrgHost, SystemClock};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::jwt;

fn acme() -> OrgHost {
    OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused).unwrap()
}

#[test]
fn the_browser_that_comes_back_is_told_from_anybody_else() {
    let asked = |target: &str| {
        let request = format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:17815\r\n\r\n");
        parsers::callback(17815, "s1", "e1", request.as_bytes()).unwrap()
    };
    let back = asked("/authorization-code/callback?code=c1&state=s1&iss=i1");
    let Callback::Answer { issuer, code } = back else {
        panic!("{back:?}")
    };
    assert_eq!(issuer.as_deref(), Some("i1"));
    assert_eq!(code.unwrap().expose_secret(), "c1");
    assert!(matches!(asked("/done/e1"), Callback::LastPage));
    assert!(matches!(asked("/failed/e1"), Callback::LastPage));
    assert!(matches!(asked("/done/e2"), Callback::Refused));
    assert!(parsers::callback(17815, "s1", "e1", b"GET / HT").is_none());
}

#[test]
fn a_token_answer_is_read_as_at_a_renewal() {
    let now = SystemClock.now();
    let read = |kind: &str, proven| {
        let body = json!({"access_token": "a1", "token_type": kind, "expires_in": 60});
        parsers::token_answer(&acme(), body.to_string().as_bytes(), proven, now)
    };
    let bearer = read("Bearer", false).unwrap();
    assert_eq!(bearer.access.expose_secret(), "a1");
    assert_eq!(bearer.access_expires_at.duration_since(now).as_secs(), 60);
    assert!(read("DPoP", true).is_some());
    assert!(
        read("DPoP", false).is_none(),
        "bound to a key that nobody showed"
    );
}

#[test]
fn an_id_token_is_believed_if_the_org_issued_and_signed_it() {
    let now = SystemClock.now();
    let claims = |issuer: &str| {
        let at = now.as_second();
        json!({
            "iss": issuer, "sub": "00u1", "aud": "0oa1", "iat": at, "exp": at + 60, "nonce": "n1",
        })
    };
    let expectation = Expectation {
        client_id: "0oa1",
        nonce: "n1",
        access_token: "a1",
        now,
    };
    let keys = json!({"keys": [jwt::public(0, Some("k0"))]}).to_string();
    let read = |claims: &Value| {
        let token = jwt::rs256(0, &json!({"alg": "RS256", "kid": "k0"}), claims);
        parsers::id_token(&acme(), keys.as_bytes(), &token, &expectation)
    };
    let ours = claims("https://acme.okta.com");
    assert_eq!(read(&ours).unwrap().subject, "00u1");
    let payload = ours.to_string();
    let identity = parsers::claims(payload.as_bytes(), &expectation);
    assert_eq!(identity.unwrap().subject, "00u1");

    let foreign = read(&claims("https://evil.okta.com")).unwrap_err();
    assert!(
        matches!(foreign, IdTokenProblem::Issuer { .. }),
        "{foreign:?}"
    );
}
