//! Sign-ins that must not succeed, each with its own cause.

use std::sync::Arc;

use authorization::{Client, ClientAuthentication, ClientFault, SignInError};
use domain::{Clock, StoppedClock, SystemClock};
use jiff::SignedDuration;
use serde_json::json;

use crate::browser;
use crate::issuer::{CLIENT_SECRET, Issuer};
use crate::story::{SCOPES, begin, begin_at, finish, request, sign_in};

#[tokio::test]
async fn each_refusal_in_the_browser_has_its_own_cause() {
    let issuer = Issuer::start().await;
    let refused = async |error: &str, description: &str| {
        issuer.lie(|b| b.refuse_authorize = Some((error.into(), description.into())));
        sign_in(&issuer).await.unwrap_err()
    };
    let not_assigned = refused(
        "access_denied",
        "User is not assigned to the client application.",
    )
    .await;
    assert!(
        matches!(not_assigned, SignInError::NotAssigned(_)),
        "{not_assigned:?}"
    );
    let policy = refused(
        "access_denied",
        "Policy evaluation failed for this request.",
    )
    .await;
    assert!(matches!(policy, SignInError::AccessDenied(_)), "{policy:?}");
    let scope = refused(
        "invalid_scope",
        "One or more scopes are not configured for the authorization server resource.",
    )
    .await;
    assert!(matches!(scope, SignInError::UnknownScope(_)), "{scope:?}");
    let nothing = refused(
        "consent_required",
        "You are not allowed any of the requested scopes.",
    )
    .await;
    assert!(
        matches!(nothing, SignInError::NothingGranted(_)),
        "{nothing:?}"
    );
    let grant = refused(
        "unauthorized_client",
        "The client is not authorized to use the provided grant type.",
    )
    .await;
    assert!(matches!(grant, SignInError::GrantTypeOff(_)), "{grant:?}");
    let pkce = refused(
        "invalid_request",
        "PKCE code challenge method is not supported.",
    )
    .await;
    assert!(matches!(pkce, SignInError::Pkce(_)), "{pkce:?}");
    let fault = refused("server_error", "").await;
    assert!(matches!(fault, SignInError::ServerFault(_)), "{fault:?}");
    let other = refused("invalid_request", "The state parameter is missing.").await;
    assert!(matches!(other, SignInError::Refused(_)), "{other:?}");
    assert!(
        issuer.seen().token.is_empty(),
        "an error must not be exchanged"
    );
}

#[tokio::test]
async fn a_code_that_is_refused_is_not_blamed_on_pkce_or_a_missing_proof() {
    let issuer = Issuer::start().await;
    let words = "The authorization code is invalid or has expired.";
    let body = json!({"error": "invalid_grant", "error_description": words});
    issuer.lie(|b| b.refuse_token = Some((400, body)));
    let error = sign_in(&issuer).await.unwrap_err();
    assert!(matches!(error, SignInError::CodeRefused(_)), "{error:?}");
}

#[tokio::test]
async fn a_wrong_secret_is_told_from_a_wrong_id() {
    let issuer = Issuer::start().await;
    let fault = async |id: &str, secret: &str| {
        let mut asked = request(issuer.org(), SCOPES);
        asked.client = Client {
            id: id.into(),
            authentication: ClientAuthentication::Secret(secret.into()),
            dpop: None,
        };
        match finish(begin(asked).await).await.unwrap_err() {
            SignInError::InvalidClient { fault, .. } => fault,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(fault("0oa1client", "wrong").await, ClientFault::Secret);
    assert_eq!(fault("0oa1other", CLIENT_SECRET).await, ClientFault::Id);
}

#[tokio::test]
async fn a_token_that_is_bound_to_a_key_which_nobody_showed_is_not_used() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| b.token = Box::new(|answer| answer["token_type"] = "DPoP".into()));
    let error = sign_in(&issuer).await.unwrap_err();
    assert!(matches!(error, SignInError::Unreadable), "{error:?}");
}

#[tokio::test]
async fn a_clock_that_is_an_hour_off_is_named_with_the_difference() {
    let issuer = Issuer::start().await;
    for off_by in [3600, -3600] {
        let now = SystemClock.now() + SignedDuration::from_secs(off_by);
        let clock: Arc<dyn Clock> = Arc::new(StoppedClock::at(now));
        let sign_in = begin_at(clock, request(issuer.org(), SCOPES)).await;
        let error = finish(sign_in).await.unwrap_err();
        let SignInError::ClockOff { by_seconds } = error else {
            panic!("{error:?}")
        };
        assert!((by_seconds - off_by).abs() <= 60, "{by_seconds}");
    }
}

#[tokio::test]
async fn a_token_that_is_old_by_either_clock_is_not_blamed_on_the_clock() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| b.claims = Box::new(|claims| claims["exp"] = 1_000_000_000.into()));
    let now = SystemClock.now() + SignedDuration::from_hours(1);
    let clock: Arc<dyn Clock> = Arc::new(StoppedClock::at(now));
    let error = finish(begin_at(clock, request(issuer.org(), SCOPES)).await)
        .await
        .unwrap_err();
    assert!(matches!(error, SignInError::IdToken(_)), "{error:?}");
}

#[tokio::test]
async fn an_answer_that_names_another_issuer_is_not_used() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| b.issuer_in_answer = Some("https://evil.dev".into()));
    let error = sign_in(&issuer).await.unwrap_err();
    assert_eq!(
        error,
        SignInError::WrongIssuer {
            claimed: "https://evil.dev".into()
        }
    );
    // Neither is an error that comes with it.
    issuer.lie(|b| b.refuse_authorize = Some(("access_denied".into(), String::new())));
    assert!(matches!(
        sign_in(&issuer).await,
        Err(SignInError::WrongIssuer { .. })
    ));
    assert!(issuer.seen().token.is_empty());

    let own = issuer.org().issuer();
    issuer.lie(|b| {
        b.refuse_authorize = None;
        b.issuer_in_answer = Some(own);
    });
    assert!(sign_in(&issuer).await.is_ok());
}

#[tokio::test]
async fn the_answer_of_one_org_does_not_end_the_sign_in_of_another() {
    let (a, b) = (Issuer::start().await, Issuer::start().await);
    let at_a = begin(request(a.org(), SCOPES)).await;
    let at_b = begin(request(b.org(), SCOPES)).await;
    // The browser brings B's answer, with B's state, to A's port.
    let authorize = url::Url::parse(at_b.authorize_url().as_str()).unwrap();
    let mut answer = url::Url::parse(browser::get(&authorize).await.location().unwrap()).unwrap();
    let a_port = url::Url::parse(at_a.redirect_uri()).unwrap().port();
    answer.set_port(a_port).unwrap();

    let refused = at_a.refused_requests();
    let url = at_a.authorize_url().as_str().to_owned();
    let waiting = tokio::spawn(at_a.wait());
    assert_eq!(browser::get(&answer).await.status, 404);
    assert_eq!(refused.count(), 1);
    browser::walk(&url).await;
    assert!(waiting.await.unwrap().is_ok());
    assert!(b.seen().token.is_empty());
}

#[tokio::test]
async fn a_fault_of_the_server_says_nothing_about_the_token() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| b.keys_status = 503);
    let error = sign_in(&issuer).await.unwrap_err();
    assert!(matches!(error, SignInError::ServerFault(_)), "{error:?}");
    issuer.lie(|b| b.refuse_token = Some((502, json!({"error": "invalid_grant"}))));
    let error = sign_in(&issuer).await.unwrap_err();
    assert!(matches!(error, SignInError::ServerFault(_)), "{error:?}");
}
