//! How a list ends before its end: what was read is kept, and the file is whole.

use std::fs;

use connections::views::{FileFormat, ListingState};
use sandbox::FaultSpec;
use serde_json::Value;
use stories::story::Story;
use tempfile::TempDir;

use crate::listing::{Followed, USERS, all_users, busy, is_over};

/// A connection, and a folder in which the person picks `list`.
async fn ready(story: &Story) -> (String, TempDir) {
    let id = story.connect("okta", "Okta").await.row.id;
    let folder = TempDir::new().unwrap();
    story.person.picks(Some(&folder.path().join("list")));
    (id, folder)
}

/// The records of a JSON file, which is one valid array, and the only file there is.
fn records(folder: &TempDir) -> usize {
    let files: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let text = fs::read_to_string(folder.path().join("list")).unwrap();
    let read: Value = serde_json::from_str(&text).unwrap();
    read.as_array().unwrap().len()
}

/// Reads users, fifty a page; after two pages the list waits.
async fn held<'a>(story: &'a Story, id: &str) -> Followed<'a> {
    story.org.fail_next(FaultSpec { after: 2, ..busy() });
    let list = Followed::start(story, all_users(id, Some(FileFormat::Json))).await;
    list.until(|view| view.state == ListingState::Waiting && view.count == 100)
        .await
}

#[tokio::test]
async fn a_page_that_is_none_ends_the_list_and_what_was_read_is_kept() {
    let story = Story::begin().await;
    let (id, folder) = ready(&story).await;
    let huge = " ".repeat(9 * 1024 * 1024);
    let next = |link: &str| vec![("link".to_owned(), format!("<{link}>; rel=\"next\""))];
    let answer = |status, body: &str| FaultSpec::answer(USERS, status, body);
    for (fault, kind, read) in [
        (
            answer(200, "<html>Sign in to the Wi-Fi</html>"),
            "notOkta",
            100,
        ),
        (answer(200, "[{\"id\":\"1\"},{\"id\":"), "notOkta", 100),
        (answer(200, &huge), "tooLarge", 100),
        (answer(200, "{\"id\":\"1\"}"), "other", 100),
        (
            answer(500, r#"{"errorCode":"E0000009","errorSummary":"Oops."}"#),
            "other",
            100,
        ),
        (answer(503, "<html>"), "notOkta", 100),
        (
            FaultSpec {
                drop_connection: true,
                ..answer(0, "")
            },
            "cutOff",
            100,
        ),
        // The page itself is good; where it leads is not.
        (
            FaultSpec {
                headers: next("https://evil.dev/api/v1/users"),
                ..answer(200, "[{}]")
            },
            "notOkta",
            101,
        ),
        (
            FaultSpec {
                headers: next("/api/v1/users?limit=50"),
                ..answer(200, "[{}]")
            },
            "other",
            101,
        ),
    ] {
        let shown = format!("{kind}: {} {:?}", fault.status, fault.headers);
        story.org.fail_next(FaultSpec { after: 2, ..fault });
        let list = Followed::start(&story, all_users(&id, Some(FileFormat::Json))).await;
        let list = list.till_its_end().await;
        assert_eq!(list.view.state, ListingState::Refused, "{shown}");
        assert_eq!((list.refusal(), list.view.count), (kind, read), "{shown}");
        assert_eq!(records(&folder), read as usize, "{shown}");
        let file = list.view.file.unwrap();
        assert!(file.saved && file.records == read, "{shown}");
        assert_eq!(list.rows.len(), read as usize, "{shown}");
    }
}

#[tokio::test]
async fn a_list_that_is_refused_at_once_leaves_what_stood_under_the_name() {
    let story = Story::begin().await;
    let (id, folder) = ready(&story).await;
    fs::write(folder.path().join("list"), "[1]").unwrap();
    story.org.fail_next(FaultSpec::answer(
        USERS,
        500,
        "{\"errorCode\":\"E0000009\"}",
    ));
    let list = Followed::start(&story, all_users(&id, Some(FileFormat::Json))).await;
    let list = list.till_its_end().await;
    assert_eq!(list.refusal(), "other");
    assert!(list.view.file.is_none());
    assert!(
        list.view.notes[0].contains("no file was written"),
        "{:?}",
        list.view.notes
    );
    assert_eq!(records(&folder), 1);
}

#[tokio::test]
async fn stop_works_while_it_waits_and_keeps_what_was_read() {
    let story = Story::begin().await;
    let (id, folder) = ready(&story).await;
    let list = held(&story, &id).await;
    story.console.stop_listing(&list.view.id).unwrap();
    let list = list.till_its_end().await;
    assert_eq!(list.view.state, ListingState::Stopped);
    let answer = list.view.answer.as_ref().unwrap();
    assert_eq!(answer.outcome, "stopped");
    assert!(answer.more && answer.refusal.is_none());
    assert_eq!((records(&folder), list.rows.len()), (100, 100));
}

#[tokio::test]
async fn a_connection_that_is_deleted_while_its_list_is_read_ends_it() {
    let story = Story::begin().await;
    let (id, folder) = ready(&story).await;
    let list = held(&story, &id).await;
    story.console.delete_connection(&id).await.unwrap();
    assert_eq!(
        records(&folder),
        100,
        "the file was whole before the connection was gone"
    );
    let list = list.till_its_end().await;
    assert_eq!(list.view.state, ListingState::Stopped);
    assert!(
        list.view.notes[0].contains("deleted"),
        "{:?}",
        list.view.notes
    );
    let again = story.console.start_listing(all_users(&id, None)).await;
    assert!(again.is_err());
}

#[tokio::test]
async fn a_window_that_is_closed_while_a_list_is_read_leaves_a_whole_file() {
    let story = Story::begin().await;
    let (id, folder) = ready(&story).await;
    let list = held(&story, &id).await;
    let id = list.view.id.clone();
    drop(list);
    story.console.shut_down().await;
    assert_eq!(records(&folder), 100);
    let last = story.console.follow_listing(&id, 0, 0).await.unwrap();
    assert!(is_over(&last));
}

#[tokio::test]
async fn a_log_that_names_a_next_page_for_ever_is_taken_for_read() {
    let story = Story::begin().await;
    let (id, _folder) = ready(&story).await;
    let next = vec![(
        "link".to_owned(),
        "</api/v1/users?after=same>; rel=\"next\"".to_owned(),
    )];
    story.org.fail_next(FaultSpec {
        times: 2,
        headers: next,
        ..FaultSpec::answer(USERS, 200, "[]")
    });
    let list = Followed::start(&story, all_users(&id, None)).await;
    let list = list.till_its_end().await;
    assert_eq!((list.view.state, list.view.count), (ListingState::Done, 0));
}

#[tokio::test]
async fn a_grant_that_ended_meanwhile_asks_for_a_new_sign_in() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Leaver").await;
    story.org.revoke_refresh_tokens(&details.client_id);
    let list = Followed::start(&story, all_users(&details.row.id, None)).await;
    let list = list.till_its_end().await;
    assert_eq!(
        (list.refusal(), list.view.state),
        ("expired", ListingState::Refused)
    );
}
