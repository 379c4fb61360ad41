//! Scenarios: those that come with the program, and the ways in which one is run.

use std::collections::BTreeMap;
use std::fs;

use connections::views::{ScenarioRunView, StartScenario, StepRunView, StepState};
use jiff::SignedDuration;
use sandbox::FaultSpec;
use stories::person::Answer;
use stories::story::{DANA, Story};

use StepState::{Done, Failed, Skipped};

use crate::run_action::{NORA, done, refused};

/// Starts a scenario with its form as it stands, but for `inputs`.
pub(crate) async fn request(story: &Story, id: &str, inputs: &[(&str, &str)]) -> StartScenario {
    let view = story.console.scenario(id).await.unwrap();
    let mut filled: BTreeMap<_, _> = view
        .form
        .into_iter()
        .filter_map(|input| Some((input.id, input.default?)))
        .collect();
    filled.extend(
        inputs
            .iter()
            .map(|(id, text)| ((*id).to_owned(), (*text).to_owned())),
    );
    StartScenario {
        scenario: id.into(),
        inputs: filled,
        from: None,
        step_by_step: false,
        dry: view.draft.dry,
    }
}

/// Follows a run as the window does, until it is over.
pub(crate) async fn to_end(story: &Story, mut run: ScenarioRunView) -> ScenarioRunView {
    while matches!(run.state.as_str(), "running" | "waiting") {
        run = story
            .console
            .follow_scenario(&run.id, run.revision)
            .await
            .unwrap();
    }
    run
}

/// Starts and follows it to its end.
pub(crate) async fn played(story: &Story, request: StartScenario) -> ScenarioRunView {
    let run = story.console.start_scenario(request).await;
    to_end(story, run.unwrap_or_else(|failure| panic!("{failure:?}"))).await
}

pub(crate) fn step<'a>(run: &'a ScenarioRunView, id: &str) -> &'a StepRunView {
    run.steps.iter().find(|step| step.id == id).expect(id)
}

/// Each step's id and state, in order.
pub(crate) fn states(run: &ScenarioRunView) -> Vec<(&str, StepState)> {
    run.steps
        .iter()
        .map(|step| (step.id.as_str(), step.state))
        .collect()
}

/// Puts a file into the folder, as a person with an editor would.
pub(crate) fn put(story: &Story, id: &str, text: &str) {
    let folder = story.folder().join("scenarios");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{id}.toml")), text).unwrap();
}

const PASSWORD: [(&str, &str); 1] = [("password", "Canary-pass-7f3a!")];

const BUNDLED: [&str; 4] = [
    "onboard-a-user",
    "move-a-user-between-realms",
    "suspend-and-unsuspend-a-device",
    "rotate-an-opa-service-key",
];

async fn every_connection(story: &Story) {
    for (connector, nickname) in [
        ("okta", "Okta"),
        ("okta_realms", "Realms"),
        ("okta_devices", "Devices"),
        ("okta_privileged_access", "OPA"),
    ] {
        story.connect(connector, nickname).await;
    }
}

async fn every_scenario_passes(story: &Story) {
    for id in BUNDLED {
        let mut start = request(story, id, &PASSWORD).await;
        start.dry = false;
        let run = played(story, start).await;
        for step in &run.steps {
            assert_eq!(step.state, StepState::Done, "{id}: {step:?}");
        }
        assert_eq!(run.state, "done", "{id}");
    }
}

#[tokio::test]
async fn those_that_come_with_the_program_pass_and_again_and_after_a_restart() {
    let story = Story::begin().await;
    every_connection(&story).await;
    every_scenario_passes(&story).await;
    assert_eq!(story.person.asked().len(), 3, "deactivate, delete, rotate");
    every_scenario_passes(&story).await;
    assert!(
        story.console.list_sessions().await.unwrap().is_empty(),
        "all were disconnected"
    );
    let story = story.restart().await;
    let rows = story.console.list_scenarios().await.unwrap();
    assert_eq!(rows.len(), 4);
    for row in &rows {
        assert_eq!(row.last_outcome.as_deref(), Some("done"), "{}", row.name);
        assert!(row.last_run_at.is_some() && row.bundled && row.problem.is_none());
    }
    every_scenario_passes(&story).await;
}

#[tokio::test]
async fn onboarding_leaves_nobody_behind_and_moving_leaves_the_user_where_she_was() {
    let story = Story::begin().await;
    every_connection(&story).await;
    let okta = story.console.list_connections().await.unwrap();
    let okta = &okta.iter().find(|row| row.nickname == "Okta").unwrap().id;
    let realm = async || {
        let user = done(&story, okta, "read_user", &[("user", NORA)]).await;
        let field = user.fields.into_iter().find(|field| field.id == "realm_id");
        field.unwrap().value
    };
    let before = realm().await;
    let start = request(&story, "onboard-a-user", &PASSWORD).await;
    let login = start.inputs["login"].clone();
    assert!(!login.contains('{'), "{login}");
    let run = played(&story, start).await;
    assert_eq!(run.state, "done");
    // What was changed a moment ago might only lag behind.
    story.later(SignedDuration::from_mins(2));
    assert_eq!(
        refused(&story.run(okta, "read_user", &[("user", &login)]).await),
        "notFound"
    );
    let verified = step(&run, "verify_group").answer.as_ref().unwrap();
    assert!(
        verified
            .rows
            .iter()
            .flatten()
            .any(|cell| cell == "Contractors")
    );
    let moved = played(
        &story,
        request(&story, "move-a-user-between-realms", &[]).await,
    )
    .await;
    assert_eq!(moved.state, "done");
    let there = step(&moved, "verify").answer.as_ref().unwrap();
    assert!(
        !there.fields.iter().any(|field| field.value == before),
        "she was elsewhere meanwhile"
    );
    assert_eq!(realm().await, before);
}

#[tokio::test]
async fn a_dry_run_reads_and_sends_no_write_and_says_what_it_would_send() {
    let story = Story::begin().await;
    every_connection(&story).await;
    for id in BUNDLED {
        let mut start = request(&story, id, &PASSWORD).await;
        assert_eq!(start.dry, id == "rotate-an-opa-service-key", "{id}");
        start.dry = true;
        story.org.clear_ledger();
        let run = played(&story, start).await;
        assert_eq!(run.state, "done", "{id}: {:?}", run.steps);
        let seen = story.org.requests("/");
        let token = |line: &&String| !line.contains("service_token");
        assert!(
            seen.iter()
                .filter(token)
                .all(|line| line.starts_with("GET")),
            "{seen:?}"
        );
        assert!(run.steps.iter().all(|step| step.state != StepState::Failed));
    }
    assert!(
        story.person.asked().is_empty(),
        "nothing is lost, and nobody is asked"
    );
    let rotate = played(&story, request(&story, BUNDLED[3], &[]).await).await;
    assert!(
        step(&rotate, "rotate").said.contains("would send POST"),
        "{:?}",
        step(&rotate, "rotate")
    );
    let onboard = request(&story, BUNDLED[0], &PASSWORD).await;
    let onboard = played(
        &story,
        StartScenario {
            dry: true,
            ..onboard
        },
    )
    .await;
    let said = &step(&onboard, "activate").said;
    assert_eq!(
        said,
        "It needs “id” of “create”, which a dry run leaves out."
    );
    assert_eq!(step(&onboard, "find_group").state, StepState::Done);
}

#[tokio::test]
async fn what_cleans_up_runs_after_a_failure_and_only_where_there_is_something_to_undo() {
    let story = Story::begin().await;
    story.connect("okta", "Okta").await;
    let nobody = [PASSWORD[0], ("group", "No such group")];
    let run = played(&story, request(&story, "onboard-a-user", &nobody).await).await;
    assert_eq!(run.state, "failed");
    assert_eq!(
        states(&run),
        [
            ("connect", Done),
            ("create", Done),
            ("activate", Done),
            ("find_group", Failed),
            ("add", Skipped),
            ("verify_group", Skipped),
            ("verify_user", Skipped),
            ("deactivate", Done),
            ("delete", Done),
            ("disconnect", Done),
        ]
    );
    assert_eq!(step(&run, "add").said, "An earlier step failed.");
    let problem = step(&run, "find_group").problem.as_ref().unwrap();
    assert_eq!(problem.what, "There is no group “No such group”.");

    let taken = [PASSWORD[0], ("login", DANA)];
    let run = played(&story, request(&story, "onboard-a-user", &taken).await).await;
    assert_eq!(step(&run, "create").state, Failed);
    assert_eq!(
        step(&run, "delete").state,
        Skipped,
        "somebody else's user is left alone"
    );
    assert_eq!(
        step(&run, "delete").said,
        "“create” was not carried out, so there is nothing to undo."
    );
    assert_eq!(step(&run, "disconnect").state, Done);
}

#[tokio::test]
async fn what_destroys_is_asked_in_a_scenario_as_by_hand_and_a_no_fails_the_step() {
    let story = Story::begin().await;
    story.connect("okta", "Okta").await;
    story.person.answers(Answer::Refuses);
    let run = played(&story, request(&story, "onboard-a-user", &PASSWORD).await).await;
    assert_eq!(run.state, "failed");
    for id in ["deactivate", "delete"] {
        assert_eq!(step(&run, id).state, StepState::Failed);
        assert!(
            step(&run, id).said.contains("was not run"),
            "{}",
            step(&run, id).said
        );
    }
    assert_eq!(story.person.asked().len(), 2);
    assert!(
        !story
            .org
            .requests("/api/v1/users")
            .iter()
            .any(|line| line.starts_with("DELETE"))
    );
}

#[tokio::test]
async fn an_expectation_that_is_not_met_fails_the_step_in_words() {
    let story = Story::begin().await;
    story.connect("okta", "Okta").await;
    let expecting = |expect: &str| {
        format!(
            "name = \"Expecting\"\n[[steps]]\nid = \"connect\"\nconnect = \"Default\"\n[steps.inputs]\nconnection = \"okta\"\n\
             [[steps]]\nid = \"read\"\naction = \"okta.read_user\"\nexpect = [{expect}]\n[steps.inputs]\nuser = \"{DANA}\"\n"
        )
    };
    for (expect, says) in [
        (
            "{ status = 404 }",
            "The status is 200, and 404 was expected.",
        ),
        (
            "{ field = \"status\", equals = \"STAGED\" }",
            "“status” is “ACTIVE”, and “STAGED” was expected.",
        ),
        (
            "{ field = \"login\", contains = \"nobody\" }",
            "“login” does not contain “nobody”.",
        ),
        (
            "{ field = \"last_login\", exists = true }",
            "“last_login” is empty.",
        ),
    ] {
        put(&story, "expecting", &expecting(expect));
        let run = played(&story, request(&story, "expecting", &[]).await).await;
        assert_eq!(
            (run.state.as_str(), step(&run, "read").said.as_str()),
            ("failed", says)
        );
        assert!(
            step(&run, "read").answer.is_some(),
            "the answer is there to be looked at"
        );
    }
    // A refusal can be what is expected.
    put(
        &story,
        "expecting",
        &expecting("{ status = 404 }").replace(DANA, "00uNobodyAtAllReally"),
    );
    let run = played(&story, request(&story, "expecting", &[]).await).await;
    assert_eq!(run.state, "done", "{:?}", run.steps);
}

#[tokio::test]
async fn a_step_whose_answer_was_lost_fails_and_is_cleaned_up_after() {
    let story = Story::begin().await;
    story.connect("okta_devices", "Devices").await;
    story.org.fail_next(FaultSpec::lost_answer(
        "/api/v1/devices/guod3R9jTeL9WiyNo1UP/lifecycle/suspend",
    ));
    let run = played(&story, request(&story, BUNDLED[2], &[]).await).await;
    assert_eq!(run.state, "failed");
    let suspend = step(&run, "suspend");
    assert_eq!(suspend.answer.as_ref().unwrap().outcome, "unknown");
    assert_eq!(step(&run, "suspended").state, StepState::Skipped);
    assert_eq!(
        step(&run, "unsuspend").state,
        StepState::Done,
        "it may have been carried out"
    );
    assert_eq!(step(&run, "after").state, StepState::Done);
}

#[tokio::test]
async fn a_secret_reaches_no_file_and_no_view() {
    let story = Story::begin().await;
    story.connect("okta", "Okta").await;
    let run = played(&story, request(&story, "onboard-a-user", &PASSWORD).await).await;
    assert_eq!(run.state, "done");
    let secret = PASSWORD[0].1;
    let views = serde_json::to_string(&(
        &run,
        story.console.list_scenarios().await.unwrap(),
        story.console.scenario("onboard-a-user").await.unwrap(),
    ));
    let views = views.unwrap();
    assert!(views.contains("••••••") && !views.contains(secret));
    for (file, bytes) in crate::secrets::every_byte(story.folder()) {
        assert!(
            !crate::secrets::holds(&bytes, secret),
            "the secret is in {file}"
        );
    }
}
