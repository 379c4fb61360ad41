//! While a rate limit is low, suggestions wait: what is left of it belongs to what is run.

use std::collections::HashMap;
use std::sync::Mutex;

use domain::ConnectionId;
use http::Response;
use jiff::Timestamp;

use crate::rooms::locked;

/// Until when a connection is not asked for suggestions.
#[derive(Default)]
pub(crate) struct Pauses(Mutex<HashMap<ConnectionId, Timestamp>>);

impl Pauses {
    /// The end of the pause, while it lasts.
    pub(crate) fn until(&self, id: ConnectionId, now: Timestamp) -> Option<Timestamp> {
        let until = locked(&self.0).get(&id).copied();
        until.filter(|until| *until > now)
    }

    /// Reads off an answer whether a pause begins.
    pub(crate) fn note(&self, id: ConnectionId, answer: &Response<Vec<u8>>, now: Timestamp) {
        if let Some(until) = pause(answer, now) {
            locked(&self.0).insert(id, until);
        }
    }
}

/// A tenth of a window is kept for what is run by hand.
fn pause(answer: &Response<Vec<u8>>, now: Timestamp) -> Option<Timestamp> {
    if answer.status() == 429 {
        return Some(transport::retry_at(answer, now));
    }
    let rate = transport::rate_limit(answer)?;
    let low = rate.remaining?.saturating_mul(10) < rate.limit?;
    low.then(|| transport::retry_at(answer, now))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paused(status: u16, limit: &str, remaining: &str) -> bool {
        let answer = Response::builder()
            .status(status)
            .header("x-rate-limit-limit", limit)
            .header("x-rate-limit-remaining", remaining)
            .header("x-rate-limit-reset", "1793606430")
            .body(Vec::new())
            .unwrap();
        let now: Timestamp = "2026-11-02T08:00:00Z".parse().unwrap();
        let (pauses, id) = (Pauses::default(), ConnectionId::new());
        pauses.note(id, &answer, now);
        let until = pauses.until(id, now);
        assert!(until.is_none_or(|until| pauses.until(id, until).is_none()));
        until.is_some()
    }

    #[test]
    fn suggestions_leave_the_last_tenth_of_a_rate_limit_to_what_is_run() {
        assert!(!paused(200, "50", "5"));
        assert!(paused(200, "50", "4"));
        assert!(paused(429, "50", "0"));
    }
}
