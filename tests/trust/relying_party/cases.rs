//! The OpenID Foundation's tests of a relying party, by the names that its conformance suite gives
//! them: the plans for Basic, Config and refresh, and those of FAPI 2's client plan that concern a
//! client like ours.

use serde_json::{Value, json};

use super::case::{Case, Must, When, apart, renewal, sign_in};
use crate::trust::issuer::jwt::{self, Signature};
use crate::trust::issuer::{Behaviour, CLIENT_ID};

const ACCEPT: Must = Must::Accept;

/// All of them. The plans name 43; `oidcc-client-test-idtoken-sig-none` stands in two of them.
pub fn all() -> Vec<Case> {
    [basic(), config(), refresh(), also(), fapi2()].concat()
}

fn basic() -> Vec<Case> {
    vec![
        sign_in("oidcc-client-test", ACCEPT, |_| {}),
        sign_in(
            "oidcc-client-test-invalid-iss",
            Must::Refuse(&["was issued by https://evil.okta.com"]),
            |b| b.claims = |claims| claims["iss"] = "https://evil.okta.com".into(),
        ),
        sign_in(
            "oidcc-client-test-missing-sub",
            Must::Refuse(&["the ID token has no sub"]),
            |b| b.claims = |claims| remove(claims, "sub"),
        ),
        sign_in(
            "oidcc-client-test-invalid-aud",
            Must::Refuse(&["meant for another client"]),
            |b| b.claims = |claims| claims["aud"] = "0oa1other".into(),
        ),
        sign_in(
            "oidcc-client-test-missing-iat",
            Must::Refuse(&["the ID token has no iat"]),
            |b| b.claims = |claims| remove(claims, "iat"),
        ),
        sign_in("oidcc-client-test-kid-absent-single-jwks", ACCEPT, |b| {
            b.header = |header| remove(header, "kid");
        }),
        sign_in(
            "oidcc-client-test-kid-absent-multiple-jwks",
            Must::Refuse(&["no key of the org fits the ID token"]),
            |b| {
                b.header = |header| remove(header, "kid");
                b.keys =
                    |_| json!({"keys": [jwt::public(0, Some("k0")), jwt::public(1, Some("k1"))]});
            },
        ),
        sign_in("oidcc-client-test-idtoken-sig-rs256", ACCEPT, |_| {}),
        sign_in(
            "oidcc-client-test-idtoken-sig-none",
            Must::Refuse(&["signed with none and not RS256"]),
            |b| {
                b.header = |header| header["alg"] = "none".into();
                b.signature = Signature::Made(0);
            },
        ),
        sign_in(
            "oidcc-client-test-invalid-sig-rs256",
            Must::Refuse(&["the signature of the ID token is wrong"]),
            |b| b.signature = Signature::Made(256),
        ),
        sign_in(
            "oidcc-client-test-userinfo-invalid-sub",
            Must::Refuse(&["userinfo speaks of another user"]),
            |b| {
                nameless(b);
                b.userinfo = |user| user["sub"] = "00u1other".into();
            },
        ),
        sign_in(
            "oidcc-client-test-nonce-invalid",
            Must::Refuse(&["the nonce of the ID token is of another sign-in"]),
            |b| b.claims = |claims| claims["nonce"] = "another".into(),
        ),
        sign_in(
            "oidcc-client-test-scope-userinfo-claims",
            Must::AcceptAs("ada.from.userinfo@acme.dev"),
            nameless,
        ),
        // The issuer takes nothing but a form-encoded Basic header.
        sign_in("oidcc-client-test-client-secret-basic", ACCEPT, |_| {}),
    ]
}

fn config() -> Vec<Case> {
    vec![
        apart(
            "oidcc-client-test-discovery-openid-config",
            "endpoints are built from the domain that was typed; of the document nothing is read but \
             whether requests must be pushed, and one that names other endpoints diverts nothing",
            |b| {
                b.metadata = |metadata| {
                    for name in ["authorization_endpoint", "token_endpoint"] {
                        metadata[name] = elsewhere(metadata).into();
                    }
                };
            },
        ),
        apart(
            "oidcc-client-test-discovery-jwks-uri-keys",
            "keys are fetched from the domain's own address and not from `jwks_uri`; a document \
             that names another is shown to divert nothing",
            |b| b.metadata = |metadata| metadata["jwks_uri"] = elsewhere(metadata).into(),
        ),
        apart(
            "oidcc-client-test-discovery-issuer-mismatch",
            "metadata is read behind a custom domain only, which the tests of `authorization` \
             cover; under any other the ID token's issuer is compared with the domain itself",
            |b| b.metadata = |metadata| metadata["issuer"] = "https://evil.okta.com".into(),
        ),
        sign_in(
            "oidcc-client-test-signing-key-rotation-just-before-signing",
            ACCEPT,
            |b| {
                b.header = |header| header["kid"] = "k1".into();
                b.signature = Signature::Rs256(1);
                b.keys = |before| match before {
                    0 => json!({"keys": [jwt::public(0, Some("k0"))]}),
                    _ => json!({"keys": [jwt::public(0, Some("k0")), jwt::public(1, Some("k1"))]}),
                };
            },
        ),
        sign_in("oidcc-client-test-signing-key-rotation", ACCEPT, |b| {
            b.header = |header| header["kid"] = "k1".into();
            b.signature = Signature::Rs256(1);
            b.keys = |_| json!({"keys": [jwt::public(1, Some("k1"))]});
        }),
    ]
}

fn refresh() -> Vec<Case> {
    vec![
        renewal("oidcc-client-test-refresh-token", ACCEPT, |_| {}),
        renewal(
            "oidcc-client-test-refresh-token-invalid-issuer",
            Must::Refuse(&["was issued by https://evil.okta.com"]),
            |b| b.claims = |claims| claims["iss"] = "https://evil.okta.com".into(),
        ),
        renewal(
            "oidcc-client-test-refresh-token-invalid-sub",
            Must::Refuse(&["The new ID token is of mallory@acme.dev"]),
            |b| {
                b.claims = |claims| {
                    claims["sub"] = "00u1mallory".into();
                    claims["preferred_username"] = "mallory@acme.dev".into();
                };
            },
        ),
    ]
}

fn also() -> Vec<Case> {
    vec![
        sign_in(
            "oidcc-client-test-missing-aud",
            Must::Refuse(&["the ID token has no aud"]),
            |b| b.claims = |claims| remove(claims, "aud"),
        ),
        sign_in(
            "oidcc-client-test-invalid-athash",
            Must::Refuse(&["belongs to another access token"]),
            |b| b.claims = |claims| claims["at_hash"] = "77QmUPtjPfzWtF2AnpK9RQ".into(),
        ),
        // With the code flow `at_hash` is optional (OIDC Core §3.1.3.6).
        sign_in("oidcc-client-test-missing-athash", ACCEPT, |b| {
            b.claims = |claims| remove(claims, "at_hash");
        }),
        sign_in(
            "oidcc-client-test-invalid-sig-hs256",
            Must::Refuse(&["signed with HS256 and not RS256"]),
            |b| {
                b.header = |header| header["alg"] = "HS256".into();
                b.signature = Signature::Hs256;
            },
        ),
        sign_in(
            "oidcc-client-test-invalid-sig-es256",
            Must::Refuse(&["signed with ES256 and not RS256"]),
            |b| {
                b.header = |header| header["alg"] = "ES256".into();
                b.signature = Signature::Made(64);
            },
        ),
        // Userinfo is shown the access token in a Bearer header; `proof` looks.
        sign_in(
            "oidcc-client-test-userinfo-bearer-header",
            Must::AcceptAs("ada.from.userinfo@acme.dev"),
            nameless,
        ),
    ]
}

fn fapi2() -> Vec<Case> {
    vec![
        sign_in(
            "fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-state-fails",
            Must::Ignore,
            |b| b.answer = |answer| answer[1].1 = "another-state".into(),
        ),
        sign_in(
            "fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-missing-state-fails",
            Must::Ignore,
            |b| b.answer = |answer| answer.truncate(1),
        ),
        sign_in(
            "fapi2-security-profile-final-client-test-invalid-expired-exp",
            Must::Refuse(&["the ID token has expired"]),
            |b| b.claims = |claims| claims["exp"] = 1_000_000_000.into(),
        ),
        sign_in(
            "fapi2-security-profile-final-client-test-invalid-missing-exp",
            Must::Refuse(&["the ID token has no exp"]),
            |b| b.claims = |claims| remove(claims, "exp"),
        ),
        sign_in(
            "fapi2-security-profile-final-client-test-invalid-missing-iss",
            Must::Refuse(&["the ID token has no iss"]),
            |b| b.claims = |claims| remove(claims, "iss"),
        ),
        sign_in(
            "fapi2-security-profile-final-client-test-invalid-missing-aud",
            Must::Refuse(&["the ID token has no aud"]),
            |b| b.claims = |claims| remove(claims, "aud"),
        ),
        sign_in(
            "fapi2-security-profile-final-client-test-invalid-secondary-aud",
            Must::Refuse(&["meant for another client"]),
            |b| b.claims = |claims| claims["aud"] = json!([CLIENT_ID, "0oa1other"]),
        ),
        sign_in(
            "fapi2-security-profile-final-client-test-valid-aud-as-array",
            ACCEPT,
            |b| b.claims = |claims| claims["aud"] = json!([CLIENT_ID]),
        ),
        sign_in(
            "fapi2-security-profile-final-client-test-invalid-null-alg",
            Must::Refuse(&["the ID token cannot be read"]),
            |b| b.header = |header| header["alg"] = Value::Null,
        ),
        sign_in(
            "fapi2-security-profile-final-client-test-invalid-alternate-alg",
            Must::Refuse(&["signed with PS256 and not RS256"]),
            |b| {
                b.header = |header| header["alg"] = "PS256".into();
                b.signature = Signature::Ps256;
            },
        ),
        sign_in(
            "fapi2-security-profile-final-client-test-invalid-missing-nonce",
            Must::Refuse(&["the nonce of the ID token is of another sign-in"]),
            |b| b.claims = |claims| remove(claims, "nonce"),
        ),
        sign_in(
            "fapi2-security-profile-final-client-test-token-type-case-insensitivity",
            ACCEPT,
            |b| b.token = |answer| answer["token_type"] = "bEaReR".into(),
        ),
        sign_in(
            "fapi2-security-profile-final-client-test-token-endpoint-response-without-expires_in",
            ACCEPT,
            |b| b.token = |answer| remove(answer, "expires_in"),
        ),
        renewal(
            "fapi2-security-profile-final-client-test-refresh-token-test",
            ACCEPT,
            |b| b.token = |answer| remove(answer, "refresh_token"),
        ),
    ]
}

/// RFC 9207's two, which stand in no plan that is counted above.
pub fn mix_up() -> Vec<Case> {
    vec![
        sign_in(
            "fapi2-security-profile-final-client-test-invalid-authorization-response-iss",
            Must::Refuse(&["https://evil.okta.com"]),
            |b| b.answer = |answer| answer.push(("iss", "https://evil.okta.com".into())),
        ),
        Case {
            when: When::SignIn,
            ..apart(
                "fapi2-security-profile-final-client-test-remove-authorization-response-iss",
                "Okta's org servers do not announce that they name themselves, and their metadata \
                 is not read; a state of its own for each attempt binds answer and org",
                |_| {},
            )
        },
    ]
}

fn nameless(behaviour: &mut Behaviour) {
    behaviour.claims = |claims| remove(claims, "preferred_username");
}

fn elsewhere(metadata: &Value) -> String {
    format!(
        "{}/elsewhere",
        metadata["issuer"].as_str().unwrap_or_default()
    )
}

fn remove(from: &mut Value, name: &str) {
    if let Some(object) = from.as_object_mut() {
        object.remove(name);
    }
}
