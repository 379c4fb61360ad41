//! Waiting for a condition. Nothing here waits for time to pass: it looks again until it is so.

use std::time::Duration;

use anyhow::{Result, bail};
use tokio::time::{MissedTickBehavior, interval, timeout};

/// After this it is not slow, it is not coming. Two cores may be busy building meanwhile.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How often to look.
const PACE: Duration = Duration::from_millis(15);

/// Looks until there is something, which is then given. `what` completes "waited for …".
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let looking = async {
        let mut pace = interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            pace.tick().await;
            if let Some(found) = look().await? {
                return Ok(found);
            }
        }
    };
    match timeout(PATIENCE, looking).await {
        Ok(found) => found,
        Err(_) => bail!("waited {} s for {what}", PATIENCE.as_secs()),
    }
}
