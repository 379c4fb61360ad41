//! What is refused before a scenario is kept or started, and beside what.

use std::fs;

use connections::views::{ScenarioDraft, ScenarioInput, Source, StepKind};
use stories::story::Story;

use crate::scenario_files::{action, draft, field, step, text};
use crate::scenarios::request;

#[tokio::test]
async fn a_hostile_file_is_refused_at_the_door_and_leaves_nothing_behind() {
    let story = Story::begin().await;
    let file = story.folder().join("evil.toml");
    story.person.picks(Some(&file));
    let name = "name = \"Evil\"\n";
    for (text, says) in [
        ("x".repeat(300 * 1024), "larger than 256 KiB"),
        (format!("name = {}", "[".repeat(100_000)), "Line 1"),
        (
            format!("{name}[[steps]]\nid = \"a\"\nscenario = \"../../etc\"\n"),
            "cannot be the name",
        ),
        (
            format!("{name}[[steps]]\nid = \"a\"\nscenario = \"evil\"\n"),
            "runs itself",
        ),
        (
            format!("{name}[[steps]]\nid = \"a\"\nscenario = \"nowhere\"\n"),
            "no scenario “nowhere”",
        ),
        (
            format!(
                "{name}[[steps]]\nid = \"a\"\naction = \"okta.read_user\"\n[steps.inputs]\nuser = {{ step = \"ghost\", output = \"id\" }}\n"
            ),
            "there is no such step",
        ),
        (
            format!(
                "{name}[[steps]]\nid = \"a\"\naction = \"okta.read_user\"\n[steps.inputs]\nuser = \"x\"\n[[steps]]\nid = \"b\"\naction = \"okta.read_user\"\n[steps.inputs]\nuser = {{ step = \"a\", output = \"ghost\" }}\n"
            ),
            "“a” brings no “ghost”",
        ),
        (
            format!(
                "{name}[[steps]]\nid = \"a\"\naction = \"okta.create_user\"\n[steps.inputs]\npassword = \"plain\"\n"
            ),
            "would stand in the file",
        ),
    ] {
        fs::write(&file, &text).unwrap();
        let failure = story.console.import_scenario().await.unwrap_err();
        assert_eq!(failure.what, "“evil.toml” was not imported.");
        assert!(failure.why.contains(says), "{}", failure.why);
    }
    fs::write(&file, [0xff, 0xfe]).unwrap();
    assert!(story.console.import_scenario().await.is_err());
    story.person.picks(Some(story.folder()));
    assert!(
        story.console.import_scenario().await.is_err(),
        "a folder is no file"
    );
    assert_eq!(story.console.list_scenarios().await.unwrap().len(), 4);
}

#[tokio::test]
async fn a_draft_that_does_not_fit_is_refused_beside_what_is_wrong() {
    let story = Story::begin().await;
    story
        .console
        .save_scenario(None, draft("Mine"))
        .await
        .unwrap();
    let refuse = async |change: &dyn Fn(&mut ScenarioDraft)| {
        let mut draft = draft("Other");
        change(&mut draft);
        field(story.console.save_scenario(None, draft).await)
    };
    let secret = ScenarioInput {
        id: "word".into(),
        label: "Word".into(),
        kind: "secret".into(),
        connector: None,
        required: true,
        default: None,
        help: None,
    };
    let (at, why) = refuse(&|draft| draft.name = " mine ".into()).await;
    assert_eq!(
        (at.as_str(), why.as_str()),
        ("name", "There is already a scenario called “mine”.")
    );
    assert_eq!(refuse(&|draft| draft.name = String::new()).await.0, "name");
    let (at, why) = refuse(&|draft| draft.steps[1].inputs.clear()).await;
    assert_eq!(at, "steps.read.inputs.user");
    assert!(why.contains("“Read User” needs “ID or Login”"), "{why}");
    let shown = Source::Input {
        input: "word".into(),
    };
    let (at, why) = refuse(&|draft| {
        draft.inputs.push(secret.clone());
        draft.steps[1].inputs.insert("user".into(), shown.clone());
    })
    .await;
    assert_eq!(at, "steps.read.inputs.user");
    assert!(why.contains("would show a secret"), "{why}");
    let (at, _) = refuse(&|draft| {
        draft.inputs.push(ScenarioInput {
            default: Some("x".into()),
            ..secret.clone()
        });
    })
    .await;
    assert_eq!(at, "inputs.word");
    let (at, why) = refuse(&|draft| draft.steps[1].kind = action("nowhere", "read_user")).await;
    assert_eq!(at, "steps.read");
    assert!(why.contains("no connector nowhere"), "{why}");
    let child = StepKind::Scenario {
        scenario: "mine".into(),
    };
    let (at, why) = refuse(&|draft| {
        draft
            .steps
            .push(step("run", child.clone(), &[("x", text("y"))]));
    })
    .await;
    assert_eq!(at, "steps.run.inputs.x");
    assert!(why.contains("“Mine” has no input “x”"), "{why}");
    assert_eq!(story.console.list_scenarios().await.unwrap().len(), 5);
}

#[tokio::test]
async fn the_form_of_a_scenario_offers_the_connections_that_fit_and_refuses_the_others() {
    let story = Story::begin().await;
    let okta = story.connect("okta", "Okta").await.row.id;
    story.connect("okta_devices", "Devices").await;
    let form = story.console.scenario("onboard-a-user").await.unwrap().form;
    let input = |id: &str| form.iter().find(|input| input.id == id).unwrap();
    assert_eq!(
        input("connection").choices,
        [(okta.clone(), "Okta".to_owned())]
    );
    assert_eq!(
        input("connection").default.as_ref(),
        Some(&okta),
        "the only one that fits"
    );
    let login = input("login").default.clone().unwrap();
    assert!(
        login.starts_with("new.hire.")
            && login.ends_with("@sandbox.example")
            && !login.contains('{')
    );
    assert_eq!(input("password").default, None);
    for (id, value, says) in [
        (
            "connection",
            "Devices",
            "“Devices” is not a connection to Okta.",
        ),
        ("connection", "Nobody", "There is no connection “Nobody”."),
        ("password", "", "“Password” is missing."),
    ] {
        let filled = [("password", "Pr4ctice!pass"), (id, value)];
        let failure = story
            .console
            .start_scenario(request(&story, "onboard-a-user", &filled).await)
            .await;
        let failure = failure.unwrap_err();
        assert_eq!(
            (failure.field.as_deref(), failure.what.as_str()),
            (Some(id), says)
        );
    }
}
