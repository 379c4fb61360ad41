//! What is seen of a run of a scenario, and of where it was run.

use std::fmt::Write as _;

use connections::views::RunLine;
use connections::views::StepState::Failed;
use sandbox::FaultSpec;
use stories::story::Story;

use crate::scenario_runs::ready;
use crate::scenarios::{played, put, request, step};

#[tokio::test]
async fn usage_names_a_scenario_that_last_ran_through_a_connection_though_it_names_none() {
    let story = Story::begin().await;
    let id = story.connect("okta_devices", "Devices").await.row.id;
    assert!(
        story
            .console
            .connection_usage(&id)
            .await
            .unwrap()
            .scenarios
            .is_empty()
    );
    played(
        &story,
        request(&story, "suspend-and-unsuspend-a-device", &[]).await,
    )
    .await;
    let usage = story.console.connection_usage(&id).await.unwrap();
    assert_eq!(usage.scenarios[0].1, "Suspend and unsuspend a device");
    let asked_by = |run: &RunLine| run.asked_by.clone().map(|by| by.scenario);
    let by: Vec<_> = usage.runs.iter().map(asked_by).collect();
    assert!((2..=5).contains(&by.len()), "the last few: {by:?}");
    let scenario = Some("Suspend and unsuspend a device".to_owned());
    assert!(by.iter().all(|by| *by == scenario), "{by:?}");
}

#[tokio::test]
async fn a_refused_step_shows_the_card_that_fits() {
    let story = ready().await;
    let busy = r#"{"errorCode":"E0000047","errorSummary":"Busy."}"#;
    story.org.fail_next(FaultSpec {
        times: 9,
        ..FaultSpec::answer("/api/v1/users/dana", 429, busy)
    });
    let run = played(&story, request(&story, "steps", &[]).await).await;
    let read = step(&run, "read");
    let answer = read.answer.as_ref().unwrap();
    assert_eq!(answer.refusal.as_ref().unwrap().kind, "rateLimit");
    assert_eq!(read.problem.as_ref().unwrap().what, read.said);
    assert_eq!(step(&run, "clean").state, Failed);
}

#[tokio::test]
async fn many_big_answers_leave_a_view_that_stays_small() {
    let story = Story::begin().await;
    story.connect("okta", "Okta").await;
    let mut text = "name = \"Big\"\n[[steps]]\nid = \"connect\"\nconnect = \"Default\"\n[steps.inputs]\nconnection = \"Okta\"\n".to_owned();
    for nth in 0..20 {
        let _ = write!(
            text,
            "[[steps]]\nid = \"s{nth}\"\naction = \"okta.list_users_with_filter\"\n"
        );
    }
    put(&story, "big", &text);
    let run = played(&story, request(&story, "big", &[]).await).await;
    assert_eq!(run.state, "done");
    let size = serde_json::to_string(&run).unwrap().len();
    assert!(size < 20 * 64 * 1024, "{size}");
    let answer = step(&run, "s0").answer.as_ref().unwrap();
    assert!(answer.more && answer.body.ends_with("(cut here)"));
}
