//! Tokens are renewed once, kept before they are used, and never lost to a fault.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use sandbox::{FaultSpec, Rotation};
use stories::story::Story;

const TOKEN: &str = "/oauth2/v1/token";

#[tokio::test]
async fn a_hundred_calls_on_an_expired_token_renew_it_once() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Crowd").await;
    story
        .org
        .set_rotation(&details.client_id, Rotation::Rotate { leeway_s: 0 });
    story.later(SignedDuration::from_hours(2));
    let before = story.org.requests(TOKEN).len();
    let calls = (0..100).map(|_| {
        let (console, id) = (story.console.clone(), details.row.id.clone());
        tokio::spawn(async move { console.test_connection(&id).await.unwrap().row.status.state })
    });
    let mut states = BTreeSet::new();
    for call in calls.collect::<Vec<_>>() {
        states.insert(call.await.unwrap());
    }
    assert_eq!(states, BTreeSet::from(["active".to_owned()]));
    assert_eq!(story.org.requests(TOKEN).len(), before + 1);
}

#[tokio::test]
async fn a_hundred_calls_on_a_bearer_that_ended_have_it_minted_once() {
    let story = Story::begin().await;
    let details = story
        .connect("okta_privileged_access", "Crowded team")
        .await;
    story.later(SignedDuration::from_hours(2));
    let minted = || story.org.requests("/v1/teams/practice/service_token").len();
    let before = minted();
    let calls = (0..100).map(|_| {
        let (console, id) = (story.console.clone(), details.row.id.clone());
        tokio::spawn(async move { console.test_connection(&id).await.unwrap().row.status.state })
    });
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap(), "active");
    }
    assert_eq!(minted(), before + 1);
}

#[tokio::test]
async fn rotated_tokens_survive_a_restart() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Restart").await;
    story
        .org
        .set_rotation(&details.client_id, Rotation::Rotate { leeway_s: 0 });
    for _ in 0..3 {
        story.later(SignedDuration::from_hours(2));
        let tested = story
            .console
            .test_connection(&details.row.id)
            .await
            .unwrap();
        assert_eq!(tested.row.status.state, "active");
    }
    let story = story.restart().await;
    story.later(SignedDuration::from_hours(2));
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.state, "active");
}

#[tokio::test]
async fn a_token_that_lasts_outlives_the_program_and_one_that_ended_is_shown_to_nobody() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Restart").await.row.id;
    let before = story.org.requests(TOKEN).len();
    let story = story.restart().await;
    story.console.test_connection(&id).await.unwrap();
    assert_eq!(story.org.requests(TOKEN).len(), before, "it lasts");

    story.later(SignedDuration::from_hours(2));
    story.console.test_connection(&id).await.unwrap();
    story.later(SignedDuration::from_hours(2));
    let story = story.restart().await;
    story.console.test_connection(&id).await.unwrap();
    assert_eq!(story.org.requests(TOKEN).len(), before + 2);
    let shown = story.org.requests("/api/v1/");
    assert!(!shown.is_empty());
    let refused = shown.iter().find(|request| request.ends_with(" 401"));
    assert_eq!(refused, None);
}

#[tokio::test]
async fn a_token_that_is_refused_before_its_time_is_renewed_and_not_shown_again() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Refused").await.row.id;
    let before = story.org.requests(TOKEN).len();
    let invalid = r#"{"errorCode":"E0000011","errorSummary":"Invalid token provided","errorLink":"E0000011","errorId":"oae1","errorCauses":[]}"#;
    let refused = FaultSpec::answer("/api/v1/users/me", 401, invalid);
    story.org.fail_next(refused);
    let tested = story.console.test_connection(&id).await.unwrap();
    assert_eq!(tested.row.status.state, "active");
    assert_eq!(story.org.requests(TOKEN).len(), before + 1);
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_inside_the_grace_period() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Lost answer").await;
    story
        .org
        .set_rotation(&details.client_id, Rotation::Rotate { leeway_s: 30 });
    story.later(SignedDuration::from_hours(2));
    story.org.fail_next(FaultSpec::lost_answer(TOKEN));
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.state, "active");
}

#[tokio::test]
async fn a_429_that_says_invalid_grant_ends_nothing() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Busy").await;
    story.later(SignedDuration::from_hours(2));
    let body = r#"{"error":"invalid_grant","error_description":"API call exceeded rate limit due to too many requests."}"#;
    story.org.fail_next(FaultSpec::answer(TOKEN, 429, body));
    let before = story.org.requests(TOKEN).len();
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_ne!(tested.row.status.state, "needsReauthorization");
    let asked = story.org.requests(TOKEN).len() - before;
    assert_eq!(asked, 1, "it is not asked again at once");
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.state, "active");
}

#[tokio::test]
async fn a_server_fault_while_renewing_ends_nothing() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Fault").await;
    story.later(SignedDuration::from_hours(2));
    story.org.fail_next(FaultSpec {
        times: 3,
        ..FaultSpec::answer(TOKEN, 500, "oops")
    });
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
async fn keys_that_cannot_be_read_after_a_renewal_end_nothing() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Keys").await;
    let body = "<html>Sign in to the Wi-Fi</html>";
    for (status, body) in [(200, body), (200, "{}"), (404, body), (502, body)] {
        story.later(SignedDuration::from_hours(2));
        let keys = FaultSpec::answer("/oauth2/v1/keys", status, body);
        story.org.fail_next(FaultSpec { times: 2, ..keys });
        let tested = story.console.test_connection(&details.row.id).await;
        assert_eq!(
            tested.unwrap().row.status.state,
            "active",
            "{status} {body}"
        );
        story.org.clear_faults();
    }
}

#[tokio::test]
async fn a_program_that_died_while_renewing_goes_on_where_it_was() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Interrupted").await;
    let leeway = Rotation::Rotate { leeway_s: 60 };
    story.org.set_rotation(&details.client_id, leeway);
    story.later(SignedDuration::from_hours(2));
    // The org rotates, and no answer arrives, however often it is asked.
    story.org.fail_next(FaultSpec {
        times: 3,
        ..FaultSpec::lost_answer(TOKEN)
    });
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.state, "unreachable");

    let story = story.restart().await;
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.state, "active");
}
