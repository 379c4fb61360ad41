//! Copies of the database, without the tokens that must not come back.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection, SqlitePool};

use crate::{OpenError, Store, StoreError, database, folder, runs};

const KEPT: usize = 7;

impl Store {
    /// Copies the database into the folder `backups`, of which the last seven are kept: where the
    /// copy is. Tokens that rotate are left out, for an old refresh token that comes back makes
    /// Okta revoke the living one: a restored connection is signed in again. So are runs, for in a
    /// copy they would outlive the time that the person gave them.
    pub async fn back_up(&self) -> Result<PathBuf, StoreError> {
        keep(self.writer(), self.dir())
            .await
            .map_err(|error| match error {
                OpenError::NoSpace => StoreError::NoSpace,
                OpenError::Database(error) => error.into(),
                other => StoreError::NotWritable {
                    detail: other.to_string(),
                },
            })
    }
}

/// As [`Store::back_up`].
pub(crate) async fn keep(writer: &SqlitePool, dir: &Path) -> Result<PathBuf, OpenError> {
    let folder = dir.join("backups");
    let failed = |source| folder::could_not_write(&folder, source);
    folder::make(&folder).map_err(failed)?;
    let kept = kept(&folder).map_err(failed)?;
    let number = kept.last().map_or(1, |(number, _)| number + 1);
    let unfinished = folder.join("unfinished.db");
    remove_if_there(&unfinished).map_err(failed)?;
    // SQLite fills an empty file, and would make one that others can read.
    folder::make_private_file(&unfinished)?;

    let copied = copy(writer, &unfinished).await;
    if copied.is_err() {
        _ = fs::remove_file(&unfinished);
    }
    copied?;
    let finished = folder.join(format!("connections-{number:06}.db"));
    fs::rename(&unfinished, &finished).map_err(failed)?;
    let surplus = (kept.len() + 1).saturating_sub(KEPT);
    for (_, old) in &kept[..surplus] {
        fs::remove_file(old).map_err(failed)?;
    }
    Ok(finished)
}

async fn copy(writer: &SqlitePool, target: &Path) -> Result<(), OpenError> {
    // `SQLite` takes names in UTF-8 only.
    let name = target
        .to_str()
        .ok_or_else(|| folder::could_not_write(target, io::ErrorKind::InvalidFilename.into()))?;
    sqlx::query("VACUUM INTO $1")
        .bind(name)
        .execute(writer)
        .await?;
    let options = SqliteConnectOptions::new()
        .filename(target)
        .pragma("secure_delete", "ON");
    let mut copy = SqliteConnection::connect_with(&options).await?;
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
    let damage = database::damage(&mut copy).await?;
    copy.close().await?;
    match damage {
        None => Ok(()),
        Some(detail) => Err(OpenError::Corrupt { detail }),
    }
}

/// The copies that are there, oldest first, by number.
fn kept(folder: &Path) -> io::Result<Vec<(u32, PathBuf)>> {
    let mut kept = Vec::new();
    for entry in fs::read_dir(folder)? {
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

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
