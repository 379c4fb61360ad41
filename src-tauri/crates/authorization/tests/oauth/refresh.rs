//! What a refresh promises, above all about the refresh token that it leaves behind.

use std::sync::Arc;

use authorization::{
    IdTokenProblem, RefreshError, Refreshed, RefreshedIdToken, SignInError, refresh,
};
use domain::{Clock, LoopbackOrgs, OrgHost, StoppedClock, SystemClock};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use transport::{Transport, TransportError};

use crate::issuer::{CLIENT_ID, Issuer, SUBJECT};
use crate::story::{client, clock};

async fn renew(org: &OrgHost) -> Result<Refreshed, RefreshError> {
    let transport = Transport::new().unwrap();
    refresh(&transport, &clock(), org, &client(), &"refresh-0".into()).await
}

async fn refused_with(status: u16, body: Value) -> RefreshError {
    let issuer = Issuer::start().await;
    issuer.lie(|b| b.refuse_token = Some((status, body)));
    let error = renew(&issuer.org()).await.unwrap_err();
    assert_eq!(
        issuer.seen().token.len(),
        1,
        "a refresh is never repeated by itself"
    );
    error
}

#[tokio::test]
async fn a_refresh_sends_the_old_token_once_and_gives_the_new_ones() {
    let issuer = Issuer::start().await;
    let refreshed = renew(&issuer.org()).await.unwrap();
    assert_eq!(refreshed.access.expose_secret(), "access-1");
    assert_eq!(refreshed.refresh.unwrap().expose_secret(), "refresh-1");
    assert_eq!(
        refreshed.granted.unwrap().to_wire(),
        "offline_access okta.users.read openid"
    );
    let sent = &issuer.seen().token;
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (
            sent[0]["grant_type"].as_str(),
            sent[0]["refresh_token"].as_str()
        ),
        ("refresh_token", "refresh-0")
    );
    assert!(!sent[0].contains_key("scope"), "no scope means: as before");
}

#[tokio::test]
async fn an_answer_without_a_refresh_token_leaves_the_old_one() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| {
        b.token = Box::new(|answer| {
            answer.as_object_mut().unwrap().remove("refresh_token");
            answer.as_object_mut().unwrap().remove("scope");
        });
    });
    let refreshed = renew(&issuer.org()).await.unwrap();
    assert!(refreshed.refresh.is_none());
    assert!(refreshed.granted.is_none());
}

#[tokio::test]
async fn only_a_definite_invalid_grant_ends_the_grant() {
    let over = json!({"error": "invalid_grant", "error_description": "The refresh token is invalid or expired."});
    let ended = refused_with(400, over.clone()).await;
    assert!(matches!(&ended, RefreshError::GrantEnded(refusal) if refusal.code == "invalid_grant"));
    for status in [401, 403, 404, 500, 502, 503] {
        let error = refused_with(status, over.clone()).await;
        assert!(
            !matches!(error, RefreshError::GrantEnded(_)),
            "{status}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_rate_limit_that_says_invalid_grant_ends_nothing() {
    let before = SystemClock.now();
    let error = refused_with(429, json!({"error": "invalid_grant", "error_description": "API call exceeded rate limit due to too many requests."})).await;
    let RefreshError::Busy { retry_at } = error else {
        panic!("{error:?}")
    };
    assert!(retry_at > before);
}

#[tokio::test]
async fn other_refusals_are_told_apart() {
    let client = refused_with(401, json!({"error": "invalid_client"})).await;
    assert!(
        matches!(client, RefreshError::ClientRejected(_)),
        "{client:?}"
    );
    let fault = refused_with(503, json!({})).await;
    assert!(matches!(fault, RefreshError::ServerFault(_)), "{fault:?}");
    let dpop = refused_with(400, json!({"error": "use_dpop_nonce"})).await;
    assert!(matches!(dpop, RefreshError::DpopRequired), "{dpop:?}");
    let binding = json!({"error": "invalid_dpop_proof", "error_description": "Invalid DPoP Public Key binding in refresh token"});
    let bound = refused_with(400, binding).await;
    assert!(matches!(bound, RefreshError::GrantEnded(_)), "{bound:?}");
    let used = json!({"error": "invalid_dpop_proof", "error_description": "The DPoP proof JWT has already been used."});
    let used = refused_with(400, used).await;
    assert!(matches!(used, RefreshError::Refused(_)), "{used:?}");
    let other = refused_with(400, json!({"error": "invalid_request"})).await;
    assert!(matches!(other, RefreshError::Refused(_)), "{other:?}");
}

#[tokio::test]
async fn an_agreement_that_cannot_be_read_is_neither_success_nor_the_end() {
    for lie in [
        json!({}),
        json!({"token_type": "Bearer"}),
        json!({"access_token": "", "token_type": "Bearer"}),
        json!({"access_token": "a\nb", "token_type": "Bearer"}),
        json!({"access_token": "a", "token_type": "mac"}),
        json!("ok"),
    ] {
        let issuer = Issuer::start().await;
        issuer.lie(|b| b.token = Box::new(move |answer| *answer = lie.clone()));
        let error = renew(&issuer.org()).await.unwrap_err();
        assert!(matches!(error, RefreshError::Unreadable), "{error:?}");
    }
}

#[tokio::test]
async fn a_refused_connection_is_certain_not_to_have_sent_anything() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let org = org_at(&nobody);
    drop(nobody);
    let error = renew(&org).await.unwrap_err();
    assert!(
        matches!(
            error,
            RefreshError::NotSent(TransportError::ConnectionRefused)
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_answer_that_is_lost_leaves_it_unknown_and_is_not_asked_for_again() {
    let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let org = org_at(&server);
    let taken = tokio::spawn(async move {
        let (mut stream, _) = server.accept().await.unwrap();
        let mut buffer = [0; 4096];
        assert!(stream.read(&mut buffer).await.unwrap() > 0);
        drop(stream);
        server
    });
    let error = renew(&org).await.unwrap_err();
    assert!(
        matches!(error, RefreshError::Unknown(TransportError::CutOff)),
        "{error:?}"
    );

    let server = taken.await.unwrap().into_std().unwrap();
    let second = server.accept().unwrap_err();
    assert_eq!(
        second.kind(),
        std::io::ErrorKind::WouldBlock,
        "a second attempt was made"
    );
}

#[tokio::test]
async fn oidcc_client_test_refresh_token() {
    let issuer = Issuer::start().await;
    assert_eq!(identity_after_refresh(&issuer).await.unwrap(), SUBJECT);
}

#[tokio::test]
async fn oidcc_client_test_refresh_token_invalid_issuer() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| b.claims = Box::new(|claims| claims["iss"] = "https://evil.okta.com".into()));
    let error = identity_after_refresh(&issuer).await.unwrap_err();
    assert!(
        matches!(error, SignInError::IdToken(IdTokenProblem::Issuer { .. })),
        "{error:?}"
    );
}

/// The subject comes out, for the caller to compare with that of the sign-in.
#[tokio::test]
async fn oidcc_client_test_refresh_token_invalid_sub() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| b.claims = Box::new(|claims| claims["sub"] = "00u1other".into()));
    assert_eq!(identity_after_refresh(&issuer).await.unwrap(), "00u1other");
}

#[tokio::test]
async fn a_renewed_id_token_for_somebody_else_is_not_believed() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| b.claims = Box::new(|claims| claims["aud"] = "0oa1other".into()));
    let error = identity_after_refresh(&issuer).await.unwrap_err();
    assert_eq!(error, SignInError::IdToken(IdTokenProblem::Audience));
}

/// Nobody is there to set the clock: the org's own, by the `Date` of its answers, vouches for it.
#[tokio::test]
async fn a_wrong_clock_of_this_computer_does_not_spoil_a_renewed_id_token() {
    let issuer = Issuer::start().await;
    for off_by in [-3600, 7200] {
        let now = SystemClock.now() + SignedDuration::from_secs(off_by);
        let identity = identity_at(Arc::new(StoppedClock::at(now)), &issuer).await;
        assert_eq!(identity.unwrap(), SUBJECT, "{off_by}");
    }
    issuer.lie(|b| b.claims = Box::new(|claims| claims["exp"] = 1_000_000_000.into()));
    let error = identity_after_refresh(&issuer).await.unwrap_err();
    assert_eq!(error, SignInError::IdToken(IdTokenProblem::Expired));
}

#[tokio::test]
async fn an_id_token_that_was_kept_is_the_one_that_came() {
    let issuer = Issuer::start().await;
    let came = renew(&issuer.org()).await.unwrap();
    let text = came.id_token.unwrap().secret_text().clone();
    let kept = RefreshedIdToken::kept(text, came.access);
    let (transport, org) = (Transport::new().unwrap(), issuer.org());
    let identity = kept.identity(&transport, &clock(), &org, CLIENT_ID).await;
    assert_eq!(identity.unwrap().subject, SUBJECT);
}

async fn identity_after_refresh(issuer: &Issuer) -> Result<String, SignInError> {
    identity_at(clock(), issuer).await
}

async fn identity_at(clock: Arc<dyn Clock>, issuer: &Issuer) -> Result<String, SignInError> {
    let id_token = renew(&issuer.org()).await.unwrap().id_token.unwrap();
    let transport = Transport::new().unwrap();
    let identity = id_token
        .identity(&transport, &clock, &issuer.org(), CLIENT_ID)
        .await?;
    Ok(identity.subject)
}

fn org_at(listener: &TcpListener) -> OrgHost {
    let typed = format!("http://{}", listener.local_addr().unwrap());
    OrgHost::parse(&typed, LoopbackOrgs::Allowed).unwrap()
}
