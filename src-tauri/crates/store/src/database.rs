//! The `SQLite` file: what is in it, and how it is opened.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection, SqliteConnection};

use crate::OpenError;

pub(crate) const FILE: &str = "connections.db";

/// "CNXC", as in the first migration.
const APPLICATION_ID: i64 = 1_129_207_875;

/// Before it, two connections that restart the write-ahead log at once can corrupt the file
/// (`SQLite` 3.51.3, release notes of 13 March 2026).
const OLDEST_LIBRARY: [u32; 3] = [3, 51, 3];

/// What lies at the place of the database.
pub(crate) enum Found {
    /// Nothing yet.
    Empty,
    /// A database of the console.
    Ours {
        /// Its last migration.
        version: i64,
        /// The version of the program that wrote it last.
        made_by: String,
    },
    /// A database of another application.
    Foreign,
}

/// Looks without changing a byte.
pub(crate) async fn look(file: &Path) -> Result<Found, OpenError> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let found = look_inside(&mut connection).await;
    connection.close().await?;
    found
}

async fn look_inside(connection: &mut SqliteConnection) -> Result<Found, OpenError> {
    let application: i64 = sqlx::query_scalar("PRAGMA application_id")
        .fetch_one(&mut *connection)
        .await?;
    let version: i64 = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(&mut *connection)
        .await?;
    if application == APPLICATION_ID {
        return Ok(Found::Ours {
            version,
            made_by: made_by(connection).await,
        });
    }
    // A first start that was cut short leaves the migrator's own table and nothing else.
    let tables: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name <> '_sqlx_migrations'",
    )
    .fetch_one(&mut *connection)
    .await?;
    if application == 0 && version == 0 && tables == 0 {
        Ok(Found::Empty)
    } else {
        Ok(Found::Foreign)
    }
}

/// A newer version may have moved the note; then its name is not known.
async fn made_by(connection: &mut SqliteConnection) -> String {
    sqlx::query_scalar("SELECT value FROM console WHERE name = 'program_version'")
        .fetch_one(connection)
        .await
        .unwrap_or_else(|_| "a newer version".to_owned())
}

/// The one connection that writes. A commit is on the disk when it returns.
pub(crate) async fn writer(file: &Path) -> Result<SqlitePool, OpenError> {
    let options = options(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool = pool(1).after_release(|connection, _| Box::pin(is_at_rest(connection)));
    Ok(pool.connect_with(options).await?)
}

/// Whether the connection may be used again.
///
/// On a full disk `SQLite` rolls a transaction back by itself. The driver's own rollback then
/// fails, it goes on counting the transaction as open, and would refuse every later one.
async fn is_at_rest(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // A rollback may still be on its way to the connection's thread, ahead of this.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// Connections that cannot write, and therefore never fold the log.
pub(crate) async fn readers(file: &Path) -> Result<SqlitePool, OpenError> {
    Ok(pool(4).connect_with(options(file).read_only(true)).await?)
}

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        // A replaced secret must not stay in the free pages, even sealed.
        .pragma("secure_delete", "ON")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("mmap_size", "0")
        .pragma("temp_store", "MEMORY")
        .row_buffer_size(512)
}

fn pool(most: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(most)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(30))
}

/// Reads the whole database: what is wrong with it, if anything is.
pub(crate) async fn damage(
    connection: &mut SqliteConnection,
) -> Result<Option<String>, sqlx::Error> {
    let verdict: String = sqlx::query_scalar("PRAGMA integrity_check(1)")
        .fetch_one(connection)
        .await?;
    Ok((verdict != "ok").then_some(verdict))
}

/// Refuses a `SQLite` library that may corrupt the file.
pub(crate) async fn check_library(writer: &SqlitePool) -> Result<(), OpenError> {
    let found: String = sqlx::query_scalar("SELECT sqlite_version()")
        .fetch_one(writer)
        .await?;
    if is_sound(&found) {
        Ok(())
    } else {
        Err(OpenError::OldLibrary { found })
    }
}

fn is_sound(version: &str) -> bool {
    let parts: Vec<u32> = version
        .split('.')
        .map_while(|part| part.parse().ok())
        .collect();
    parts.as_slice() >= OLDEST_LIBRARY.as_slice()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_with_the_log_restart_fault_is_refused() {
        for sound in ["3.51.3", "3.51.10", "3.52.0", "4.0.0"] {
            assert!(is_sound(sound), "{sound}");
        }
        for faulty in ["3.51.2", "3.46.0", "3.9.9", "3.51", ""] {
            assert!(!is_sound(faulty), "{faulty}");
        }
    }

    #[tokio::test]
    async fn the_library_that_is_built_in_is_sound() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "").unwrap();
        let writer = writer(&folder.path().join(FILE)).await.unwrap();
        check_library(&writer).await.unwrap();
    }
}
