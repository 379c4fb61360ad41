//! Scenarios as files: saved, copied, imported and exported, and what is refused at the door.

use std::collections::BTreeMap;
use std::fs;

use connections::views::{
    Failure, FailureCode, ScenarioDraft, ScenarioStep, SessionKind, Source, StepKind,
};
use stories::story::{DANA, Story};

use crate::scenarios::{played, put, request};

pub(crate) fn text(text: &str) -> Source {
    Source::Text { text: text.into() }
}

pub(crate) fn step(id: &str, kind: StepKind, inputs: &[(&str, Source)]) -> ScenarioStep {
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

pub(crate) fn action(connector: &str, action: &str) -> StepKind {
    StepKind::Action {
        connector: connector.into(),
        action: action.into(),
        session: "Default".into(),
    }
}

/// Connects and reads a user.
pub(crate) fn draft(name: &str) -> ScenarioDraft {
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

pub(crate) fn field(result: Result<impl Sized, Failure>) -> (String, String) {
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
        let failure = story.console.save_scenario_text("mine", &typed).await;
        let at = failure.as_ref().err().and_then(|failure| failure.at);
        let (field, why) = field(failure);
        assert!(at.is_some() || !says.starts_with("Line"), "{at:?}");
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
    assert!(problem("onboard-a-user.toml").contains("has the name of this file"));
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
    assert!(
        view.problem
            .as_ref()
            .is_some_and(|problem| problem.at.is_some_and(|(line, _)| line == 2))
    );
    let start = request(&story, "broken", &[]).await;
    assert!(story.console.start_scenario(start).await.is_err());
    let mended = story
        .console
        .save_scenario_text("broken", "name = \"Mended\"\n")
        .await
        .unwrap();
    assert_eq!(
        (mended.problem.is_none(), mended.draft.name.as_str()),
        (true, "Mended")
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
