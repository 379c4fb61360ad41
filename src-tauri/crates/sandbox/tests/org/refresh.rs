//! Refresh tokens: static, rotating, reused, revoked, ninety days old.

use sandbox::{Event, Rotation, UserStatus, fingerprint};
use serde_json::json;

use super::learner::{ADMIN, Learner, OKTA, REALMS};

const SCOPE: &str = "openid offline_access okta.users.read";

#[tokio::test]
async fn a_web_apps_refresh_token_stays_the_same_until_rotation_is_chosen() {
    let learner = Learner::new().await;
    let tokens = learner.tokens(OKTA, SCOPE).await;
    let (status, again) = learner.refresh(OKTA, &tokens["refresh_token"]).await;
    assert_eq!(status, 200);
    assert_eq!(again["refresh_token"], tokens["refresh_token"]);
    assert_ne!(again["access_token"], tokens["access_token"]);
}

#[tokio::test]
async fn a_replaced_token_is_good_within_its_grace_period() {
    let learner = Learner::new().await;
    learner
        .knobs()
        .set_rotation(OKTA, Rotation::Rotate { leeway_s: 30 });
    let first = learner.tokens(OKTA, SCOPE).await;
    let (_, second) = learner.refresh(OKTA, &first["refresh_token"]).await;
    assert_ne!(second["refresh_token"], first["refresh_token"]);

    let (status, _) = learner.refresh(OKTA, &first["refresh_token"]).await;
    assert_eq!(status, 200);
    let (status, _) = learner.refresh(OKTA, &second["refresh_token"]).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_replaced_token_that_comes_too_late_ends_everything() {
    let learner = Learner::new().await;
    learner
        .knobs()
        .set_rotation(OKTA, Rotation::Rotate { leeway_s: 30 });
    let first = learner.tokens(OKTA, SCOPE).await;
    let (_, second) = learner.refresh(OKTA, &first["refresh_token"]).await;
    learner.knobs().set_clock_offset_s(31);

    let (status, refused) = learner.refresh(OKTA, &first["refresh_token"]).await;
    assert_eq!(status, 400);
    assert_eq!(
        refused["error_description"],
        "The refresh token is invalid or expired."
    );
    assert_eq!(learner.refresh(OKTA, &second["refresh_token"]).await.0, 400);
    let token = second["access_token"].as_str().unwrap();
    assert_eq!(learner.get("/api/v1/users/me", token).await.0, 401);

    let sent = fingerprint(first["refresh_token"].as_str().unwrap());
    let reused = Event::RefreshReused {
        client: OKTA.to_owned(),
        user: ADMIN.to_owned(),
        sent,
    };
    assert!(
        learner
            .knobs()
            .ledger()
            .iter()
            .any(|entry| entry.event == reused)
    );
}

#[tokio::test]
async fn ninety_days_after_sign_in_it_is_over_however_often_it_was_refreshed() {
    let learner = Learner::new().await;
    learner
        .knobs()
        .set_rotation(OKTA, Rotation::Rotate { leeway_s: 30 });
    let tokens = learner.tokens(OKTA, SCOPE).await;
    let end = async |token: &serde_json::Value| {
        let form = [
            ("token", token.as_str().unwrap()),
            ("token_type_hint", "refresh_token"),
        ];
        let (_, said) = learner
            .authenticated(OKTA, "/oauth2/v1/introspect", &form)
            .await;
        said["exp"].clone()
    };
    let before = end(&tokens["refresh_token"]).await;
    learner.knobs().set_clock_offset_s(89 * 86_400);
    let (status, later) = learner.refresh(OKTA, &tokens["refresh_token"]).await;
    assert_eq!(status, 200);
    assert_eq!(end(&later["refresh_token"]).await, before);

    learner.knobs().set_clock_offset_s(90 * 86_400 + 60);
    assert_eq!(learner.refresh(OKTA, &later["refresh_token"]).await.0, 400);
}

#[tokio::test]
async fn an_access_token_lives_an_hour_and_says_why_it_is_refused() {
    let learner = Learner::new().await;
    let tokens = learner.tokens(OKTA, SCOPE).await;
    assert_eq!(tokens["expires_in"], 3600);
    learner.knobs().set_clock_offset_s(3601);
    let token = tokens["access_token"].as_str().unwrap();
    let call = learner.call(reqwest::Method::GET, "/api/v1/users/me", token);
    let refused = call.send().await.unwrap();

    assert_eq!(refused.status(), 401);
    let header = refused.headers()["www-authenticate"].to_str().unwrap();
    assert!(header.contains("error=\"invalid_token\"") && header.contains("has expired"));
    let body: serde_json::Value = refused.json().await.unwrap();
    assert_eq!(body["errorCode"], "E0000011");
}

#[tokio::test]
async fn a_refresh_may_ask_for_less_and_never_for_more() {
    let learner = Learner::new().await;
    let tokens = learner.tokens(OKTA, SCOPE).await;
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let ask = async |scope| {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
            ("scope", scope),
        ];
        learner.token(OKTA, &form).await
    };
    let (status, less) = ask("offline_access okta.users.read").await;
    assert_eq!((status, less["id_token"].is_null()), (200, true));
    let (status, more) = ask("openid okta.groups.read").await;
    assert_eq!((status, &more["error"]), (400, &json!("access_denied")));
    assert!(
        more["error_description"]
            .as_str()
            .unwrap()
            .contains("okta.groups.read")
    );
}

#[tokio::test]
async fn revoking_a_refresh_token_ends_its_access_tokens_and_not_the_other_way_round() {
    let learner = Learner::new().await;
    let tokens = learner.tokens(OKTA, SCOPE).await;
    let revoke = async |token: &serde_json::Value| {
        let form = [("token", token.as_str().unwrap())];
        learner
            .authenticated(OKTA, "/oauth2/v1/revoke", &form)
            .await
    };
    let works = async |tokens: &serde_json::Value| {
        learner
            .get("/api/v1/users/me", tokens["access_token"].as_str().unwrap())
            .await
            .0
    };
    assert_eq!(
        revoke(&tokens["access_token"]).await,
        (200, serde_json::Value::Null)
    );
    assert_eq!(works(&tokens).await, 401);
    let (status, fresh) = learner.refresh(OKTA, &tokens["refresh_token"]).await;
    assert_eq!((status, works(&fresh).await), (200, 200));

    assert_eq!(revoke(&tokens["refresh_token"]).await.0, 200);
    assert_eq!(works(&fresh).await, 401);
    assert_eq!(learner.refresh(OKTA, &tokens["refresh_token"]).await.0, 400);
    assert_eq!(revoke(&json!("never was a token")).await.0, 200);
}

#[tokio::test]
async fn too_many_token_requests_of_one_user_are_a_429_that_says_invalid_grant() {
    let learner = Learner::new().await;
    let tokens = learner.tokens(OKTA, SCOPE).await;
    learner.knobs().set_user_token_limit(Some(0));
    let (status, refused) = learner.refresh(OKTA, &tokens["refresh_token"]).await;
    assert_eq!((status, &refused["error"]), (429, &json!("invalid_grant")));
    assert!(
        refused["error_description"]
            .as_str()
            .unwrap()
            .contains("exceeded rate limit")
    );
    learner.knobs().set_user_token_limit(None);
    assert_eq!(learner.refresh(OKTA, &tokens["refresh_token"]).await.0, 200);
}

#[tokio::test]
async fn a_refresh_token_dies_with_its_user_her_assignment_or_her_sessions() {
    let learner = Learner::new().await;
    let knobs = learner.knobs();
    let tokens = learner.tokens(OKTA, SCOPE).await;
    knobs.unassign_user(OKTA, ADMIN);
    assert_eq!(learner.refresh(OKTA, &tokens["refresh_token"]).await.0, 400);
    knobs.assign_user(OKTA, ADMIN);
    assert_eq!(learner.refresh(OKTA, &tokens["refresh_token"]).await.0, 200);
    knobs.clear_sessions(ADMIN);
    assert_eq!(learner.refresh(OKTA, &tokens["refresh_token"]).await.0, 400);

    let tokens = learner.tokens(OKTA, SCOPE).await;
    knobs.set_user_status(ADMIN, UserStatus::Suspended);
    assert_eq!(learner.refresh(OKTA, &tokens["refresh_token"]).await.0, 400);
}

#[tokio::test]
async fn another_clients_refresh_token_is_refused_and_unknown_to_introspection() {
    let learner = Learner::new().await;
    let tokens = learner.tokens(OKTA, SCOPE).await;
    let (status, refused) = learner.refresh(REALMS, &tokens["refresh_token"]).await;
    assert_eq!((status, &refused["error"]), (400, &json!("invalid_grant")));
    let form = [("token", tokens["refresh_token"].as_str().unwrap())];
    let (_, said) = learner
        .authenticated(REALMS, "/oauth2/v1/introspect", &form)
        .await;
    assert_eq!(said, json!({ "active": false }));
}
