//! The keyring of a real Linux desktop, in each of its four states.
//!
//! Each test runs itself again inside a bus of its own, so that no real keyring is touched.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use domain::{ConnectionId, SealContext, SecretField};
use secrecy::ExposeSecret;
use secret_service::EncryptionType;
use secret_service::blocking::{Item, SecretService};
use vault::{Keeper, Keyring, KeyringError, Missing, OsKeyring, Vault, VaultProblem, VaultState};

const SERVICE: &str = "connections-console-test";

/// A bus with an unlocked keyring. The daemon comes to the bus some time after it has returned.
const UNLOCKED: &str = r#"
    eval "$(printf 'pw\n' | gnome-keyring-daemon --unlock --components=secrets --daemonize)"
    gdbus wait --session --timeout 30 org.freedesktop.secrets
    "$@""#;

/// A bus whose keyring nobody ever unlocked.
const NEVER_UNLOCKED: &str = r#"
    eval "$(gnome-keyring-daemon --start --components=secrets)"
    gdbus wait --session --timeout 30 org.freedesktop.secrets
    "$@""#;

/// Locks what the first part of the test has written to.
const LOCK: &str = "org.freedesktop.Secret.Service.Lock";

#[test]
fn an_unlocked_keyring_keeps_the_key_over_a_restart_and_forgets_it_when_told() {
    on_a_desktop(
        "an_unlocked_keyring_keeps_the_key_over_a_restart_and_forgets_it_when_told",
        UNLOCKED,
        || async {
            let (first, context) = (vault(), context());
            let header = first.unlock(None, false).await.unwrap();
            let sealed = first.seal(&context, &"secret".into()).unwrap();
            let name = "Secret Service (GNOME Keyring, KWallet or KeePassXC)".to_owned();
            let keeper = Keeper::Keyring { name };
            assert_eq!(first.state(), VaultState::Open { keeper });

            let next = vault();
            next.unlock(Some(header.clone()), true).await.unwrap();
            let opened = next.open(&context, &sealed).unwrap();
            assert_eq!(opened.expose_secret(), "secret");

            let keyring = OsKeyring::new(SERVICE);
            assert!(!keyring.may_prompt());
            let kept = keyring.read().unwrap();
            assert!(kept[0].len() < 100);
            assert_eq!(labels().unwrap(), ["Connections Console"]);
            keyring.delete().unwrap();
            keyring.delete().unwrap();
            assert_eq!(keyring.read().unwrap(), []);
            let problem = vault().unlock(Some(header), true).await.unwrap_err();
            assert!(
                matches!(problem, VaultProblem::KeyLost { .. }),
                "{problem:?}"
            );
        },
    );
}

#[test]
fn a_keyring_that_was_locked_again_is_locked_and_not_empty() {
    on_a_desktop(
        "a_keyring_that_was_locked_again_is_locked_and_not_empty",
        UNLOCKED,
        || async {
            let header = vault().unlock(None, false).await.unwrap();
            let locked = Command::new("gdbus")
                .args(["call", "--session", "--dest", "org.freedesktop.secrets"])
                .args([
                    "--object-path",
                    "/org/freedesktop/secrets",
                    "--method",
                    LOCK,
                ])
                .arg("['/org/freedesktop/secrets/aliases/default']")
                .status();
            assert!(locked.unwrap().success());
            assert!(OsKeyring::new(SERVICE).may_prompt());
            for holds_secrets in [true, false] {
                let problem = vault().unlock(Some(header.clone()), holds_secrets).await;
                assert!(
                    matches!(
                        problem,
                        Err(VaultProblem::Keyring(KeyringError::Locked { .. }))
                    ),
                    "{problem:?}"
                );
            }
        },
    );
}

#[test]
fn a_keyring_that_was_never_unlocked_is_not_taken_for_an_empty_one() {
    on_a_desktop(
        "a_keyring_that_was_never_unlocked_is_not_taken_for_an_empty_one",
        NEVER_UNLOCKED,
        || async { assert_absent(Missing::DefaultKeyring).await },
    );
}

#[test]
fn a_desktop_without_a_keyring_says_so() {
    // A bus that knows of no service it could start.
    on_a_desktop("a_desktop_without_a_keyring_says_so", "\"$@\"", || async {
        assert_absent(Missing::Service).await;
    });
}

#[test]
fn a_session_without_a_bus_says_so() {
    let name = "a_session_without_a_bus_says_so";
    if inside() {
        return run(assert_absent(Missing::SessionBus));
    }
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", name]);
    succeed(&mut command, home.path(), name);
}

async fn assert_absent(missing: Missing) {
    for holds_secrets in [true, false] {
        let problem = vault().unlock(None, holds_secrets).await;
        assert!(
            matches!(&problem, Err(VaultProblem::Keyring(KeyringError::Absent { missing: m, .. })) if *m == missing),
            "{problem:?}"
        );
    }
}

/// What a person reads in the keyring's own window.
fn labels() -> Result<Vec<String>, secret_service::Error> {
    let service = SecretService::connect(EncryptionType::Dh)?;
    let collection = service.get_default_collection()?;
    let items = collection.get_all_items()?;
    items.iter().map(Item::get_label).collect()
}

fn vault() -> Vault {
    Vault::new(Arc::new(OsKeyring::new(SERVICE)))
}

fn context() -> SealContext {
    SealContext {
        connection: ConnectionId::new(),
        host: "acme.okta.com".into(),
        field: SecretField::ClientSecret,
        generation: 0,
    }
}

/// Runs `story` in a process that has a bus of its own, on which `shell` has put what it needs.
fn on_a_desktop<F: Future<Output = ()>>(name: &str, shell: &str, story: impl FnOnce() -> F) {
    if inside() {
        return run(story());
    }
    for program in ["dbus-run-session", "gnome-keyring-daemon", "gdbus"] {
        let there = Command::new("sh")
            .args(["-c", &format!("command -v {program}")])
            .output()
            .is_ok_and(|output| output.status.success());
        if !there {
            println!("NOT RUN: {program} is not installed");
            return;
        }
    }
    let home = tempfile::tempdir().expect("a folder to work in");
    let config = home.path().join("bus.conf");
    std::fs::write(&config, BUS).expect("a file in it");
    let mut command = Command::new("dbus-run-session");
    command
        .arg(format!("--config-file={}", config.display()))
        .args(["--", "sh", "-c", shell, "sh"])
        .arg(std::env::current_exe().expect("this very program"))
        .args(["--exact", name]);
    succeed(&mut command, home.path(), name);
}

/// A bus that starts no service by itself.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

fn succeed(command: &mut Command, home: &Path, name: &str) {
    let output = command
        .args(["--nocapture", "--test-threads=1"])
        .env("VAULT_TEST_INSIDE", "1")
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env("XDG_DATA_HOME", home)
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .expect("the second process starts");
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{complained}");
    assert!(
        said.contains("1 passed"),
        "no test is called {name}: {said}"
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "how a test tells its second process"
)]
fn inside() -> bool {
    std::env::var_os("VAULT_TEST_INSIDE").is_some()
}

fn run(story: impl Future<Output = ()>) {
    tokio::runtime::Runtime::new()
        .expect("a runtime")
        .block_on(story);
}
