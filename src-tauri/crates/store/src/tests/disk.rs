//! A disk without room: refused in words, nothing lost, and the one write that matters goes through.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use domain::SecretField::{AccessToken, RefreshToken};

use super::fixture::{at, connection, fresh, open, sealed, secrets, session};
use super::processes::{again, role};
use crate::{Finish, OpenError, Rotated, RotationIntent, Store, StoreError};

#[tokio::test]
async fn a_database_that_may_not_grow_refuses_and_keeps_what_it_has() {
    let (store, _folder) = fresh().await;
    let connection = connection("Prod");
    store
        .insert(&connection, &secrets(0), Some(&session(0)))
        .await
        .unwrap();
    sqlx::query("PRAGMA max_page_count = 1")
        .execute(store.writer())
        .await
        .unwrap();

    let refused = store.set_setting("notes", &"x".repeat(1024 * 1024)).await;
    assert!(matches!(refused, Err(StoreError::NoSpace)), "{refused:?}");
    assert!(refused.unwrap_err().explain().what.contains("no room"));
    assert_eq!(store.connections().await.unwrap(), [connection]);
    assert_eq!(store.setting("notes").await.unwrap(), None);
}

/// On a real full disk: a file system of one megabyte in a name space of its own.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn on_a_full_disk_only_the_answer_of_a_renewal_is_still_stored() {
    const MOUNT: &str =
        "mount -t tmpfs -o size=1m,mode=700 tmpfs \"$STORE_TEST_DIR\" && exec \"$@\"";
    if let Some(dir) = role() {
        return full_disk(&dir).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let unshare = ["unshare", "--user", "--map-root-user", "--mount"];
    let possible = std::process::Command::new(unshare[0])
        .args(&unshare[1..])
        .args(["sh", "-c", "mount -t tmpfs tmpfs /mnt"])
        .status()
        .is_ok_and(|status| status.success());
    if !possible {
        println!("NOT RUN: this system lets no test mount a small file system");
        return;
    }
    let shell = [&unshare[..], &["sh", "-c", MOUNT, "sh"]].concat();
    again(
        "on_a_full_disk_only_the_answer_of_a_renewal_is_still_stored",
        folder.path(),
        &shell,
    );
}

async fn full_disk(dir: &Path) {
    let store = open(dir).await;
    let connection = connection("Prod");
    store
        .insert(&connection, &secrets(0), Some(&session(0)))
        .await
        .unwrap();
    let intent = RotationIntent {
        started_at: at("2026-11-02T08:59:00Z"),
        fingerprint: "f00d".into(),
        generation: 0,
    };
    store.begin_rotation(connection.id, &intent).await.unwrap();

    fill(&dir.join("filler"));
    // The log has a little room left, and each of these takes some of it.
    let mut refused = Ok(());
    for attempt in 0..1000 {
        let fingerprint = attempt.to_string();
        let intent = RotationIntent {
            fingerprint,
            ..intent.clone()
        };
        refused = store.begin_rotation(connection.id, &intent).await;
        if refused.is_err() {
            break;
        }
    }
    assert!(matches!(refused, Err(StoreError::NoSpace)), "{refused:?}");
    let refused = store.set_setting("theme", "dark").await.unwrap_err();
    assert!(matches!(refused, StoreError::NoSpace), "{refused:?}");

    let answer = Rotated {
        access: sealed(AccessToken, 1),
        refresh: Some(sealed(RefreshToken, 1)),
        id_token: None,
        access_expires_at: at("2026-11-02T10:00:00Z"),
        refreshed_at: at("2026-11-02T09:00:00Z"),
    };
    let finish = store
        .finish_rotation(connection.id, 0, &answer)
        .await
        .unwrap();
    assert_eq!(finish, Finish::Stored);
    let held = store.sealed(connection.id, RefreshToken).await.unwrap();
    assert_eq!(held, answer.refresh);
    store.close().await;

    fill(&dir.join("more"));
    let elsewhere = Store::open(&dir.join("new"), "0.1.0").await.err().unwrap();
    assert!(matches!(elsewhere, OpenError::NoSpace), "{elsewhere:?}");

    fs::remove_file(dir.join("filler")).unwrap();
    let store = open(dir).await;
    assert_eq!(
        store.connections().await.unwrap(),
        std::slice::from_ref(&connection)
    );
    assert_eq!(
        store
            .session(connection.id)
            .await
            .unwrap()
            .unwrap()
            .generation,
        1
    );
    store.set_setting("theme", "dark").await.unwrap();
}

fn fill(path: &Path) {
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .unwrap();
    let error = loop {
        if let Err(error) = file.write_all(&[0; 1024]) {
            break error;
        }
    };
    assert_eq!(error.kind(), ErrorKind::StorageFull);
}
