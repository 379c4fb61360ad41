//! *Test*: the status is what the probe found, and nothing else.

use jiff::SignedDuration;
use sandbox::{AdminRole, FaultSpec};
use stories::story::{SERVICE_ACCOUNT, Story};

#[tokio::test]
async fn a_lost_admin_role_is_told_apart_from_a_missing_scope() {
    let story = Story::begin().await;
    let details = story.connect("okta_devices", "Devices").await;
    story.org.set_admin_role(SERVICE_ACCOUNT, None);
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.state, "roleInsufficient");
    assert!(tested.problem.unwrap().fix.contains("admin role"));

    story
        .org
        .set_admin_role(SERVICE_ACCOUNT, Some(AdminRole::SuperAdmin));
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.state, "active");
}

#[tokio::test]
async fn a_feature_that_the_org_lacks_is_no_reason_to_sign_in_again() {
    let story = Story::begin().await;
    let details = story.connect("okta_realms", "Realms").await;
    story.org.set_oig(false);
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.word, "Feature missing");
    assert!(
        story.org.requests("/oauth2/v1/token").len() <= 1,
        "no renewal was tried"
    );
}

#[tokio::test]
async fn a_fault_on_the_way_leaves_the_grant_alone() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Faults").await;
    story
        .org
        .fail_next(FaultSpec::answer("/api/v1/users/me", 503, ""));
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.state, "unreachable");
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.state, "active");
}

#[tokio::test]
async fn an_access_token_that_was_revoked_is_renewed_once_and_the_call_made_again() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Renewed").await;
    let invalid = r#"{"errorCode":"E0000011","errorSummary":"Invalid token provided","errorLink":"E0000011","errorId":"oae1","errorCauses":[]}"#;
    story
        .org
        .fail_next(FaultSpec::answer("/api/v1/users/me", 401, invalid));
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.state, "active");
}

#[tokio::test]
async fn a_grant_that_was_ended_says_since_when() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Leaver").await;
    story.org.revoke_refresh_tokens(&details.client_id);
    story.later(SignedDuration::from_hours(2));
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.state, "revoked");
    let since = tested.row.status.at.clone();

    story.later(SignedDuration::from_hours(2));
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(
        tested.row.status.at, since,
        "the first refusal is the one to remember"
    );
}

#[tokio::test]
async fn an_opa_bearer_that_ended_early_is_minted_anew_once() {
    let story = Story::begin().await;
    let details = story.connect("okta_privileged_access", "OPA").await;
    story.org.expire_opa_tokens();
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.state, "active");
}
