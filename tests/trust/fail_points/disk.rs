//! Deeds that change files alone.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use domain::{Clock, SystemClock};
use store::Store;
use tempfile::TempDir;

use super::{Deed, Fault, Outcome, run};
use crate::trust::database::{older, rows};

const FILE: &str = "connections.db";
const VERSION: &str = "9.9.9";

fn given(folder: &Path) -> Vec<String> {
    vec![folder.display().to_string()]
}

pub(super) async fn migration(program: &Path, place: &str, fault: Fault) -> Result<Outcome> {
    let folder = TempDir::new()?;
    let folder = folder.path();
    rows::make(&folder.join(FILE), 1).await?;
    let (columns, before) = rows::read(&folder.join(FILE), None).await?;
    run(program, Deed::Migration, place, fault, &given(folder)).await?;
    whole_copies(folder).await?;
    older::open(folder).await?;
    let (_, after) = rows::read(&folder.join(FILE), Some(&columns)).await?;
    let (same, all) = older::compare(&before, &after);
    ensure!(same == all, "{same} of {all} rows are there");
    ensure!(
        whole_copies(folder).await? > 0,
        "there is no copy from before"
    );
    Ok(Outcome::Whole)
}

pub(super) async fn backup(program: &Path, place: &str, fault: Fault) -> Result<Outcome> {
    const KEPT: usize = 7;
    let folder = TempDir::new()?;
    let folder = folder.path();
    let before = prepared(folder, KEPT).await?;
    run(program, Deed::Backup, place, fault, &given(folder)).await?;
    let copies = whole_copies(folder).await?;
    ensure!(copies >= KEPT, "{copies} copies are left");
    ensure!(read(folder).await? == before, "the database was changed");
    // The next one is made as if nothing had been.
    let store = Store::open(folder, VERSION).await?;
    store.back_up(SystemClock.now()).await?;
    store.close().await;
    let copies = whole_copies(folder).await?;
    ensure!(copies == KEPT, "{copies} copies are kept");
    Ok(Outcome::Whole)
}

pub(super) async fn restore(program: &Path, place: &str, fault: Fault) -> Result<Outcome> {
    const DAMAGED: &[u8] = b"no database";
    let folder = TempDir::new()?;
    let folder = folder.path();
    prepared(folder, 1).await?;
    for part in [FILE, "connections.db-wal"] {
        fs::write(folder.join(part), DAMAGED)?;
    }
    run(program, Deed::Restore, place, fault, &given(folder)).await?;
    if older::open(folder).await.is_err() {
        // Nothing had been decided: the damaged one lies there still, and it is offered again.
        ensure!(fault != Fault::Pause, "it was not restored");
        ensure!(fs::read(folder.join(FILE))? == DAMAGED, "it was changed");
        Store::restore(folder, VERSION, 1).await?;
        older::open(folder).await?;
    }
    let aside = Store::put_aside_in(folder).join("000001").join(FILE);
    ensure!(fs::read(aside)? == DAMAGED, "the damaged one is gone");
    Ok(Outcome::Whole)
}

/// A database with rows, and so many copies.
async fn prepared(folder: &Path, copies: usize) -> Result<rows::Rows> {
    rows::make(&folder.join(FILE), 5).await?;
    // Opened by the same version before, so that no copy is made for an update.
    older::open(folder).await?;
    fs::remove_dir_all(folder.join("backups"))?;
    let store = Store::open(folder, VERSION).await?;
    for _ in 0..copies {
        store.back_up(SystemClock.now()).await?;
    }
    store.close().await;
    read(folder).await
}

async fn read(folder: &Path) -> Result<rows::Rows> {
    Ok(rows::read(&folder.join(FILE), None).await?.1)
}

/// How many copies there are; each of them is whole.
async fn whole_copies(folder: &Path) -> Result<usize> {
    let copies = Store::kept_copies(folder).await?;
    let named = |entry: &fs::DirEntry| {
        let name = entry.file_name();
        name.to_str()
            .is_some_and(|name| name.starts_with("connections-"))
    };
    let files = match fs::read_dir(folder.join("backups")) {
        Ok(entries) => entries.flatten().filter(named).count(),
        Err(_) => 0,
    };
    ensure!(
        copies.len() == files,
        "{} of {files} copies are whole",
        copies.len()
    );
    Ok(files)
}
