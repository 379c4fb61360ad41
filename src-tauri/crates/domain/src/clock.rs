//! Time is a value that is passed in; this is where it comes from.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// The present moment, UTC.
    fn now(&self) -> Timestamp;
}

/// The computer's own clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where time enters")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still until it is moved. Clones share one time.
#[derive(Debug, Clone)]
pub struct StoppedClock(Arc<Mutex<Timestamp>>);

impl StoppedClock {
    /// Stands at `at`.
    pub fn at(at: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(at)))
    }

    /// Moves by `by`, which may be negative.
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(by).unwrap_or(*now);
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_clock_moves_only_when_it_is_moved_and_its_clones_with_it() {
        let clock = StoppedClock::at("2026-11-02T08:00:00Z".parse().unwrap());
        let same = clock.clone();
        for (by, then) in [
            (SignedDuration::ZERO, "2026-11-02T08:00:00Z"),
            (SignedDuration::from_mins(90), "2026-11-02T09:30:00Z"),
            (SignedDuration::from_hours(-2), "2026-11-02T07:30:00Z"),
        ] {
            clock.advance(by);
            assert_eq!(same.now(), then.parse().unwrap(), "{by}");
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "what it is compared with")]
    fn the_systems_clock_tells_the_time_of_this_computer() {
        let before = Timestamp::now();
        let told = SystemClock.now();
        assert!((before..=Timestamp::now()).contains(&told));
    }
}
