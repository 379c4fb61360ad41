//! One start of one program, from nothing to a page that can be used.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use stories::window::{Desktop, Running};

use crate::memory;

/// A page that has settled: what was only needed for the start has been given back.
const SETTLED: Duration = Duration::from_secs(2);

/// What one start gave.
pub(crate) struct Launch {
    /// Milliseconds from the start of the process to the second frame with the list in it.
    pub(crate) start: f64,
    /// Mebibytes, over the program and the processes that it started.
    pub(crate) memory: f64,
}

/// Starts it, measures it, ends it.
pub(crate) async fn launch(desktop: &Desktop, program: &Path, data_dir: &Path) -> Result<Launch> {
    let mut command = Command::new(program);
    command
        .envs(desktop.environment())
        .env_remove("WAYLAND_DISPLAY")
        .env("CONNECTIONS_CONSOLE_BENCH", "1")
        .env("CONNECTIONS_CONSOLE_DATA_DIR", data_dir)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let begun = Instant::now();
    let mut running = Running::start(&mut command)?;
    let said = running
        .child()
        .stdout
        .take()
        .context("its output was asked for")?;
    let ready = tokio::task::spawn_blocking(move || {
        let mut lines = BufReader::new(said).lines().map_while(Result::ok);
        lines.any(|line| line == "ready").then(|| begun.elapsed())
    });
    let Some(start) = ready.await? else {
        bail!("{} ended before its page could be used", program.display())
    };
    tokio::time::sleep(SETTLED).await;
    let memory = memory::of_family(running.id())?;
    Ok(Launch {
        start: start.as_secs_f64() * 1000.0,
        memory,
    })
}
