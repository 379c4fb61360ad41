//! Production is read-only until a person arms it.

use connections::views::{ConnectionDetails, EditRequest, Failure, FailureCode};
use jiff::SignedDuration;
use stories::person::Answer;
use stories::story::{DANA, Story};

use crate::run_action::done;

async fn edit(
    story: &Story,
    details: &ConnectionDetails,
    environment: &str,
) -> Result<ConnectionDetails, Failure> {
    let request = EditRequest {
        connection: details.row.id.clone(),
        nickname: details.row.nickname.clone(),
        description: String::new(),
        folder: None,
        environment: environment.into(),
    };
    story.console.edit_connection(request).await
}

async fn in_production(story: &Story, connector: &str) -> ConnectionDetails {
    let details = story.connect(connector, "Prod").await;
    edit(story, &details, "production").await.unwrap()
}

fn writes(story: &Story) -> Vec<String> {
    let mut lines = story.org.requests("/api/v1");
    lines.extend(story.org.requests("/v1/teams"));
    lines.retain(|line| !line.starts_with("GET") && !line.contains("service_token"));
    lines
}

#[tokio::test]
async fn a_write_to_production_is_refused_until_it_is_armed_and_after_ten_minutes_again() {
    let story = Story::begin().await;
    let id = in_production(&story, "okta").await.row.id;
    let group = || Story::filled(&id, "create_group", &[("name", "Armed")]);

    let failure = story.console.run_action(group()).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::NotArmed);
    assert!(failure.why.contains("127.0.0.1"), "{failure:?}");
    assert!(writes(&story).is_empty());
    done(&story, &id, "read_user", &[("user", DANA)]).await;

    let armed = story.console.arm_connection(&id).await.unwrap();
    assert!(armed.row.armed_until.is_some());
    let asked = story.person.asked();
    assert!(asked.last().unwrap().org.contains("127.0.0.1"));
    done(&story, &id, "create_group", &[("name", "Armed")]).await;

    story.later(SignedDuration::from_mins(10));
    let failure = story.console.run_action(group()).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::NotArmed);
    let details = story.console.connection(&id).await.unwrap();
    assert_eq!(details.row.armed_until, None);
}

#[tokio::test]
async fn what_is_armed_can_be_taken_back_and_ends_with_the_program() {
    let story = Story::begin().await;
    let id = in_production(&story, "okta").await.row.id;
    story.console.arm_connection(&id).await.unwrap();
    let details = story.console.disarm_connection(&id).await.unwrap();
    assert_eq!(details.row.armed_until, None);
    story.console.arm_connection(&id).await.unwrap();

    let story = story.restart().await;
    let details = story.console.connection(&id).await.unwrap();
    assert_eq!(details.row.armed_until, None);
}

#[tokio::test]
async fn only_the_person_arms_and_only_she_calls_production_something_else() {
    let story = Story::begin().await;
    let details = in_production(&story, "okta").await;
    story.person.answers(Answer::Refuses);
    let failure = story
        .console
        .arm_connection(&details.row.id)
        .await
        .unwrap_err();
    assert_eq!(failure.code, FailureCode::Cancelled);
    let failure = edit(&story, &details, "sandbox").await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Cancelled);

    let request = Story::filled(&details.row.id, "create_group", &[("name", "X")]);
    let failure = story.console.run_action(request).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::NotArmed);
    assert!(writes(&story).is_empty());

    story.person.answers(Answer::Agrees);
    let edited = edit(&story, &details, "sandbox").await.unwrap();
    assert_eq!(edited.row.environment, "sandbox");
    done(&story, &details.row.id, "create_group", &[("name", "X")]).await;
}

#[tokio::test]
async fn one_armed_connection_arms_no_other() {
    let story = Story::begin().await;
    let one = in_production(&story, "okta").await.row.id;
    let other = story.connect("okta_realms", "Other").await;
    let other = edit(&story, &other, "production").await.unwrap().row.id;
    story.console.arm_connection(&one).await.unwrap();
    let request = Story::filled(&other, "create_realm", &[("name", "X")]);
    let failure = story.console.run_action(request).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::NotArmed);
}

#[tokio::test]
async fn what_is_called_production_while_a_write_is_confirmed_is_not_written_to() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Turned").await;
    let id = details.row.id.clone();
    let group = done(&story, &id, "create_group", &[("name", "Stays")]).await;
    let group = group.fields[0].value.clone();
    story.org.clear_ledger();
    story.person.answers(Answer::Hesitates);
    let inputs = [("group", &*group)];
    let running = story
        .console
        .run_action(Story::filled(&id, "delete_group", &inputs));
    let turning = async {
        while story.person.asked().is_empty() {
            tokio::task::yield_now().await;
        }
        edit(&story, &details, "production").await.unwrap();
        story.person.decides();
    };
    let (run, ()) = tokio::join!(running, turning);
    assert_eq!(run.unwrap_err().code, FailureCode::NotArmed);
    assert_eq!(writes(&story), [] as [&str; 0]);
}
