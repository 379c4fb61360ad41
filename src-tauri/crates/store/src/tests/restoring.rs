//! Going on with a copy: what comes back, what is put aside, and a crash on the way.

use std::fs;

use super::fixture::{at, bytes_under, connection, fresh, open, secrets, session};
use super::opening::later;
use crate::database::FILE;
use crate::{OpenError, Store};

const NOW: &str = "2026-11-02T09:00:00Z";

#[tokio::test]
async fn a_copy_says_when_it_was_made_by_whom_and_what_is_in_it() {
    let (store, folder) = fresh().await;
    assert_eq!(store.last_backed_up().unwrap(), None);
    store.insert(&connection("Prod"), &[], None).await.unwrap();
    store.back_up(at(NOW)).await.unwrap();
    store.insert(&connection("Dev"), &[], None).await.unwrap();
    store.back_up(at("2026-11-03T09:00:00Z")).await.unwrap();
    assert_eq!(
        store.last_backed_up().unwrap(),
        Some(at("2026-11-03T09:00:00Z"))
    );
    store.close().await;

    let before = bytes_under(folder.path());
    let copies = Store::kept_copies(folder.path()).await.unwrap();
    assert_eq!(
        bytes_under(folder.path()),
        before,
        "looking changes nothing"
    );
    let told: Vec<_> = copies
        .iter()
        .map(|copy| (copy.number, copy.made_at, copy.connections.as_slice()))
        .collect();
    let both = ["Dev".to_owned(), "Prod".to_owned()];
    let one = ["Prod".to_owned()];
    assert_eq!(
        told,
        [
            (2, at("2026-11-03T09:00:00Z"), &both[..]),
            (1, at(NOW), &one[..])
        ]
    );
    assert_eq!(copies[0].made_by, "0.1.0");
}

#[tokio::test]
async fn a_damaged_database_is_put_aside_with_its_log_and_a_copy_takes_its_place() {
    let (store, folder) = fresh().await;
    let connection = connection("Prod");
    store
        .insert(&connection, &secrets(3), Some(&session(3)))
        .await
        .unwrap();
    store.back_up(at(NOW)).await.unwrap();
    store.close().await;
    fs::write(folder.path().join(FILE), b"no database").unwrap();
    let log = format!("{FILE}-wal");
    fs::write(folder.path().join(&log), b"no log").unwrap();
    let refused = Store::open(folder.path(), "0.1.0").await.err().unwrap();
    assert!(refused.is_of_the_file(), "{refused:?}");

    let aside = Store::restore(folder.path(), "0.1.0", 1).await.unwrap();
    assert_eq!(fs::read(aside.join(FILE)).unwrap(), b"no database");
    assert_eq!(fs::read(aside.join(&log)).unwrap(), b"no log");
    let store = open(folder.path()).await;
    assert_eq!(
        store.connections().await.unwrap(),
        std::slice::from_ref(&connection)
    );
    assert!(store.signed_in().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_restore_that_was_cut_short_anywhere_is_ended_by_the_next_start() {
    let (store, _folder) = fresh().await;
    store.insert(&connection("Prod"), &[], None).await.unwrap();
    let copy = store.back_up(at(NOW)).await.unwrap();
    store.close().await;
    // Decided, and then: nothing put aside yet; the database; the database and its log.
    for gone in 0..3 {
        let dir = tempfile::tempdir().unwrap();
        let (file, log) = (dir.path().join(FILE), dir.path().join("connections.db-wal"));
        fs::copy(&copy, dir.path().join("chosen-000001.db")).unwrap();
        let aside = dir.path().join("set-aside/000001");
        fs::create_dir_all(&aside).unwrap();
        for (number, path) in [&file, &log].into_iter().enumerate() {
            let name = path.file_name().unwrap();
            let path = if number < gone {
                &aside.join(name)
            } else {
                path
            };
            fs::write(path, b"damaged").unwrap();
        }
        let store = open(dir.path()).await;
        assert_eq!(store.connections().await.unwrap().len(), 1, "{gone}");
        for part in [FILE, "connections.db-wal"] {
            assert_eq!(fs::read(aside.join(part)).unwrap(), b"damaged", "{gone}");
        }
        assert!(!dir.path().join("chosen-000001.db").exists());
    }
}

#[tokio::test]
async fn a_copy_that_is_damaged_or_of_a_newer_version_is_not_offered_and_not_taken() {
    let (store, folder) = fresh().await;
    store.insert(&connection("Prod"), &[], None).await.unwrap();
    let damaged = store.back_up(at(NOW)).await.unwrap();
    store.close().await;
    let mut bytes = fs::read(&damaged).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0x5a);
    fs::write(&damaged, bytes).unwrap();
    let newer =
        later("ALTER TABLE connections ADD COLUMN colour TEXT; PRAGMA user_version = 9000;");
    let newer = Store::open_with(folder.path(), "9.9.0", &newer)
        .await
        .unwrap();
    newer.back_up(at(NOW)).await.unwrap();
    newer.close().await;

    let offered = Store::kept_copies(folder.path()).await.unwrap();
    // What was copied before the newer version came is offered, and nothing else.
    let offered: Vec<_> = offered.iter().map(|copy| copy.number).collect();
    assert_eq!(offered, [2]);
    let before = bytes_under(folder.path());
    for number in [1, 3, 4] {
        let refused = Store::restore(folder.path(), "0.1.0", number).await;
        assert!(refused.is_err(), "{number}");
    }
    assert!(bytes_under(folder.path()) == before, "nothing was changed");
    Store::restore(folder.path(), "0.1.0", 2).await.unwrap();
    open(folder.path()).await;
}

#[tokio::test]
async fn nothing_is_restored_under_a_console_that_is_open() {
    let (store, folder) = fresh().await;
    store.insert(&connection("Prod"), &[], None).await.unwrap();
    store.back_up(at(NOW)).await.unwrap();
    for refused in [
        Store::restore(folder.path(), "0.1.0", 1).await,
        Store::begin_anew(folder.path(), "0.1.0"),
    ] {
        assert!(matches!(refused, Err(OpenError::AlreadyOpen { .. })));
    }
    assert_eq!(store.connections().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_empty_list_leaves_the_database_and_the_copies_where_they_can_be_found() {
    let (store, folder) = fresh().await;
    store.insert(&connection("Prod"), &[], None).await.unwrap();
    store.back_up(at(NOW)).await.unwrap();
    store.close().await;
    let was = fs::read(folder.path().join(FILE)).unwrap();

    let aside = Store::begin_anew(folder.path(), "0.1.0").unwrap();
    assert!(fs::read(aside.join(FILE)).unwrap() == was);
    let store = open(folder.path()).await;
    assert_eq!(store.connections().await.unwrap(), []);
    store.close().await;
    assert_eq!(Store::kept_copies(folder.path()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_new_version_makes_a_copy_before_its_first_start_and_the_same_one_does_not() {
    let (store, folder) = fresh().await;
    store.insert(&connection("Prod"), &[], None).await.unwrap();
    store.close().await;
    open(folder.path()).await.close().await;
    assert!(Store::kept_copies(folder.path()).await.unwrap().is_empty());
    let updated = Store::open(folder.path(), "0.2.0").await.unwrap();
    updated.close().await;
    assert_eq!(Store::kept_copies(folder.path()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_highest_generation_is_noted_beside_the_database_and_half_a_note_says_nothing() {
    let (store, folder) = fresh().await;
    let id = connection("Prod").id;
    let lock = store.rotation_lock(id).await.unwrap();
    assert_eq!(lock.high_water(), None);
    for generation in [1, 107, 9] {
        lock.note(generation);
        assert_eq!(lock.high_water(), Some(generation));
    }
    drop(lock);
    let note = folder.path().join("locks").join(format!("{id}.lock"));
    assert_eq!(fs::read(&note).unwrap(), b"9\n");
    fs::write(&note, b"1").unwrap();
    assert_eq!(store.rotation_lock(id).await.unwrap().high_water(), None);
}

#[tokio::test]
async fn the_note_of_a_connection_goes_with_it() {
    let (store, folder) = fresh().await;
    let connection = connection("Prod");
    store.insert(&connection, &[], None).await.unwrap();
    store.rotation_lock(connection.id).await.unwrap().note(7);
    let notes = || fs::read_dir(folder.path().join("locks")).unwrap().count();
    assert_eq!(notes(), 1);
    store.delete(connection.id).await.unwrap();
    assert_eq!(notes(), 0);
}
