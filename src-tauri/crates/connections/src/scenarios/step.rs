//! One step of a run: what it is given, and how it is carried out.

use std::collections::BTreeMap;

use domain::{Connection, Explanation, Settings};
use scenario::{Deed, Scenario, Step};
use serde_json::Value;

use super::draft::kind_view;
use super::given::{Skipped, text_for};
use super::plan::Node;
use super::play::{Frame, Player};
use super::report::{Report, left_empty};
use crate::run::{Ran, RanBy};
use crate::sessions::{Opened, Session, own_domain};
use crate::views::{Failure, RunRequest};

impl Player {
    /// Runs one step.
    pub(super) async fn step(
        &self,
        scenario: &Scenario,
        step: &Step,
        node: &Node,
        frame: &mut Frame,
    ) -> Report {
        let report = match &step.deed {
            Deed::Connect { session, kind } => {
                let wanted = Opened {
                    name: session.clone(),
                    kind: kind_view(*kind),
                    home: frame.home,
                    scenario: Some(scenario.name.clone()),
                };
                self.connect(scenario, step, frame, wanted).await
            }
            Deed::Disconnect { session } => self.disconnect(scenario, step, frame, session).await,
            Deed::Action {
                connector,
                action,
                session,
            } => {
                let call = Call {
                    connector,
                    action,
                    session,
                };
                self.action(scenario, step, frame, &call).await
            }
            Deed::Scenario { scenario: child } => {
                self.child(scenario, step, node, frame, child).await
            }
        };
        report.unwrap_or_else(|report| *report)
    }

    async fn connect(
        &self,
        scenario: &Scenario,
        step: &Step,
        frame: &mut Frame,
        wanted: Opened,
    ) -> Result<Report, Box<Report>> {
        let rooms = &self.console.rooms;
        rooms.require_free(&wanted)?;
        let given = self.given(step, frame, None)?;
        let text = |id: &str| given.get(id).cloned().unwrap_or_default();
        let connection = rooms.connection_of(&text("connection")).await?;
        require_team(&connection, &text("team"))?;
        let domain = match text("domain") {
            empty if empty.is_empty() => own_domain(&connection.settings),
            typed => typed,
        };
        let id = connection.id.to_string();
        let inputs = [
            ("connection", id.clone()),
            ("domain", domain),
            ("okta_session", kind_of(&wanted).to_owned()),
            ("session", wanted.name.clone()),
        ];
        let mut ran = self
            .ran(scenario, step, &id, "connect", owned(inputs))
            .await?;
        if ran.view.refusal.is_none() {
            frame.connections.insert(id);
            let variable = wanted.kind == crate::views::SessionKind::Variable;
            let session = rooms.open_session(wanted, &connection)?;
            if variable {
                ran.outputs
                    .insert("session".to_owned(), Value::from(session.id));
            }
        }
        Ok(self.judged(scenario, step, frame, ran))
    }

    async fn disconnect(
        &self,
        scenario: &Scenario,
        step: &Step,
        frame: &Frame,
        session: &str,
    ) -> Result<Report, Box<Report>> {
        let found = self.session(frame, session)?;
        let id = found.connection.to_string();
        let ran = self
            .ran(scenario, step, &id, "disconnect", BTreeMap::new())
            .await?;
        self.console.rooms.sessions.end(&found.id);
        Ok(self.judged(scenario, step, frame, ran))
    }

    async fn action(
        &self,
        scenario: &Scenario,
        step: &Step,
        frame: &mut Frame,
        call: &Call<'_>,
    ) -> Result<Report, Box<Report>> {
        let rooms = &self.console.rooms;
        let given = self.given(step, frame, Some(call))?;
        let found = self.session(frame, call.session)?;
        let leads = rooms.require_connector(&found, call.connector).await;
        leads.map_err(|explanation| Box::new(Report::failed(explanation)))?;
        let id = found.connection.to_string();
        if self.dry {
            let request = request(&id, call.action, given.clone());
            let calls = self.console.planned_through(&id, &request).await?;
            let write = calls.iter().rev().find(|call| call.method != "GET");
            if let Some(write) = write {
                let said = format!("A dry run: it would send {} {}.", write.method, write.url);
                return Ok(Report::skipped(Skipped::Dry, said));
            }
        }
        frame.connections.insert(id.clone());
        let ran = self.ran(scenario, step, &id, call.action, given).await?;
        rooms.sessions.used(&found.id, rooms.now());
        Ok(self.judged(scenario, step, frame, ran))
    }

    /// The inputs of a step that are filled.
    pub(super) fn given(
        &self,
        step: &Step,
        frame: &Frame,
        call: Option<&Call<'_>>,
    ) -> Result<BTreeMap<String, String>, Box<Report>> {
        let mut given = BTreeMap::new();
        for (id, source) in &step.inputs {
            let kind = call.and_then(|call| {
                let connector = self.console.rooms.catalogue.connector(call.connector)?;
                let mut inputs = connector.action(call.action)?.inputs.iter();
                inputs.find(|input| input.id == *id).map(|input| input.kind)
            });
            let text = text_for(source, kind, &frame.gifts, &frame.came)
                .map_err(|unfilled| Box::new(left_empty(step, &unfilled)))?;
            given.extend(text.map(|text| (id.clone(), text)));
        }
        Ok(given)
    }

    fn session(&self, frame: &Frame, asked: &str) -> Result<Session, Box<Report>> {
        let found = self.console.rooms.sessions.find(frame.home, asked);
        found.map_err(|lost| Box::new(Report::failed(lost.explain(asked, frame.home))))
    }

    async fn ran(
        &self,
        scenario: &Scenario,
        step: &Step,
        connection: &str,
        action: &str,
        inputs: BTreeMap<String, String>,
    ) -> Result<Ran, Failure> {
        let by = RanBy::Scenario {
            scenario: scenario.name.clone(),
            step: step.id.clone(),
        };
        self.console
            .run(request(connection, action, inputs), by)
            .await
    }
}

/// An action as a step names it.
pub(super) struct Call<'a> {
    connector: &'a str,
    action: &'a str,
    session: &'a str,
}

fn require_team(connection: &Connection, typed: &str) -> Result<(), Failure> {
    match &connection.settings {
        _ if typed.is_empty() => Ok(()),
        Settings::Team { team, .. } if team.as_str() == typed => Ok(()),
        Settings::Team { team, .. } => Err(Failure::field(
            "team",
            Explanation::new(
                format!("“{}” is not of the team {typed}.", connection.nickname),
                format!("It is of the team {}.", team.as_str()),
                "Use the team of the connection, or another connection.",
            ),
        )),
        Settings::Org { .. } => Err(Failure::field(
            "team",
            Explanation::new(
                format!("“{}” has no team.", connection.nickname),
                "It is a connection to an Okta org.",
                "Leave the team out.",
            ),
        )),
    }
}

fn kind_of(wanted: &Opened) -> &'static str {
    use crate::views::SessionKind::{Global, Local, Variable};
    match wanted.kind {
        Local => "local",
        Global => "global",
        Variable => "variable",
    }
}

fn request(connection: &str, action: &str, inputs: BTreeMap<String, String>) -> RunRequest {
    RunRequest {
        connection: connection.to_owned(),
        action: action.to_owned(),
        inputs,
    }
}

fn owned<const N: usize>(pairs: [(&str, String); N]) -> BTreeMap<String, String> {
    pairs
        .into_iter()
        .map(|(id, text)| (id.to_owned(), text))
        .collect()
}
