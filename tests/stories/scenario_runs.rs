//! The ways in which a scenario is run: from a step, step by step, stopped, followed, at the end of
//! the program.

use connections::views::{FailureCode, ScenarioRunView, StartScenario, StepState};
use stories::story::{DANA, Story};

use crate::scenarios::{played, put, request, states, step, to_end};

use StepState::{Done, Failed, Skipped, Waiting};

/// Connect, read a user, the user's groups, a list that needs neither, and something that always runs.
const STEPS: &str = r#"name = "Steps"

[[steps]]
id = "connect"
connect = "Default"
[steps.inputs]
connection = "Okta"

[[steps]]
id = "read"
action = "okta.read_user"
[steps.inputs]
user = "dana.admin@sandbox.example"

[[steps]]
id = "groups"
action = "okta.get_users_groups"
[steps.inputs]
user = { step = "read", output = "id" }

[[steps]]
id = "list"
action = "okta.find_users"
[steps.inputs]
query = "dana"

[[steps]]
id = "clean"
action = "okta.read_user"
always = true
[steps.inputs]
user = "dana.admin@sandbox.example"
"#;

pub(crate) async fn ready() -> Story {
    let story = Story::begin().await;
    story.connect("okta", "Okta").await;
    put(&story, "steps", STEPS);
    story
}

/// Follows until the run waits, or is over.
async fn to_turn(story: &Story, mut run: ScenarioRunView) -> ScenarioRunView {
    while run.state == "running" {
        run = story
            .console
            .follow_scenario(&run.id, run.revision)
            .await
            .unwrap();
    }
    run
}

/// From this step on.
async fn from(story: &Story, first: &str) -> StartScenario {
    let start = request(story, "steps", &[]).await;
    StartScenario {
        from: Some(first.into()),
        ..start
    }
}

#[tokio::test]
async fn from_a_step_the_ones_before_are_left_out_but_for_connect() {
    let story = ready().await;
    let run = played(&story, from(&story, "list").await).await;
    assert_eq!(run.state, "done");
    assert_eq!(
        states(&run),
        [
            ("connect", Done),
            ("read", Skipped),
            ("groups", Skipped),
            ("list", Done),
            ("clean", Done)
        ]
    );
    assert_eq!(
        step(&run, "read").said,
        "It lies before the first step of this run."
    );
    assert!(step(&run, "list").duration_ms.is_some());
    assert!(step(&run, "read").duration_ms.is_none());
    let start = from(&story, "nowhere").await;
    let failure = story.console.start_scenario(start).await.unwrap_err();
    assert!(failure.why.contains("no step “nowhere”"), "{}", failure.why);
}

#[tokio::test]
async fn what_a_step_left_out_would_bring_comes_from_the_run_before_or_is_named() {
    let story = ready().await;
    story.org.clear_ledger();
    let start = from(&story, "groups").await;
    let failure = story.console.start_scenario(start).await.unwrap_err();
    assert_eq!(
        failure.why,
        "“groups” needs “id” of “read”, which lies before “groups” and was not run before with the same inputs."
    );
    assert_eq!(failure.fix, "Begin with “read” or earlier.");
    assert!(story.org.ledger().is_empty(), "nothing was sent");

    played(&story, request(&story, "steps", &[]).await).await;
    for _ in 0..2 {
        let run = played(&story, from(&story, "groups").await).await;
        assert_eq!(run.state, "done");
        assert_eq!(step(&run, "read").state, Skipped);
        assert!(
            step(&run, "read")
                .said
                .contains("in the run before is used")
        );
        assert_eq!(step(&run, "groups").state, Done);
    }
    let mut other = from(&story, "groups").await;
    put(
        &story,
        "steps",
        &STEPS.replace(
            "name = \"Steps\"",
            "name = \"Steps\"\n[[inputs]]\nid = \"note\"\nlabel = \"Note\"",
        ),
    );
    other.inputs.insert("note".into(), "another".into());
    assert!(
        story.console.start_scenario(other).await.is_err(),
        "with other inputs it is another run"
    );
}

#[tokio::test]
async fn step_by_step_it_waits_for_the_person_before_each() {
    let story = ready().await;
    let start = request(&story, "steps", &[]).await;
    let start = StartScenario {
        step_by_step: true,
        ..start
    };
    let mut run = story.console.start_scenario(start).await.unwrap();
    for nth in 0..5 {
        run = to_turn(&story, run).await;
        assert_eq!(run.state, "waiting");
        let done = run.steps.iter().filter(|step| step.state == Done).count();
        assert_eq!((done, run.steps[nth].state), (nth, Waiting));
        story.console.next_step(&run.id).unwrap();
        run = story
            .console
            .follow_scenario(&run.id, run.revision)
            .await
            .unwrap();
    }
    let run = to_end(&story, run).await;
    assert_eq!(run.state, "done");
}

#[tokio::test]
async fn stop_leaves_out_what_follows_and_cleans_up_and_a_second_stop_does_not() {
    let story = ready().await;
    for (stops, clean) in [(1, Done), (2, Skipped)] {
        let start = request(&story, "steps", &[]).await;
        let start = StartScenario {
            step_by_step: true,
            ..start
        };
        let run = story.console.start_scenario(start).await.unwrap();
        let run = to_turn(&story, run).await;
        story.console.next_step(&run.id).unwrap();
        let run = story
            .console
            .follow_scenario(&run.id, run.revision)
            .await
            .unwrap();
        let run = to_turn(&story, run).await;
        for _ in 0..stops {
            story.console.stop_scenario(&run.id).unwrap();
        }
        let run = to_end(&story, run).await;
        assert_eq!(run.state, "stopped");
        assert_eq!(
            states(&run),
            [
                ("connect", Done),
                ("read", Skipped),
                ("groups", Skipped),
                ("list", Skipped),
                ("clean", clean)
            ]
        );
        assert_eq!(step(&run, "read").said, "The run was stopped.");
        let row = story.console.list_scenarios().await.unwrap();
        let row = row.into_iter().find(|row| row.id == "steps").unwrap();
        assert_eq!(row.last_outcome.as_deref(), Some("stopped"));
        assert!(
            story.console.list_sessions().await.unwrap().is_empty(),
            "Local sessions end with it"
        );
    }
}

#[tokio::test]
async fn a_run_is_found_again_by_a_window_that_was_loaded_anew() {
    let story = ready().await;
    assert_eq!(story.console.scenario("steps").await.unwrap().run, None);
    let start = request(&story, "steps", &[]).await;
    let start = StartScenario {
        step_by_step: true,
        ..start
    };
    let waiting = story.console.start_scenario(start).await.unwrap();
    let over = played(&story, request(&story, "steps", &[]).await).await;
    let found = story.console.scenario("steps").await.unwrap().run.unwrap();
    assert_eq!(found, waiting.id, "the one that goes on comes first");
    let again = story.console.follow_scenario(&found, 0).await.unwrap();
    assert_eq!(again.steps.len(), 5);
    story.console.stop_scenario(&found).unwrap();
    to_end(&story, again).await;
    let again = story.console.follow_scenario(&over.id, 0).await.unwrap();
    assert_eq!(
        (again.state.as_str(), again.revision),
        ("done", over.revision)
    );
    let gone = story
        .console
        .follow_scenario("nobody", 0)
        .await
        .unwrap_err();
    assert_eq!(gone.code, FailureCode::Gone);
}

#[tokio::test]
async fn every_change_has_a_newer_revision_and_no_step_goes_backwards() {
    let story = ready().await;
    let start = request(&story, "steps", &[]).await;
    let mut run = story.console.start_scenario(start).await.unwrap();
    let mut before = run.clone();
    while matches!(run.state.as_str(), "running") {
        run = story
            .console
            .follow_scenario(&run.id, run.revision)
            .await
            .unwrap();
        assert!(run.revision > before.revision);
        for (now, then) in run.steps.iter().zip(&before.steps) {
            assert!(now.state == then.state || matches!(then.state, Waiting | StepState::Running));
        }
        before = run.clone();
    }
}

#[tokio::test]
async fn at_the_end_of_the_program_a_run_stops_and_cleans_up_what_asks_nobody() {
    let story = Story::begin().await;
    story.connect("okta", "Okta").await;
    let text = format!(
        "{STEPS}\n[[steps]]\nid = \"destroy\"\naction = \"okta.clear_user_sessions\"\nalways = true\n[steps.inputs]\nuser = \"{DANA}\"\n"
    );
    put(&story, "steps", &text);
    let start = request(&story, "steps", &[]).await;
    let start = StartScenario {
        step_by_step: true,
        ..start
    };
    let run = story.console.start_scenario(start).await.unwrap();
    let run = to_turn(&story, run).await;
    story.console.next_step(&run.id).unwrap();
    let run = story
        .console
        .follow_scenario(&run.id, run.revision)
        .await
        .unwrap();
    to_turn(&story, run).await;
    story.org.clear_ledger();
    let story = story.restart().await;
    assert!(
        story.person.asked().is_empty(),
        "nobody is there to be asked"
    );
    assert!(
        story.org.requests("/api/v1/users/dana").len() == 1,
        "clean was run: {:?}",
        story.org.requests("/")
    );
    let rows = story.console.list_scenarios().await.unwrap();
    let row = rows.iter().find(|row| row.id == "steps").unwrap();
    assert_eq!(
        (row.last_outcome.as_deref(), row.run.as_deref()),
        (Some("stopped"), None)
    );
}

#[tokio::test]
async fn a_connection_deleted_meanwhile_fails_the_step_that_needs_it_in_words() {
    let story = ready().await;
    let start = request(&story, "steps", &[]).await;
    let start = StartScenario {
        step_by_step: true,
        ..start
    };
    let run = story.console.start_scenario(start).await.unwrap();
    let run = to_turn(&story, run).await;
    story.console.next_step(&run.id).unwrap();
    let run = story
        .console
        .follow_scenario(&run.id, run.revision)
        .await
        .unwrap();
    let run = to_turn(&story, run).await;
    let id = story.console.list_connections().await.unwrap().remove(0).id;
    let usage = story.console.connection_usage(&id).await.unwrap();
    assert_eq!(usage.scenarios, [("steps".to_owned(), "Steps".to_owned())]);
    assert_eq!(usage.sessions[0].owner, "Steps");
    story.console.delete_connection(&id).await.unwrap();
    story.console.next_step(&run.id).unwrap();
    let mut run = story
        .console
        .follow_scenario(&run.id, run.revision)
        .await
        .unwrap();
    while matches!(run.state.as_str(), "running" | "waiting") {
        story.console.next_step(&run.id).unwrap();
        run = story
            .console
            .follow_scenario(&run.id, run.revision)
            .await
            .unwrap();
    }
    let read = step(&run, "read");
    assert_eq!(
        (read.state, read.said.as_str()),
        (Failed, "The session “Default” is not open any more.")
    );
    assert!(
        read.problem
            .as_ref()
            .unwrap()
            .why
            .contains("“Okta” was deleted")
    );
}
