//! That something has changed by itself: the window waits for it, and then asks what.

use tokio::sync::watch;

use crate::Console;

/// Counts the changes that no click has made.
pub(crate) struct News(watch::Sender<u32>);

impl Default for News {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl News {
    /// Tells everybody who waits.
    pub(super) fn tell(&self) {
        self.0
            .send_modify(|revision| *revision = revision.wrapping_add(1));
    }
}

impl Console {
    /// Waits until the console has found something out by itself that whoever has seen `seen` does
    /// not know: the number of the newest.
    pub async fn follow_health(&self, seen: u32) -> u32 {
        let mut news = self.rooms.checking.news.0.subscribe();
        let newest = news.wait_for(|newest| *newest != seen).await;
        newest.map_or(seen, |newest| *newest)
    }
}
