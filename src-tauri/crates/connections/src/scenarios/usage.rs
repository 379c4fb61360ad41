//! *Usage*: what would miss a connection if it were deleted.

use scenario::{Deed, InputKind, Scenario, Source};

use crate::Console;
use crate::views::{Failure, UsageView};

impl Console {
    /// The scenarios that name a connection or last ran through it, and its open sessions.
    pub async fn connection_usage(&self, id: &str) -> Result<UsageView, Failure> {
        let connection = self.rooms.connection(id).await?;
        let id = connection.id.to_string();
        let last_runs = self.rooms.last_runs().await?;
        let key = connection.nickname.key();
        let is_meant = |text: &str| {
            let nickname = domain::Nickname::parse(text);
            text == id || nickname.is_ok_and(|nickname| nickname.key() == key)
        };
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
        })
    }
}

fn names(scenario: &Scenario, is_meant: &impl Fn(&str) -> bool) -> bool {
    let by_default = scenario.inputs.iter().any(|input| {
        let default = input.default.as_deref();
        input.kind == InputKind::Connection && default.is_some_and(is_meant)
    });
    by_default
        || scenario.steps.iter().any(|step| {
            let Deed::Connect { .. } = step.deed else {
                return false;
            };
            matches!(step.inputs.get("connection"), Some(Source::Text(text)) if is_meant(text))
        })
}
