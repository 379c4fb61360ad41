//! The judge judged: a program that forgets what it was given must be found out.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use sandbox::Rotation;
use tempfile::TempDir;

use crate::trust::figure::Figure;
use crate::trust::subject::{Ended, Restart, Started, Subject};

/// After a whole renewal the folder is put back as it was: as by a program that used the new token
/// and never stored it. That is no honest *Sign in again*.
pub(super) async fn forgetful(program: &Path, tell: &mut impl FnMut(&str)) -> Figure {
    let begun = Instant::now();
    let found_out = match forget(program).await {
        Ok(Ended::Lost(_)) => 1,
        Ok(other) => {
            tell(&format!(
                "FAILED: a program that forgets was taken for {other:?}"
            ));
            0
        }
        Err(fault) => {
            tell(&format!("FAILED: {fault:#}"));
            0
        }
    };
    Figure::every_time(
        "programs that forget a renewal, and are found out",
        found_out,
        1,
        begun,
    )
}

async fn forget(program: &Path) -> Result<Ended> {
    let mut subject = Subject::new(program, Rotation::Rotate { leeway_s: 0 }).await?;
    let aside = TempDir::new()?;
    copy_files(subject.folder(), aside.path())?;
    subject.expire();
    let mut renewing = subject.start(&Started::default()).await?;
    renewing.tell("test").await?;
    let said = renewing.hear().await?.context("it ended too early")?;
    ensure!(said == "active", "it is {said}");
    renewing.let_go().await?;
    for left in ["connections.db-wal", "connections.db-shm"] {
        let _ = std::fs::remove_file(subject.folder().join(left));
    }
    copy_files(aside.path(), subject.folder())?;
    Ok(subject.judge(Restart::AtOnce, true).await?.ended)
}

fn copy_files(from: &Path, to: &Path) -> Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
