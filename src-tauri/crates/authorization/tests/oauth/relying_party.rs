//! The OpenID Foundation's relying-party tests by their own names, against an issuer that lies.
//!
//! Each one that must fail ends in an error, and an error carries no token: none was kept.

use authorization::{IdTokenProblem, SignInError};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::issuer::{Behaviour, CLIENT_ID, CLIENT_SECRET, Issuer};
use crate::jwt;
use crate::story::sign_in;

async fn problem(lie: impl FnOnce(&mut Behaviour)) -> IdTokenProblem {
    let issuer = Issuer::start().await;
    issuer.lie(lie);
    let result = sign_in(&issuer).await;
    assert_eq!(issuer.seen().token.len(), 1, "the code is exchanged once");
    match result {
        Err(SignInError::IdToken(problem)) => problem,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("the sign-in was believed"),
    }
}

async fn believed(lie: impl FnOnce(&mut Behaviour)) {
    let issuer = Issuer::start().await;
    issuer.lie(lie);
    sign_in(&issuer).await.unwrap();
}

fn set(name: &'static str, value: impl Into<Value>) -> impl FnOnce(&mut Behaviour) {
    let value = value.into();
    move |b| b.claims = Box::new(move |claims| claims[name] = value.clone())
}

fn without(name: &'static str) -> impl FnOnce(&mut Behaviour) {
    move |b| b.claims = Box::new(move |claims| drop(claims.as_object_mut().unwrap().remove(name)))
}

fn header(name: &'static str, value: impl Into<Value>) -> impl FnOnce(&mut Behaviour) {
    let value = value.into();
    move |b| b.header = Box::new(move |header| header[name] = value.clone())
}

macro_rules! refused {
    ($($(#[$doc:meta])* $name:ident: $lie:expr => $problem:pat,)*) => {$(
        $(#[$doc])*
        #[tokio::test]
        async fn $name() {
            let problem = problem($lie).await;
            assert!(matches!(problem, $problem), "{problem:?}");
        }
    )*};
}

refused! {
    oidcc_client_test_invalid_iss: set("iss", "https://evil.okta.com") => IdTokenProblem::Issuer { .. },
    oidcc_client_test_missing_sub: without("sub") => IdTokenProblem::MissingClaim("sub"),
    oidcc_client_test_empty_sub: set("sub", "") => IdTokenProblem::MissingClaim("sub"),
    oidcc_client_test_invalid_aud: set("aud", "0oa1other") => IdTokenProblem::Audience,
    oidcc_client_test_missing_aud: without("aud") => IdTokenProblem::MissingClaim("aud"),
    oidcc_client_test_missing_iat: without("iat") => IdTokenProblem::MissingClaim("iat"),
    oidcc_client_test_nonce_invalid: set("nonce", "another") => IdTokenProblem::Nonce,
    oidcc_client_test_invalid_athash: set("at_hash", "77QmUPtjPfzWtF2AnpK9RQ") => IdTokenProblem::AccessTokenHash,

    oidcc_client_test_idtoken_sig_none: |b: &mut Behaviour| {
        b.header = Box::new(|header| header["alg"] = "none".into());
        b.sign = Box::new(|header, claims| jwt::with_signature(header, claims, b""));
    } => IdTokenProblem::Algorithm { .. },
    oidcc_client_test_invalid_sig_rs256: |b: &mut Behaviour| {
        b.sign = Box::new(|header, claims| jwt::with_signature(header, claims, &[7; 256]));
    } => IdTokenProblem::Signature,
    /// The key confusion: the client secret as HMAC key.
    oidcc_client_test_invalid_sig_hs256: |b: &mut Behaviour| {
        b.header = Box::new(|header| header["alg"] = "HS256".into());
        b.sign = Box::new(|header, claims| jwt::hs256(CLIENT_SECRET.as_bytes(), header, claims));
    } => IdTokenProblem::Algorithm { .. },
    oidcc_client_test_invalid_sig_es256: |b: &mut Behaviour| {
        b.header = Box::new(|header| header["alg"] = "ES256".into());
        b.sign = Box::new(|header, claims| jwt::with_signature(header, claims, &[7; 64]));
    } => IdTokenProblem::Algorithm { .. },
    /// A token that is signed by a key of its own choice.
    a_key_that_the_org_does_not_publish_is_not_believed: |b: &mut Behaviour| {
        b.header = Box::new(|header| header["jwk"] = jwt::public(1, Some("k0")));
        b.sign = Box::new(|header, claims| jwt::rs256(1, header, claims));
    } => IdTokenProblem::Signature,
    oidcc_client_test_kid_absent_multiple_jwks: |b: &mut Behaviour| {
        b.header = Box::new(|header| drop(header.as_object_mut().unwrap().remove("kid")));
        b.keys = Box::new(|_| json!({"keys": [jwt::public(0, Some("k0")), jwt::public(1, Some("k1"))]}));
    } => IdTokenProblem::UnknownKey,
    a_key_that_stays_unknown_is_not_believed: |b: &mut Behaviour| {
        b.keys = Box::new(|_| json!({"keys": [jwt::public(0, Some("other"))]}));
    } => IdTokenProblem::UnknownKey,
    a_key_set_that_is_none_is_not_believed: |b: &mut Behaviour| {
        b.keys = Box::new(|_| json!(["k0"]));
    } => IdTokenProblem::Keys,
    a_key_set_of_thousands_is_not_believed: |b: &mut Behaviour| {
        b.keys = Box::new(|_| {
            let keys: Vec<Value> = (0..100).map(|_| jwt::public(0, Some("k0"))).collect();
            json!({"keys": keys})
        });
    } => IdTokenProblem::Keys,
    oidcc_client_test_userinfo_invalid_sub: |b: &mut Behaviour| {
        b.claims = Box::new(|claims| drop(claims.as_object_mut().unwrap().remove("preferred_username")));
        b.userinfo = Box::new(|user| user["sub"] = "00u1other".into());
    } => IdTokenProblem::UserinfoSubject,
    oidcc_client_test_discovery_issuer_mismatch: |b: &mut Behaviour| {
        b.claims = Box::new(|claims| {
            let slash = format!("{}/", claims["iss"].as_str().unwrap());
            claims["iss"] = slash.into();
        });
    } => IdTokenProblem::Issuer { .. },

    fapi2_client_test_invalid_expired_exp: set("exp", 1_000_000_000) => IdTokenProblem::Expired,
    fapi2_client_test_invalid_missing_exp: without("exp") => IdTokenProblem::MissingClaim("exp"),
    fapi2_client_test_invalid_missing_iss: without("iss") => IdTokenProblem::MissingClaim("iss"),
    fapi2_client_test_invalid_missing_aud: without("aud") => IdTokenProblem::MissingClaim("aud"),
    fapi2_client_test_invalid_secondary_aud: set("aud", json!([CLIENT_ID, "0oa1other"])) => IdTokenProblem::Audience,
    fapi2_client_test_invalid_null_alg: header("alg", Value::Null) => IdTokenProblem::Malformed,
    fapi2_client_test_invalid_alternate_alg: header("alg", "PS256") => IdTokenProblem::Algorithm { .. },
    fapi2_client_test_invalid_missing_nonce: without("nonce") => IdTokenProblem::Nonce,

    another_authorized_party_is_not_us: set("azp", "0oa1other") => IdTokenProblem::Audience,
    a_token_of_last_week_is_not_fresh: set("iat", 1_000_000_000) => IdTokenProblem::IssuedAt,
    a_token_of_tomorrow_is_not_valid_yet: set("nbf", 4_000_000_000_u64) => IdTokenProblem::IssuedAt,
    a_critical_header_is_not_understood: header("crit", json!(["b64"])) => IdTokenProblem::Critical,
    an_id_token_of_20_kilobytes_is_not_read: set("padding", "x".repeat(20_000)) => IdTokenProblem::Malformed,
    an_answer_without_an_id_token_is_not_enough: |b: &mut Behaviour| {
        b.token = Box::new(|answer| drop(answer.as_object_mut().unwrap().remove("id_token")));
    } => IdTokenProblem::Missing,
    what_is_no_token_is_not_read: |b: &mut Behaviour| {
        b.token = Box::new(|answer| answer["id_token"] = "a.b".into());
    } => IdTokenProblem::Malformed,
}

#[tokio::test]
async fn oidcc_client_test() {
    believed(|_| {}).await;
}

#[tokio::test]
async fn oidcc_client_test_idtoken_sig_rs256() {
    believed(|_| {}).await;
}

#[tokio::test]
async fn oidcc_client_test_kid_absent_single_jwks() {
    believed(|b| b.header = Box::new(|header| drop(header.as_object_mut().unwrap().remove("kid"))))
        .await;
}

#[tokio::test]
async fn oidcc_client_test_missing_athash() {
    believed(without("at_hash")).await;
}

#[tokio::test]
async fn fapi2_client_test_valid_aud_as_array() {
    believed(set("aud", json!([CLIENT_ID]))).await;
}

#[tokio::test]
async fn fapi2_client_test_token_type_case_insensitivity() {
    believed(|b| b.token = Box::new(|answer| answer["token_type"] = "bEaReR".into())).await;
}

#[tokio::test]
async fn fapi2_client_test_token_endpoint_response_without_expires_in() {
    believed(|b| {
        b.token = Box::new(|answer| drop(answer.as_object_mut().unwrap().remove("expires_in")));
    })
    .await;
}

/// The key is changed just before the token is signed: the set is read a second time, and no
/// third.
#[tokio::test]
async fn oidcc_client_test_signing_key_rotation_just_before_signing() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| {
        b.keys = Box::new(|before| match before {
            0 => json!({"keys": [jwt::public(1, Some("old"))]}),
            _ => json!({"keys": [jwt::public(1, Some("old")), jwt::public(0, Some("k0"))]}),
        });
    });
    sign_in(&issuer).await.unwrap();
    assert_eq!(issuer.seen().key_fetches, 2);
}

#[tokio::test]
async fn oidcc_client_test_signing_key_rotation() {
    let issuer = Issuer::start().await;
    sign_in(&issuer).await.unwrap();
    issuer.lie(|b| {
        b.header = Box::new(|header| header["kid"] = "k1".into());
        b.sign = Box::new(|header, claims| jwt::rs256(1, header, claims));
        b.keys = Box::new(|_| json!({"keys": [jwt::public(1, Some("k1"))]}));
    });
    sign_in(&issuer).await.unwrap();
}

/// `-client-secret-basic` and `-scope-userinfo-claims` in one: the issuer takes nothing but a
/// form-encoded Basic header, and the name comes from userinfo.
#[tokio::test]
async fn oidcc_client_test_client_secret_basic_and_userinfo_bearer_header() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| {
        b.claims =
            Box::new(|claims| drop(claims.as_object_mut().unwrap().remove("preferred_username")));
    });
    let signed_in = sign_in(&issuer).await.unwrap();
    let expected = format!("Bearer {}", signed_in.access.expose_secret());
    assert_eq!(issuer.seen().userinfo_authorization, [Some(expected)]);
}
