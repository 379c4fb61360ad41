//! Copies of the database, without the tokens that must not come back.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection, SqlitePool};

use crate::points::precedes;
use crate::{OpenError, Store, StoreError, database, folder, runs};

/// Where they are, in the data directory.
const FOLDER: &str = "backups";
const KEPT: usize = 7;

impl Store {
    /// Copies the database into the folder `backups`, of which the last seven are kept: where the
    /// copy is. Tokens that rotate are left out, for an old refresh token that comes back makes
    /// Okta revoke the living one: a restored connection is signed in again. So are runs, for in a
    /// copy they would outlive the time that the person gave them. The copy says that it was made
    /// at `now`.
    pub async fn back_up(&self, now: Timestamp) -> Result<PathBuf, StoreError> {
        // A reader, so that a renewal that ends meanwhile need not wait.
        let copy = keep(self.readers(), self.dir()).await;
        copy.and_then(|copy| {
            let at = SystemTime::try_from(now).map_err(io::Error::other);
            let file = File::options().write(true).open(&copy);
            file.and_then(|file| file.set_modified(at?))
                .map_err(|source| folder::could_not_write(&copy, source))?;
            Ok(copy)
        })
        .map_err(|error| match error {
            OpenError::NoSpace => StoreError::NoSpace,
            OpenError::Database(error) => error.into(),
            OpenError::Corrupt { detail } => StoreError::Unreadable { detail },
            other => StoreError::NotWritable {
                detail: other.to_string(),
            },
        })
    }

    /// When the newest copy was made; `None` without one.
    pub fn last_backed_up(&self) -> Result<Option<Timestamp>, StoreError> {
        let failed = |error: io::Error| StoreError::NotWritable {
            detail: error.to_string(),
        };
        let kept = kept_in(self.dir()).map_err(failed)?;
        let newest = kept.last().map(|(_, path)| made_at(path));
        newest.transpose().map_err(failed)
    }
}

/// As [`Store::back_up`].
pub(crate) async fn keep(reader: &SqlitePool, dir: &Path) -> Result<PathBuf, OpenError> {
    let folder = dir.join(FOLDER);
    let failed = |source| folder::could_not_write(&folder, source);
    folder::make(&folder).map_err(failed)?;
    let kept = kept_in(dir).map_err(failed)?;
    let number = kept.last().map_or(1, |(number, _)| number + 1);
    let unfinished = folder.join("unfinished.db");
    folder::remove_if_there(&unfinished).map_err(failed)?;
    // SQLite fills an empty file, and would make one that others can read.
    folder::make_private_file(&unfinished)?;

    let copied = copy(reader, &unfinished).await;
    if copied.is_err() {
        _ = fs::remove_file(&unfinished);
    }
    copied?;
    let finished = path_of(dir, number);
    precedes!("giving a copy its name");
    folder::put_in_place(&unfinished, &finished).map_err(failed)?;
    let surplus = (kept.len() + 1).saturating_sub(KEPT);
    for (_, old) in &kept[..surplus] {
        precedes!("removing an old copy");
        fs::remove_file(old).map_err(failed)?;
    }
    Ok(finished)
}

async fn copy(reader: &SqlitePool, target: &Path) -> Result<(), OpenError> {
    // `SQLite` takes names in UTF-8 only.
    let name = target
        .to_str()
        .ok_or_else(|| folder::could_not_write(target, io::ErrorKind::InvalidFilename.into()))?;
    precedes!("copying the database");
    sqlx::query("VACUUM INTO $1")
        .bind(name)
        .execute(reader)
        .await?;
    let options = SqliteConnectOptions::new()
        .filename(target)
        .pragma("secure_delete", "ON");
    let mut copy = SqliteConnection::connect_with(&options).await?;
    precedes!("taking tokens out of a copy");
    for statement in [
        "DELETE FROM sealed_secrets WHERE field IN ('refresh_token', 'access_token', 'id_token')",
        "DELETE FROM sessions",
    ] {
        sqlx::query(statement).execute(&mut copy).await?;
    }
    // A copy is also made of a database that has no history yet.
    let history: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM sqlite_schema WHERE name = 'runs'")
            .fetch_optional(&mut copy)
            .await?;
    if history.is_some() {
        runs::empty(&mut copy).await?;
    }
    sqlx::query("VACUUM").execute(&mut copy).await?;
    precedes!("checking a copy");
    let damage = database::damage(&mut copy).await?;
    copy.close().await?;
    match damage {
        None => Ok(()),
        Some(detail) => Err(OpenError::Corrupt { detail }),
    }
}

/// The copy of this number, whether it is there or not.
pub(crate) fn path_of(dir: &Path, number: u32) -> PathBuf {
    dir.join(FOLDER).join(format!("connections-{number:06}.db"))
}

/// The copies that are there, oldest first, by number.
pub(crate) fn kept_in(dir: &Path) -> io::Result<Vec<(u32, PathBuf)>> {
    let mut kept = Vec::new();
    let entries = match fs::read_dir(dir.join(FOLDER)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(kept),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        let number = path
            .file_name()
            .and_then(|name| name.to_str()?.strip_prefix("connections-"))
            .and_then(|rest| rest.strip_suffix(".db")?.parse().ok());
        if let Some(number) = number {
            kept.push((number, path));
        }
    }
    kept.sort();
    Ok(kept)
}

/// The file system tells: a copy is written once.
pub(crate) fn made_at(copy: &Path) -> io::Result<Timestamp> {
    let at = fs::metadata(copy)?.modified()?;
    Timestamp::try_from(at).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}
