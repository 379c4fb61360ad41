//! Many actions on several orgs, each of which allows few a minute.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use connections::Console;
use connections::views::{Extent, ListingRequest, ListingState};
use domain::{Clock, StoppedClock};
use jiff::Timestamp;
use sandbox::Event;
use tokio::task::JoinSet;

use super::steps::{Steps, Waiting};
use super::town::{At, Town};
use crate::story::Story;
use crate::trust::desk::told;

/// Requests a minute, of each of an org's two endpoints.
pub(super) const LIMIT: u32 = 60;
/// How many at once press *Run* in one org.
const PERSONS: u64 = 3;
/// As many requests of one org are under way at most, and may be refused before the first refusal
/// is heard.
const UNDER_WAY: u64 = 4;

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Storm {
    pub(super) asked: u64,
    pub(super) done: u64,
    /// Refusals beyond those that were under way when the first of a window was heard.
    pub(super) beyond: u64,
    /// Actions that came to another org than their own.
    pub(super) crossed: u64,
    /// How long the slowest org took, by the time that it would have taken at the very least.
    pub(super) by_ideal: f64,
    /// How long the slowest org took, by the time of an ordinary one.
    pub(super) by_others: f64,
}

struct Actor {
    console: Console,
    connection: String,
    clock: StoppedClock,
    waiting: Waiting,
}

/// So many actions in each org: half of them pages of one list, half of them pressed by persons.
pub(super) async fn storm(town: &Town, each: u64) -> Result<Storm> {
    let orgs: Vec<_> = town.orgs.iter().map(|at| at.sandbox.knobs()).collect();
    for org in &orgs {
        org.set_rate_limit(Some("/api/v1/users"), LIMIT);
        org.set_rate_limit(Some("/api/v1/users/"), LIMIT);
        org.clear_ledger();
    }
    let steps = Steps::begin(&town.clock, orgs);
    let began = steps.now();
    let working = Arc::new(AtomicUsize::new(0));
    let mut actors = JoinSet::new();
    for (number, at) in town.orgs.iter().enumerate() {
        let left = Arc::new(AtomicU64::new(each / 2));
        for person in 0..=PERSONS {
            let actor = Actor {
                console: town.console.clone(),
                connection: at.connection.clone(),
                clock: town.clock.clone(),
                waiting: steps.waiting(),
            };
            let (user, left, working) = (at.user.clone(), Arc::clone(&left), Arc::clone(&working));
            working.fetch_add(1, Ordering::SeqCst);
            actors.spawn(async move {
                let lists = person == PERSONS;
                let done = if lists {
                    actor.lists().await
                } else {
                    actor.presses(&user, &left).await
                };
                working.fetch_sub(1, Ordering::SeqCst);
                done.map(|done| (number, lists, done))
            });
        }
    }
    // Ten times as long as it should take.
    let most = each / u64::from(LIMIT) * 600 + 1_200;
    let over = steps.run(most, || working.load(Ordering::SeqCst)).await;
    ensure!(over, "it was not over after {most} seconds");
    let mut storm = Storm {
        asked: each / 2 * 2 * town.orgs.len() as u64,
        ..Storm::default()
    };
    let mut done: BTreeMap<(usize, bool), u64> = BTreeMap::new();
    for one in actors.join_all().await {
        let (number, lists, count) = one?;
        *done.entry((number, lists)).or_default() += count;
    }
    storm.done = done.values().sum();
    let mut times = Vec::new();
    for (number, at) in town.orgs.iter().enumerate() {
        let own = |lists| done.get(&(number, lists)).copied().unwrap_or(0);
        let (took, ideal) = account(at, [own(true), own(false)], began, &mut storm)?;
        times.push(took);
        storm.by_ideal = storm.by_ideal.max(took / ideal);
    }
    times.sort_by(f64::total_cmp);
    let slowest = times.last().copied().context("no org")?;
    storm.by_others = slowest / times[times.len() / 2];
    Ok(storm)
}

/// Reads the org's own book: how long it took, and how long it would have taken at the least. `done`
/// are the pages and the reads that the console believes to have had of it.
fn account(at: &At, done: [u64; 2], began: Timestamp, storm: &mut Storm) -> Result<(f64, f64)> {
    let mut refused: HashMap<(bool, i64), u64> = HashMap::new();
    let mut served: BTreeMap<bool, u64> = BTreeMap::new();
    let mut last = began;
    for entry in at.sandbox.knobs().ledger() {
        let Event::Request { path, status, .. } = entry.event else {
            continue;
        };
        let Some(rest) = path.strip_prefix("/api/v1/users") else {
            continue;
        };
        let one = !rest.is_empty();
        match status {
            200 => {
                *served.entry(one).or_default() += 1;
                last = last.max(entry.at);
            }
            429 => {
                let window = entry.at.as_second().div_euclid(60);
                *refused.entry((one, window)).or_default() += 1;
            }
            other => bail!("it answered {other} to {path}"),
        }
        if one && rest.trim_start_matches('/') != at.user {
            storm.crossed += 1;
        }
    }
    for (one, served) in &served {
        storm.crossed += served.abs_diff(done[usize::from(*one)]);
    }
    storm.beyond += refused
        .values()
        .map(|refused| refused.saturating_sub(UNDER_WAY))
        .sum::<u64>();
    let most = served.values().copied().max().unwrap_or(0);
    let windows = most.div_ceil(u64::from(LIMIT));
    // The first window is the one that has begun, and the last one is served as it begins.
    let first = 60 - began.as_second().rem_euclid(60);
    let ideal = if windows < 2 {
        1
    } else {
        first + 60 * i64::try_from(windows - 2)?
    };
    let took = last.duration_since(began).as_secs_f64().max(1.0);
    #[expect(clippy::cast_precision_loss, reason = "a few thousand seconds")]
    let ideal = ideal as f64;
    Ok((took, ideal))
}

impl Actor {
    /// Presses *Run* until nothing is left to do, and waits as long as a card says.
    async fn presses(&self, user: &str, left: &AtomicU64) -> Result<u64> {
        let take = |left: u64| left.checked_sub(1);
        let mut done = 0;
        while left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, take)
            .is_ok()
        {
            loop {
                let request = Story::filled(&self.connection, "read_user", &[("user", user)]);
                let run = self.console.run_action(request).await.map_err(told)?;
                if run.outcome == "done" {
                    ensure!(run.body.contains(user), "somebody else came back");
                    done += 1;
                    break;
                }
                let refusal = run.refusal.context("it is refused")?;
                ensure!(refusal.kind == "rateLimit", "{refusal:?}");
                let wait = self.until(&refusal.explanation.fix)?;
                self.waiting.during(tokio::time::sleep(wait)).await;
            }
        }
        Ok(done)
    }

    /// `Run it again after 08:00:37 UTC.`: that second has to be over.
    fn until(&self, fix: &str) -> Result<Duration> {
        let time = fix.split(' ').find(|word| word.matches(':').count() == 2);
        let time: jiff::civil::Time = time.context("no time is told")?.parse()?;
        let [hours, minutes, seconds] = [time.hour(), time.minute(), time.second()].map(i64::from);
        let of_day = hours * 3_600 + minutes * 60 + seconds;
        let wait = of_day - self.clock.now().as_second().rem_euclid(86_400);
        // Past midnight; a moment ago is a moment ago.
        let wait = if wait < -60 { wait + 86_400 } else { wait };
        Ok(Duration::from_secs(u64::try_from(wait + 1).unwrap_or(0)))
    }

    /// Reads one list to its end, one record a page; how many pages it had.
    async fn lists(&self) -> Result<u64> {
        let filled = Story::filled(
            &self.connection,
            "list_users_with_filter",
            &[("limit", "1")],
        );
        let request = ListingRequest {
            connection: filled.connection,
            action: filled.action,
            inputs: filled.inputs,
            extent: Extent::All,
            file: None,
        };
        let mut view = self.console.start_listing(request).await.map_err(told)?;
        let mut waits = false;
        let mut have = 0;
        while view.answer.is_none() && view.failure.is_none() {
            let now_waits = view.state == ListingState::Waiting;
            if now_waits && !waits {
                self.waiting.begins();
            }
            if !now_waits && waits {
                self.waiting.ends();
            }
            waits = now_waits;
            let followed = self.console.follow_listing(&view.id, view.revision, have);
            view = followed.await.map_err(told)?;
            have = view.first_row + u32::try_from(view.rows.len())?;
        }
        if waits {
            self.waiting.ends();
        }
        ensure!(view.state == ListingState::Done, "{:?}", view.answer);
        Ok(u64::from(view.pages))
    }
}
