//! Who may have a token: the errors tell the cases apart.

use rsa::pkcs1v15::SigningKey;
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};

use super::dpop::{compact, encode};
use super::learner::{Learner, NATIVE, OKTA, SERVICE, answer};

const FORM: [(&str, &str); 2] = [("grant_type", "refresh_token"), ("refresh_token", "x")];

fn said(answer: &(u16, Value)) -> (u16, &str, &str) {
    let text = |name: &str| answer.1[name].as_str().unwrap();
    (answer.0, text("error"), text("error_description"))
}

#[tokio::test]
async fn a_wrong_id_a_wrong_secret_and_none_at_all_are_told_apart() {
    let learner = Learner::new().await;
    let url = learner.at("/oauth2/v1/token");
    let post = || learner.http.post(&url).form(&FORM);

    let unknown = answer(post().basic_auth("0oaNobody", Some("x"))).await;
    let expected = (
        401,
        "invalid_client",
        "Invalid value for 'client_id' parameter.",
    );
    assert_eq!(said(&unknown), expected);
    let wrong = answer(post().basic_auth(OKTA, Some("wrong"))).await;
    assert_eq!(said(&wrong).1, "invalid_client");
    assert!(said(&wrong).2.starts_with("Client authentication failed."));
    let none = answer(post()).await;
    assert_eq!(
        said(&none),
        (401, "invalid_client", "No client credentials found.")
    );
}

#[tokio::test]
async fn credentials_in_two_places_are_refused() {
    let learner = Learner::new().await;
    let secret = learner.knobs().secret(OKTA).unwrap();
    let twice = [
        FORM[0],
        FORM[1],
        ("client_id", OKTA),
        ("client_secret", &secret),
    ];
    let request = learner
        .http
        .post(learner.at("/oauth2/v1/token"))
        .form(&twice);
    let refused = answer(request.basic_auth(OKTA, Some(&secret))).await;
    assert_eq!(said(&refused).0, 401);
    assert_eq!(said(&refused).1, "invalid_request");
    assert!(
        said(&refused)
            .2
            .starts_with("Cannot supply multiple client credentials.")
    );

    let body = answer(
        learner
            .http
            .post(learner.at("/oauth2/v1/token"))
            .form(&twice),
    )
    .await;
    assert_eq!(
        said(&body).1,
        "invalid_grant",
        "the secret alone in the body is good"
    );
}

#[tokio::test]
async fn a_rotated_secret_ends_the_old_one() {
    let learner = Learner::new().await;
    let old = learner.knobs().secret(OKTA).unwrap();
    let new = learner.knobs().rotate_secret(OKTA);
    let with = async |secret: &str| {
        let post = learner
            .http
            .post(learner.at("/oauth2/v1/token"))
            .form(&FORM);
        answer(post.basic_auth(OKTA, Some(secret))).await.1["error"].clone()
    };
    assert_eq!(with(&old).await, "invalid_client");
    assert_eq!(with(&new).await, "invalid_grant");
}

#[tokio::test]
async fn a_native_app_needs_no_secret() {
    let learner = Learner::new().await;
    let tokens = learner
        .tokens(NATIVE, "openid offline_access okta.users.read")
        .await;
    let (status, _) = learner.refresh(NATIVE, &tokens["refresh_token"]).await;
    assert_eq!(status, 200);
    let url = learner.at(&format!("/oauth2/v1/introspect?client_id={NATIVE}"));
    let form = [("token", tokens["access_token"].as_str().unwrap())];
    let (_, said) = answer(learner.http.post(url).form(&form)).await;
    assert_eq!(said["active"], true);
}

#[tokio::test]
async fn a_service_app_signs_its_request_and_acts_with_its_own_role() {
    let learner = Learner::new().await;
    let key = rsa::RsaPrivateKey::new(&mut rand::thread_rng(), 2048).unwrap();
    let jwk = json!({
        "kty": "RSA", "kid": "k1", "n": encode(&key.n().to_bytes_be()),
        "e": encode(&key.e().to_bytes_be()),
    });
    let signer = SigningKey::<sha2::Sha256>::new(key);
    let url = learner.at("/oauth2/v1/token");
    let now = jiff_seconds(&learner).await;
    let ask = async |jti: &str, audience: &str, scope: &str| {
        let header = json!({ "alg": "RS256", "kid": "k1" });
        let claims = json!({
            "iss": SERVICE, "sub": SERVICE, "aud": audience, "jti": jti, "iat": now,
            "exp": now + 300,
        });
        let assertion = compact(&header, &claims, |text| {
            use rsa::signature::{SignatureEncoding, Signer};
            signer.sign(text).to_vec()
        });
        let form = [
            ("grant_type", "client_credentials"),
            ("scope", scope),
            ("client_assertion", &assertion),
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
        ];
        answer(learner.http.post(&url).form(&form)).await
    };

    let unregistered = ask("1", &url, "okta.users.read").await;
    assert!(said(&unregistered).2.contains("does not have a JWKSet"));
    learner.knobs().add_public_jwk(SERVICE, jwk);
    let (status, tokens) = ask("2", &url, "okta.users.read okta.apps.read").await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(tokens["scope"], "okta.users.read");
    assert!(tokens["refresh_token"].is_null() && tokens["id_token"].is_null());
    let token = tokens["access_token"].as_str().unwrap();
    assert_eq!(learner.get("/api/v1/users?limit=1", token).await.0, 200);

    assert!(
        said(&ask("2", &url, "okta.users.read").await)
            .2
            .contains("already been used")
    );
    let elsewhere = ask("3", "https://elsewhere.example", "okta.users.read").await;
    assert!(said(&elsewhere).2.starts_with("The audience claim"));
    let nothing = ask("4", &url, "okta.apps.read").await;
    assert_eq!(said(&nothing).1, "consent_required");
    let person = ask("5", &url, "openid").await;
    assert_eq!(said(&person).1, "invalid_scope");

    // One key can take over from another: both are good until the first is deleted.
    let other = json!({ "kty": "EC", "kid": "k2", "crv": "P-256", "x": "AA", "y": "AA" });
    learner.knobs().add_public_jwk(SERVICE, other);
    assert_eq!(ask("6", &url, "okta.users.read").await.0, 200);
    learner.knobs().remove_public_jwk(SERVICE, "k1");
    let deleted = ask("7", &url, "okta.users.read").await;
    assert!(said(&deleted).2.contains("kid is invalid"));
}

/// The org's time, as its `Date` header says it.
pub(crate) async fn jiff_seconds(learner: &Learner) -> i64 {
    let response = learner
        .http
        .get(learner.at("/oauth2/v1/keys"))
        .send()
        .await
        .unwrap();
    let date = response.headers()["date"].to_str().unwrap().to_owned();
    jiff::fmt::rfc2822::parse(&date)
        .unwrap()
        .timestamp()
        .as_second()
}
