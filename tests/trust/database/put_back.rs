//! A database that was put back to an earlier state: its refresh token, which was spent since, is
//! not sent, and the person signs in again.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use jiff::SignedDuration;

use crate::trust::desk::{Desk, told};
use crate::trust::figure::Figure;

const FILE: &str = "connections.db";
const LOG: &str = "connections.db-wal";

/// In which way it is put back.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// The file, as it was when the console was closed.
    File,
    /// The file and its log, as they were while it ran.
    FileAndLog,
    /// The log is gone, and with it what was not folded in.
    LogDeleted,
    /// The log is cut short.
    LogCut,
}

const WAYS: [Way; 4] = [Way::File, Way::FileAndLog, Way::LogDeleted, Way::LogCut];

pub(super) async fn measure(trials: u64, tell: &mut dyn FnMut(&str)) -> Result<Vec<Figure>> {
    let begun = Instant::now();
    let mut desk = Desk::set_up().await?;
    let id = desk.connect().await?.row.id;
    let mut held = 0;
    for (trial, way) in (0..trials).zip(WAYS.into_iter().cycle()) {
        match once(&mut desk, &id, way, trial % 3 + 1).await {
            Ok(()) => held += 1,
            Err(fault) => tell(&format!("FAILED {trial}, {way:?}: {fault:#}")),
        }
    }
    let what = "databases put back to before a renewal whose old refresh token is not sent, and a new sign-in goes on";
    Ok(vec![Figure::every_time(what, held, trials, begun)])
}

async fn once(desk: &mut Desk, id: &str, way: Way, renewals: u64) -> Result<()> {
    // Folded into the file, so that each way begins at the same.
    desk.meanwhile(|_| Ok(())).await?;
    if matches!(way, Way::FileAndLog) {
        renew(desk, id).await?;
    }
    let folder = desk.folder().to_owned();
    let read = |name: &str| fs::read(folder.join(name)).unwrap_or_default();
    let (file, log) = (read(FILE), read(LOG));
    for _ in 0..renewals {
        renew(desk, id).await?;
    }
    let (late_file, late_log) = (read(FILE), read(LOG));
    ensure!(!late_log.is_empty(), "the log holds the renewals");
    let (file, log) = match way {
        Way::File => (file, Vec::new()),
        Way::FileAndLog => (file, log),
        Way::LogDeleted => (late_file, Vec::new()),
        Way::LogCut => (late_file, late_log[..100.min(late_log.len())].to_vec()),
    };
    desk.meanwhile(|folder| put(folder, &file, &log)).await?;

    desk.clock.advance(SignedDuration::from_hours(2));
    let before = desk.issuer.seen().token.len();
    let tested = desk.console.test_connection(id).await.map_err(told)?;
    let sent = desk.issuer.seen().token.len() - before;
    ensure!(sent == 0, "{sent} token requests");
    let state = &tested.row.status.state;
    ensure!(state == "notAuthorized", "it is {state}");
    let problem = tested.problem.context("it says nothing")?;
    ensure!(problem.fix.contains("Reauthorize"), "{}", problem.fix);

    let (_, outcome) = desk.walk(desk.begin_again(id).await?).await?;
    desk.save(&outcome.map_err(told)?.attempt)
        .await
        .map_err(told)?;
    renew(desk, id).await
}

async fn renew(desk: &Desk, id: &str) -> Result<()> {
    desk.clock.advance(SignedDuration::from_hours(2));
    let before = desk.issuer.seen().token.len();
    let tested = desk.console.test_connection(id).await.map_err(told)?;
    let state = tested.row.status.state;
    ensure!(state == "active", "it is {state}");
    ensure!(
        desk.issuer.seen().token.len() == before + 1,
        "it was renewed"
    );
    Ok(())
}

fn put(folder: &Path, file: &[u8], log: &[u8]) -> Result<()> {
    fs::write(folder.join(FILE), file)?;
    let path = folder.join(LOG);
    if log.is_empty() {
        return match fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        };
    }
    Ok(fs::write(path, log)?)
}
