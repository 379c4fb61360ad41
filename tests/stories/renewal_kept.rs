//! An answer that the disk does not take is not lost: the refresh token that is on it may be dead.

use jiff::SignedDuration;
use sandbox::Rotation;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use stories::story::Story;

const TOKEN: &str = "/oauth2/v1/token";

/// From now on the disk takes no renewed tokens; everything else it does.
const FULL: &str = "CREATE TRIGGER full BEFORE UPDATE OF generation ON sessions \
                    BEGIN SELECT RAISE(ABORT, 'no room'); END";
/// From now on the disk takes no note that a renewal is about to be sent.
const NO_NOTES: &str = "CREATE TRIGGER full BEFORE UPDATE OF intent ON sessions \
                        WHEN NEW.intent IS NOT NULL \
                        BEGIN SELECT RAISE(ABORT, 'no room'); END";
const ROOM_AGAIN: &str = "DROP TRIGGER full";

async fn disk(story: &Story, change: &'static str) {
    let file = story.folder().join("connections.db");
    let options = SqliteConnectOptions::new().filename(file);
    let mut database = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::raw_sql(change).execute(&mut database).await.unwrap();
    database.close().await.unwrap();
}

/// A connection whose renewal came back and was not stored, in an org that takes each refresh token
/// once.
async fn renewed_in_vain(story: &Story) -> String {
    let details = story.connect("okta", "No room").await;
    let rotate = Rotation::Rotate { leeway_s: 0 };
    story.org.set_rotation(&details.client_id, rotate);
    story.later(SignedDuration::from_hours(2));
    disk(story, FULL).await;
    let before = story.org.requests(TOKEN).len();
    for _ in 0..2 {
        let tested = story.console.test_connection(&details.row.id).await;
        assert!(tested.map_or(true, |tested| tested.problem.is_some()));
    }
    let asked = story.org.requests(TOKEN).len() - before;
    assert_eq!(
        asked, 1,
        "nothing is sent while an answer waits for the disk"
    );
    disk(story, ROOM_AGAIN).await;
    details.row.id
}

async fn still_works(story: &Story, id: &str) {
    let tested = story.console.test_connection(id).await.unwrap();
    assert_eq!(tested.row.status.state, "active");
    story.later(SignedDuration::from_hours(2));
    let tested = story.console.test_connection(id).await.unwrap();
    assert_eq!(tested.row.status.state, "active");
}

#[tokio::test]
async fn a_renewal_for_which_there_is_no_room_is_stored_when_there_is() {
    let story = Story::begin().await;
    let id = renewed_in_vain(&story).await;
    still_works(&story, &id).await;
}

#[tokio::test]
async fn a_renewal_that_cannot_be_noted_is_not_sent() {
    let story = Story::begin().await;
    let details = story.connect("okta", "No note").await;
    story.later(SignedDuration::from_hours(2));
    disk(&story, NO_NOTES).await;
    let before = story.org.requests(TOKEN).len();
    let tested = story.console.test_connection(&details.row.id).await;
    assert!(tested.map_or(true, |tested| tested.problem.is_some()));
    assert_eq!(story.org.requests(TOKEN).len(), before);

    disk(&story, ROOM_AGAIN).await;
    still_works(&story, &details.row.id).await;
}

#[tokio::test]
async fn a_renewal_for_which_there_was_no_room_is_stored_before_the_program_ends() {
    let story = Story::begin().await;
    let id = renewed_in_vain(&story).await;
    let story = story.restart().await;
    still_works(&story, &id).await;
}
