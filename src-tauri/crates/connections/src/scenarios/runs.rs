//! Runs of scenarios, under way and over. They go on in this process whether or not a window looks
//! at them, and are forgotten when it ends.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use domain::Explanation;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::{timeout, timeout_at};

use crate::Console;
use crate::rooms::locked;
use crate::views::{Failure, FailureCode, ScenarioRunView, StepRunView};

/// Runs that are kept; those that are over make room for new ones.
const MOST: usize = 20;
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
    task: Mutex<Option<AbortHandle>>,
}

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

    /// *Next step*, of a run that waits for it.
    pub fn next_step(&self, run: &str) -> Result<(), Failure> {
        let run = self.rooms.runs.find(run)?;
        run.orders
            .send_modify(|orders| orders.next = orders.next.wrapping_add(1));
        Ok(())
    }

    /// *Stop*: the step under way ends, then what cleans up is run. A second time leaves that out
    /// as well.
    pub fn stop_scenario(&self, run: &str) -> Result<(), Failure> {
        self.rooms.runs.find(run)?.stop(false);
        Ok(())
    }
}

impl Runs {
    /// The run of a scenario that goes on, or else its last one.
    pub(crate) fn of(&self, scenario: &str) -> Option<String> {
        let all = locked(&self.all);
        let of_it = || {
            all.iter()
                .rev()
                .filter(|run| run.view().scenario == scenario)
        };
        let found = of_it()
            .find(|run| !run.is_over())
            .or_else(|| of_it().next());
        found.map(|run| run.view().id)
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
        let found = all.iter().find(|run| run.view().id == id).cloned();
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
    pub(super) fn new(view: ScenarioRunView) -> Self {
        Self {
            board: watch::Sender::new(view),
            orders: watch::Sender::new(Orders::default()),
            began: Instant::now(),
            task: Mutex::new(None),
        }
    }

    /// How it stands now.
    pub(super) fn view(&self) -> ScenarioRunView {
        let mut view = self.board.borrow().clone();
        if !is_over(&view) {
            view.duration_ms = self.milliseconds();
        }
        view
    }

    /// Changes one step.
    pub(super) fn step(&self, line: usize, change: impl FnOnce(&mut StepRunView)) {
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
        let duration = self.milliseconds();
        self.board.send_modify(|view| {
            change(view);
            view.revision = view.revision.saturating_add(1);
            view.duration_ms = duration;
        });
    }

    fn milliseconds(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

fn is_over(view: &ScenarioRunView) -> bool {
    !matches!(view.state.as_str(), "running" | "waiting")
}
