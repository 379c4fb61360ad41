//! The log: local only, of bounded size, with allowed fields only.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use domain::{Clock, SystemClock};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::log_fields;
use crate::rotation::{Rotation, make_private};

/// Keeps what our rooms say in `<data>/logs`. A log that cannot be written is said once and is
/// no reason not to start.
pub(crate) fn keep(data_dir: &Path) {
    // Before the database is opened: what is planted in the folder from now on was not by others.
    let private = make_private(data_dir);
    let kept = private.and_then(|()| Rotation::open(&data_dir.join("logs")));
    let kept = kept.map(|rotation| {
        let log = Log(Mutex::new(rotation)).with_filter(LevelFilter::DEBUG);
        tracing_subscriber::registry().with(log).try_init()
    });
    match kept {
        Ok(Ok(())) => (),
        Ok(Err(error)) => eprintln!("connections-console: no log is kept: {error}"),
        Err(error) => eprintln!("connections-console: no log is kept: {error}"),
    }
}

struct Log(Mutex<Rotation>);

impl<S: Subscriber> Layer<S> for Log {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let time = SystemClock.now().to_string();
        if let Some(line) = log_fields::line(&time, event) {
            // A log that fails must not take the program with it, and has no log to say so in.
            let _unwritten = self
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .line(&line);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_log_keeps_allowed_fields_of_our_rooms_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let log = Log(Mutex::new(Rotation::open(folder.path()).unwrap()));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(log), || {
            tracing::info!(target: "transport::send", status = 200, token = "hunter2", "answered");
            tracing::info!(target: "hyper::client", status = 200, "library");
        });

        let text = fs::read_to_string(folder.path().join("console.log")).unwrap();
        assert!(
            text.contains("\"status\":200") && text.contains("answered"),
            "{text}"
        );
        assert!(
            !text.contains("hunter2") && !text.contains("library"),
            "{text}"
        );
    }
}
