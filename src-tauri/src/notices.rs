//! The system's own notifications: over D-Bus on Linux.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use connections::{Notice, Notices};
use notify_rust::{Notification, Timeout};
use tokio::time::timeout;

/// A notification service that does not answer is taken for none.
const PATIENCE: Duration = Duration::from_secs(10);

/// Shows notices where the system shows those of every program.
pub(crate) struct SystemNotices;

impl Notices for SystemNotices {
    fn show<'a>(&'a self, notice: Notice) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        Box::pin(async move {
            let shown = tokio::task::spawn_blocking(move || raise(&notice));
            match timeout(PATIENCE, shown).await {
                Ok(Ok(Ok(()))) => return true,
                Ok(Ok(Err(error))) => tracing::info!(%error, "a notification was not shown"),
                Ok(Err(error)) => tracing::warn!(%error, "a notification was not shown"),
                Err(_) => tracing::info!("the notification service did not answer"),
            }
            false
        })
    }
}

fn raise(notice: &Notice) -> Result<(), notify_rust::error::Error> {
    let mut notification = Notification::new();
    notification
        .appname("Connections Console")
        .summary(&notice.title)
        .body(&escaped(&notice.body))
        .icon("connections-console")
        // It is for a day on which she looks elsewhere.
        .timeout(Timeout::Never);
    notification.show().map(drop)
}

/// The body is markup on Linux (Desktop Notifications Specification, §Markup), and a nickname is
/// text.
fn escaped(text: &str) -> String {
    if cfg!(all(unix, not(target_os = "macos"))) {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    } else {
        text.to_owned()
    }
}
