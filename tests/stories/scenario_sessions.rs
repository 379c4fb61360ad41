//! Local, Global and Variable sessions across a parent and a child scenario.

use connections::views::{FailureCode, ScenarioRunView, SessionKind, StepState};
use stories::story::{DANA, Story};

use crate::run_action::done;
use crate::scenarios::{played, put, request, states, step};
use crate::sessions::connect;

const CONNECT: &str = "[[steps]]\nid = \"open\"\nconnect = \"NAME\"\nkind = \"KIND\"\n[steps.inputs]\nconnection = \"Okta\"\n";

/// A step that reads a user through a session.
fn read(id: &str, session: &str) -> String {
    format!(
        "[[steps]]\nid = \"{id}\"\naction = \"okta.read_user\"\nsession = \"{session}\"\n[steps.inputs]\nuser = \"{DANA}\"\n"
    )
}

/// A parent that opens a session of this kind and runs a child that uses it.
fn family(story: &Story, kind: &str, handed: &str, child: &str) {
    let open = CONNECT.replace("NAME", "One").replace("KIND", kind);
    let run = format!("[[steps]]\nid = \"run\"\nscenario = \"child\"\n{handed}");
    put(
        story,
        "parent",
        &format!(
            "name = \"Parent\"\n{open}{run}{}",
            read("own", if kind == "variable" { "{One}" } else { "One" })
        ),
    );
    put(story, "child", &format!("name = \"Child\"\n{child}"));
}

async fn run(story: &Story) -> ScenarioRunView {
    played(story, request(story, "parent", &[]).await).await
}

async fn ready() -> Story {
    let story = Story::begin().await;
    story.connect("okta", "Okta").await;
    story
}

#[tokio::test]
async fn a_local_session_is_known_to_its_scenario_and_to_no_child() {
    let story = ready().await;
    family(&story, "local", "", &read("reads", "One"));
    let run = run(&story).await;
    assert_eq!(run.state, "failed");
    let reads = step(&run, "reads");
    assert_eq!((reads.depth, reads.state), (1, StepState::Failed));
    assert_eq!(reads.said, "The session “One” is out of scope here.");
    let problem = reads.problem.as_ref().unwrap();
    assert_eq!(
        problem.why,
        "It is a Local session of “Parent”, and known there only."
    );
    assert_eq!(step(&run, "run").said, "“Child” did not come to its end.");
    assert!(
        story.console.list_sessions().await.unwrap().is_empty(),
        "it ended with its scenario"
    );
}

#[tokio::test]
async fn parent_and_child_may_each_have_a_local_session_of_one_name() {
    let story = ready().await;
    let child = CONNECT.replace("NAME", "One").replace("KIND", "local") + &read("reads", "One");
    family(&story, "local", "", &child);
    let run = run(&story).await;
    assert_eq!(run.state, "done", "{:?}", states(&run));
}

#[tokio::test]
async fn a_global_session_is_known_to_the_child_to_the_next_run_and_by_hand() {
    let story = ready().await;
    family(&story, "global", "", &read("reads", "One"));
    assert_eq!(run(&story).await.state, "done");
    let rows = story.console.list_sessions().await.unwrap();
    assert_eq!(
        (rows[0].name.as_str(), rows[0].kind, rows[0].owner.as_str()),
        ("One", SessionKind::Global, "Parent")
    );
    let id = rows[0].connection.clone();
    done(
        &story,
        &id,
        "package_find_group",
        &[("session", "One"), ("group", "Contractors")],
    )
    .await;

    let again = run(&story).await;
    let open = step(&again, "open");
    assert_eq!(
        (open.state, open.said.as_str()),
        (StepState::Failed, "The name “One” is taken.")
    );
    let problem = open.problem.as_ref().unwrap();
    assert!(
        problem
            .why
            .contains("in all scenarios and on the action pages"),
        "{}",
        problem.why
    );
    story.console.disconnect_session(&rows[0].id).unwrap();
    assert_eq!(
        run(&story).await.state,
        "done",
        "after Disconnect the name is free"
    );
}

#[tokio::test]
async fn a_child_can_open_a_global_session_for_its_parent() {
    let story = ready().await;
    let open = CONNECT.replace("NAME", "Shared").replace("KIND", "global");
    put(&story, "child", &format!("name = \"Child\"\n{open}"));
    let parent = format!(
        "name = \"Parent\"\n[[steps]]\nid = \"run\"\nscenario = \"child\"\n{}",
        read("own", "Shared")
    );
    put(&story, "parent", &parent);
    assert_eq!(run(&story).await.state, "done");
}

#[tokio::test]
async fn a_variable_is_known_to_a_child_that_it_was_handed_to_and_to_no_other() {
    let story = ready().await;
    let asks =
        "[[inputs]]\nid = \"given\"\nlabel = \"Session\"\nkind = \"session\"\nrequired = true\n";
    let handed = "[steps.inputs]\ngiven = { step = \"open\", output = \"session\" }\n";
    family(
        &story,
        "variable",
        handed,
        &(asks.to_owned() + &read("reads", "{given}")),
    );
    let handed_over = run(&story).await;
    assert_eq!(handed_over.state, "done", "{:?}", states(&handed_over));
    assert!(story.console.list_sessions().await.unwrap().is_empty());

    family(&story, "variable", "", &read("reads", "One"));
    let by_name = run(&story).await;
    let reads = step(&by_name, "reads");
    assert_eq!(
        reads.said,
        "The session variable “One” is out of scope here."
    );
    assert_eq!(
        reads.problem.as_ref().unwrap().why,
        "It is held by “Parent”, and was not handed over."
    );

    // In braces it is refused before anything is sent: no variable of the child is called so.
    family(&story, "variable", "", &read("reads", "{One}"));
    story.org.clear_ledger();
    let failure = story
        .console
        .start_scenario(request(&story, "parent", &[]).await)
        .await
        .unwrap_err();
    assert!(
        failure.why.contains("no scenario “child” that can be read"),
        "{}",
        failure.why
    );
    let broken = story.console.list_scenarios().await.unwrap();
    let broken = broken.iter().find(|row| row.id == "child").unwrap();
    assert!(
        broken
            .problem
            .as_ref()
            .unwrap()
            .contains("“One” is no session variable of this scenario")
    );
    assert!(story.org.ledger().is_empty());
}

#[tokio::test]
async fn what_is_handed_over_can_be_handed_on_and_ended_by_the_child() {
    let story = ready().await;
    let asks =
        "[[inputs]]\nid = \"given\"\nlabel = \"Session\"\nkind = \"session\"\nrequired = true\n";
    let on = format!(
        "{asks}[[steps]]\nid = \"on\"\nscenario = \"grandchild\"\n[steps.inputs]\ngiven = {{ input = \"given\" }}\n"
    );
    let handed = "[steps.inputs]\ngiven = { step = \"open\", output = \"session\" }\n";
    family(&story, "variable", handed, &on);
    let ends = format!(
        "name = \"Grandchild\"\n{asks}{}[[steps]]\nid = \"end\"\ndisconnect = \"{{given}}\"\n",
        read("reads", "{given}")
    );
    put(&story, "grandchild", &ends);
    let run = run(&story).await;
    assert_eq!(step(&run, "end").state, StepState::Done);
    assert_eq!(step(&run, "end").depth, 2);
    let own = step(&run, "own");
    assert_eq!(
        (own.state, own.said.as_str()),
        (
            StepState::Failed,
            "The session “{One}” is not open any more."
        )
    );
    assert_eq!(own.problem.as_ref().unwrap().why, "It was disconnected.");
}

#[tokio::test]
async fn only_a_variable_that_was_opened_by_hand_can_be_handed_to_a_scenario_that_is_started() {
    let story = ready().await;
    let id = story.console.list_connections().await.unwrap().remove(0).id;
    let text = format!(
        "name = \"Child\"\n[[inputs]]\nid = \"given\"\nlabel = \"Session\"\nkind = \"session\"\nrequired = true\n{}",
        read("reads", "{given}")
    );
    put(&story, "child", &text);
    connect(&story, &id, "local", "Mine").await;
    connect(&story, &id, "variable", "Held").await;
    let form = story.console.scenario("child").await.unwrap().form;
    assert_eq!(form[0].choices.len(), 1, "{:?}", form[0].choices);
    assert_eq!(
        played(&story, request(&story, "child", &[]).await)
            .await
            .state,
        "done"
    );
    let by_name = request(&story, "child", &[("given", "{Held}")]).await;
    assert_eq!(played(&story, by_name).await.state, "done");
    for (given, says) in [
        ("Mine", "The session “Mine” cannot be handed over."),
        ("Nobody", "No session “Nobody” is open."),
        ("", "“Session” is missing."),
    ] {
        let start = request(&story, "child", &[("given", given)]).await;
        let failure = story.console.start_scenario(start).await.unwrap_err();
        assert_eq!(
            (failure.code, failure.field.as_deref()),
            (FailureCode::InvalidField, Some("given"))
        );
        assert_eq!(failure.what, says);
    }
    assert_eq!(
        story.console.list_sessions().await.unwrap().len(),
        2,
        "what was handed in stays open"
    );
}

#[tokio::test]
async fn each_use_of_a_session_that_does_not_fit_has_its_own_sentence() {
    let story = ready().await;
    story.connect("okta_devices", "Devices").await;
    let open = |name: &str, kind: &str| CONNECT.replace("NAME", name).replace("KIND", kind);
    for (steps, id, says) in [
        (
            read("use", "Default"),
            "use",
            "No session “Default” is open.",
        ),
        (
            open("V", "variable") + &read("use", "V"),
            "use",
            "“V” is a session variable, and stands here as a name.",
        ),
        (
            open("A", "local") + &open("A", "local").replace("\"open\"", "\"twice\""),
            "twice",
            "The name “A” is taken.",
        ),
        (
            open("A", "local")
                + "[[steps]]\nid = \"end\"\ndisconnect = \"A\"\n"
                + &read("use", "A"),
            "use",
            "The session “A” is not open any more.",
        ),
        (
            open("A", "local").replace("\"Okta\"", "\"Devices\"") + &read("use", "A"),
            "use",
            "The session “A” leads to Okta Devices.",
        ),
        (
            open("A", "local").replace("\"Okta\"", "\"Nobody\""),
            "open",
            "There is no connection “Nobody”.",
        ),
        (
            open("A", "local") + "team = \"practice\"\n",
            "open",
            "“Okta” has no team.",
        ),
    ] {
        put(&story, "parent", &format!("name = \"Parent\"\n{steps}"));
        let run = run(&story).await;
        let step = step(&run, id);
        assert_eq!(step.state, StepState::Failed);
        assert_eq!(step.said, says);
        assert!(
            step.problem
                .as_ref()
                .is_some_and(|problem| !problem.fix.is_empty())
        );
    }
}

#[tokio::test]
async fn a_team_is_proven_in_a_scenario_by_its_name_too() {
    let story = Story::begin().await;
    story.connect("okta_privileged_access", "OPA").await;
    let open = CONNECT
        .replace("NAME", "A")
        .replace("KIND", "local")
        .replace("Okta", "OPA");
    for (team, state) in [("practice", "done"), ("other", "failed")] {
        let more = format!("team = \"{team}\"\ndomain = \"{}\"\n", story.org_url());
        put(
            &story,
            "parent",
            &format!("name = \"Parent\"\n{open}{more}"),
        );
        assert_eq!(run(&story).await.state, state, "{team}");
    }
}

#[tokio::test]
async fn parent_and_child_saved_with_different_versions_of_a_connector_are_not_started() {
    let story = ready().await;
    family(&story, "global", "", &read("reads", "One"));
    let folder = story.folder().join("scenarios");
    let stamp = |id: &str, version: u32| {
        let path = folder.join(format!("{id}.toml"));
        let text = std::fs::read_to_string(&path).unwrap();
        let (name, steps) = text.split_once('\n').unwrap();
        std::fs::write(
            path,
            format!("{name}\n[catalogue]\nokta = {version}\n{steps}"),
        )
        .unwrap();
    };
    stamp("parent", 1);
    stamp("child", 2);
    story.org.clear_ledger();
    let failure = story
        .console
        .start_scenario(request(&story, "parent", &[]).await)
        .await
        .unwrap_err();
    assert_eq!(failure.what, "“Parent” was not started.");
    assert!(
        failure.why.contains("“Parent” was saved with version 1"),
        "{}",
        failure.why
    );
    assert!(
        failure.why.contains("“Child” with version 2"),
        "{}",
        failure.why
    );
    let failure = story
        .console
        .start_scenario(request(&story, "child", &[]).await)
        .await
        .unwrap_err();
    assert!(
        failure.why.contains("this program has version 1"),
        "{}",
        failure.why
    );
    assert!(story.org.ledger().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn a_child_hands_its_outputs_back_and_a_secret_stays_one_on_its_way_down() {
    let story = ready().await;
    let child = "name = \"Child\"\n[[inputs]]\nid = \"login\"\nlabel = \"Login\"\nrequired = true\n[[inputs]]\nid = \"word\"\nlabel = \"Word\"\nkind = \"secret\"\nrequired = true\n".to_owned()
        + &CONNECT.replace("NAME", "A").replace("KIND", "local")
        + "[[steps]]\nid = \"make\"\naction = \"okta.create_user\"\nsession = \"A\"\n[steps.inputs]\nfirst_name = \"A\"\nlast_name = \"B\"\nlogin = { input = \"login\" }\nemail = { input = \"login\" }\npassword = { input = \"word\" }\n";
    put(&story, "child", &child);
    let parent = "name = \"Parent\"\n[[inputs]]\nid = \"word\"\nlabel = \"Word\"\nkind = \"secret\"\nrequired = true\n".to_owned()
        + "[[steps]]\nid = \"run\"\nscenario = \"child\"\nexpect = [{ field = \"make.status\", equals = \"ACTIVE\" }]\n[steps.inputs]\nlogin = \"ada@sandbox.example\"\nword = { input = \"word\" }\n"
        + &CONNECT.replace("NAME", "B").replace("KIND", "local")
        + "[[steps]]\nid = \"reads\"\naction = \"okta.read_user\"\nsession = \"B\"\nexpect = [{ field = \"login\", equals = \"ada@sandbox.example\" }]\n[steps.inputs]\nuser = { step = \"run\", output = \"make.id\" }\n";
    put(&story, "parent", &parent);
    let secret = "Canary-5c1d9e!A";
    let run = played(&story, request(&story, "parent", &[("word", secret)]).await).await;
    assert_eq!(
        run.state,
        "done",
        "{:?}",
        run.steps.iter().map(|step| &step.said).collect::<Vec<_>>()
    );
    assert!(!serde_json::to_string(&run).unwrap().contains(secret));
}
