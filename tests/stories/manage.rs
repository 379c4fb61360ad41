//! Edit, rename, star, copy.

use connections::views::{EditRequest, FailureCode};
use stories::story::Story;

#[tokio::test]
async fn edits_are_kept_and_need_no_new_sign_in() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Plain").await;
    let edited = story
        .console
        .edit_connection(EditRequest {
            connection: details.row.id.clone(),
            nickname: "Production – read".into(),
            description: "For the nightly report".into(),
            folder: Some("Reports".into()),
            environment: "production".into(),
        })
        .await
        .unwrap();
    assert_eq!(edited.row.folder.as_deref(), Some("Reports"));
    story
        .console
        .star_connection(&details.row.id, true)
        .await
        .unwrap();

    let story = story.restart().await;
    let row = &story.console.list_connections().await.unwrap()[0];
    assert_eq!(
        (row.nickname.as_str(), row.starred),
        ("Production – read", true)
    );
    assert_eq!(row.environment, "production");
    assert_eq!(row.status.state, "active");
}

#[tokio::test]
async fn a_taken_name_is_refused_beside_the_field() {
    let story = Story::begin().await;
    story.connect("okta", "One").await;
    let two = story.connect("okta_devices", "Two").await;
    let failure = story
        .console
        .rename_connection(&two.row.id, "ONE")
        .await
        .unwrap_err();
    assert_eq!(failure.code, FailureCode::InvalidField);
    assert_eq!(failure.field.as_deref(), Some("nickname"));
    story
        .console
        .rename_connection(&two.row.id, "TWO")
        .await
        .unwrap();
}

#[tokio::test]
async fn copied_details_say_everything_but_the_secret() {
    let story = Story::begin().await;
    let details = story.connect("okta_realms", "For a ticket").await;
    let text = story.console.copy_details(&details.row.id).await.unwrap();
    for part in [
        "For a ticket",
        "Okta Realms",
        &details.client_id,
        "okta.realms.read",
        "Org ID",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let (_, secret) = story.credentials("okta_realms");
    assert!(!text.contains(&secret));
}
