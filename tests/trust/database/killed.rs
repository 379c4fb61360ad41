//! A migration from the first version to the last, killed at each of its writes to the database
//! and to the copy from before.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use store::Store;
use tempfile::TempDir;
use tokio::process::Command;

use super::older::{compare, open};
use super::rows;
use crate::trust::figure::Figure;

/// What this program is called with to migrate.
pub const MIGRATION: &str = "database-migration";

const FILE: &str = "connections.db";
/// Whatever changes a file or the names in a folder.
const WRITES: &str =
    "pwrite64,write,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2";
/// More writes than one thread makes.
const AT_MOST: u32 = 2_000;

/// The migration that is killed.
pub async fn be_a_migration(mut arguments: impl Iterator<Item = String>) -> Result<()> {
    let folder = PathBuf::from(arguments.next().context("a folder")?);
    open(&folder).await
}

/// Which files' writes are counted: those of the database, those of the copy.
const FILES: [&[&str]; 2] = [
    &["connections.db", "connections.db-wal"],
    &[
        "backups",
        "backups/unfinished.db",
        "backups/unfinished.db-journal",
    ],
];

pub(super) async fn measure(tell: &mut dyn FnMut(&str)) -> Result<Vec<Figure>> {
    let begun = Instant::now();
    let made = TempDir::new()?;
    rows::make(&made.path().join(FILE), 1).await?;
    let (mut held, mut trials) = (0, 0);
    for files in FILES {
        let before = trials;
        for write in 1..AT_MOST {
            let folder = TempDir::new()?;
            fs::copy(made.path().join(FILE), folder.path().join(FILE))?;
            if !killed_at(write, files, folder.path()).await? {
                break;
            }
            trials += 1;
            match is_whole(folder.path()).await {
                Ok(()) => held += 1,
                Err(fault) => tell(&format!(
                    "FAILED at write {write} to {}: {fault:#}",
                    files[0]
                )),
            }
        }
        ensure!(trials > before, "no write to {} was seen", files[0]);
        tell(&format!(
            "killed at {} writes to {}",
            trials - before,
            files[0]
        ));
    }
    let what = "migrations killed at a write that leave the rows, a copy or both, and are ended by the next start";
    Ok(vec![Figure::every_time(what, held, trials, begun)])
}

/// Whether it came to that many writes.
async fn killed_at(write: u32, files: &[&str], folder: &Path) -> Result<bool> {
    let mut command = Command::new("strace");
    command
        .args(["-f", "-qq", "-o", "/dev/null", "-e"])
        .arg(format!("trace={WRITES}"))
        .arg("-e")
        .arg(format!("inject={WRITES}:signal=SIGKILL:when={write}"));
    for file in files {
        command.arg("-P").arg(folder.join(file));
    }
    command
        .arg(std::env::current_exe()?)
        .arg(MIGRATION)
        .arg(folder)
        .stderr(Stdio::piped());
    let ended = command.output().await.context("strace")?;
    if ended.status.success() {
        return Ok(false);
    }
    let said = String::from_utf8_lossy(&ended.stderr);
    if !said.trim().is_empty() {
        bail!("it failed by itself: {said}");
    }
    Ok(true)
}

/// The next start has all rows, whatever the kill left; a copy that is offered is whole.
async fn is_whole(folder: &Path) -> Result<()> {
    let file = folder.join(FILE);
    for copy in Store::kept_copies(folder).await? {
        ensure!(copy.connections.len() == 3, "a copy lacks something");
    }
    let made = TempDir::new()?;
    rows::make(&made.path().join(FILE), 1).await?;
    let (columns, before) = rows::read(&made.path().join(FILE), None).await?;
    open(folder).await?;
    let (_, after) = rows::read(&file, Some(&columns)).await?;
    let (same, all) = compare(&before, &after);
    ensure!(same == all, "{same} of {all} rows are there");
    ensure!(
        !Store::kept_copies(folder).await?.is_empty(),
        "there is no copy from before"
    );
    Ok(())
}
