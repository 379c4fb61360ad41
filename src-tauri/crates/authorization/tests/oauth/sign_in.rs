//! What a sign-in promises.

use std::sync::Arc;

use authorization::{
    Client, ClientAuthentication, ClientFault, SignIn, SignInError, TokenKind, introspect_refresh,
    organization, redirect_uri, revoke,
};
use domain::{Clock, Pipeline, StoppedClock, SystemClock};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use serde_json::json;
use static_assertions::assert_not_impl_any;
use transport::Transport;

use crate::browser;
use crate::issuer::{CLIENT_SECRET, Issuer, SUBJECT};
use crate::story::{SCOPES, begin, begin_at, client, clock, finish, request, sign_in};

assert_not_impl_any!(authorization::SignedIn: serde::Serialize, Clone);
assert_not_impl_any!(authorization::ServiceToken: serde::Serialize, Clone);
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

    issuer.lie(|b| b.introspection = (401, json!({"error": "invalid_client"})));
    let identity = sign_in(&issuer).await.unwrap().identity.unwrap();
    assert_eq!(identity.username, SUBJECT);
}

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
    let other = refused("server_error", "").await;
    assert!(matches!(other, SignInError::Refused(_)), "{other:?}");
    assert!(
        issuer.seen().token.is_empty(),
        "an error must not be exchanged"
    );
}

#[tokio::test]
async fn a_wrong_secret_is_told_from_a_wrong_id() {
    let issuer = Issuer::start().await;
    let fault = async |id: &str, secret: &str| {
        let mut asked = request(issuer.org(), SCOPES);
        asked.client = Client {
            id: id.into(),
            authentication: ClientAuthentication::Secret(secret.into()),
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
async fn an_app_that_requires_dpop_is_told_so() {
    let issuer = Issuer::start().await;
    issuer.lie(|b| {
        b.refuse_token = Some((400, json!({"error": "invalid_dpop_proof", "error_description": "The DPoP proof JWT header is missing."})));
    });
    assert!(matches!(
        sign_in(&issuer).await,
        Err(SignInError::DpopRequired)
    ));
    issuer.lie(|b| {
        b.refuse_token = None;
        b.token = Box::new(|answer| answer["token_type"] = "DPoP".into());
    });
    assert!(matches!(
        sign_in(&issuer).await,
        Err(SignInError::DpopRequired)
    ));
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
    let sign_in = begin(request(Issuer::start().await.org(), SCOPES)).await;
    let redirect = sign_in.redirect_uri().to_owned();
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
    assert!(!format!("{:?}", sign_in.authorize_url()).contains(&state));
    let printed = format!("{:?}", finish(sign_in).await.unwrap());
    for secret in ["access-1", "refresh-1", CLIENT_SECRET] {
        assert!(!printed.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_token_is_given_back_with_its_kind() {
    let issuer = Issuer::start().await;
    let transport = Transport::new().unwrap();
    revoke(
        &transport,
        &issuer.org(),
        &client(),
        &"refresh-1".into(),
        TokenKind::Refresh,
    )
    .await
    .unwrap();
    let revoked = &issuer.seen().revoked[0];
    assert_eq!(
        (
            revoked["token"].as_str(),
            revoked["token_type_hint"].as_str()
        ),
        ("refresh-1", "refresh_token")
    );
}

#[tokio::test]
async fn introspection_tells_the_end_of_a_refresh_token_or_that_it_will_not() {
    let issuer = Issuer::start().await;
    let transport = Transport::new().unwrap();
    let ask = async || {
        introspect_refresh(&transport, &issuer.org(), &client(), &"refresh-1".into()).await
    };
    let told = ask().await.unwrap();
    assert!(told.active);
    assert_eq!(
        told.expires_at,
        Some("2027-01-15T08:00:00Z".parse().unwrap())
    );
    assert_eq!(
        issuer.seen().introspected[0]["token_type_hint"],
        "refresh_token"
    );

    issuer.lie(|b| b.introspection = (200, json!({"active": false})));
    assert!(!ask().await.unwrap().active);
    issuer.lie(|b| b.introspection = (403, json!({"error": "access_denied"})));
    assert!(ask().await.is_err());
}

#[tokio::test]
async fn an_org_describes_itself_and_what_is_no_org_is_told() {
    let issuer = Issuer::start().await;
    let transport = Transport::new().unwrap();
    let described = organization(&transport, &issuer.org()).await.unwrap();
    assert_eq!(described.id, "00o1");
    assert_eq!(described.cell.as_deref(), Some("op3"));
    assert_eq!(described.pipeline, Pipeline::IdentityEngine);
    assert_eq!(described.url, issuer.org().issuer());

    for lie in [
        (404, json!({})),
        (200, json!({"hello": "world"})),
        (200, json!([])),
    ] {
        issuer.lie(|b| b.organization = lie);
        let error = organization(&transport, &issuer.org()).await.unwrap_err();
        assert_eq!(error, authorization::OrganizationError::NotAnOrg);
    }
}
