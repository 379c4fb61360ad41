//! Every earlier version, opened by this one; and newer ones, which it leaves alone.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use store::{OpenError, Store};
use tempfile::TempDir;

use super::rows::{self, Rows};
use crate::trust::figure::Figure;

const FILE: &str = "connections.db";
/// What the rows' files hold of them.
const CONNECTIONS: usize = 3;

/// Opens a database of each version and compares it row by row.
pub(crate) async fn measure() -> Result<Vec<Figure>> {
    let begun = Instant::now();
    let (mut same, mut all, mut copied, mut older) = (0, 0, 0, 0);
    let versions = rows::versions().await?;
    let newest = versions.last().copied().context("a version")?;
    for version in versions {
        let folder = TempDir::new()?;
        let file = folder.path().join(FILE);
        rows::make(&file, version).await?;
        let (columns, before) = rows::read(&file, None).await?;
        open(folder.path()).await?;
        let (_, after) = rows::read(&file, Some(&columns)).await?;
        let (kept, were) = compare(&before, &after);
        same += kept;
        all += were;
        // An update is copied before its first start too, so that the last version is as well.
        older += 1;
        let copies = Store::kept_copies(folder.path()).await?;
        copied += u64::from(copies.len() == 1 && copies[0].connections.len() == CONNECTIONS);
    }
    ensure!(newest > 0, "there is a version");
    let rows =
        format!("rows of the databases of versions 1 to {newest} that are the same afterwards");
    let copies = "databases of earlier programs of which a copy from before is offered";
    Ok(vec![
        Figure::every_time(&rows, same, all, begun),
        Figure::every_time(copies, copied, older, begun),
    ])
}

/// How many rows are the same afterwards, of how many.
pub(crate) fn compare(before: &Rows, after: &Rows) -> (u64, u64) {
    let mut same = 0;
    for (table, rows) in before {
        let now = after.get(table);
        let kept = rows
            .iter()
            .filter(|row| now.is_some_and(|now| now.contains(row)));
        same += kept.count() as u64;
    }
    let all: usize = before.values().map(Vec::len).sum();
    (same, all as u64)
}

/// Opens it, reads its list and closes it.
pub(crate) async fn open(folder: &Path) -> Result<()> {
    let store = Store::open(folder, "9.9.9").await?;
    let connections = store.connections().await?;
    ensure!(
        connections.len() == CONNECTIONS,
        "{} are there",
        connections.len()
    );
    store.close().await;
    Ok(())
}

/// Databases of newer versions, closed and as a crash left them.
pub(crate) async fn newer() -> Result<Vec<Figure>> {
    const VERSIONS: [i64; 10] = [6, 7, 8, 9, 10, 99, 1_000, 9_999, 1 << 20, 2_147_483_647];
    let begun = Instant::now();
    let mut held = 0;
    for version in VERSIONS {
        for table in [false, true] {
            let folder = TempDir::new()?;
            let file = folder.path().join(FILE);
            rows::make(&file, 5).await?;
            let more = if table {
                "DROP TABLE console; CREATE TABLE later (a);"
            } else {
                ""
            };
            rows::change(&file, format!("{more} PRAGMA user_version = {version}")).await?;
            let before = fs::read(&file)?;
            let refused = Store::open(folder.path(), "0.1.0").await;
            let refused = matches!(refused, Err(OpenError::NewerVersion { .. }));
            held += u64::from(refused && fs::read(&file)? == before);
        }
    }
    let trials = VERSIONS.len() as u64 * 2;
    let what = "databases of newer versions that are refused and not changed by a byte";
    Ok(vec![Figure::every_time(what, held, trials, begun)])
}
