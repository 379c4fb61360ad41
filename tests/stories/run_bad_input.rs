//! What is typed into a form, however odd, gets a clear answer and is sent as it was meant.

use connections::views::FailureCode;
use stories::person::Answer;
use stories::story::Story;

use crate::run_action::{done, refused};

#[tokio::test]
async fn an_id_with_slashes_spaces_and_letters_of_all_alphabets_is_one_segment() {
    let story = Story::begin().await;
    let id = story.connect("okta_devices", "Devices").await.row.id;
    for typed in ["a b/c?d#e", "../users", "日本 ñ", "guo%2F..%2Fusers"] {
        story.org.clear_ledger();
        let run = story.run(&id, "read_device", &[("device", typed)]).await;
        assert_eq!(refused(&run), "notFound", "{typed}");
        let sent = story.org.requests("/");
        assert_eq!(sent.len(), 1, "{typed}: {sent:?}");
        assert!(
            sent[0].starts_with("GET /api/v1/devices/"),
            "{typed}: {sent:?}"
        );
    }
}

#[tokio::test]
async fn a_body_of_ten_megabytes_arrives_whole() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.org.listen();
    let long = "日本 ñ ".repeat(1_100_000);
    let body = serde_json::json!({ "profile": { "name": "Long", "description": long } });
    let body = body.to_string();
    assert!(body.len() > 10_000_000);
    let typed = [
        ("request_type", "POST"),
        ("relative_url", "/api/v1/groups"),
        ("body", &*body),
    ];
    story.run(&id, "custom_api_action", &typed).await;
    let heard = story.org.heard();
    let sent: serde_json::Value = serde_json::from_slice(&heard[0].body).unwrap();
    assert_eq!(sent["profile"]["description"], long);
}

#[tokio::test]
async fn a_connection_that_was_deleted_runs_nothing_more_and_says_so() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Gone").await.row.id;
    done(&story, &id, "find_users", &[("query", "dana")]).await;
    story.console.delete_connection(&id).await.unwrap();
    let request = Story::filled(&id, "find_users", &[("query", "dana")]);
    let failure = story.console.run_action(request).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Gone);
}

#[tokio::test]
async fn a_connection_that_is_deleted_while_its_action_runs_sends_nothing_more() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Gone").await.row.id;
    let group = done(&story, &id, "create_group", &[("name", "Stays")]).await;
    let group = group.fields[0].value.clone();
    story.person.answers(Answer::Hesitates);
    let inputs = [("group", &*group)];
    let running = story
        .console
        .run_action(Story::filled(&id, "delete_group", &inputs));
    let deleting = async {
        while story.person.asked().is_empty() {
            tokio::task::yield_now().await;
        }
        story.console.delete_connection(&id).await.unwrap();
        story.org.clear_ledger();
        story.person.decides();
    };
    let (run, ()) = tokio::join!(running, deleting);
    let failure = run.unwrap_err();
    assert_eq!(failure.code, FailureCode::Gone, "{failure:?}");
    assert_eq!(story.org.requests("/api/"), [] as [&str; 0]);
}
