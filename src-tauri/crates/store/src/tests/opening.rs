//! What is found is looked at first, and left alone where it is not ours to change.

use std::fs;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqlSafeStr, SqliteConnection};

use super::fixture::{bytes_under, connection, fresh, open, run, secrets, session};
use crate::database::FILE;
use crate::opening::MIGRATIONS;
use crate::{OpenError, Store, StoreError};

const CONNECTIONS: (&str, &str) = (
    "connections",
    include_str!("../../migrations/0001_connections.sql"),
);

/// A version with these migrations.
fn version(migrations: &[(&'static str, &'static str)]) -> Migrator {
    let numbered = migrations.iter().zip(1..).map(|((name, sql), number)| {
        let (name, sql) = ((*name).into(), sql.into_sql_str());
        Migration::new(number, name, MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(numbered.collect())
}

/// The migrations of a later version: ours, and `sql`.
pub(super) fn later(sql: &'static str) -> Migrator {
    let last = Migration::new(
        9_000,
        "later".into(),
        MigrationType::Simple,
        sql.into_sql_str(),
        false,
    );
    let ours = MIGRATIONS.iter().cloned();
    Migrator::with_migrations(ours.chain([last]).collect())
}

const LATER: &str = "ALTER TABLE connections ADD COLUMN colour TEXT; PRAGMA user_version = 9000;";

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_not_touched() {
    let (store, folder) = fresh().await;
    store
        .insert(&connection("Prod"), &secrets(0), Some(&session(0)))
        .await
        .unwrap();
    store.close().await;
    let newer = Store::open_with(folder.path(), "9.9.0", &later(LATER))
        .await
        .unwrap();
    newer.close().await;
    let before = fs::read(folder.path().join(FILE)).unwrap();

    let error = Store::open(folder.path(), "0.1.0").await.err().unwrap();
    assert!(matches!(&error, OpenError::NewerVersion { made_by } if made_by == "9.9.0"));
    assert!(
        error
            .explain()
            .why
            .contains("Your data has not been modified.")
    );
    assert!(fs::read(folder.path().join(FILE)).unwrap() == before);
    // Nor is it held: the newer version opens it again.
    Store::open_with(folder.path(), "9.9.0", &later(LATER))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_database_of_another_application_is_refused_and_not_touched() {
    for sql in [
        "PRAGMA application_id = 42",
        "CREATE TABLE notes (text TEXT)",
        "PRAGMA user_version = 3",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true);
        let mut foreign = SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::query(sql).execute(&mut foreign).await.unwrap();
        foreign.close().await.unwrap();
        let before = fs::read(&file).unwrap();

        let error = Store::open(folder.path(), "0.1.0").await.err().unwrap();
        assert!(
            matches!(error, OpenError::NotOurs { .. }),
            "{sql}: {error:?}"
        );
        assert!(fs::read(&file).unwrap() == before, "{sql}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE);
    let noise: Vec<u8> = (0..20_000_u32).map(|n| (n * 31 % 251) as u8).collect();
    fs::write(&file, &noise).unwrap();
    let error = Store::open(folder.path(), "0.1.0").await.err().unwrap();
    assert!(matches!(error, OpenError::Corrupt { .. }), "{error:?}");
    assert!(fs::read(&file).unwrap() == noise);
}

#[tokio::test]
async fn a_header_by_which_nothing_could_be_written_is_damage_and_not_a_matter_of_rights() {
    let (store, folder) = fresh().await;
    store.close().await;
    let file = folder.path().join(FILE);
    let whole = fs::read(&file).unwrap();
    for at in [18, 19] {
        let mut damaged = whole.clone();
        damaged[at] = 9;
        fs::write(&file, damaged).unwrap();
        let error = Store::open(folder.path(), "0.1.0").await.err().unwrap();
        assert!(matches!(error, OpenError::Corrupt { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_damaged_page_gives_an_error_or_rows_and_never_a_panic() {
    let (store, folder) = fresh().await;
    let saved: Vec<_> = (0..40)
        .map(|n| connection(&format!("Prod {n:02}")))
        .collect();
    for connection in &saved {
        store
            .insert(connection, &secrets(0), Some(&session(0)))
            .await
            .unwrap();
    }
    store.close().await;
    let whole = fs::read(folder.path().join(FILE)).unwrap();

    for (damage, at) in [0x00, 0xff]
        .into_iter()
        .flat_map(|damage| (0..whole.len()).step_by(1024).map(move |at| (damage, at)))
    {
        let folder = tempfile::tempdir().unwrap();
        let mut damaged = whole.clone();
        damaged[at..at + 64].fill(damage);
        fs::write(folder.path().join(FILE), damaged).unwrap();
        let Ok(store) = Store::open(folder.path(), "0.1.0").await else {
            continue;
        };
        if let Err(error) = store.connections().await {
            assert!(matches!(error, StoreError::Unreadable { .. }), "{error:?}");
        }
        store.close().await;
    }
}

#[tokio::test]
async fn a_first_start_that_was_cut_short_is_begun_anew() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(FILE), "").unwrap();
    open(folder.path()).await.close().await;

    let folder = tempfile::tempdir().unwrap();
    let options = SqliteConnectOptions::new()
        .filename(folder.path().join(FILE))
        .create_if_missing(true);
    let mut half = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query("CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum BLOB NOT NULL, execution_time BIGINT NOT NULL)")
        .execute(&mut half)
        .await
        .unwrap();
    half.close().await.unwrap();
    let store = open(folder.path()).await;
    assert_eq!(store.connections().await.unwrap(), []);
}

#[tokio::test]
async fn a_step_that_fails_leaves_the_database_as_it_was() {
    let (store, folder) = fresh().await;
    let connection = connection("Prod");
    store
        .insert(&connection, &secrets(0), Some(&session(0)))
        .await
        .unwrap();
    store.close().await;

    let broken = later("DELETE FROM sessions; PRAGMA user_version = 9000; SELECT * FROM nowhere;");
    let error = Store::open_with(folder.path(), "0.2.0", &broken)
        .await
        .err()
        .unwrap();
    assert!(matches!(error, OpenError::Migration(_)), "{error:?}");

    let store = open(folder.path()).await;
    assert_eq!(
        store.connections().await.unwrap(),
        std::slice::from_ref(&connection)
    );
    assert_eq!(
        store.session(connection.id).await.unwrap(),
        Some(session(0))
    );
}

#[tokio::test]
async fn a_migrated_database_keeps_its_rows_and_a_copy_from_before() {
    let (store, folder) = fresh().await;
    let connection = connection("Prod");
    store
        .insert(&connection, &secrets(0), Some(&session(0)))
        .await
        .unwrap();
    store.close().await;

    let store = Store::open_with(folder.path(), "0.2.0", &later(LATER))
        .await
        .unwrap();
    assert_eq!(store.connections().await.unwrap(), [connection]);
    assert!(store.holds_secrets().await.unwrap());
    assert_eq!(bytes_under(&folder.path().join("backups")).len(), 1);
}

#[tokio::test]
async fn a_database_from_before_the_history_keeps_its_rows_and_a_copy_and_takes_runs() {
    let folder = tempfile::tempdir().unwrap();
    let first = version(&[CONNECTIONS]);
    let store = Store::open_with(folder.path(), "0.1.0", &first).await;
    let (store, connection) = (store.unwrap(), connection("Prod"));
    store
        .insert(&connection, &secrets(0), Some(&session(0)))
        .await
        .unwrap();
    store.close().await;

    let store = open(folder.path()).await;
    assert_eq!(store.connections().await.unwrap(), [connection]);
    assert_eq!(bytes_under(&folder.path().join("backups")).len(), 1);
    let (run, contents) = run("r1", "2026-11-02T08:00:00Z");
    store.keep_run(&run, &contents, "").await.unwrap();
    store.close().await;

    let older = Store::open_with(folder.path(), "0.1.0", &first).await;
    assert!(matches!(older, Err(OpenError::NewerVersion { .. })));
    let store = open(folder.path()).await;
    assert_eq!(store.run("r1").await.unwrap(), Some((run, contents)));
}

#[tokio::test]
async fn a_commit_waits_for_the_disk_and_what_was_replaced_is_overwritten() {
    let (store, _folder) = fresh().await;
    for (pragma, expected) in [
        ("PRAGMA synchronous", 2),
        ("PRAGMA secure_delete", 1),
        ("PRAGMA foreign_keys", 1),
        ("PRAGMA trusted_schema", 0),
        ("PRAGMA cell_size_check", 1),
        ("PRAGMA mmap_size", 0),
        ("PRAGMA temp_store", 2),
        ("PRAGMA busy_timeout", 5000),
    ] {
        let value: i64 = sqlx::query_scalar(pragma)
            .fetch_one(store.writer())
            .await
            .unwrap();
        assert_eq!(value, expected, "{pragma}");
    }
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode")
        .fetch_one(store.writer())
        .await
        .unwrap();
    assert_eq!(mode, "wal");
    let written = sqlx::query("DELETE FROM preferences")
        .execute(store.readers())
        .await;
    assert!(written.is_err(), "a reader wrote");
}
