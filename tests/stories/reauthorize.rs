//! *Reauthorize*: before → after.

use connections::views::{FailureCode, NewSecret};
use stories::person::Mood;
use stories::story::{DANA, SERVICE_ACCOUNT, Story};

#[tokio::test]
async fn the_earlier_request_is_inherited_and_what_was_granted_meanwhile_shows() {
    let story = Story::begin().await;
    let form = story.form("okta_devices", "Devices");
    let client = form.values["client_id"].clone();
    story.org.revoke_scope(&client, "okta.devices.manage");
    let review = story.sign_in(form).await.unwrap();
    let saved = story
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();

    story.org.grant_scope(&client, "okta.devices.manage");
    story.org.revoke_scope(&client, "okta.devices.read");
    let step = story
        .console
        .begin_reauthorize(story.same_again(&saved.row.id))
        .await
        .unwrap();
    let review = story.finish(step).await.unwrap();
    let before = review.before.as_ref().unwrap();
    assert_eq!(before.gained, ["okta.devices.manage"]);
    assert_eq!(before.lost, ["okta.devices.read"]);
    assert!(!before.different_user);
    let saved = story
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    assert_eq!((saved.row.granted, saved.row.requested), (Some(8), Some(9)));
}

#[tokio::test]
async fn another_user_replaces_nothing_until_she_decides() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Whose").await;
    story.person.starts_a_private_window();
    story.person.feels(Mood::SignsIn(DANA.into()));
    let step = story
        .console
        .begin_reauthorize(story.same_again(&details.row.id))
        .await
        .unwrap();
    let review = story.finish(step).await.unwrap();
    assert!(review.before.as_ref().unwrap().different_user);

    let failure = story
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap_err();
    assert_eq!(failure.code, FailureCode::DifferentUser);
    let kept = story.console.connection(&details.row.id).await.unwrap();
    assert_eq!(kept.row.authorized_as.as_deref(), Some(SERVICE_ACCOUNT));

    let switched = story
        .console
        .save_connection(&review.attempt, true)
        .await
        .unwrap();
    assert_eq!(switched.row.authorized_as.as_deref(), Some(DANA));
    assert_eq!(switched.row.id, details.row.id);
    assert_eq!(
        story.org.requests("/oauth2/v1/revoke").len(),
        1,
        "the other's tokens are ended"
    );
}

#[tokio::test]
async fn a_rotated_secret_is_replaced_without_losing_the_connection() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Rotated").await;
    let client = details.client_id.clone();
    let new = story.org.rotate_secret(&client);

    story.later(jiff::SignedDuration::from_hours(2));
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.state, "credentialsRejected");

    let mut request = story.same_again(&details.row.id);
    request.secret = NewSecret::Typed { value: new.into() };
    let step = story.console.begin_reauthorize(request).await.unwrap();
    let review = story.finish(step).await.unwrap();
    let saved = story
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    assert_eq!(saved.row.status.state, "active");
}

#[tokio::test]
async fn an_opa_key_is_replaced_the_same_way() {
    let story = Story::begin().await;
    let details = story.connect("okta_privileged_access", "OPA").await;
    let (key_id, key) = story.org.rotate_opa_key();
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.state, "credentialsRejected");

    let mut request = story.same_again(&details.row.id);
    request.client_id = Some(key_id.clone());
    request.secret = NewSecret::Typed { value: key.into() };
    let step = story.console.begin_reauthorize(request).await.unwrap();
    let review = story.finish(step).await.unwrap();
    let saved = story
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    assert_eq!(
        (saved.row.status.state.as_str(), saved.client_id),
        ("active", key_id)
    );
}

#[tokio::test]
async fn what_was_renamed_while_the_browser_was_open_stays_renamed() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Old name").await;
    let step = story
        .console
        .begin_reauthorize(story.same_again(&details.row.id))
        .await
        .unwrap();
    let review = story.finish(step).await.unwrap();
    story
        .console
        .rename_connection(&details.row.id, "New name")
        .await
        .unwrap();
    let saved = story
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    assert_eq!(saved.row.nickname, "New name");
}
