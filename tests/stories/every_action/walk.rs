//! All turns of a connector, run once for all of these stories.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use catalogue::{Action, Catalogue};
use connections::views::{RunRequest, RunView};
use sandbox::Exchange;
use stories::actions::{
    Answers, REALM_ASSIGNMENT_SCOPES, TEAM_ROLES, Turn, filled, remember, turns,
};
use stories::story::Story;

pub(super) const CONNECTORS: [&str; 4] = [
    "okta",
    "okta_devices",
    "okta_privileged_access",
    "okta_realms",
];

const NICKNAME: &str = "All actions";

/// What came of the turns of a connector.
pub(super) struct Walked {
    /// Each turn with its answer.
    pub(super) runs: Vec<(Turn, RunView)>,
    /// Everything that was sent meanwhile, and what was answered, word for word.
    pub(super) heard: Vec<Exchange>,
}

/// Runs them the first time, and remembers.
pub(super) fn walked(connector: &'static str) -> &'static Walked {
    static WALKS: Mutex<BTreeMap<&str, &Walked>> = Mutex::new(BTreeMap::new());
    let mut walks = WALKS.lock().unwrap();
    walks.entry(connector).or_insert_with(|| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        Box::leak(Box::new(runtime.block_on(walk(connector))))
    })
}

/// An action of the catalogue.
pub(super) fn action(connector: &str, id: &str) -> &'static Action {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::builtin().unwrap());
    let connector = CATALOGUE.connector(connector).unwrap();
    connector
        .action(id)
        .unwrap_or_else(|| panic!("no action {id}"))
}

async fn walk(connector: &str) -> Walked {
    let story = Story::begin().await;
    story.org.set_opa_roles(&TEAM_ROLES);
    let mut form = story.form(connector, NICKNAME);
    if connector == "okta_realms" {
        form.scopes
            .extend(REALM_ASSIGNMENT_SCOPES.map(str::to_owned));
    }
    let review = story.sign_in(form).await.unwrap();
    let saved = story.console.save_connection(&review.attempt, false).await;
    let connection = saved.unwrap().row.id;
    story.org.listen();

    let mut answers = Answers::from([
        ("org".to_owned(), story.org_url()),
        ("connection".to_owned(), NICKNAME.to_owned()),
    ]);
    let mut runs = Vec::new();
    for turn in turns(connector) {
        let request = RunRequest {
            connection: connection.clone(),
            action: turn.action.to_owned(),
            inputs: filled(turn, &answers),
        };
        let run = story.console.run_action(request).await;
        let run = run.unwrap_or_else(|failure| panic!("{}: {failure:?}", turn.action));
        remember(action(connector, turn.action), &run, &mut answers);
        runs.push((*turn, run));
    }
    Walked {
        runs,
        heard: story.org.heard(),
    }
}
