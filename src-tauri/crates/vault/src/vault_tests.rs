//! Which key the vault takes, when it makes one, and what it never does.

mod without_keyring;

use std::future::{Future as _, poll_fn};
use std::sync::Arc;
use std::task::Poll;

use domain::{ConnectionId, SealContext, SecretField};
use secrecy::{ExposeSecret, SecretString};
use static_assertions::assert_impl_all;

use crate::{
    Keeper, KeyLoss, KeyringError, MemoryKeyring, Missing, Vault, VaultError, VaultHeader,
    VaultProblem, VaultState,
};

assert_impl_all!(Vault: Send, Sync);

const CANARY: &str = "canary-of-the-client-secret";
const PASSPHRASE: &str = "correct horse battery";

fn vault(keyring: &MemoryKeyring) -> Vault {
    Vault::new(Arc::new(keyring.clone()))
}

fn context() -> SealContext {
    SealContext {
        connection: ConnectionId::new(),
        host: "acme.okta.com".into(),
        field: SecretField::ClientSecret,
        generation: 0,
    }
}

fn opens(vault: &Vault, context: &SealContext, sealed: &domain::Sealed) -> bool {
    vault
        .open(context, sealed)
        .is_ok_and(|secret| secret.expose_secret() == CANARY)
}

/// As the store keeps it.
fn stored(header: &VaultHeader) -> Option<VaultHeader> {
    let text = serde_json::to_string(header).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn kept_by_keyring() -> VaultState {
    VaultState::Open {
        keeper: Keeper::Keyring {
            name: "memory keyring".into(),
        },
    }
}

#[tokio::test]
async fn the_next_run_opens_with_the_same_key() {
    let (keyring, context) = (MemoryKeyring::new(), context());
    let first = vault(&keyring);
    let header = first.unlock(None, false).await.unwrap();
    let sealed = first.seal(&context, &CANARY.into()).unwrap();
    assert_eq!(first.state(), kept_by_keyring());

    let next = vault(&keyring);
    let again = next.unlock(stored(&header), true).await.unwrap();
    assert!(opens(&next, &context, &sealed));
    assert_eq!(again, header);
    assert_eq!(keyring.writes(), 1);
}

#[tokio::test]
async fn two_first_starts_at_once_make_one_key() {
    let keyring = MemoryKeyring::new();
    let vault = vault(&keyring);
    let (one, other) = tokio::join!(vault.unlock(None, false), vault.unlock(None, false));
    assert_eq!(one.unwrap(), other.unwrap());
    assert_eq!(keyring.writes(), 1);
}

#[tokio::test]
async fn a_key_that_is_gone_is_never_replaced_while_there_is_ciphertext() {
    let keyring = MemoryKeyring::new();
    let header = vault(&keyring).unlock(None, false).await.unwrap();
    keyring.forget();

    let vault = vault(&keyring);
    for header in [stored(&header), None] {
        let problem = vault.unlock(header, true).await.unwrap_err();
        let VaultProblem::KeyLost {
            loss: KeyLoss::Missing { keyring: name },
        } = &problem
        else {
            panic!("{problem:?}")
        };
        assert_eq!(name, "memory keyring");
        assert!(problem.explain().fix.contains("kept"));
        let problem = Some(problem);
        assert_eq!(vault.state(), VaultState::Locked { problem });
    }
    assert_eq!(keyring.writes(), 1);

    vault.unlock(stored(&header), false).await.unwrap();
    assert_eq!(keyring.writes(), 2);
}

#[tokio::test]
async fn another_key_in_the_keyring_is_told_from_the_right_one() {
    let (keyring, other) = (MemoryKeyring::new(), MemoryKeyring::new());
    let header = vault(&keyring).unlock(None, false).await.unwrap();
    vault(&other).unlock(None, false).await.unwrap();

    let problem = vault(&other)
        .unlock(stored(&header), true)
        .await
        .unwrap_err();
    assert!(matches!(
        problem,
        VaultProblem::KeyLost {
            loss: KeyLoss::Replaced { .. }
        }
    ));
    // Where nothing was sealed with the right one, any will do.
    vault(&other).unlock(stored(&header), false).await.unwrap();
    assert_eq!(other.writes(), 1);
}

#[tokio::test]
async fn of_two_keys_in_the_keyring_the_one_that_fits_is_taken() {
    let (keyring, other, context) = (MemoryKeyring::new(), MemoryKeyring::new(), context());
    let first = vault(&keyring);
    let header = first.unlock(None, false).await.unwrap();
    let sealed = first.seal(&context, &CANARY.into()).unwrap();
    vault(&other).unlock(None, false).await.unwrap();
    let another = crate::Keyring::read(&other).unwrap();
    for value in [&another[0][..], b"someone else's"] {
        keyring.add_another(value);
        let next = vault(&keyring);
        next.unlock(stored(&header), true).await.unwrap();
        assert!(opens(&next, &context, &sealed));
    }
    assert_eq!(keyring.writes(), 1);
}

#[tokio::test]
async fn whoever_finds_another_way_is_not_overtaken_by_a_late_answer_of_the_keyring() {
    for lock in [false, true] {
        let keyring = MemoryKeyring::new();
        let vault = Arc::new(vault(&keyring));
        keyring.set_prompting();
        let waiting = tokio::spawn({
            let vault = Arc::clone(&vault);
            async move { vault.unlock(None, false).await }
        });
        let asked = keyring.clone();
        tokio::task::spawn_blocking(move || asked.wait_until_asked())
            .await
            .unwrap();
        let VaultState::Locked {
            problem: Some(VaultProblem::Waiting { .. }),
        } = vault.state()
        else {
            panic!("{:?}", vault.state())
        };
        vault.session_only();
        if lock {
            vault.lock();
        }
        let state = vault.state();
        waiting.await.unwrap().unwrap_err();
        vault.answered().await;
        keyring.set_working();
        assert_eq!(vault.state(), state);
        assert_eq!(keyring.writes(), 0);
    }
}

#[tokio::test]
async fn a_foreign_value_in_the_keyring_is_neither_used_nor_overwritten() {
    let keyring = MemoryKeyring::new();
    keyring.replace(b"someone else's");
    for holds_secrets in [true, false] {
        let problem = vault(&keyring)
            .unlock(None, holds_secrets)
            .await
            .unwrap_err();
        assert!(matches!(
            problem,
            VaultProblem::Keyring(KeyringError::Foreign { .. })
        ));
    }
    assert_eq!(keyring.writes(), 0);
}

#[tokio::test]
async fn a_keyring_that_was_never_set_up_shows_it_when_it_is_written_to() {
    let keyring = MemoryKeyring::new();
    keyring.set_never_set_up();
    assert_eq!(crate::Keyring::read(&keyring).unwrap(), []);
    let vault = vault(&keyring);
    let problem = vault.unlock(None, false).await.unwrap_err();
    assert_eq!(
        problem,
        VaultProblem::Keyring(KeyringError::Absent {
            keyring: "memory keyring".into(),
            missing: Missing::DefaultKeyring,
        })
    );
    keyring.set_working();
    vault.unlock(None, false).await.unwrap();
    assert_eq!(vault.state(), kept_by_keyring());
}

#[tokio::test]
async fn a_keyring_that_forgets_what_it_is_given_is_found_out_at_once() {
    let keyring = MemoryKeyring::new();
    keyring.set_forgetful();
    let vault = vault(&keyring);
    let problem = vault.unlock(None, false).await.unwrap_err();
    assert!(matches!(
        problem,
        VaultProblem::Keyring(KeyringError::Broken { .. })
    ));
    assert!(matches!(vault.state(), VaultState::Locked { .. }));
}

#[tokio::test]
async fn absent_locked_and_denied_are_told_apart_and_none_is_a_lost_key() {
    let keyring = MemoryKeyring::new();
    let vault = vault(&keyring);
    let header = vault.unlock(None, false).await.unwrap();
    vault.lock();
    let mut fixes = Vec::new();
    for set in [
        MemoryKeyring::set_absent,
        MemoryKeyring::set_locked,
        MemoryKeyring::set_denied,
    ] {
        set(&keyring);
        let problem = vault.unlock(stored(&header), true).await.unwrap_err();
        assert!(matches!(problem, VaultProblem::Keyring(_)), "{problem:?}");
        fixes.push(problem.explain().fix);
    }
    fixes.dedup();
    assert_eq!(fixes.len(), 3);

    keyring.set_working();
    assert_eq!(vault.unlock(stored(&header), true).await.unwrap(), header);
}

#[tokio::test]
async fn after_a_stalled_start_that_was_given_up_one_key_is_made() {
    let keyring = MemoryKeyring::new();
    let vault = Arc::new(vault(&keyring));
    keyring.set_stalled();
    let first = tokio::spawn({
        let vault = Arc::clone(&vault);
        async move { vault.unlock(None, false).await }
    });
    let asked = keyring.clone();
    tokio::task::spawn_blocking(move || asked.wait_until_asked())
        .await
        .unwrap();
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    keyring.set_working();

    vault.unlock(None, false).await.unwrap();
    assert_eq!(keyring.writes(), 1);
}

#[tokio::test]
async fn whoever_waits_for_the_answer_waits_until_it_is_there() {
    let keyring = MemoryKeyring::new();
    let vault = Arc::new(vault(&keyring));
    keyring.set_stalled();
    let unlocking = tokio::spawn({
        let vault = Arc::clone(&vault);
        async move { vault.unlock(None, false).await }
    });
    let asked = keyring.clone();
    tokio::task::spawn_blocking(move || asked.wait_until_asked())
        .await
        .unwrap();
    let mut answered = Box::pin(vault.answered());
    let once = poll_fn(|context| Poll::Ready(answered.as_mut().poll(context))).await;
    assert!(once.is_pending());

    keyring.set_working();
    answered.await;
    assert_eq!(vault.state(), kept_by_keyring());
    unlocking.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_key_that_is_deleted_is_gone_from_the_keyring() {
    let keyring = MemoryKeyring::new();
    let header = vault(&keyring).unlock(None, false).await.unwrap();
    crate::Keyring::delete(&keyring).unwrap();
    let problem = vault(&keyring).unlock(stored(&header), true).await;
    assert!(matches!(
        problem,
        Err(VaultProblem::KeyLost {
            loss: KeyLoss::Missing { .. }
        })
    ));
}

#[tokio::test]
async fn a_locked_vault_neither_seals_nor_opens() {
    let (keyring, context) = (MemoryKeyring::new(), context());
    let vault = vault(&keyring);
    assert_eq!(vault.state(), VaultState::Locked { problem: None });
    let header = vault.unlock(None, false).await.unwrap();
    let sealed = vault.seal(&context, &CANARY.into()).unwrap();
    vault.lock();
    assert_eq!(vault.state(), VaultState::Locked { problem: None });
    assert_eq!(
        vault.seal(&context, &CANARY.into()),
        Err(VaultError::Locked)
    );
    assert!(matches!(
        vault.open(&context, &sealed),
        Err(VaultError::Locked)
    ));

    vault.unlock(stored(&header), true).await.unwrap();
    assert!(opens(&vault, &context, &sealed));
}

#[tokio::test]
async fn nothing_that_can_be_printed_or_stored_shows_a_secret() {
    let (keyring, context) = (MemoryKeyring::new(), context());
    let vault = vault(&keyring);
    let passphrase = SecretString::from(PASSPHRASE);
    let header = vault
        .unlock_with_passphrase(None, passphrase.clone())
        .await
        .unwrap();
    let sealed = vault.seal(&context, &CANARY.into()).unwrap();
    let wrong = vault
        .unlock_with_passphrase(stored(&header), "another passphrase".into())
        .await
        .unwrap_err();
    assert!(format!("{vault:?}").contains("Passphrase"));
    let printed = [
        format!("{vault:?}"),
        format!("{:?}", vault.state()),
        format!("{header:?}{}", serde_json::to_string(&header).unwrap()),
        format!("{sealed:?}{}", String::from_utf8_lossy(&sealed.bytes)),
        format!("{wrong:?}{wrong}{:?}", wrong.explain()),
        format!("{passphrase:?}"),
    ];
    for text in printed {
        for secret in [CANARY, PASSPHRASE, "another passphrase"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
