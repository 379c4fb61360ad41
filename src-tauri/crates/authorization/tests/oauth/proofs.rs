//! Proofs of possession at the token endpoint (RFC 9449 §5, §8).

use authorization::{DpopKey, Nonces, RefreshError, Refreshed, SignInError, refresh};
use domain::{Clock, StoppedClock, SystemClock};
use jiff::SignedDuration;
use serde_json::json;
use std::sync::Arc;
use transport::Transport;

use crate::issuer::{Behaviour, Issuer, Refused};
use crate::jwt::claims;
use crate::story::{SCOPES, begin_at, client, clock, finish, request};

/// The nonce that [`dpop_only`] wants.
const NONCE: &str = "nonce-of-today";

/// As Okta's token endpoint for an app with *Require DPoP*.
pub(crate) fn dpop_only(behaviour: &mut Behaviour) {
    behaviour.token_rule = Box::new(|headers, _| wants(headers, NONCE));
    behaviour.token = Box::new(|answer| answer["token_type"] = "DPoP".into());
}

fn wants(headers: &axum::http::HeaderMap, nonce: &'static str) -> Option<Refused> {
    let refused = |error: &str, words: &str, nonce| Refused {
        status: 400,
        body: json!({"error": error, "error_description": words}),
        nonce,
    };
    let Some(proof) = headers.get("dpop") else {
        let words = "The DPoP proof JWT header is missing.";
        return Some(refused("invalid_dpop_proof", words, None));
    };
    let shown = claims(proof.to_str().unwrap());
    let words = "Authorization server requires nonce in DPoP proof.";
    (shown["nonce"] != nonce).then(|| refused("use_dpop_nonce", words, Some(nonce)))
}

async fn renew(issuer: &Issuer, key: Option<DpopKey>) -> Result<Refreshed, RefreshError> {
    let transport = Transport::new().unwrap();
    let mut client = client();
    client.dpop = key;
    let token = "refresh-0".into();
    refresh(&transport, &clock(), &issuer.org(), &client, &token).await
}

#[tokio::test]
async fn the_nonce_is_asked_for_once_per_org_and_each_try_is_proven_anew() {
    let issuer = Issuer::start().await;
    issuer.lie(dpop_only);
    let nonces = Nonces::default();
    for _ in 0..2 {
        // Another connection of the same org profits from the nonce that the first was told.
        renew(&issuer, Some(DpopKey::generate(&nonces)))
            .await
            .unwrap();
    }
    let seen = issuer.seen();
    assert_eq!(seen.token.len(), 3);
    let mut ids: Vec<String> = seen
        .proofs
        .iter()
        .map(|p| claims(p)["jti"].to_string())
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3, "a jti is good once");
    for proof in &seen.proofs {
        let shown = claims(proof);
        assert_eq!(shown["htm"], "POST");
        let endpoint = format!("{}/oauth2/v1/token", issuer.org().issuer());
        assert_eq!(shown["htu"], endpoint);
        assert!(shown.get("ath").is_none());
    }
}

#[tokio::test]
async fn a_nonce_that_changes_in_the_middle_is_followed() {
    let issuer = Issuer::start().await;
    issuer.lie(dpop_only);
    let key = DpopKey::generate(&Nonces::default());
    renew(&issuer, Some(key.clone())).await.unwrap();
    issuer.lie(|b| b.token_rule = Box::new(|headers, _| wants(headers, "nonce-of-tomorrow")));
    renew(&issuer, Some(key)).await.unwrap();
    assert_eq!(issuer.seen().token.len(), 4);
}

#[tokio::test]
async fn a_server_that_is_never_content_with_a_nonce_is_not_asked_for_ever() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| {
        b.token_rule = Box::new(|headers, _| {
            headers.get("dpop").map(|_| Refused {
                status: 400,
                body: json!({"error": "use_dpop_nonce"}),
                nonce: Some("another"),
            })
        });
    });
    let key = DpopKey::generate(&Nonces::default());
    assert!(renew(&issuer, Some(key)).await.is_err());
    assert_eq!(issuer.seen().token.len(), 2);
}

#[tokio::test]
async fn a_token_that_is_not_bound_is_no_answer_to_a_bound_connection() {
    let issuer = Issuer::start().await;
    let error = renew(&issuer, Some(DpopKey::generate(&Nonces::default()))).await;
    assert_eq!(error.unwrap_err(), RefreshError::NotBound);
}

#[tokio::test]
async fn a_sign_in_that_was_given_a_bearer_token_all_the_same_says_so() {
    let issuer = Issuer::start().await;
    let mut asked = request(issuer.org(), SCOPES);
    asked.client.dpop = Some(DpopKey::generate(&Nonces::default()));
    let signed_in = finish(begin_at(clock(), asked).await).await.unwrap();
    assert!(signed_in.client.dpop.is_none());
}

#[tokio::test]
async fn a_proof_that_is_too_old_for_the_server_is_blamed_on_the_clock() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| {
        b.token_rule = Box::new(|headers, _| {
            let words = "The DPoP proof JWT is issued more than five minutes in the past.";
            headers.get("dpop").map(|_| Refused {
                status: 400,
                body: json!({"error": "invalid_dpop_proof", "error_description": words}),
                nonce: None,
            })
        });
    });
    let hour_ago = SystemClock.now() - SignedDuration::from_hours(1);
    let slow: Arc<dyn Clock> = Arc::new(StoppedClock::at(hour_ago));
    let mut asked = request(issuer.org(), SCOPES);
    asked.client.dpop = Some(DpopKey::generate(&Nonces::default()));
    let error = finish(begin_at(slow, asked).await).await.unwrap_err();
    let SignInError::ClockOff { by_seconds } = error else {
        panic!("{error:?}")
    };
    assert!((by_seconds + 3600).abs() <= 60, "{by_seconds}");
}
