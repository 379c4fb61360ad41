//! Production is read-only until a person arms it.

use catalogue::{Action, Catalogue, Effect};
use connections::views::{
    ConnectionDetails, EditRequest, Failure, FailureCode, RunRequest, RunView,
};
use jiff::SignedDuration;
use stories::actions::{
    Answers, REALM_ASSIGNMENT_SCOPES, TEAM_ROLES, Turn, filled, remember, turns,
};
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

async fn of_all_its_turns(story: &Story, connector: &str, nickname: &str) -> ConnectionDetails {
    let mut form = story.form(connector, nickname);
    if connector == "okta_realms" {
        let more = REALM_ASSIGNMENT_SCOPES.map(str::to_owned);
        form.scopes.extend(more);
    }
    let review = story.sign_in(form).await.unwrap();
    let saved = story.console.save_connection(&review.attempt, false).await;
    saved.unwrap()
}

/// One of the two connections through which the turns are taken.
struct Way {
    id: String,
    /// Its nickname, and that of its session: an action goes through the session that it names.
    name: &'static str,
}

impl Way {
    async fn take(
        &self,
        story: &Story,
        action: &Action,
        turn: &Turn,
        answers: &Answers,
    ) -> Result<RunView, Failure> {
        let mut answers = answers.clone();
        answers.insert("connection".into(), self.name.into());
        let mut inputs = filled(turn, &answers);
        if action.inputs.iter().any(|input| input.id == "session") {
            inputs.insert("session".into(), self.name.into());
        }
        let request = RunRequest {
            connection: self.id.clone(),
            action: turn.action.to_owned(),
            inputs,
        };
        story.console.run_action(request).await
    }
}

/// Each turn is tried through production first, with everything that it needs in place, and then
/// done through a connection that may write.
#[tokio::test]
async fn no_action_of_any_connector_writes_to_production_unarmed() {
    let catalogue = Catalogue::builtin().unwrap();
    for connector in catalogue.connectors() {
        let story = Story::begin().await;
        story.org.set_opa_roles(&TEAM_ROLES);
        let id = connector.id.as_str();
        let open = Way {
            id: of_all_its_turns(&story, id, "Open").await.row.id,
            name: "Open",
        };
        let details = of_all_its_turns(&story, id, "Production").await;
        edit(&story, &details, "production").await.unwrap();
        let production = Way {
            id: details.row.id,
            name: "Production",
        };
        let mut answers = Answers::from([("org".to_owned(), story.org_url())]);
        let mut refused = 0;
        for turn in turns(id) {
            let action = connector.action(turn.action).unwrap();
            let before = writes(&story);
            let tried = production.take(&story, action, turn, &answers).await;
            // OPA reveals a secret by a POST, which changes nothing.
            let reads = action.effect == Effect::Read;
            let unwritten = reads || writes(&story) == before;
            assert!(unwritten, "{id}: {} wrote unarmed", turn.action);
            match tried {
                Err(failure) if failure.code == FailureCode::NotArmed => refused += 1,
                other => assert!(
                    reads || action.effect == Effect::ByRequest,
                    "{id}: {} was not refused for being unarmed: {other:?}",
                    turn.action
                ),
            }
            let run = open.take(&story, action, turn, &answers).await.unwrap();
            assert_eq!(
                run.outcome, "done",
                "{id}: {}: {:?}",
                turn.action, run.refusal
            );
            remember(action, &run, &mut answers);
        }
        let writing = connector
            .actions
            .iter()
            .filter(|action| action.effect != Effect::Read);
        assert!(refused >= writing.count(), "{id}: {refused}");
    }
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
