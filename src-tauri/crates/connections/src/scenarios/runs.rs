//! Runs of scenarios, under way and over. They go on in this process whether or not a window looks
//! at them, and are forgotten when it ends.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use domain::Explanation;
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::{timeout, timeout_at};

use super::trimmed::{bare, size_of_answer, trimmed};
use crate::Console;
use crate::rooms::locked;
use crate::views::{Failure, FailureCode, RunView, ScenarioRunView, StepRunView, StepState};

/// Runs that are kept; those that are over make room for new ones.
const MOST: usize = 20;
/// Bytes of answers that one run shows in full; the History has every one.
const MOST_ANSWERED: usize = 512 * 1024;
/// How long a window waits for news before it asks again.
const POLL: Duration = Duration::from_secs(20);
/// How long quitting waits for the steps under way, and for what cleans up.
const PATIENCE: Duration = Duration::from_secs(5);

/// All of them, the oldest first.
#[derive(Default)]
pub(crate) struct Runs {
    all: Mutex<Vec<Arc<Run>>>,
    pub(super) noting: tokio::sync::Mutex<()>,
}

/// One run.
pub(super) struct Run {
    board: watch::Sender<ScenarioRunView>,
    orders: watch::Sender<Orders>,
    began: Instant,
    /// When the steps began that are under way: one, and those that run it as a child.
    steps: Mutex<BTreeMap<usize, Instant>>,
    task: Mutex<Option<AbortHandle>>,
    /// How many bytes of answers are kept.
    answers: AtomicUsize,
    inputs: BTreeMap<String, String>,
    brought: Mutex<Brought>,
}

/// What steps brought, by their ids: as much as other steps ask for.
pub(super) type Brought = BTreeMap<String, BTreeMap<String, Value>>;

/// What a run was told.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Orders {
    /// How often *Stop* was pressed.
    pub(super) stops: u8,
    /// How often *Next step* was.
    next: u32,
    /// The program ends: nobody can be asked any more.
    pub(super) quitting: bool,
}

impl Console {
    /// How a run stands, as soon as it is newer than `seen`; the same again where nothing happens
    /// for twenty seconds.
    pub async fn follow_scenario(&self, run: &str, seen: u32) -> Result<ScenarioRunView, Failure> {
        let run = self.rooms.runs.find(run)?;
        let mut news = run.board.subscribe();
        let newer = news.wait_for(|view| view.revision > seen);
        // Nothing new is an answer too.
        drop(timeout(POLL, newer).await);
        Ok(run.view())
    }

    /// *Next step*, of a run that waits for it; how the run stands.
    pub fn next_step(&self, run: &str) -> Result<ScenarioRunView, Failure> {
        let run = self.rooms.runs.find(run)?;
        run.orders
            .send_modify(|orders| orders.next = orders.next.wrapping_add(1));
        Ok(run.view())
    }

    /// *Stop*: the step under way ends, then what cleans up is run. A second time leaves that out
    /// as well. How the run stands.
    pub fn stop_scenario(&self, run: &str) -> Result<ScenarioRunView, Failure> {
        let run = self.rooms.runs.find(run)?;
        run.stop(false);
        Ok(run.view())
    }
}

impl Runs {
    /// The run of a scenario that goes on, or else its last one.
    pub(crate) fn of(&self, scenario: &str) -> Option<String> {
        let all = locked(&self.all);
        let of_it = || all.iter().rev().filter(|run| run.is_of(scenario));
        let found = of_it()
            .find(|run| !run.is_over())
            .or_else(|| of_it().next());
        found.map(|run| run.board.borrow().id.clone())
    }

    /// What the last run of a scenario brought that is over and had these inputs; secrets are not
    /// compared, for they are not kept.
    pub(super) fn brought(&self, scenario: &str, inputs: &BTreeMap<String, String>) -> Brought {
        let all = locked(&self.all);
        let last = all
            .iter()
            .rev()
            .find(|run| run.is_over() && run.is_of(scenario));
        let same = last.filter(|run| run.inputs == *inputs);
        same.map(|run| locked(&run.brought).clone())
            .unwrap_or_default()
    }

    /// Stops every run for the end of the program. The step under way is waited for, and what
    /// cleans up without asking anybody is run, for five seconds in all.
    pub(crate) async fn settle(&self) {
        let all = locked(&self.all).clone();
        let until = tokio::time::Instant::now() + PATIENCE;
        for run in &all {
            run.stop(true);
        }
        for run in &all {
            let mut news = run.board.subscribe();
            if timeout_at(until, news.wait_for(is_over)).await.is_err()
                && let Some(task) = locked(&run.task).take()
            {
                task.abort();
                tracing::warn!("a scenario was still under way when the program ended");
            }
        }
    }

    pub(super) fn add(&self, run: Arc<Run>) -> Result<(), Failure> {
        let mut all = locked(&self.all);
        if all.len() >= MOST {
            let Some(over) = all.iter().position(|run| run.is_over()) else {
                return Err(Failure::other(Explanation::new(
                    format!("{MOST} runs are under way."),
                    "Each takes room and requests.",
                    "Stop one, or wait until one is over.",
                )));
            };
            all.remove(over);
        }
        all.push(run);
        Ok(())
    }

    fn find(&self, id: &str) -> Result<Arc<Run>, Failure> {
        let all = locked(&self.all);
        let found = all.iter().find(|run| run.board.borrow().id == id).cloned();
        found.ok_or_else(|| {
            Failure::coded(
                FailureCode::Gone,
                Explanation::new(
                    "This run is not there any more.",
                    "Runs are kept until the program ends, the last twenty of them.",
                    "Start the scenario again.",
                ),
            )
        })
    }
}

impl Run {
    /// `inputs` is what was filled in, without secrets.
    pub(super) fn new(view: ScenarioRunView, inputs: BTreeMap<String, String>) -> Self {
        Self {
            board: watch::Sender::new(view),
            orders: watch::Sender::new(Orders::default()),
            began: Instant::now(),
            steps: Mutex::default(),
            task: Mutex::new(None),
            answers: AtomicUsize::new(0),
            inputs,
            brought: Mutex::default(),
        }
    }

    /// How it stands now.
    pub(super) fn view(&self) -> ScenarioRunView {
        let mut view = self.board.borrow().clone();
        if !is_over(&view) {
            view.duration_ms = milliseconds(self.began);
            for (line, began) in locked(&self.steps).iter() {
                if let Some(step) = view.steps.get_mut(*line) {
                    step.duration_ms = Some(milliseconds(*began));
                }
            }
        }
        view
    }

    /// A step is under way.
    pub(super) fn begins(&self, line: usize) {
        locked(&self.steps).insert(line, Instant::now());
        self.step(line, |step| step.state = StepState::Running);
    }

    /// A step is over, or is left out.
    pub(super) fn ends(&self, line: usize, change: impl FnOnce(&mut StepRunView)) {
        let began = locked(&self.steps).remove(&line);
        self.step(line, |step| {
            change(step);
            step.answer = step.answer.take().map(|answer| self.kept(answer));
            step.duration_ms = began.map(milliseconds);
        });
    }

    /// Keeps what its steps brought, for a run that begins further on.
    pub(super) fn keeps(&self, brought: Brought) {
        *locked(&self.brought) = brought;
    }

    /// The answer, cut; of a run that has answered much already, without what is long.
    fn kept(&self, answer: RunView) -> RunView {
        let answer = trimmed(answer);
        let before = self
            .answers
            .fetch_add(size_of_answer(&answer), Ordering::Relaxed);
        if before < MOST_ANSWERED {
            answer
        } else {
            bare(answer)
        }
    }

    fn step(&self, line: usize, change: impl FnOnce(&mut StepRunView)) {
        self.change(|view| {
            if let Some(step) = view.steps.get_mut(line) {
                change(step);
            }
        });
    }

    /// `running`, `waiting`, or how it ended.
    pub(super) fn becomes(&self, state: &str) {
        self.change(|view| state.clone_into(&mut view.state));
    }

    pub(super) fn orders(&self) -> Orders {
        *self.orders.borrow()
    }

    /// Waits for *Next step*, or for *Stop*.
    pub(super) async fn wait_for_turn(&self) {
        let before = self.orders();
        self.becomes("waiting");
        let mut orders = self.orders.subscribe();
        let turn = orders.wait_for(|now| now.next != before.next || now.stops != before.stops);
        // The sender is this run's own, and lives as long.
        drop(turn.await);
        self.becomes("running");
    }

    fn is_of(&self, scenario: &str) -> bool {
        self.board.borrow().scenario == scenario
    }

    pub(super) fn is_over(&self) -> bool {
        is_over(&self.board.borrow())
    }

    pub(super) fn runs_as(&self, task: AbortHandle) {
        *locked(&self.task) = Some(task);
    }

    fn stop(&self, quitting: bool) {
        self.orders.send_modify(|orders| {
            orders.stops = orders.stops.saturating_add(1);
            orders.quitting |= quitting;
        });
    }

    fn change(&self, change: impl FnOnce(&mut ScenarioRunView)) {
        let duration = milliseconds(self.began);
        self.board.send_modify(|view| {
            change(view);
            view.revision = view.revision.saturating_add(1);
            view.duration_ms = duration;
        });
    }
}

fn is_over(view: &ScenarioRunView) -> bool {
    !matches!(view.state.as_str(), "running" | "waiting")
}

fn milliseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
