//! What a sign-in promises.

use std::sync::Arc;

use authorization::{Client, ClientAuthentication, SignIn, SignInError, redirect_uri};
use domain::{Clock, StoppedClock, SystemClock};
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use serde_json::json;
use static_assertions::assert_not_impl_any;
use transport::Transport;

use crate::issuer::{CLIENT_SECRET, Issuer, SUBJECT};
use crate::story::{SCOPES, begin, begin_at, clock, finish, request, sign_in};

assert_not_impl_any!(authorization::SignedIn: serde::Serialize, Clone);
assert_not_impl_any!(authorization::ServiceToken: serde::Serialize, Clone);
assert_not_impl_any!(authorization::AppToken: serde::Serialize, Clone);
assert_not_impl_any!(Client: serde::Serialize, Clone);

#[tokio::test]
async fn a_sign_in_gives_tokens_granted_scopes_and_a_proven_identity() {
    let issuer = Issuer::start().await;
    let now = SystemClock.now();
    let signed_in = sign_in(&issuer).await.unwrap();

    assert_eq!(signed_in.access.expose_secret(), "access-1");
    assert_eq!(signed_in.refresh.unwrap().expose_secret(), "refresh-1");
    assert_eq!(
        signed_in.granted.to_wire(),
        "offline_access okta.users.read openid profile"
    );
    let identity = signed_in.identity.unwrap();
    assert_eq!(
        (identity.subject.as_str(), identity.username.as_str()),
        (SUBJECT, "ada@acme.dev")
    );
    assert_eq!(identity.name.as_deref(), Some("Ada Lovelace"));
    let lifetime = signed_in.access_expires_at.duration_since(now);
    assert!(lifetime >= SignedDuration::from_secs(3600), "{lifetime}");
    assert_eq!(issuer.seen().token.len(), 1);
    assert_eq!(issuer.seen().key_fetches, 1, "the key is there at once");
}

#[tokio::test]
async fn the_browser_is_asked_for_just_what_okta_wants() {
    let issuer = Issuer::start().await;
    let mut asked = request(issuer.org(), SCOPES);
    asked.login_hint = Some("ada@acme.dev".into());
    asked.prompt_login = true;
    let sign_in = begin(asked).await;
    let redirect = sign_in.redirect_uri().to_owned();
    finish(sign_in).await.unwrap();

    let seen = issuer.seen();
    let [asked] = &seen.authorize[..] else {
        panic!("{seen:?}")
    };
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["redirect_uri"], redirect);
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(
        asked["scope"],
        "offline_access okta.users.read openid profile"
    );
    assert_eq!(asked["login_hint"], "ada@acme.dev");
    assert_eq!(asked["prompt"], "login");
    for random in ["state", "nonce", "code_challenge"] {
        let value = &asked[random];
        let in_alphabet = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        assert!(
            value.len() >= 43 && value.bytes().all(in_alphabet),
            "{random}"
        );
    }
    let verifier = &seen.token[0]["code_verifier"];
    assert!((64..=128).contains(&verifier.len()), "{}", verifier.len());
    assert!(
        !seen.token[0].contains_key("client_secret"),
        "the secret belongs into the header"
    );
}

#[tokio::test]
async fn no_two_sign_ins_share_state_nonce_or_challenge() {
    let issuer = Issuer::start().await;
    for _ in 0..3 {
        sign_in(&issuer).await.unwrap();
    }
    let seen = issuer.seen();
    for random in ["state", "nonce", "code_challenge"] {
        let mut values: Vec<_> = seen.authorize.iter().map(|asked| &asked[random]).collect();
        values.sort();
        values.dedup();
        assert_eq!(values.len(), 3, "{random}");
    }
}

#[tokio::test]
async fn a_native_app_signs_in_with_pkce_and_no_secret() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| b.claims = Box::new(|claims| claims["aud"] = "0oa1native".into()));
    let mut asked = request(issuer.org(), SCOPES);
    asked.client = Client {
        id: "0oa1native".into(),
        authentication: ClientAuthentication::Public,
        dpop: None,
    };
    assert!(finish(begin(asked).await).await.is_ok());
}

#[tokio::test]
async fn scopes_that_were_dropped_are_not_in_what_was_granted() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| b.token = Box::new(|answer| answer["scope"] = "openid offline_access".into()));
    let signed_in = sign_in(&issuer).await.unwrap();
    assert_eq!(signed_in.granted.to_wire(), "offline_access openid");
}

#[tokio::test]
async fn an_answer_without_scope_grants_what_was_asked_for() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| {
        b.token = Box::new(|answer| drop(answer.as_object_mut().unwrap().remove("scope")));
    });
    let signed_in = sign_in(&issuer).await.unwrap();
    assert!(signed_in.granted.contains("okta.users.read"));
}

#[tokio::test]
async fn a_missing_refresh_token_is_told_at_once() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| {
        b.token = Box::new(|answer| drop(answer.as_object_mut().unwrap().remove("refresh_token")));
    });
    assert!(sign_in(&issuer).await.unwrap().refresh.is_none());
}

#[tokio::test]
async fn without_openid_there_is_no_identity_and_no_nonce() {
    let issuer = Issuer::start().await;
    let signed_in = finish(begin(request(issuer.org(), "okta.users.read")).await)
        .await
        .unwrap();
    assert!(signed_in.identity.is_none());
    assert!(!issuer.seen().authorize[0].contains_key("nonce"));
}

#[tokio::test]
async fn a_user_whom_the_id_token_only_numbers_is_named_by_userinfo_then_introspection() {
    let issuer = Issuer::start().await;
    let numbered = |claims: &mut serde_json::Value| {
        let claims = claims.as_object_mut().unwrap();
        claims.remove("preferred_username");
        claims.remove("name");
    };
    issuer.lie(|b| {
        b.claims = Box::new(numbered);
        b.userinfo = Box::new(|user| user["preferred_username"] = "from-userinfo@acme.dev".into());
    });
    let identity = sign_in(&issuer).await.unwrap().identity.unwrap();
    assert_eq!(identity.username, "from-userinfo@acme.dev");

    issuer.lie(|b| b.userinfo = Box::new(|user| *user = json!({"sub": SUBJECT})));
    let identity = sign_in(&issuer).await.unwrap().identity.unwrap();
    assert_eq!(identity.username, "ada@acme.dev");

    for tells_nothing in [
        (401, json!({"error": "invalid_client"})),
        (
            200,
            json!({"active": false, "username": "somebody@acme.dev"}),
        ),
        (200, json!({"active": true, "username": ""})),
    ] {
        issuer.lie(|b| b.introspection = tells_nothing);
        let identity = sign_in(&issuer).await.unwrap().identity.unwrap();
        assert_eq!(identity.username, SUBJECT);
    }
}

#[tokio::test]
async fn a_taken_port_is_named_with_its_holder_and_the_next_one_is_used() {
    let squatter = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = squatter.local_addr().unwrap().port();
    let issuer = Issuer::start().await;
    let begin = async |ports: &[u16]| {
        let transport = Transport::new().unwrap();
        SignIn::begin(transport, clock(), ports, request(issuer.org(), SCOPES)).await
    };
    let sign_in = begin(&[taken, 0]).await.unwrap();
    assert_ne!(sign_in.redirect_uri(), redirect_uri(taken));
    let [busy] = sign_in.busy_ports() else {
        panic!("{:?}", sign_in.busy_ports())
    };
    assert_eq!(busy.port, taken);
    if cfg!(target_os = "linux") {
        let me = format!("(pid {})", std::process::id());
        assert!(busy.owner.as_ref().unwrap().ends_with(&me), "{busy:?}");
    }

    let error = begin(&[taken]).await.err().unwrap();
    assert!(matches!(&error, SignInError::PortsTaken(busy) if busy[0].port == taken));
    assert!(
        error
            .explain(&issuer.org())
            .why
            .contains(&taken.to_string())
    );
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_nobody_finishes_ends_after_five_minutes() {
    let begun_at = "2026-11-02T08:00:00Z".parse().unwrap();
    let clock = Arc::new(StoppedClock::at(begun_at));
    let sign_in = begin_at(clock, request(Issuer::start().await.org(), SCOPES)).await;
    let redirect = sign_in.redirect_uri().to_owned();
    let told: Timestamp = "2026-11-02T08:05:00Z".parse().unwrap();
    assert_eq!(sign_in.expires_at(), told);
    let started = tokio::time::Instant::now();
    let error = sign_in.wait().await.unwrap_err();
    assert_eq!(started.elapsed().as_secs(), 300);
    assert_eq!(
        error,
        SignInError::TimedOut {
            redirect_uri: redirect
        }
    );
}

#[tokio::test]
async fn printing_what_a_sign_in_gave_shows_no_secret() {
    let issuer = Issuer::start().await;
    let sign_in = begin(request(issuer.org(), SCOPES)).await;
    let state = sign_in
        .authorize_url()
        .as_str()
        .split("state=")
        .nth(1)
        .unwrap()[..20]
        .to_owned();
    let printed = format!("{:?}", sign_in.authorize_url());
    assert!(printed.contains("127.0.0.1") && !printed.contains(&state));
    let printed = format!("{:?}", finish(sign_in).await.unwrap());
    for secret in ["access-1", "refresh-1", CLIENT_SECRET] {
        assert!(!printed.contains(secret), "{secret}");
    }
}
