//! What a service app's token request promises.

use std::sync::Arc;

use authorization::{
    AppToken, AppTokenError, Client, ClientAuthentication, DpopKey, Nonces, SigningAlgorithm,
    SigningKey, app_token,
};
use domain::ScopeSet;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use transport::Transport;

use crate::issuer::{Issuer, SERVICE_APP};
use crate::jwt::claims;
use crate::proofs::dpop_only;
use crate::story::clock;

fn service_app(dpop: Option<DpopKey>) -> Client {
    let key = SigningKey::generate(SigningAlgorithm::Es256);
    Client {
        id: SERVICE_APP.into(),
        authentication: ClientAuthentication::PrivateKey(Arc::new(key)),
        dpop,
    }
}

async fn ask(issuer: &Issuer, client: &Client) -> Result<AppToken, AppTokenError> {
    let (transport, scopes) = (
        Transport::new().unwrap(),
        ScopeSet::from_wire("okta.users.read"),
    );
    app_token(&transport, &clock(), &issuer.org(), client, &scopes).await
}

#[tokio::test]
async fn a_service_app_asks_with_an_assertion_and_names_its_scopes() {
    let issuer = Issuer::start().await;
    let token = ask(&issuer, &service_app(None)).await.unwrap();
    assert_eq!(token.access.expose_secret(), "access-1");
    assert_eq!(token.granted.to_wire(), "okta.users.read");
    assert!(!token.bound);

    let sent = &issuer.seen().token[0];
    assert_eq!(sent["grant_type"], "client_credentials");
    assert_eq!(sent["scope"], "okta.users.read");
    let shown = claims(&sent["client_assertion"]);
    let endpoint = format!("{}/oauth2/v1/token", issuer.org().issuer());
    assert_eq!(shown["aud"], endpoint);
    assert_eq!(
        (&shown["iss"], &shown["sub"]),
        (&json!(SERVICE_APP), &json!(SERVICE_APP))
    );
}

#[tokio::test]
async fn the_try_with_the_nonce_has_another_assertion_as_well_as_another_proof() {
    let issuer = Issuer::start().await;
    issuer.lie(dpop_only);
    let client = service_app(Some(DpopKey::generate(&Nonces::default())));
    let token = ask(&issuer, &client).await.unwrap();
    assert!(token.bound);
    let seen = issuer.seen();
    let id = |n: usize| claims(&seen.token[n]["client_assertion"])["jti"].clone();
    assert_eq!(seen.token.len(), 2);
    assert_ne!(
        id(0),
        id(1),
        "Okta takes an assertion once, the refused one too"
    );
}

#[tokio::test]
async fn each_refusal_has_its_own_cause() {
    let issuer = Issuer::start().await;
    let refused = async |status: u16, body: Value| {
        issuer.lie(|b| b.refuse_token = Some((status, body)));
        ask(&issuer, &service_app(None)).await.unwrap_err()
    };
    let said = |error: &str, words: &str| json!({"error": error, "error_description": words});

    let none = said(
        "consent_required",
        "You are not allowed any of the requested scopes.",
    );
    let none = refused(400, none).await;
    assert!(matches!(none, AppTokenError::NothingGranted(_)), "{none:?}");
    let dpop = said(
        "invalid_dpop_proof",
        "The DPoP proof JWT header is missing.",
    );
    assert_eq!(refused(400, dpop).await, AppTokenError::DpopRequired);
    let scope = refused(
        400,
        said("invalid_scope", "One or more scopes are not configured."),
    )
    .await;
    assert!(matches!(scope, AppTokenError::UnknownScope(_)), "{scope:?}");
    let fault = refused(503, said("invalid_client", "")).await;
    assert!(
        matches!(fault, AppTokenError::Refused { status: 503, .. }),
        "{fault:?}"
    );
    let busy = refused(429, said("invalid_grant", "")).await;
    assert!(matches!(busy, AppTokenError::Busy { .. }), "{busy:?}");
}

#[tokio::test]
async fn a_key_that_is_not_registered_is_told_with_what_to_do() {
    let issuer = Issuer::start().await;
    let words =
        "The client does not have a JWKSet configured, but the client_assertion requires one.";
    issuer.lie(|b| {
        b.refuse_token = Some((
            401,
            json!({"error": "invalid_client", "error_description": words}),
        ));
    });
    let error = ask(&issuer, &service_app(None)).await.unwrap_err();
    assert!(matches!(error, AppTokenError::KeyRejected(_)), "{error:?}");
    let told = error.explain(&issuer.org());
    assert!(told.why.contains(words), "{told:?}");
    assert!(told.fix.contains("Public key / Private key"), "{told:?}");
}
