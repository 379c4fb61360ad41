//! Which connections are checked now, and when to look again. Pure.
//!
//! Gentle: seldom, never many at once, within a tenth of what an org allows, spread by chance that
//! is the same each time it is thrown, and not at all what only a person can put right.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use domain::{ConnectionId, Status};
use jiff::{SignedDuration, Timestamp};

/// Between two checks of a connection that is well.
const SELDOM: SignedDuration = SignedDuration::from_mins(60);
/// Between two checks of one that could not be reached.
const SOON: SignedDuration = SignedDuration::from_mins(10);
/// What is overdue at the start, after sleep or after having been offline is spread over this.
const SPREAD: SignedDuration = SignedDuration::from_mins(3);
/// Looked again at the latest after this.
const LATEST: SignedDuration = SignedDuration::from_mins(5);
/// While there is no network, it is looked for this often.
const OFFLINE: SignedDuration = SignedDuration::from_secs(30);
/// The window of Okta's rate limits.
const WINDOW: SignedDuration = SignedDuration::from_secs(60);

/// At most so many of one org at once.
const AT_ONCE: usize = 4;
/// Requests that a check may take: the renewal of a token, and the read itself.
pub(super) const COST: u32 = 2;
/// The part of a rate limit that is ours.
const TENTH: u32 = 10;
/// Taken for the limit of an org that has not told: that of the smallest ones.
const UNTOLD: u32 = 50;

/// A connection that might be checked.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'a> {
    pub(super) id: ConnectionId,
    /// Its org's or team's origin.
    pub(super) org: &'a str,
    pub(super) status: &'a Status,
    /// When it was tested last, whoever asked.
    pub(super) last: Option<Timestamp>,
    /// Whether there is a way to it from here.
    pub(super) reachable: bool,
}

/// How much an org is asked already, and what it allows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Load {
    /// Requests that checks have cost in the last minute.
    pub(super) spent: u32,
    /// The smallest rate limit that it told of.
    pub(super) limit: Option<u32>,
    /// Whether anybody has used up more than half of one of its limits.
    pub(super) pressed: bool,
}

/// What to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) check: Vec<ConnectionId>,
    /// When to look again.
    pub(super) again: Timestamp,
}

/// Decides. `since` is when the console began to watch: at its start, or when it last woke up or
/// came back to a network.
pub(super) fn plan(
    now: Timestamp,
    since: Timestamp,
    candidates: &[Candidate<'_>],
    loads: &BTreeMap<String, Load>,
) -> Plan {
    let mut waiting: Vec<(Timestamp, &Candidate<'_>)> = candidates
        .iter()
        .filter_map(|one| Some((due(one, now, since)?, one)))
        .collect();
    waiting.sort_by_key(|(due, one)| (*due, one.id));

    let mut again = after(now, LATEST);
    let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
    let mut check = Vec::new();
    for (due, one) in waiting {
        if due > now {
            again = again.min(due);
            break;
        }
        if !one.reachable {
            again = again.min(after(now, OFFLINE));
            continue;
        }
        let load = loads.get(one.org).copied().unwrap_or_default();
        let taken = taken.entry(one.org).or_default();
        if *taken < room(load) {
            *taken += 1;
            check.push(one.id);
        } else {
            let wait = if *taken == AT_ONCE {
                SignedDuration::from_secs(1)
            } else {
                WINDOW
            };
            again = again.min(after(now, wait));
        }
    }
    Plan { check, again }
}

/// How many checks of an org may begin now.
fn room(load: Load) -> usize {
    if load.pressed {
        return 0;
    }
    let ours = load.limit.unwrap_or(UNTOLD) / TENTH;
    // One a minute is as little as there is, however small the limit.
    let left = if load.spent == 0 {
        ours.max(COST)
    } else {
        ours.saturating_sub(load.spent)
    };
    usize::try_from(left / COST).map_or(AT_ONCE, |room| room.min(AT_ONCE))
}

/// When a connection is due; never, where only a person can put it right.
fn due(one: &Candidate<'_>, now: Timestamp, since: Timestamp) -> Option<Timestamp> {
    let every = match one.status {
        Status::NotAuthorized
        | Status::NeedsReauthorization { .. }
        | Status::CredentialsRejected { .. } => return None,
        Status::Unreachable { .. } => SOON,
        Status::Untested
        | Status::Active { .. }
        | Status::ActiveWithMissingScopes { .. }
        | Status::RoleInsufficient { .. } => SELDOM,
    };
    let spread = after(since, chance(one.id, since, SPREAD));
    // A last test that lies ahead is of a clock that has jumped: it tells nothing.
    let Some(last) = one.last.filter(|last| *last <= now) else {
        return Some(spread);
    };
    let next = after(after(last, every), chance(one.id, last, every / 5));
    Some(next.max(spread.min(after(now, SPREAD))))
}

/// Something from nothing to `most`: the same for the same connection and moment.
fn chance(id: ConnectionId, at: Timestamp, most: SignedDuration) -> SignedDuration {
    let mut hasher = DefaultHasher::new();
    (id, at.as_second()).hash(&mut hasher);
    let seconds = most.as_secs().max(1);
    let thrown = hasher.finish() % seconds.unsigned_abs();
    SignedDuration::from_secs(i64::try_from(thrown).unwrap_or(0))
}

fn after(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
