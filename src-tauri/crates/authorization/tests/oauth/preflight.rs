//! What an org tells of an app before anybody signs in.

use std::sync::Arc;

use authorization::{Preflight, Renewal, Returned, ServerError, SignInError};
use axum::Router;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use domain::{Clock, LoopbackOrgs, OrgHost, ScopeSet, StoppedClock, SystemClock};
use jiff::SignedDuration;
use serde_json::json;
use transport::Transport;

use crate::issuer::{CLIENT_ID, Issuer};
use crate::story::{client, clock};

const REDIRECT_URI: &str = "http://127.0.0.1:17815/authorization-code/callback";

async fn returned(org: &OrgHost) -> Result<Returned, ServerError> {
    let (transport, clock) = (Transport::new().unwrap(), clock());
    let scopes = ScopeSet::from_wire("openid okta.users.read");
    Preflight::new(&transport, clock.as_ref(), org)
        .returned(CLIENT_ID, REDIRECT_URI, &scopes)
        .await
}

/// An org whose authorization endpoint answers with this and nothing else.
async fn org_that_answers(status: u16) -> OrgHost {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let here = format!("http://{}", listener.local_addr().unwrap());
    let status = StatusCode::from_u16(status).unwrap();
    let reset = SystemClock.now().as_second() + 30;
    let headers = [
        ("x-rate-limit-limit", "600".to_owned()),
        ("x-rate-limit-remaining", "0".to_owned()),
        ("x-rate-limit-reset", reset.to_string()),
    ];
    let handler = async move || (status, headers, "{}").into_response();
    let router = Router::new()
        .route("/oauth2/v1/authorize", get(handler.clone()))
        .route("/.well-known/okta-organization", get(handler));
    tokio::spawn(async move { axum::serve(listener, router).await });
    OrgHost::parse(&here, LoopbackOrgs::Allowed).unwrap()
}

#[tokio::test]
async fn a_sign_in_page_is_asked_for_without_showing_one_and_the_refusal_comes_back() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| b.refuse_authorize = Some(("login_required".into(), "No session.".into())));
    let Ok(Returned::Back(refusal)) = returned(&issuer.org()).await else {
        panic!("it did not come back")
    };
    assert_eq!(refusal.code, "login_required");
    let asked = &issuer.seen().authorize[0];
    assert_eq!(asked["prompt"], "none");
    assert_eq!(asked["client_id"], CLIENT_ID);
    assert_eq!(asked["scope"], "okta.users.read openid");
    assert_eq!(asked["code_challenge_method"], "S256");
}

#[tokio::test]
async fn an_org_that_is_busy_or_at_fault_says_nothing_of_the_app() {
    let busy = returned(&org_that_answers(429).await).await.unwrap_err();
    assert!(matches!(busy, ServerError::Busy { .. }), "{busy:?}");
    for status in [500, 503] {
        let fault = returned(&org_that_answers(status).await).await.unwrap_err();
        assert!(
            matches!(&fault, ServerError::Refused { status: said, .. } if *said == status),
            "{fault:?}"
        );
    }
    let page = returned(&org_that_answers(200).await).await.unwrap();
    assert_eq!(page, Returned::Elsewhere);
}

#[tokio::test]
async fn the_issuer_that_the_org_names_for_the_app_is_told() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| b.metadata = json!({"issuer": "https://login.acme.dev"}));
    let (transport, clock, org) = (Transport::new().unwrap(), clock(), issuer.org());
    let preflight = Preflight::new(&transport, clock.as_ref(), &org);
    let named = preflight.issuer(CLIENT_ID).await.unwrap();
    assert_eq!(named, "https://login.acme.dev");
    assert_eq!(preflight.card().await.unwrap().id, "00o1");
}

#[tokio::test]
async fn credentials_are_tried_with_a_token_that_nobody_issued() {
    let issuer = Issuer::start().await;
    let (transport, clock, org) = (Transport::new().unwrap(), clock(), issuer.org());
    let preflight = Preflight::new(&transport, clock.as_ref(), &org);
    preflight.client(&client()).await.unwrap();
    let asked = &issuer.seen().introspected[0];
    assert_eq!(asked["token"], "connections-console-preflight");

    issuer.lie(|b| b.introspection = (401, json!({"error": "invalid_client"})));
    let error = preflight.client(&client()).await.unwrap_err();
    assert!(
        matches!(error, SignInError::InvalidClient { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn what_the_token_endpoint_says_before_it_looks_at_the_token_tells_of_the_app() {
    let issuer = Issuer::start().await;
    let (transport, clock, org) = (Transport::new().unwrap(), clock(), issuer.org());
    let refused = async |error: &str, words: &str| {
        let body = json!({"error": error, "error_description": words});
        issuer.lie(|b| b.refuse_token = Some((400, body)));
        let preflight = Preflight::new(&transport, clock.as_ref(), &org);
        preflight.renewal(&client()).await
    };
    let off = refused("unauthorized_client", "").await;
    assert!(matches!(off, Ok(Renewal::Off(_))), "{off:?}");
    let unsaid = refused("invalid_grant", "The refresh token is invalid or expired.").await;
    assert_eq!(unsaid, Ok(Renewal::Unsaid));
    let proof = refused(
        "invalid_dpop_proof",
        "The DPoP proof JWT header is missing.",
    )
    .await;
    assert_eq!(proof, Ok(Renewal::DpopRequired));
    let other = refused("invalid_client", "").await;
    assert!(other.is_err(), "{other:?}");
    assert!(
        issuer
            .seen()
            .token
            .iter()
            .all(|sent| sent["refresh_token"] == "connections-console-preflight")
    );
}

#[tokio::test]
async fn the_last_answer_tells_how_far_the_clocks_are_apart_and_what_is_left_of_the_rate() {
    let transport = Transport::new().unwrap();
    let org = org_that_answers(200).await;
    for off_by in [3600, -3600] {
        let now = SystemClock.now() + SignedDuration::from_secs(off_by);
        let clock: Arc<dyn Clock> = Arc::new(StoppedClock::at(now));
        let preflight = Preflight::new(&transport, clock.as_ref(), &org);
        assert_eq!(preflight.ahead(), None, "nothing was asked yet");
        assert_eq!(preflight.rate(), None);
        let _no_card = preflight.card().await;
        let ahead = preflight.ahead().unwrap().as_secs();
        assert!((ahead - off_by).abs() <= 60, "{ahead}");
        let (path, rate) = preflight.rate().unwrap();
        assert_eq!(path, "/.well-known/okta-organization");
        assert_eq!((rate.limit, rate.remaining), (Some(600), Some(0)));
    }
}
