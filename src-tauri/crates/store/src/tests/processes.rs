//! What another process sees: the same test, run again on its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::fixture::{at, connection, fresh, open, secrets, session};
use crate::{OpenError, Store, StoreError};

/// The folder to work in, where this process is the second one of a test.
#[expect(
    clippy::disallowed_methods,
    reason = "how a test tells its second process"
)]
pub(super) fn role() -> Option<PathBuf> {
    std::env::var_os("STORE_TEST_DIR").map(PathBuf::from)
}

/// Runs the test `name` of the calling file again in a process of its own, through `wrapper`; it
/// must succeed.
pub(super) fn again(name: &str, dir: &Path, wrapper: &[&str]) {
    let output = run(name, dir, wrapper);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        said.contains("1 passed"),
        "no test is called {name}: {said}"
    );
}

fn run(name: &str, dir: &Path, wrapper: &[&str]) -> Output {
    let me = std::env::current_exe().unwrap();
    let mut words: Vec<&std::ffi::OsStr> = wrapper.iter().map(AsRef::as_ref).collect();
    words.push(me.as_os_str());
    Command::new(words[0])
        .args(&words[1..])
        .args([name, "--nocapture", "--test-threads=1"])
        .env("STORE_TEST_DIR", dir)
        .output()
        .unwrap()
}

#[tokio::test]
async fn a_second_process_is_refused_and_told_who_has_the_data() {
    if let Some(dir) = role() {
        let error = Store::open(&dir, "0.2.0").await.err().unwrap();
        let OpenError::AlreadyOpen { pid, version } = &error else {
            panic!("{error:?}")
        };
        assert_eq!(version.as_deref(), Some("0.1.0"));
        #[cfg(unix)]
        assert_eq!(*pid, Some(std::os::unix::process::parent_id()));
        assert!(error.explain().what.contains("already open"));
        return;
    }
    let (store, folder) = fresh().await;
    store.insert(&connection("Prod"), &[], None).await.unwrap();
    again(
        "a_second_process_is_refused_and_told_who_has_the_data",
        folder.path(),
        &[],
    );
    assert_eq!(store.connections().await.unwrap().len(), 1);
}

#[tokio::test]
async fn within_one_process_too_the_data_is_opened_once_and_again_after_it_is_closed() {
    let (store, folder) = fresh().await;
    let second = Store::open(folder.path(), "0.1.0").await.err().unwrap();
    assert!(matches!(second, OpenError::AlreadyOpen { .. }));
    store.close().await;
    open(folder.path()).await;
}

#[tokio::test]
async fn a_process_that_dies_leaves_what_it_committed_and_no_lock() {
    if let Some(dir) = role() {
        let store = open(&dir).await;
        store
            .insert(&connection("Saved"), &secrets(0), Some(&session(0)))
            .await
            .unwrap();
        let mut cut_short = store.begin().await.unwrap();
        crate::connections::insert_row(&mut cut_short, &connection("Cut short"))
            .await
            .unwrap();
        let _held = store.rotation_lock(connection("Saved").id).await.unwrap();
        std::process::abort();
    }
    let folder = tempfile::tempdir().unwrap();
    let died = run(
        "a_process_that_dies_leaves_what_it_committed_and_no_lock",
        folder.path(),
        &[],
    );
    assert!(!died.status.success());

    let store = open(folder.path()).await;
    let names: Vec<_> = store
        .connections()
        .await
        .unwrap()
        .iter()
        .map(|connection| connection.nickname.to_string())
        .collect();
    assert_eq!(names, ["Saved"]);
}

#[tokio::test]
async fn another_process_waits_for_a_renewal_too() {
    if let Some(dir) = role() {
        // Only the lock is of interest, and the data is held by the first process.
        let id = std::fs::read_to_string(dir.join("id")).unwrap();
        let path = dir.join("locks").join(format!("{id}.lock"));
        let file = std::fs::File::open(path).unwrap();
        assert!(matches!(
            file.try_lock(),
            Err(std::fs::TryLockError::WouldBlock)
        ));
        return;
    }
    let (store, folder) = fresh().await;
    let id = connection("Prod").id;
    std::fs::write(folder.path().join("id"), id.to_string()).unwrap();
    let held: Result<_, StoreError> = store.rotation_lock(id).await;
    again(
        "another_process_waits_for_a_renewal_too",
        folder.path(),
        &[],
    );
    drop(held.unwrap());
}

#[cfg(unix)]
#[tokio::test]
async fn everything_is_the_owners_alone_even_where_new_files_are_everyones() {
    use std::os::unix::fs::PermissionsExt;

    if let Some(dir) = role() {
        let dir = dir.join("data");
        let store = open(&dir).await;
        store
            .insert(&connection("Prod"), &secrets(0), Some(&session(0)))
            .await
            .unwrap();
        store.back_up(at("2026-11-02T09:00:00Z")).await.unwrap();
        let _lock = store.rotation_lock(connection("Prod").id).await.unwrap();
        let mut seen = 0;
        let mut folders = vec![dir];
        while let Some(folder) = folders.pop() {
            let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&folder), 0o700, "{}", folder.display());
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    seen += 1;
                    assert_eq!(mode(&path), 0o600, "{}", path.display());
                }
            }
        }
        // Database, log, log index, ballast, instance lock, renewal lock, copy.
        assert_eq!(seen, 7);
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    again(
        "everything_is_the_owners_alone_even_where_new_files_are_everyones",
        folder.path(),
        &["sh", "-c", "umask 000; exec \"$@\"", "sh"],
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_was_open_to_others_is_closed_to_them() {
    use std::os::unix::fs::PermissionsExt;

    let (store, folder) = fresh().await;
    store.close().await;
    let file = folder.path().join(crate::database::FILE);
    for path in [folder.path(), &file] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o777)).unwrap();
    }
    let _store = open(folder.path()).await;
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(folder.path()), mode(&file)), (0o700, 0o600));
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_that_was_planted_in_the_folder_is_not_followed() {
    for name in [
        "connections.db",
        "connections.db-wal",
        "connections.db-shm",
        "instance.lock",
        "locks",
        "backups",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let theirs = folder.path().join("theirs");
        std::fs::write(&theirs, "not the console's").unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        std::os::unix::fs::symlink(&theirs, data.join(name)).unwrap();
        let refused = match Store::open(&data, "0.1.0").await {
            Err(error) => error.to_string(),
            // These are needed later than at the start.
            Ok(store) if name == "locks" => {
                let lock = store.rotation_lock(connection("Prod").id).await;
                lock.err().unwrap().to_string()
            }
            Ok(store) => store
                .back_up(at("2026-11-26T12:00:00Z"))
                .await
                .err()
                .unwrap()
                .to_string(),
        };
        assert!(!refused.is_empty(), "{name}");
        let left = std::fs::read_to_string(&theirs).unwrap();
        assert_eq!(left, "not the console's", "{name}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn another_user_reads_nothing_and_a_folder_of_theirs_is_not_used() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    /// Debian's `nobody`.
    const OTHER: &str = "65534";
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::set_permissions(here, std::fs::Permissions::from_mode(0o755)).unwrap();
    if here.metadata().unwrap().uid() != 0 {
        println!("NOT RUN: only root can become another user");
        return;
    }
    let data = here.join("data");
    let store = open(&data).await;
    store.back_up(at("2026-11-26T12:00:00Z")).await.unwrap();
    let as_another = |words: &[&str]| {
        let becoming = ["--reuid", OTHER, "--regid", OTHER, "--clear-groups", "--"];
        Command::new("setpriv")
            .args(becoming)
            .args(words)
            .output()
            .unwrap()
    };
    let all: Vec<_> = ["", "connections.db", "connections.db-wal", "instance.lock"]
        .map(|name| data.join(name).display().to_string())
        .into();
    for path in &all {
        let read = as_another(&["sh", "-c", "cat \"$1\" || ls \"$1\"", "sh", path]);
        assert!(!read.status.success(), "{path}");
    }
    // They can read what is theirs to read, so that it was not the attempt that failed.
    let open_to_all = here.display().to_string();
    assert!(as_another(&["ls", &open_to_all]).status.success());

    let theirs = here.join("theirs");
    std::fs::create_dir(&theirs).unwrap();
    std::os::unix::fs::chown(&theirs, Some(65534), Some(65534)).unwrap();
    let error = Store::open(&theirs, "0.1.0").await.err().unwrap();
    assert!(matches!(error, OpenError::NotWritable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Store::open(&file.join("data"), "0.1.0")
        .await
        .err()
        .unwrap();
    let OpenError::NotWritable { path, .. } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(path, &file.join("data"));
    assert!(error.explain().what.contains("cannot be written"));
}
