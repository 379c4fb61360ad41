//! Going on with a copy where the database cannot be opened. What was there is put aside, never
//! deleted.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};

use crate::database::{self, Found};
use crate::instance_lock::InstanceLock;
use crate::opening::{MIGRATIONS, newest};
use crate::points::precedes;
use crate::{OpenError, Store, backup, folder};

/// Where databases that were put aside are, in the data directory.
const ASIDE: &str = "set-aside";
/// The file that is to take the place of the database. Its name ends with the number of the folder
/// that the earlier one goes to, so that whoever finds it after a crash ends what was begun.
const CHOSEN: &str = "chosen-";

/// A copy that this version can go on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCopy {
    /// Which: the newest has the greatest.
    pub number: u32,
    /// When it was made.
    pub made_at: Timestamp,
    /// The version of the program that wrote it.
    pub made_by: String,
    /// The nicknames of the connections in it, in the order of the list.
    pub connections: Vec<String>,
}

impl Store {
    /// The copies in `dir` that this version can go on with, newest first. Each is read whole:
    /// what is damaged, or of a newer version, is left out. Nothing is changed.
    pub async fn kept_copies(dir: &Path) -> Result<Vec<KeptCopy>, OpenError> {
        let kept = backup::kept_in(dir).map_err(|source| folder::could_not_write(dir, source))?;
        let mut usable = Vec::new();
        for (number, path) in kept.into_iter().rev() {
            match read(number, &path).await {
                Ok(copy) => usable.push(copy),
                Err(error) => tracing::warn!(number, %error, "a copy is of no use"),
            }
        }
        Ok(usable)
    }

    /// The folder that databases which were put aside are in; each in a folder of its own.
    pub fn put_aside_in(dir: &Path) -> PathBuf {
        dir.join(ASIDE)
    }

    /// Puts the database in `dir` aside and the copy of this number in its place. Gives the folder
    /// that the earlier database is in.
    ///
    /// Refused, with nothing changed, where the store is open or the copy is of no use. A crash on
    /// the way leaves the one or the other: [`Store::open`] ends what was begun.
    pub async fn restore(
        dir: &Path,
        program_version: &str,
        number: u32,
    ) -> Result<PathBuf, OpenError> {
        let copy = backup::path_of(dir, number);
        read(number, &copy).await?;
        go_on_with(dir, program_version, |file| fs::copy(&copy, file).map(drop))
    }

    /// As [`Store::restore`], with an empty list.
    pub fn begin_anew(dir: &Path, program_version: &str) -> Result<PathBuf, OpenError> {
        go_on_with(dir, program_version, |_| Ok(()))
    }
}

/// `fill` writes the database to go on with into an empty file.
fn go_on_with(
    dir: &Path,
    program_version: &str,
    fill: impl FnOnce(&Path) -> io::Result<()>,
) -> Result<PathBuf, OpenError> {
    let lock = InstanceLock::take(dir, program_version)?;
    let failed = |source| folder::could_not_write(dir, source);
    finish(dir)?;
    let number = next_aside(dir).map_err(failed)?;
    let unfinished = dir.join("unfinished.db");
    folder::remove_if_there(&unfinished).map_err(failed)?;
    folder::make_private_file(&unfinished)?;
    fill(&unfinished).map_err(failed)?;
    folder::make_private_file(&unfinished)?;
    precedes!("deciding to go on with a copy");
    // From here on it is decided.
    folder::put_in_place(&unfinished, &dir.join(format!("{CHOSEN}{number:06}.db")))
        .map_err(failed)?;
    finish(dir)?;
    lock.release();
    Ok(aside(dir, number))
}

/// Ends what a restore began: the database and its log go aside before the chosen one takes their
/// place, for a log that is left behind would be folded into it.
pub(crate) fn finish(dir: &Path) -> Result<(), OpenError> {
    let failed = |source| folder::could_not_write(dir, source);
    let Some((number, chosen)) = chosen(dir).map_err(failed)? else {
        return Ok(());
    };
    let aside = aside(dir, number);
    folder::make(&dir.join(ASIDE)).map_err(failed)?;
    folder::make(&aside).map_err(failed)?;
    for part in ["", "-wal", "-shm"] {
        precedes!("putting a part of the database aside");
        let name = format!("{}{part}", database::FILE);
        match fs::rename(dir.join(&name), aside.join(&name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => (),
        }
    }
    folder::sync(&aside).map_err(failed)?;
    folder::sync(dir).map_err(failed)?;
    precedes!("putting a copy in the place of the database");
    folder::put_in_place(&chosen, &dir.join(database::FILE)).map_err(failed)
}

fn aside(dir: &Path, number: u32) -> PathBuf {
    dir.join(ASIDE).join(format!("{number:06}"))
}

fn chosen(dir: &Path) -> io::Result<Option<(u32, PathBuf)>> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let number = path
            .file_name()
            .and_then(|name| name.to_str()?.strip_prefix(CHOSEN))
            .and_then(|rest| rest.strip_suffix(".db")?.parse().ok());
        if let Some(number) = number {
            return Ok(Some((number, path)));
        }
    }
    Ok(None)
}

/// A number that no database was put aside under.
fn next_aside(dir: &Path) -> io::Result<u32> {
    let entries = match fs::read_dir(dir.join(ASIDE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(1),
        entries => entries?,
    };
    let mut last = 0;
    for entry in entries {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.parse().ok());
        last = last.max(number.unwrap_or(0));
    }
    Ok(last + 1)
}

/// Reads a copy from its first page to its last.
async fn read(number: u32, path: &Path) -> Result<KeptCopy, OpenError> {
    let made_at = backup::made_at(path).map_err(|source| folder::could_not_write(path, source))?;
    // Nobody writes a copy, and reading it leaves no file beside it.
    let options = SqliteConnectOptions::new()
        .filename(path)
        .immutable(true)
        .read_only(true);
    let mut copy = SqliteConnection::connect_with(&options).await?;
    let made_by = match database::look_inside(&mut copy).await? {
        Found::Ours { version, made_by } if version <= newest(&MIGRATIONS) => made_by,
        Found::Ours { made_by, .. } => return Err(OpenError::NewerVersion { made_by }),
        Found::Empty | Found::Foreign => {
            return Err(OpenError::NotOurs {
                path: path.to_owned(),
            });
        }
    };
    let verdict: String = sqlx::query_scalar("PRAGMA integrity_check(1)")
        .fetch_one(&mut copy)
        .await?;
    if verdict != "ok" {
        return Err(OpenError::Corrupt { detail: verdict });
    }
    let connections = sqlx::query_scalar("SELECT nickname FROM connections ORDER BY nickname_key")
        .fetch_all(&mut copy)
        .await?;
    copy.close().await?;
    Ok(KeptCopy {
        number,
        made_at,
        made_by,
        connections,
    })
}
