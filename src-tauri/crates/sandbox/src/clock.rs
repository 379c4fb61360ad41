//! The org's own time: this computer's, moved by a knob, so that a token can expire at once
//! and a client can meet a server whose clock is an hour off.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// The clock on the org's wall.
#[derive(Debug, Default)]
pub(crate) struct OrgClock {
    offset_s: AtomicI64,
}

impl OrgClock {
    /// Sets how many seconds the org is ahead of this computer.
    pub(crate) fn set_offset(&self, seconds: i64) {
        self.offset_s.store(seconds, Ordering::Relaxed);
    }

    /// How many seconds the org is ahead of this computer.
    pub(crate) fn offset(&self) -> i64 {
        self.offset_s.load(Ordering::Relaxed)
    }

    /// What time it is in the org.
    pub(crate) fn now(&self) -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "the sandbox is a stranger to our clock: it stands for a server elsewhere"
        )]
        let here = Timestamp::now();
        here + SignedDuration::from_secs(self.offset())
    }

    /// The same in seconds since 1970, as tokens and rate-limit headers say it.
    pub(crate) fn seconds(&self) -> i64 {
        self.now().as_second()
    }
}

/// As Okta writes times: UTC with milliseconds.
pub(crate) fn written(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// As the `Date` header writes them (RFC 9110 §5.6.7).
pub(crate) fn http_date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
