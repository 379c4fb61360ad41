//! A copy of the database every day, for the day on which it cannot be opened.

use jiff::SignedDuration;
use tokio::time::{Duration, sleep};

use crate::Console;
use crate::explain::IntoFailure;
use crate::views::Failure;

/// A copy is made when the newest is this old.
const DAILY: SignedDuration = SignedDuration::from_hours(24);
/// The window and its first checks come first.
const AT_FIRST: Duration = Duration::from_secs(20);
/// Between two looks. A computer that slept makes its copy within this time.
const PACE: Duration = Duration::from_mins(30);

impl Console {
    /// Makes a copy each day for as long as the program runs.
    pub async fn keep_copies(&self) {
        sleep(AT_FIRST).await;
        loop {
            match self.copy_if_due().await {
                Ok(true) => tracing::info!("a copy of the database was made"),
                Ok(false) => (),
                Err(failure) => {
                    tracing::warn!(problem = failure.why, "no copy of the database was made");
                }
            }
            sleep(PACE).await;
        }
    }

    /// Makes a copy if the newest is a day old or in the future: whether it did. An empty list is
    /// not copied, for seven of those would push out the last copy that holds something.
    pub async fn copy_if_due(&self) -> Result<bool, Failure> {
        let (store, now) = (&self.rooms.store, self.rooms.now());
        let last = store.last_backed_up().map_err(IntoFailure::into_failure)?;
        if last.is_some_and(|last| last <= now && now.duration_since(last) < DAILY) {
            return Ok(false);
        }
        let connections = store.connections().await;
        if connections.map_err(IntoFailure::into_failure)?.is_empty() {
            return Ok(false);
        }
        let copied = store.back_up(now).await;
        copied.map(|_| true).map_err(IntoFailure::into_failure)
    }
}
