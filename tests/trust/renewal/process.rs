//! Eight processes that want the same token. They take turns, for the data folder has one holder
//! at a time; the first renews, and the others find what it kept.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use domain::{Clock, StoppedClock};
use jiff::{SignedDuration, Timestamp};
use tokio::process::Command;
use tokio::task::JoinSet;
use vault::MemoryKeyring;

use crate::trust::desk::{self, Desk, told};

/// What this program is called with to be one of them.
pub const PROCESS: &str = "renewal-process";

const PASSPHRASE: &str = "correct horse battery staple";
/// How long one of them waits for its turn.
const PATIENCE: Duration = Duration::from_mins(10);

/// All at once; the issuer is asked once.
pub(super) async fn round(processes: usize) -> Result<()> {
    let desk = Desk::with_passphrase(PASSPHRASE).await?;
    let details = desk.connect().await?;
    desk.console.shut_down().await;
    let later = desk.clock.now() + SignedDuration::from_hours(2);
    // The issuer's clock goes along, so that its ID tokens are fresh.
    desk.clock.advance(SignedDuration::from_hours(2));
    let before = desk.issuer.seen().token.len();
    let mut running = JoinSet::new();
    for _ in 0..processes {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .arg(PROCESS)
            .arg(desk.folder())
            .arg(&details.row.id)
            .arg(later.to_string())
            .stderr(Stdio::piped());
        running.spawn(async move { command.output().await });
    }
    for ended in running.join_all().await {
        let ended = ended?;
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        ensure!(ended.status.success(), "one failed: {said}");
    }
    let renewals = desk.issuer.seen().token.len() - before;
    ensure!(renewals == 1, "{renewals} token requests");
    Ok(())
}

/// One of them: waits for its turn, opens the vault and tests the connection.
pub async fn be_a_process(mut arguments: impl Iterator<Item = String>) -> Result<()> {
    transport::install_crypto();
    let folder = PathBuf::from(arguments.next().context("a folder")?);
    let id = arguments.next().context("a connection")?;
    let now: Timestamp = arguments.next().context("a time")?.parse()?;
    let clock = StoppedClock::at(now);
    let keyring = MemoryKeyring::default();
    keyring.set_absent();
    let begun = Instant::now();
    let console = loop {
        match desk::open(&folder, &keyring, &clock).await {
            Ok(console) => break console,
            Err(fault) if begun.elapsed() > PATIENCE => return Err(fault),
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    };
    let unlocked = console.unlock_with_passphrase(PASSPHRASE.into());
    unlocked.await.map_err(told)?;
    let tested = console.test_connection(&id).await.map_err(told)?;
    console.shut_down().await;
    let state = tested.row.status.state;
    ensure!(state == "active", anyhow!("it is {state}"));
    Ok(())
}
