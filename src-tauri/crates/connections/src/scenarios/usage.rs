//! *Usage*: what would miss a connection if it were deleted, and what it is used for.

use std::collections::BTreeSet;

use domain::Connection;
use scenario::{Deed, InputKind, Scenario, SessionKind, Source, variable_in};

use crate::Console;
use crate::explain::IntoFailure;
use crate::rooms::Rooms;
use crate::scopes::Use;
use crate::views::{Failure, RunLine, UsageView};

/// How many of its last runs are named.
const RECENT: u32 = 5;

impl Console {
    /// The scenarios that name a connection or last ran through it, its open sessions, and its
    /// last runs.
    pub async fn connection_usage(&self, id: &str) -> Result<UsageView, Failure> {
        let connection = self.rooms.connection(id).await?;
        let id = connection.id.to_string();
        let last_runs = self.rooms.last_runs().await?;
        let is_meant = meaning(&connection);
        let mut scenarios = Vec::new();
        for (name, scenario) in self.rooms.readable_scenarios()? {
            let ran = last_runs.get(&name);
            let ran = ran.is_some_and(|run| run.connections.contains(&id));
            if ran || names(&scenario, &is_meant) {
                scenarios.push((name, scenario.name));
            }
        }
        Ok(UsageView {
            scenarios,
            sessions: self.rooms.sessions_of(connection.id).await?,
            runs: self.rooms.recent_runs(&id).await?,
        })
    }
}

impl Rooms {
    async fn recent_runs(&self, connection: &str) -> Result<Vec<RunLine>, Failure> {
        let filter = store::RunFilter {
            connection: Some(connection.to_owned()),
            ..store::RunFilter::default()
        };
        let page = self.store.runs(&filter, None, RECENT).await;
        let runs = page.map_err(IntoFailure::into_failure)?.runs;
        Ok(runs.into_iter().map(|row| self.line(row)).collect())
    }

    /// The actions that scenarios run through a connection that they name.
    pub(crate) fn steps_through(&self, connection: &Connection) -> Result<Vec<Use>, Failure> {
        let is_meant = meaning(connection);
        let scenarios = self.readable_scenarios()?;
        Ok(scenarios
            .values()
            .flat_map(|scenario| uses(scenario, &is_meant))
            .collect())
    }
}

/// Whether a text of a scenario means a connection: its id, or its nickname however written.
fn meaning(connection: &Connection) -> impl Fn(&str) -> bool {
    let id = connection.id.to_string();
    let key = connection.nickname.key();
    move |text| {
        let nickname = domain::Nickname::parse(text);
        text == id || nickname.is_ok_and(|nickname| nickname.key() == key)
    }
}

fn names(scenario: &Scenario, is_meant: &impl Fn(&str) -> bool) -> bool {
    is_default(scenario, None, is_meant) || !sessions(scenario, is_meant).is_empty()
}

/// Whether an input of the scenario, this or any, begins as the connection.
fn is_default(scenario: &Scenario, id: Option<&str>, is_meant: &impl Fn(&str) -> bool) -> bool {
    let inputs = scenario.inputs.iter();
    inputs
        .filter(|input| input.kind == InputKind::Connection)
        .filter(|input| id.is_none_or(|id| input.id == id))
        .any(|input| input.default.as_deref().is_some_and(is_meant))
}

/// The sessions that the scenario opens through the connection, as its steps write them.
fn sessions(scenario: &Scenario, is_meant: &impl Fn(&str) -> bool) -> BTreeSet<String> {
    let opened = scenario.steps.iter().filter_map(|step| {
        let Deed::Connect { session, kind } = &step.deed else {
            return None;
        };
        let through = match step.inputs.get("connection")? {
            Source::Text(text) => is_meant(text),
            Source::Input(id) => is_default(scenario, Some(id), is_meant),
            Source::Step { .. } => false,
        };
        let written = match kind {
            SessionKind::Variable => variable_in(session),
            SessionKind::Local | SessionKind::Global => session.clone(),
        };
        through.then_some(written)
    });
    opened.collect()
}

/// What it runs through those sessions.
fn uses(scenario: &Scenario, is_meant: &impl Fn(&str) -> bool) -> Vec<Use> {
    let sessions = sessions(scenario, is_meant);
    let steps = scenario.steps.iter().filter_map(|step| match &step.deed {
        Deed::Action {
            connector,
            action,
            session,
        } if sessions.contains(session) => Some(Use {
            connector: connector.clone(),
            action: action.clone(),
            scenario: Some(scenario.name.clone()),
        }),
        _ => None,
    });
    steps.collect()
}
