//! One run: its steps in order, and which of them are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use catalogue::Effect;
use scenario::{Deed, Scenario, Step};

use super::given::{Came, Gifts, Skipped};
use super::plan::{Node, Plan};
use super::report::Report;
use super::runs::{Brought, Run};
use crate::Console;
use crate::sessions::Home;
use crate::views::StepState;

/// Who runs a scenario, and how.
pub(super) struct Player {
    pub(super) console: Console,
    pub(super) run: Arc<Run>,
    pub(super) plan: Plan,
    /// No write is sent.
    pub(super) dry: bool,
    /// A dry run has left a write out: what follows finds the org as it was before.
    pub(super) left_out: AtomicBool,
    pub(super) step_by_step: bool,
    /// The first step; those before it are left out, but for *Connect*.
    pub(super) from: Option<String>,
    /// What the steps before it brought in the run before.
    pub(super) earlier: Brought,
}

/// One scenario of a run: its own, or a child's.
pub(super) struct Frame {
    /// Where its session names are known.
    pub(super) home: Home,
    pub(super) gifts: Gifts,
    /// What came of the steps so far, by id.
    pub(super) came: BTreeMap<String, Came>,
    /// What the parent asks of it, as `step.output`.
    pub(super) asked: BTreeSet<String>,
    /// The connections that it went through.
    pub(super) connections: BTreeSet<String>,
    pub(super) failed: bool,
    /// A step was left out because the run was stopped.
    pub(super) cut: bool,
    /// What was ordered before it began does not stop it: a child that cleans up runs after Stop.
    stops_before: u8,
}

impl Frame {
    pub(super) fn new(home: Home, gifts: Gifts) -> Self {
        Self {
            home,
            gifts,
            came: BTreeMap::new(),
            asked: BTreeSet::new(),
            connections: BTreeSet::new(),
            failed: false,
            cut: false,
            stops_before: 0,
        }
    }

    /// A child's.
    pub(super) fn below(home: Home, gifts: Gifts, asked: BTreeSet<String>, stops: u8) -> Self {
        Self {
            asked,
            stops_before: stops,
            ..Self::new(home, gifts)
        }
    }
}

impl Player {
    /// Runs it to its end: `done`, `failed` or `stopped`, and through which connections.
    pub(super) async fn play(self, frame: Frame) -> (&'static str, Vec<String>) {
        let from = self.from.as_deref();
        let ended = self
            .frame(frame, self.plan.scenario(), &self.plan.nodes, from)
            .await;
        let brought = ended.came.into_iter().filter_map(|(step, came)| {
            let (Came::Out(outputs) | Came::Earlier(outputs)) = came else {
                return None;
            };
            Some((step, outputs))
        });
        self.run.keeps(brought.collect());
        let outcome = match (ended.cut, ended.failed) {
            (true, _) => "stopped",
            (false, true) => "failed",
            (false, false) => "done",
        };
        (outcome, ended.connections.into_iter().collect())
    }

    /// Runs one scenario of the run.
    pub(super) fn frame<'a>(
        &'a self,
        mut frame: Frame,
        scenario: &'a Scenario,
        nodes: &'a [Node],
        from: Option<&'a str>,
    ) -> Pin<Box<dyn Future<Output = Frame> + Send + 'a>> {
        Box::pin(async move {
            let mut before = from.is_some();
            for (step, node) in scenario.steps.iter().zip(nodes) {
                before = before && from != Some(step.id.as_str());
                let report = if let Err((skipped, said)) = self.turn(step, &frame, before).await {
                    self.skipped(step, skipped, said)
                } else {
                    self.run.begins(node.line);
                    self.step(scenario, step, node, &mut frame).await
                };
                if matches!(report.came, Came::Not(Skipped::Dry)) {
                    self.left_out.store(true, Ordering::Relaxed);
                }
                frame.failed |= report.state == StepState::Failed;
                frame.cut |= matches!(report.came, Came::Not(Skipped::Stopped));
                let came = self.show(node, report);
                frame.came.insert(step.id.clone(), came);
            }
            frame
        })
    }

    /// A step that is not run; what it brought in the run before is used, where it lies before the
    /// first step of this one.
    fn skipped(&self, step: &Step, why: Skipped, said: String) -> Report {
        let earlier = self.earlier.get(&step.id);
        match earlier.filter(|_| why == Skipped::Before) {
            None => Report::skipped(why, said),
            Some(outputs) => Report {
                came: Came::Earlier(outputs.clone()),
                ..Report::skipped(
                    why,
                    "It lies before the first step of this run; what it brought in the run before is used."
                        .to_owned(),
                )
            },
        }
    }

    fn show(&self, node: &Node, report: Report) -> Came {
        let skipped = match &report.came {
            Came::Not(skipped) => Some(*skipped),
            Came::Earlier(_) => Some(Skipped::Before),
            Came::Out(_) | Came::Refused => None,
        };
        if let Some(skipped) = skipped {
            for below in &node.below {
                self.show(below, Report::skipped(skipped, report.said.clone()));
            }
        }
        self.run.ends(node.line, |view| {
            view.state = report.state;
            view.said = report.said;
            view.answer = report.answer;
            view.problem = report.problem;
        });
        report.came
    }

    /// Whether a step is run now; waits for *Next step* where the person wants to be asked.
    async fn turn(
        &self,
        step: &Step,
        frame: &Frame,
        before: bool,
    ) -> Result<(), (Skipped, String)> {
        self.verdict(step, frame, before)?;
        if self.step_by_step && self.run.orders().stops == 0 {
            self.run.wait_for_turn().await;
            self.verdict(step, frame, before)?;
        }
        Ok(())
    }

    fn verdict(&self, step: &Step, frame: &Frame, before: bool) -> Result<(), (Skipped, String)> {
        let orders = self.run.orders();
        let skip = |why, said: &str| Err((why, said.to_owned()));
        // Connect changes nothing, and what follows needs its session.
        if before && !matches!(step.deed, Deed::Connect { .. }) {
            return skip(
                Skipped::Before,
                "It lies before the first step of this run.",
            );
        }
        if step.always && orders.stops > 1 {
            return skip(
                Skipped::Stopped,
                "The run was stopped twice: what cleans up was left out too.",
            );
        }
        if step.always && orders.quitting && self.asks_the_person(step) {
            return skip(
                Skipped::Stopped,
                "The program was ending, and nobody could be asked.",
            );
        }
        if !step.always && orders.stops > frame.stops_before {
            return skip(Skipped::Stopped, "The run was stopped.");
        }
        if !step.always && frame.failed {
            return skip(Skipped::AfterFailure, "An earlier step failed.");
        }
        let Some(undone) = &step.undoes else {
            return Ok(());
        };
        match frame.came.get(undone) {
            Some(Came::Out(_)) => Ok(()),
            Some(Came::Not(Skipped::Dry)) => Err((
                Skipped::Dry,
                format!("A dry run did not carry out “{undone}”, which it undoes."),
            )),
            Some(Came::Refused | Came::Earlier(_) | Came::Not(_)) | None => Err((
                Skipped::NothingToDo,
                format!("“{undone}” was not carried out, so there is nothing to undo."),
            )),
        }
    }

    /// Whether a step may raise a dialog: a destructive action, one that depends on what is typed, or a child that may have one.
    fn asks_the_person(&self, step: &Step) -> bool {
        match &step.deed {
            Deed::Connect { .. } | Deed::Disconnect { .. } => false,
            Deed::Scenario { .. } => true,
            Deed::Action {
                connector, action, ..
            } => {
                let known = self.console.rooms.catalogue.connector(connector);
                let known = known.and_then(|connector| connector.action(action));
                known.is_none_or(|action| {
                    matches!(action.effect, Effect::Destructive | Effect::ByRequest)
                })
            }
        }
    }
}
