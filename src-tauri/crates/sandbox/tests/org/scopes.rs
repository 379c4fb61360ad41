//! What happens with scopes: the table that most readers get wrong.

use std::collections::BTreeSet;

use super::learner::{ADMIN, Learner, OKTA, PARTIAL, REALMS};

async fn granted(learner: &Learner, client: &str, scope: &str) -> BTreeSet<String> {
    let tokens = learner.tokens(client, scope).await;
    tokens["scope"]
        .as_str()
        .unwrap()
        .split(' ')
        .map(str::to_owned)
        .collect()
}

async fn refused(learner: &Learner, client: &str, scope: &str) -> (String, String) {
    let back = learner
        .sign_in(learner.authorize(client, scope, &[]), ADMIN)
        .await;
    (
        back.get("error").unwrap(),
        back.get("error_description").unwrap(),
    )
}

#[tokio::test]
async fn a_scope_that_was_not_granted_is_dropped_without_a_word() {
    let learner = Learner::new().await;
    let asked = "openid offline_access okta.users.read okta.users.manage okta.realms.read";
    let got = granted(&learner, PARTIAL, asked).await;
    let expected = [
        "openid",
        "offline_access",
        "okta.users.read",
        "okta.realms.read",
    ];
    assert_eq!(got, expected.map(str::to_owned).into());
}

#[tokio::test]
async fn when_none_of_the_okta_scopes_is_granted_it_is_consent_required() {
    let learner = Learner::new().await;
    let (error, why) = refused(&learner, PARTIAL, "openid okta.groups.read okta.apps.read").await;
    assert_eq!(error, "consent_required");
    assert_eq!(why, "You are not allowed any of the requested scopes.");
}

#[tokio::test]
async fn a_scope_that_okta_does_not_know_fails_the_whole_request() {
    let learner = Learner::new().await;
    let (error, why) = refused(&learner, OKTA, "openid okta.users.read okta.nonsense.read").await;
    assert_eq!(error, "invalid_scope");
    assert_eq!(
        why,
        "One or more scopes are not configured for the authorization server resource."
    );
    let (error, why) = refused(&learner, OKTA, "openid okta.users.read my.own.scope").await;
    assert_eq!(error, "invalid_scope");
    assert_eq!(why, "Custom scopes are not allowed for this request.");
    let (error, _) = refused(&learner, OKTA, "").await;
    assert_eq!(error, "invalid_scope");
}

#[tokio::test]
async fn an_org_without_governance_does_not_know_the_realm_scopes() {
    let learner = Learner::new().await;
    learner.knobs().set_oig(false);
    let (error, _) = refused(&learner, REALMS, "openid okta.users.read okta.realms.read").await;
    assert_eq!(error, "invalid_scope");
}

#[tokio::test]
async fn openid_connect_scopes_need_openid() {
    let learner = Learner::new().await;
    let (error, why) = refused(&learner, OKTA, "profile okta.users.read").await;
    assert_eq!(error, "access_denied");
    assert!(why.contains("require the 'openid' scope"), "{why}");
}

#[tokio::test]
async fn without_the_refresh_token_grant_there_is_an_answer_and_no_refresh_token() {
    let learner = Learner::new().await;
    learner.knobs().set_refresh_grant(OKTA, false);
    let tokens = learner
        .tokens(OKTA, "openid offline_access okta.users.read")
        .await;
    assert!(tokens["refresh_token"].is_null());
    let tokens = learner.tokens(REALMS, "openid okta.users.read").await;
    assert!(
        tokens["refresh_token"].is_null(),
        "offline_access was not asked for"
    );
}

#[tokio::test]
async fn a_missing_scope_is_named_in_the_header_and_a_missing_role_is_not() {
    let learner = Learner::new().await;
    let call = async |login: &str, path: &str| {
        let tokens = learner
            .tokens_of(REALMS, "openid okta.users.read", login)
            .await;
        let token = tokens["access_token"].as_str().unwrap();
        learner
            .call(reqwest::Method::GET, path, token)
            .send()
            .await
            .unwrap()
    };

    let no_scope = call(ADMIN, "/api/v1/realms").await;
    assert_eq!(no_scope.status(), 403);
    let header = no_scope.headers()["www-authenticate"].to_str().unwrap();
    assert!(header.contains("error=\"insufficient_scope\""), "{header}");
    assert!(header.contains("scope=\"okta.realms.read\""), "{header}");

    let no_role = call("nora.norole@sandbox.example", "/api/v1/users").await;
    assert_eq!(no_role.status(), 403);
    assert!(no_role.headers().get("www-authenticate").is_none());
    let body: serde_json::Value = no_role.json().await.unwrap();
    assert_eq!(body["errorCode"], "E0000006");
    assert_eq!(body["errorLink"], "E0000006");
    let herself = call("nora.norole@sandbox.example", "/api/v1/users/me").await;
    assert_eq!(herself.status(), 200);
}

#[tokio::test]
async fn a_grant_that_is_revoked_is_gone_at_the_next_refresh_and_not_before() {
    let learner = Learner::new().await;
    let tokens = learner
        .tokens(REALMS, "offline_access okta.users.read okta.realms.read")
        .await;
    let token = tokens["access_token"].as_str().unwrap();
    learner.knobs().revoke_scope(REALMS, "okta.realms.read");
    assert_eq!(learner.get("/api/v1/realms", token).await.0, 200);

    let (_, fresh) = learner.refresh(REALMS, &tokens["refresh_token"]).await;
    assert_eq!(fresh["scope"], "offline_access okta.users.read");
    let token = fresh["access_token"].as_str().unwrap();
    assert_eq!(learner.get("/api/v1/realms", token).await.0, 403);
}

#[tokio::test]
async fn the_metadata_lists_neither_realm_nor_device_scopes_and_no_key_set() {
    let learner = Learner::new().await;
    let (_, oauth) = learner
        .get("/.well-known/oauth-authorization-server", "none")
        .await;
    let listed = oauth["scopes_supported"].to_string();
    assert!(listed.contains("okta.users.read"));
    assert!(!listed.contains("okta.realms") && !listed.contains("okta.devices."));
    for absent in [
        "jwks_uri",
        "userinfo_endpoint",
        "authorization_response_iss_parameter_supported",
    ] {
        assert!(oauth[absent].is_null(), "{absent}");
    }
    let (_, oidc) = learner
        .get("/.well-known/openid-configuration", "none")
        .await;
    assert_eq!(oidc["issuer"], learner.sandbox.org_url());
    assert_eq!(oidc["jwks_uri"], learner.at("/oauth2/v1/keys"));
}
