//! *Start*: the scenario is looked at whole, its form read, and the run begun.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use scenario::InputKind;
use uuid::Uuid;

use super::from::can_begin;
use super::given::Gift;
use super::last_run::LastRun;
use super::play::{Frame, Player};
use super::runs::{Brought, Run};
use crate::Console;
use crate::views::{Failure, ScenarioRunView, StartScenario};

impl Console {
    /// Starts a scenario and answers at once. What cannot work, and what is wrong with the form,
    /// is said before anything is sent.
    pub async fn start_scenario(&self, request: StartScenario) -> Result<ScenarioRunView, Failure> {
        let rooms = &self.rooms;
        rooms.require_open_vault()?;
        let mut plan = rooms.plan(&request.scenario)?;
        let scenario = plan.scenario();
        let mut inputs = request.inputs.clone();
        inputs.retain(|id, text| {
            let input = scenario.input(id);
            input.is_some_and(|input| input.kind != InputKind::Secret) && !text.is_empty()
        });
        let earlier = match &request.from {
            None => Brought::default(),
            Some(from) => {
                let earlier = rooms.runs.brought(&plan.id, &inputs);
                can_begin(scenario, from, &earlier)?;
                earlier
            }
        };
        let gifts = rooms.read_scenario_form(scenario, &request.inputs).await?;
        let home = rooms.sessions.new_home();
        for input in &scenario.inputs {
            if let (InputKind::Session, Some(Gift::Session(id))) =
                (input.kind, gifts.get(&input.id))
            {
                rooms.sessions.hand_over(id, home, &input.id);
            }
        }
        let started_at = rooms.now();
        let view = ScenarioRunView {
            id: Uuid::new_v4().to_string(),
            scenario: plan.id.clone(),
            name: scenario.name.clone(),
            revision: 1,
            state: "running".to_owned(),
            started_at: started_at.to_string(),
            duration_ms: 0,
            dry: request.dry,
            steps: std::mem::take(&mut plan.lines),
        };
        let run = Arc::new(Run::new(view.clone(), inputs));
        rooms.runs.add(Arc::clone(&run))?;
        let player = Player {
            console: self.clone(),
            run: Arc::clone(&run),
            plan,
            dry: request.dry,
            left_out: AtomicBool::new(false),
            step_by_step: request.step_by_step,
            from: request.from,
            earlier,
        };
        let frame = Frame::new(home, gifts);
        let console = self.clone();
        let task = tokio::spawn(async move { player.play(frame).await });
        run.runs_as(task.abort_handle());
        // A run that breaks off is over too, and says so.
        tokio::spawn(async move {
            let (outcome, connections) = task.await.unwrap_or_else(|error| {
                tracing::error!(%error, "a scenario broke off");
                ("failed", Vec::new())
            });
            console.rooms.sessions.leave(home);
            let last = LastRun {
                at: started_at,
                outcome: outcome.to_owned(),
                connections,
            };
            let id = run.view().scenario;
            if let Err(failure) = console.rooms.note_last_run(&id, last).await {
                tracing::warn!(problem = failure.why, "the last run was not noted");
            }
            run.becomes(outcome);
        });
        Ok(view)
    }
}
