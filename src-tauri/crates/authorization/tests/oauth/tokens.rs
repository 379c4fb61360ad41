//! Giving tokens back, asking about them, and asking an org about itself.

use authorization::{OrganizationError, TokenKind, introspect_refresh, organization, revoke};
use domain::Pipeline;
use serde_json::json;
use transport::Transport;

use crate::issuer::Issuer;
use crate::story::{client, clock};

#[tokio::test]
async fn a_token_is_given_back_with_its_kind() {
    let issuer = Issuer::start().await;
    let transport = Transport::new().unwrap();
    revoke(
        &transport,
        &clock(),
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
        let refresh = "refresh-1".into();
        introspect_refresh(&transport, &clock(), &issuer.org(), &client(), &refresh).await
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
        assert_eq!(error, OrganizationError::NotAnOrg);
    }
}
