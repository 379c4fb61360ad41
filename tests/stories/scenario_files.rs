//! Scenarios as files: saved, copied, imported and exported, and what is refused at the door.

use std::collections::BTreeMap;
use std::fs;

use connections::views::{
    Failure, FailureCode, ScenarioDraft, ScenarioInput, ScenarioStep, SessionKind, Source, StepKind,
};
use stories::story::{DANA, Story};

use crate::scenarios::{played, put, request};

fn text(text: &str) -> Source {
    Source::Text { text: text.into() }
}

fn step(id: &str, kind: StepKind, inputs: &[(&str, Source)]) -> ScenarioStep {
    ScenarioStep {
        id: id.into(),
        kind,
        inputs: inputs
            .iter()
            .map(|(id, source)| ((*id).to_owned(), source.clone()))
            .collect(),
        expect: Vec::new(),
        always: false,
        undoes: None,
    }
}

fn action(connector: &str, action: &str) -> StepKind {
    StepKind::Action {
        connector: connector.into(),
        action: action.into(),
        session: "Default".into(),
    }
}

/// Connects and reads a user.
fn draft(name: &str) -> ScenarioDraft {
    let connect = StepKind::Connect {
        session: "Default".into(),
        session_kind: SessionKind::Local,
    };
    ScenarioDraft {
        name: name.into(),
        about: "Reads one user.".into(),
        dry: false,
        catalogue: BTreeMap::new(),
        inputs: Vec::new(),
        steps: vec![
            step("connect", connect, &[("connection", text("Okta"))]),
            step("read", action("okta", "read_user"), &[("user", text(DANA))]),
        ],
    }
}

fn field(result: Result<impl Sized, Failure>) -> (String, String) {
    let failure = result.err().expect("a refusal");
    (failure.field.unwrap_or_default(), failure.why)
}

#[tokio::test]
async fn what_is_saved_is_a_readable_file_that_is_there_after_a_restart_and_runs() {
    let story = Story::begin().await;
    story.connect("okta", "Okta").await;
    let saved = story
        .console
        .save_scenario(None, draft("Read Dana"))
        .await
        .unwrap();
    assert_eq!((saved.id.as_str(), saved.bundled), ("read-dana", false));
    assert_eq!(
        saved.draft.catalogue,
        BTreeMap::from([("okta".to_owned(), 1)])
    );
    let file = fs::read_to_string(story.folder().join("scenarios/read-dana.toml")).unwrap();
    assert_eq!(file, saved.text);
    assert!(file.contains("action = \"okta.read_user\""), "{file}");

    let changed = ScenarioDraft {
        name: "Read her".into(),
        ..saved.draft.clone()
    };
    let changed = story
        .console
        .save_scenario(Some(saved.id), changed)
        .await
        .unwrap();
    assert_eq!(
        (changed.id.as_str(), changed.draft.name.as_str()),
        ("read-dana", "Read her")
    );
    let story = story.restart().await;
    assert_eq!(
        story.console.scenario("read-dana").await.unwrap().draft,
        changed.draft
    );
    assert_eq!(
        played(&story, request(&story, "read-dana", &[]).await)
            .await
            .state,
        "done"
    );
    story.console.delete_scenario("read-dana").await.unwrap();
    let gone = story.console.scenario("read-dana").await.unwrap_err();
    assert_eq!(gone.code, FailureCode::Gone);
    assert_eq!(story.console.list_scenarios().await.unwrap().len(), 4);
}

#[tokio::test]
async fn what_came_with_the_program_is_copied_and_not_changed() {
    let story = Story::begin().await;
    let id = "onboard-a-user";
    let own = story.console.scenario(id).await.unwrap();
    let failure = story
        .console
        .save_scenario(Some(id.into()), own.draft.clone())
        .await
        .unwrap_err();
    assert!(failure.fix.contains("Copy it"), "{failure:?}");
    assert!(
        story
            .console
            .save_scenario_text(id, &own.text)
            .await
            .is_err()
    );
    assert!(story.console.delete_scenario(id).await.is_err());
    for nth in [2, 3] {
        let copy = story.console.copy_scenario(id).await.unwrap();
        assert_eq!(copy.draft.name, format!("Onboard a user {nth}"));
        assert_eq!(
            (copy.id, copy.bundled),
            (format!("onboard-a-user-{nth}"), false)
        );
        assert_eq!(copy.draft.steps, own.draft.steps);
    }
}

#[tokio::test]
async fn a_text_is_kept_as_it_was_typed_and_a_broken_one_names_line_and_column() {
    let story = Story::begin().await;
    let saved = story
        .console
        .save_scenario(None, draft("Mine"))
        .await
        .unwrap();
    let commented = format!("# Mine, with a comment.\n{}", saved.text);
    let again = story
        .console
        .save_scenario_text("mine", &commented)
        .await
        .unwrap();
    assert_eq!(again.text, commented);
    for (typed, says) in [
        (commented.replace("about =", "about"), "Line 3, column "),
        (
            commented.replace("user = ", "usr = "),
            "step “read”: “Read User” has no input “usr”.",
        ),
        (
            commented.replace("okta.read_user", "okta.fly"),
            "step “read”: Okta has no action fly.",
        ),
        (
            commented.replace("id = \"read\"", "id = \"connect\""),
            "Another step has its name.",
        ),
    ] {
        let (field, why) = field(story.console.save_scenario_text("mine", &typed).await);
        assert_eq!(field, "text");
        assert!(why.to_lowercase().contains(&says.to_lowercase()), "{why}");
    }
    assert_eq!(
        story.console.scenario("mine").await.unwrap().text,
        commented,
        "nothing is lost"
    );
}

#[tokio::test]
async fn a_file_that_is_broken_is_listed_with_its_reason_and_can_be_mended_here() {
    let story = Story::begin().await;
    put(&story, "broken", "name = \"Broken\"\nsteps = 5\n");
    put(&story, "huge", &"#".repeat(300 * 1024));
    put(&story, "onboard-a-user", "name = \"An impostor\"\n");
    put(&story, "Not A Name", "name = \"A\"\n");
    let rows = story.console.list_scenarios().await.unwrap();
    let problem = |id: &str| {
        let row = rows.iter().rfind(|row| row.id == id).unwrap();
        row.problem.clone().unwrap_or_default()
    };
    assert!(
        problem("broken").starts_with("Line 2, column "),
        "{}",
        problem("broken")
    );
    assert!(problem("huge").contains("larger than 256 KiB"));
    assert!(problem("onboard-a-user").contains("has the name of this file"));
    assert!(problem("Not A Name").contains("lower case"));
    assert!(
        story
            .console
            .scenario("onboard-a-user")
            .await
            .unwrap()
            .bundled
    );

    let view = story.console.scenario("broken").await.unwrap();
    assert_eq!(view.text, "name = \"Broken\"\nsteps = 5\n");
    assert!(view.problem.is_some() && view.draft.steps.is_empty());
    let start = request(&story, "broken", &[]).await;
    assert!(story.console.start_scenario(start).await.is_err());
    let mended = story
        .console
        .save_scenario_text("broken", "name = \"Mended\"\n")
        .await
        .unwrap();
    assert_eq!(
        (mended.problem, mended.draft.name.as_str()),
        (None, "Mended")
    );
    let start = request(&story, "broken", &[]).await;
    let failure = story.console.start_scenario(start).await.unwrap_err();
    assert_eq!(failure.why, "It has no step.");
}

#[tokio::test]
async fn what_is_exported_is_imported_elsewhere_as_it_was_comments_and_all() {
    let story = Story::begin().await;
    let file = story.folder().join("handed over.toml");
    story
        .console
        .save_scenario(None, draft("Mine"))
        .await
        .unwrap();
    let typed = format!(
        "# By Dana.\n{}",
        story.console.scenario("mine").await.unwrap().text
    );
    story
        .console
        .save_scenario_text("mine", &typed)
        .await
        .unwrap();
    story.person.picks(Some(&file));
    let path = story.console.export_scenario("mine").await.unwrap();
    assert_eq!(path, Some(file.display().to_string()));
    assert_eq!(fs::read_to_string(&file).unwrap(), typed);

    let other = Story::begin().await;
    other.person.picks(Some(&file));
    let imported = other.console.import_scenario().await.unwrap().unwrap();
    assert_eq!(
        (imported.id.as_str(), imported.text.as_str()),
        ("mine", typed.as_str())
    );
    let twice = other.console.import_scenario().await.unwrap().unwrap();
    assert_eq!(
        (twice.id.as_str(), twice.draft.name.as_str()),
        ("mine-2", "Mine 2")
    );
    other.person.picks(None);
    assert!(other.console.import_scenario().await.unwrap().is_none());
    assert_eq!(other.console.export_scenario("mine").await.unwrap(), None);
    other
        .person
        .picks(Some(&story.folder().join("no folder/x.toml")));
    let failure = other.console.export_scenario("mine").await.unwrap_err();
    assert_eq!(failure.what, "“mine” was not exported.");
}

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
    assert_eq!(at, "steps.read");
    assert!(why.contains("“Read User” needs “ID or Login”"), "{why}");
    let shown = Source::Input {
        input: "word".into(),
    };
    let (at, why) = refuse(&|draft| {
        draft.inputs.push(secret.clone());
        draft.steps[1].inputs.insert("user".into(), shown.clone());
    })
    .await;
    assert_eq!(at, "steps.read");
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
            .push(step("run", child.clone(), &[("x", text("y"))]))
    })
    .await;
    assert_eq!(at, "steps.run");
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
        [(okta.clone(), "Okta – Okta".to_owned())]
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
