//! The power-loss suite: whatever a disk holds after the power was lost in the middle of a renewal,
//! our own store opens it, and finds the old tokens or the new ones.

mod disk;
mod steps;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, bail, ensure};
use rand::SeedableRng;
use rand::rngs::StdRng;
use sandbox::Rotation;
use tempfile::TempDir;
use tokio::task::JoinSet;
use vault::MemoryKeyring;

use self::disk::{Files, Loss};
use self::steps::Step;
use crate::trust::figure::Figure;
use crate::trust::strace;
use crate::trust::subject::{Kept, Restart, Started, Subject, look};

const DATABASE: &str = "connections.db";
/// So many disks are looked at at once.
const AT_ONCE: usize = 3;
/// So many disks that take no notice of syncs.
const LIARS: usize = 60;

/// One renewal, from the moment before it until the program was closed.
struct Recording {
    before: Files,
    steps: Vec<Step>,
    old: Kept,
    new: Kept,
    id: String,
    keyring: MemoryKeyring,
}

/// At most so many disks.
pub async fn measure(program: &Path, most: u64, mut tell: impl FnMut(&str)) -> Vec<Figure> {
    let begun = Instant::now();
    match replay(program, most, begun, &mut tell).await {
        Ok(figures) => figures,
        Err(fault) => {
            tell(&format!("FAILED: {fault:#}"));
            vec![Figure::never(
                "losses of power that cost tokens",
                1,
                1,
                begun,
            )]
        }
    }
}

async fn replay(
    program: &Path,
    most: u64,
    begun: Instant,
    tell: &mut impl FnMut(&str),
) -> Result<Vec<Figure>> {
    let mut dice = StdRng::seed_from_u64(0x00c0_ffee);
    let (mut wrong, mut count, mut found_out) = (0, 0, 0);
    for rotation in [Rotation::Static, Rotation::Rotate { leeway_s: 0 }] {
        let recording = Arc::new(record(program, rotation).await?);
        let steps = &recording.steps;
        let syncs = steps
            .iter()
            .filter(|step| matches!(step, Step::Sync { .. }));
        let changes = steps.iter().filter(|step| step.changes().is_some());
        tell(&format!(
            "{rotation:?}: one renewal, and closing, change the disk {} times and sync it {} times",
            changes.count(),
            syncs.count()
        ));
        let losses = disk::losses(steps, usize::try_from(most / 2)?, &mut dice);
        count += losses.len() as u64;
        wrong += look_at_all(&recording, losses, true, tell).await?;
        let liars = disk::losses_without_sync(steps, LIARS, &mut dice);
        found_out += look_at_all(&recording, liars, false, &mut |_| {}).await?;
    }
    Ok(vec![
        Figure::never(
            "disks after a loss of power that do not open, hold neither the old tokens nor the new \
             ones, or lack what was noted before it was sent or stored before it was used",
            wrong,
            count,
            begun,
        ),
        Figure::at_least(
            "disks that lie about having written, and are found out",
            1,
            found_out,
            2 * LIARS as u64,
            begun,
        ),
    ])
}

/// How many of these disks are not as they must be.
async fn look_at_all(
    recording: &Arc<Recording>,
    losses: Vec<Loss>,
    synced: bool,
    tell: &mut impl FnMut(&str),
) -> Result<u64> {
    let count = losses.len();
    let mut running = JoinSet::new();
    let mut left = losses.into_iter();
    let (mut wrong, mut seen) = (0, 0);
    loop {
        while running.len() < AT_ONCE
            && let Some(loss) = left.next()
        {
            let recording = Arc::clone(recording);
            running.spawn(async move {
                let found = recording.look_at(&loss, synced).await;
                (loss, found)
            });
        }
        let Some(ended) = running.join_next().await else {
            return Ok(wrong);
        };
        let (loss, found) = ended?;
        if let Err(fault) = found {
            wrong += 1;
            tell(&format!("FAILED {loss:?}: {fault:#}"));
        }
        seen += 1;
        if seen % 1_000 == 0 {
            tell(&format!("{seen} of {count} disks, {wrong} wrong"));
        }
    }
}

async fn record(program: &Path, rotation: Rotation) -> Result<Recording> {
    let mut subject = Subject::new(program, rotation).await?;
    let aside = TempDir::new()?;
    let log = aside.path().join("calls");
    let old = subject.look().await?;
    subject.expire();
    let started = Started {
        by: strace::command(&steps::CALLS, &log),
    };
    let mut running = subject.start(&started).await?;
    let before = disk::read(subject.folder())?;
    running.tell("test").await?;
    let said = running.hear().await?;
    ensure!(said.as_deref() == Some("active"), "it is {said:?}");
    running.tell("close").await?;
    let said = running.hear().await?;
    ensure!(said.as_deref() == Some("closed"), "it said {said:?}");
    running.let_go().await?;
    let calls = strace::read(&fs::read_to_string(&log)?);
    let steps = steps::steps(&calls, subject.folder())?;
    for must in [Step::Renewal, Step::Use] {
        ensure!(steps.contains(&must), "no {must:?} was seen");
    }
    // The replay is true to what happened only if all of it together gives what is there.
    let whole = Loss::none(&steps).files(&before, &steps, true);
    let there = disk::read(subject.folder())?;
    ensure!(
        whole.get(DATABASE) == there.get(DATABASE),
        "the replay gives another database"
    );
    let new = subject.look().await?;
    ensure!(new.generation == old.generation + 1, "it was renewed once");
    let state = subject.restart(Restart::AtOnce).await?;
    ensure!(state == "active", "afterwards it is {state}");
    Ok(Recording {
        before,
        steps,
        old,
        new,
        id: subject.id().to_owned(),
        keyring: subject.keyring(),
    })
}

impl Recording {
    async fn look_at(&self, loss: &Loss, synced: bool) -> Result<()> {
        let folder = TempDir::new_in(memory())?;
        disk::put(
            &loss.files(&self.before, &self.steps, synced),
            folder.path(),
        )?;
        let found = look(folder.path(), &self.keyring, &self.id).await?;
        let taken = &self.steps[..loss.after];
        let is_new = found.generation == self.new.generation;
        if is_new {
            ensure!(found.refresh == self.new.refresh, "a mixture");
            ensure!(!found.intent, "a renewal that is over is noted as begun");
        } else if found.generation == self.old.generation {
            ensure!(found.refresh == self.old.refresh, "a mixture");
        } else {
            bail!("it is of generation {}", found.generation);
        }
        if taken.contains(&Step::Renewal) {
            ensure!(
                is_new || found.intent,
                "the refresh token was sent, and no note of it is there"
            );
        }
        if taken.contains(&Step::Use) {
            ensure!(is_new, "the new token was used and is not there");
        }
        Ok(())
    }
}

/// A folder in memory where there is one: no disk is waited for that is a double.
fn memory() -> PathBuf {
    let shared = PathBuf::from("/dev/shm");
    if shared.is_dir() {
        shared
    } else {
        std::env::temp_dir()
    }
}
