//! The checks that the console makes by itself. What is due is decided by `schedule`; here it is
//! done, and noticed when the computer slept or was offline.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use domain::{Connection, ConnectionId};
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tokio::time::{Duration, Instant, sleep};

use super::budgets::origin;
use super::check::AskedBy;
use super::news::News;
use super::schedule::{COST, Candidate, Load, Plan, plan};
use crate::Console;
use crate::explain::IntoFailure;
use crate::rooms::{Rooms, locked};
use crate::views::{Failure, FailureCode};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// The clock on the wall went on by this much more or less than the console ran: it slept, or the
/// clock was set.
const SLEPT: SignedDuration = SignedDuration::from_secs(30);
/// The window comes first, and is not disturbed while it is being made.
const AT_FIRST: Duration = Duration::from_secs(3);
/// The least and the most between two looks.
const PACE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_mins(5));

/// What is known of the checks of this run.
#[derive(Default)]
pub(crate) struct Checking {
    pub(super) news: News,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Since when it is watched without a break.
    since: Option<Timestamp>,
    /// Whether there was no way to some org at the last look.
    offline: bool,
    /// When the checks of each org began.
    begun: HashMap<String, Vec<Timestamp>>,
    /// How each connection was at the last look.
    seen: HashMap<ConnectionId, String>,
}

impl Console {
    /// Checks connections for as long as the program runs, each when it is due.
    pub async fn keep_checking(&self) {
        sleep(AT_FIRST).await;
        loop {
            let (wall, ran) = (self.rooms.now(), Instant::now());
            let wait = match self.check_what_is_due().await {
                Ok(again) => Duration::try_from(again.duration_since(self.rooms.now()))
                    .unwrap_or(PACE.0)
                    .clamp(PACE.0, PACE.1),
                Err(failure) => {
                    tracing::warn!(problem = failure.what, "connections were not checked");
                    PACE.1
                }
            };
            sleep(wait).await;
            let passed = self.rooms.now().duration_since(wall);
            if slept(passed, ran.elapsed()) {
                tracing::info!("the computer slept, or its clock was set");
                locked(&self.rooms.checking.state).since = None;
            }
        }
    }

    /// Shows the reminders that are due, makes the checks that are due, and waits for them: when to
    /// look again.
    pub async fn check_what_is_due(&self) -> Result<Timestamp, Failure> {
        self.remind().await?;
        let (plan, due) = self.rooms.due().await?;
        let mut checks = JoinSet::new();
        for connection in due {
            let console = self.clone();
            checks.spawn(async move { console.check(&connection, AskedBy::Schedule).await });
        }
        while let Some(checked) = checks.join_next().await {
            match checked {
                Ok(Err(failure)) if failure.code == FailureCode::VaultLocked => (),
                Ok(Err(failure)) => tracing::warn!(problem = failure.what, "a check was not kept"),
                Err(error) => tracing::error!(%error, "a check broke off"),
                Ok(Ok(_)) => (),
            }
        }
        self.tell_what_changed().await?;
        Ok(plan.again)
    }

    /// Tells the window where a state is another than at the last look: by a check, or because a
    /// day has passed.
    async fn tell_what_changed(&self) -> Result<(), Failure> {
        let rooms = &self.rooms;
        let connections = rooms.store.connections().await;
        let connections = connections.map_err(IntoFailure::into_failure)?;
        let seen: HashMap<_, _> = connections
            .iter()
            .map(|one| {
                let row = self.row(one);
                let tested = row.last_tested_at.unwrap_or_default();
                (one.id, format!("{} {tested}", row.status.state))
            })
            .collect();
        let is_news = {
            let mut state = locked(&rooms.checking.state);
            let is_news = !state.seen.is_empty() && state.seen != seen;
            state.seen = seen;
            is_news
        };
        if is_news {
            rooms.checking.news.tell();
        }
        Ok(())
    }
}

impl Rooms {
    /// What is to be done now, and the connections that it is about. Nothing while the vault is
    /// closed: there is no token to ask with.
    async fn due(&self) -> Result<(Plan, Vec<Connection>), Failure> {
        let now = self.now();
        if self.is_locked() {
            let again = now.saturating_add(MINUTE).unwrap_or(now);
            let check = Vec::new();
            return Ok((Plan { check, again }, Vec::new()));
        }
        let connections = self.store.connections().await;
        let mut connections = connections.map_err(IntoFailure::into_failure)?;
        connections.retain(|one| self.require_allowed_host(one).is_ok());
        let origins: Vec<_> = connections
            .iter()
            .map(|one| origin(&one.settings))
            .collect();
        let ways: HashMap<_, _> = origins
            .iter()
            .map(|origin| (origin, self.transport.has_way_to(origin)))
            .collect();

        let mut state = locked(&self.checking.state);
        let offline = ways.values().any(|way| !way);
        if state.offline && !offline {
            state.since = None;
        }
        state.offline = offline;
        let since = *state.since.get_or_insert(now);
        state.begun.values_mut().for_each(|begun| {
            begun.retain(|at| *at <= now && now.duration_since(*at) < MINUTE);
        });
        let loads: BTreeMap<_, _> = ways
            .keys()
            .map(|origin| {
                let begun = state.begun.get(origin.as_str()).map_or(0, Vec::len);
                let spent = COST * u32::try_from(begun).unwrap_or(u32::MAX / COST);
                (origin.as_str().to_owned(), self.load(origin, spent))
            })
            .collect();
        let candidates: Vec<_> = connections
            .iter()
            .zip(&origins)
            .map(|(one, origin)| Candidate {
                id: one.id,
                org: origin.as_str(),
                status: &one.status,
                last: one.last_tested_at,
                reachable: ways.get(origin).copied().unwrap_or(true),
            })
            .collect();
        let plan = plan(now, since, &candidates, &loads);
        for candidate in &candidates {
            if plan.check.contains(&candidate.id) {
                let begun = state.begun.entry(candidate.org.to_owned());
                begun.or_default().push(now);
            }
        }
        drop(state);
        connections.retain(|one| plan.check.contains(&one.id));
        Ok((plan, connections))
    }

    fn load(&self, origin: &transport::Origin, spent: u32) -> Load {
        let budgets = self.transport.budgets(origin);
        Load {
            spent,
            limit: budgets.iter().map(|budget| budget.limit).min(),
            pressed: budgets
                .iter()
                .any(|budget| budget.remaining < budget.limit.div_ceil(2)),
        }
    }
}

/// Whether the computer stood still meanwhile, or its clock was set.
fn slept(passed: SignedDuration, ran: Duration) -> bool {
    let ran = SignedDuration::try_from(ran).unwrap_or(SignedDuration::MAX);
    passed.saturating_sub(ran).abs() > SLEPT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleep_and_a_clock_that_is_set_are_noticed_and_a_slow_computer_is_not() {
        let ran = Duration::from_mins(1);
        for (passed, expected) in [(60, false), (75, false), (3600, true), (-3600, true)] {
            assert_eq!(slept(SignedDuration::from_secs(passed), ran), expected);
        }
    }
}
