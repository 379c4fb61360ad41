//! A copy every day, and a database that was put back to an earlier state, whoever put it back.

use std::fs;

use connections::Restore;
use connections::views::FailureCode;
use jiff::SignedDuration;
use sandbox::Rotation;
use stories::story::Story;

const TOKEN: &str = "/oauth2/v1/token";

#[tokio::test]
async fn a_copy_is_made_each_day_and_an_empty_list_never_pushes_one_out() {
    let story = Story::begin().await;
    assert!(!story.console.copy_if_due().await.unwrap(), "it is empty");
    story.connect("okta", "Copied").await;
    let mut made = Vec::new();
    for _ in 0..6 {
        made.push(story.console.copy_if_due().await.unwrap());
        story.later(SignedDuration::from_hours(9));
    }
    // At 0, 27 and – had it been looked at – 54 hours.
    assert_eq!(made, [true, false, false, true, false, false]);
    let backups = fs::read_dir(story.folder().join("backups")).unwrap();
    assert_eq!(backups.count(), 2);
}

#[tokio::test]
async fn a_damaged_database_is_told_as_one_and_a_copy_brings_the_list_back_to_be_signed_in_to() {
    let mut story = Story::begin().await;
    let details = story.connect("okta", "Kept").await;
    let team = story.connect("okta_privileged_access", "Team").await;
    story.console.copy_if_due().await.unwrap();
    story.console.shut_down().await;
    let file = story.folder().join("connections.db");
    let mut bytes = fs::read(&file).unwrap();
    bytes[4096..].fill(0x5a);
    fs::write(&file, &bytes).unwrap();

    let failure = story.start(&[0]).await.err().expect("it opened");
    assert_eq!(failure.code, FailureCode::DataUnusable, "{failure:?}");
    let restore = Restore::of(story.folder(), env!("CARGO_PKG_VERSION"));
    let copies = restore.copies().await.unwrap().copies;
    assert_eq!(copies[0].names, ["Kept", "Team"]);
    restore.with_copy(copies[0].number).await.unwrap();

    story.console = story.start(&[0]).await.unwrap();
    let before = story.org.requests(TOKEN).len();
    let rows = story.console.list_connections().await.unwrap();
    let states: Vec<_> = rows.iter().map(|row| row.status.state.as_str()).collect();
    assert_eq!(states, ["notAuthorized", "active"]);
    let tested = story.console.test_connection(&details.row.id).await;
    let problem = tested.unwrap().problem.expect("it has no token");
    assert!(problem.fix.contains("Reauthorize"), "{problem:?}");
    let tested = story.console.test_connection(&team.row.id).await.unwrap();
    assert_eq!(tested.row.status.state, "active", "its key is in the copy");
    assert_eq!(
        story.org.requests(TOKEN).len(),
        before,
        "no old token is sent"
    );

    let again = story
        .console
        .begin_reauthorize(story.same_again(&details.row.id));
    let review = story.finish(again.await.unwrap()).await.unwrap();
    let saved = story.console.save_connection(&review.attempt, false).await;
    assert_eq!(saved.unwrap().row.status.state, "active");
}

#[tokio::test]
async fn the_refresh_token_of_an_older_database_is_not_sent_and_the_new_sign_in_goes_on() {
    let mut story = Story::begin().await;
    let details = story.connect("okta", "Put back").await;
    let rotate = Rotation::Rotate { leeway_s: 0 };
    story.org.set_rotation(&details.client_id, rotate);
    let file = story.folder().join("connections.db");
    story.console.shut_down().await;
    let earlier = fs::read(&file).unwrap();
    story.console = story.start(&[0]).await.unwrap();
    story.later(SignedDuration::from_hours(2));
    let tested = story.console.test_connection(&details.row.id).await;
    assert_eq!(tested.unwrap().row.status.state, "active");
    story.console.shut_down().await;
    fs::write(&file, earlier).unwrap();

    story.console = story.start(&[0]).await.unwrap();
    story.later(SignedDuration::from_hours(2));
    let before = story.org.requests(TOKEN).len();
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(story.org.requests(TOKEN).len(), before, "it was sent");
    assert_eq!(tested.row.status.state, "notAuthorized");
    assert!(tested.problem.unwrap().why.contains("earlier state"));

    let again = story
        .console
        .begin_reauthorize(story.same_again(&details.row.id));
    let review = story.finish(again.await.unwrap()).await.unwrap();
    let saved = story.console.save_connection(&review.attempt, false).await;
    assert_eq!(saved.unwrap().row.status.state, "active");
    story.later(SignedDuration::from_hours(2));
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.state, "active");
}
