//! What an app is may come out only on the way: the sign-in goes on, and says what it found.

use std::sync::{Arc, Mutex};

use authorization::{
    Client, ClientAuthentication, DpopKey, Nonces, SignInError, requires_push, revoke,
};
use serde_json::json;
use transport::Transport;

use crate::browser;
use crate::issuer::{Issuer, Refused};
use crate::proofs::dpop_only;
use crate::story::{SCOPES, begin, finish, request, sign_in};

#[tokio::test]
async fn an_app_that_requires_dpop_is_found_out_and_the_same_code_goes_on_with_a_proof() {
    let issuer = Issuer::start().await;
    issuer.lie(dpop_only);
    let signed_in = sign_in(&issuer).await.unwrap();

    let key = signed_in.client.dpop.expect("the tokens are bound");
    assert!(!key.thumbprint().is_empty());
    let seen = issuer.seen();
    assert_eq!(seen.token.len(), 3, "none, without a nonce, with it");
    assert_eq!(seen.token[0]["code"], seen.token[2]["code"]);
    assert_eq!(seen.proofs.len(), 2);
}

#[tokio::test]
async fn where_the_first_try_spent_the_code_the_next_sign_in_knows() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| {
        b.token_rule = Box::new(|headers, _| {
            let (error, words) = match headers.get("dpop") {
                None => (
                    "invalid_dpop_proof",
                    "The DPoP proof JWT header is missing.",
                ),
                Some(_) => (
                    "invalid_grant",
                    "The authorization code is invalid or has expired.",
                ),
            };
            Some(refused(error, words))
        });
    });
    let error = sign_in(&issuer).await.unwrap_err();
    assert_eq!(error, SignInError::DpopRequired);
}

#[tokio::test]
async fn a_native_app_to_which_a_secret_was_given_is_found_out() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| {
        b.token_rule = Box::new(|headers, _| {
            let words = "Client authentication failed. Either the client or the client credentials are invalid.";
            let secret = headers.contains_key("authorization");
            secret.then(|| Refused { status: 401, ..refused("invalid_client", words) })
        });
    });
    let mut asked = request(issuer.org(), SCOPES);
    asked.client.id = "0oa1native".into();
    // Its ID token is for the other app of this issuer; without openid none comes.
    asked.scopes = domain::ScopeSet::from_wire("offline_access okta.users.read");
    let signed_in = finish(begin(asked).await).await.unwrap();
    assert!(matches!(
        signed_in.client.authentication,
        ClientAuthentication::Public
    ));
    assert_eq!(issuer.seen().token.len(), 2);
}

#[tokio::test]
async fn an_app_that_takes_pushed_requests_only_is_found_out_and_the_sign_in_begins_anew() {
    let issuer = Issuer::start().await;
    let words = "The client requires a pushed authorization request.";
    issuer.lie(|b| b.refuse_authorize = Some(("invalid_request".into(), words.into())));
    let first = begin(request(issuer.org(), SCOPES)).await;
    assert!(!first.authorize_url().is_reference());
    let url = first.authorize_url().as_str().to_owned();
    let opened = Arc::new(Mutex::new(None));
    let (second, server) = (Arc::clone(&opened), issuer.clone());
    let sign_in = first.reopening(move |page| {
        server.lie(|b| b.refuse_authorize = None);
        let page = page.as_str().to_owned();
        *second.lock().unwrap() = Some(page.clone());
        tokio::spawn(async move { browser::walk(&page).await });
        Ok(())
    });
    let (signed_in, pages) = tokio::join!(sign_in.wait(), browser::walk(&url));
    let signed_in = signed_in.unwrap();

    assert!(signed_in.pushed);
    assert!(
        pages
            .last()
            .unwrap()
            .body
            .contains("Sign-in was not completed")
    );
    let page = url::Url::parse(opened.lock().unwrap().as_deref().unwrap()).unwrap();
    let names: Vec<String> = page
        .query_pairs()
        .map(|(name, _)| name.into_owned())
        .collect();
    assert_eq!(
        names,
        ["client_id", "request_uri"],
        "the browser carries a reference only"
    );
    let seen = issuer.seen();
    for secret in ["state", "nonce", "code_challenge"] {
        assert_ne!(
            seen.authorize[0][secret], seen.pushed[0][secret],
            "{secret}"
        );
    }
}

#[tokio::test]
async fn a_server_that_wants_a_push_of_what_was_pushed_is_not_asked_for_ever() {
    let issuer = Issuer::start().await;
    let words = "Pushed Authorization Request must be used";
    issuer.lie(|b| b.refuse_authorize = Some(("invalid_request".into(), words.into())));
    let opened = Arc::new(Mutex::new(0));
    let count = Arc::clone(&opened);
    let sign_in = begin(request(issuer.org(), SCOPES)).await;
    let sign_in = sign_in.reopening(move |page| {
        *count.lock().unwrap() += 1;
        if *count.lock().unwrap() > 1 {
            return Err(std::io::Error::other("opened twice"));
        }
        let page = page.as_str().to_owned();
        tokio::spawn(async move { browser::walk(&page).await });
        Ok(())
    });
    let error = finish(sign_in).await.unwrap_err();
    assert!(matches!(error, SignInError::PushRequired(_)), "{error:?}");
    assert_eq!(*opened.lock().unwrap(), 1);
}

#[tokio::test]
async fn without_a_browser_to_open_the_demand_is_told() {
    let issuer = Issuer::start().await;
    let words = "Pushed Authorization Request must be used";
    issuer.lie(|b| b.refuse_authorize = Some(("invalid_request".into(), words.into())));
    let error = sign_in(&issuer).await.unwrap_err();
    assert!(matches!(error, SignInError::PushRequired(_)), "{error:?}");

    let sign_in = begin(request(issuer.org(), SCOPES)).await;
    let nobody = sign_in.reopening(|_| Err(std::io::Error::other("no browser")));
    let error = finish(nobody).await.unwrap_err();
    assert!(matches!(error, SignInError::PushRequired(_)), "{error:?}");
}

#[tokio::test]
async fn a_pushed_request_names_the_key_and_can_be_pushed_again_for_another_visit() {
    let issuer = Issuer::start().await;
    issuer.lie(dpop_only);
    let mut asked = request(issuer.org(), SCOPES);
    asked.pushed = true;
    asked.client.dpop = Some(DpopKey::generate(&Nonces::default()));
    let sign_in = begin(asked).await;
    let another = sign_in.another();
    let waiting = tokio::spawn(sign_in.wait());
    let page = another.page().await.unwrap().unwrap();
    assert!(page.is_reference(), "good for one visit (RFC 9126 §4)");
    browser::walk(page.as_str()).await;
    let signed_in = waiting.await.unwrap().unwrap();

    let seen = issuer.seen();
    assert_eq!(
        seen.pushed.len(),
        2,
        "once at the start, once for the visit"
    );
    assert_eq!(seen.pushed[0], seen.pushed[1]);
    let key = signed_in.client.dpop.unwrap();
    assert_eq!(seen.pushed[0]["dpop_jkt"], key.thumbprint());
    assert!(!seen.pushed[0].contains_key("client_secret"));
    assert!(another.page().await.is_none(), "nobody waits any longer");
}

#[tokio::test]
async fn both_ways_to_agree_to_a_pushed_request_are_understood_and_a_refusal_opens_no_browser() {
    let issuer = Issuer::start().await;
    let push = async |status: u16, body: serde_json::Value| {
        issuer.lie(|b| b.push = (status, body));
        let mut asked = request(issuer.org(), SCOPES);
        asked.pushed = true;
        let transport = Transport::new().unwrap();
        let clock = crate::story::clock();
        authorization::SignIn::begin(transport, clock, &[0], asked)
            .await
            .map(drop)
    };
    let agreed = json!({"request_uri": "urn:okta:1", "expires_in": 3600});
    assert!(push(200, agreed.clone()).await.is_ok(), "Okta");
    assert!(push(201, agreed).await.is_ok(), "RFC 9126 §2.2");
    let words =
        "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.";
    let unknown = json!({"error": "invalid_request", "error_description": words});
    let error = push(400, unknown).await.unwrap_err();
    assert!(
        matches!(error, SignInError::RedirectUriUnknown { .. }),
        "{error:?}"
    );
    let words = "The 'scope' parameter is missing.";
    let other = json!({"error": "invalid_request", "error_description": words});
    let error = push(400, other).await.unwrap_err();
    assert!(matches!(error, SignInError::Refused(_)), "{error:?}");
    assert_eq!(
        push(200, json!({})).await.unwrap_err(),
        SignInError::Unreadable
    );
}

#[tokio::test]
async fn metadata_that_demands_pushed_requests_is_heeded() {
    let issuer = Issuer::start().await;
    let transport = Transport::new().unwrap();
    let asked = async || requires_push(&transport, &issuer.org(), "0oa1client").await;
    assert!(!asked().await, "Okta's says nothing of it");
    issuer.lie(|b| b.metadata = json!({"require_pushed_authorization_requests": true}));
    assert!(asked().await);
}

#[tokio::test]
async fn a_service_app_gives_tokens_back_with_its_key_and_no_secret() {
    let issuer = Issuer::start().await;
    let key = authorization::SigningKey::generate(authorization::SigningAlgorithm::Es256);
    let client = Client {
        id: crate::issuer::SERVICE_APP.into(),
        authentication: ClientAuthentication::PrivateKey(Arc::new(key)),
        dpop: None,
    };
    let (transport, clock) = (Transport::new().unwrap(), crate::story::clock());
    let kind = authorization::TokenKind::Access;
    revoke(
        &transport,
        &clock,
        &issuer.org(),
        &client,
        &"t".into(),
        kind,
    )
    .await
    .unwrap();
    let claims = crate::jwt::claims(&issuer.seen().revoked[0]["client_assertion"]);
    let endpoint = format!("{}/oauth2/v1/revoke", issuer.org().issuer());
    assert_eq!(claims["aud"], endpoint, "Okta: the endpoint invoked");
}

fn refused(error: &str, words: &str) -> Refused {
    Refused {
        status: 400,
        body: json!({"error": error, "error_description": words}),
        nonce: None,
    }
}
