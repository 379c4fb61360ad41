//! Quitting: a renewal that is under way is finished first, so that no token is lost.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tauri::{AppHandle, ExitRequestApi, Manager, Runtime};
use tokio::time::timeout;

use crate::desk::Desk;

/// A renewal takes at most twenty seconds and usually one; a person waits ten.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whether the console has been closed.
pub(crate) struct Closed(AtomicBool);

impl Closed {
    /// Not yet.
    pub(crate) fn not_yet() -> Self {
        Self(AtomicBool::new(false))
    }
}

/// Holds the end back until the console is closed.
pub(crate) fn after_closing<R: Runtime>(
    app: &AppHandle<R>,
    code: Option<i32>,
    request: &ExitRequestApi,
) {
    if app.state::<Closed>().0.swap(true, Ordering::SeqCst) {
        return;
    }
    request.prevent_exit();
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Some(console) = app.state::<Desk>().console_now()
            && timeout(PATIENCE, console.shut_down()).await.is_err()
        {
            tracing::warn!("a renewal was still under way when the program ended");
        }
        app.exit(code.unwrap_or(0));
    });
}

/// Ends as the window would when the system asks for it.
#[cfg(unix)]
pub(crate) async fn when_told_to<R: Runtime>(app: AppHandle<R>) {
    use tokio::signal::unix::{SignalKind, signal};

    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        return tracing::warn!("a request to end will not be heard");
    };
    tokio::select! {
        _ = terminate.recv() => (),
        _ = interrupt.recv() => (),
    }
    app.exit(0);
}

/// Ends as the window would when the system asks for it.
#[cfg(not(unix))]
pub(crate) async fn when_told_to<R: Runtime>(app: AppHandle<R>) {
    if tokio::signal::ctrl_c().await.is_ok() {
        app.exit(0);
    }
}
