//! Without a keyring: a passphrase, or this session only.

use super::{CANARY, PASSPHRASE, context, kept_by_keyring, opens, stored, vault};
use crate::{Keeper, KeyLoss, MemoryKeyring, VaultError, VaultProblem, VaultState};

#[tokio::test]
async fn a_passphrase_opens_what_it_sealed_and_no_other_does() {
    let (keyring, context) = (MemoryKeyring::new(), context());
    keyring.set_absent();
    let first = vault(&keyring);
    let header = first
        .unlock_with_passphrase(None, PASSPHRASE.into())
        .await
        .unwrap();
    let sealed = first.seal(&context, &CANARY.into()).unwrap();
    assert!(header.needs_passphrase());

    let next = vault(&keyring);
    let problem = next.unlock(stored(&header), true).await.unwrap_err();
    assert_eq!(problem, VaultProblem::PassphraseNeeded);
    for wrong in ["Correct horse battery", "correct horse battery ", ""] {
        let problem = next
            .unlock_with_passphrase(stored(&header), wrong.into())
            .await
            .unwrap_err();
        assert_eq!(problem, VaultProblem::WrongPassphrase, "{wrong}");
        assert_eq!(next.seal(&context, &CANARY.into()), Err(VaultError::Locked));
    }
    let again = next
        .unlock_with_passphrase(stored(&header), PASSPHRASE.into())
        .await
        .unwrap();
    assert_eq!(again, header);
    assert!(opens(&next, &context, &sealed));
    assert_eq!(
        next.state(),
        VaultState::Open {
            keeper: Keeper::Passphrase
        }
    );
}

#[tokio::test]
async fn two_databases_with_one_passphrase_have_two_keys() {
    let context = context();
    let (one, other) = (vault(&MemoryKeyring::new()), vault(&MemoryKeyring::new()));
    one.unlock_with_passphrase(None, PASSPHRASE.into())
        .await
        .unwrap();
    other
        .unlock_with_passphrase(None, PASSPHRASE.into())
        .await
        .unwrap();
    let sealed = one.seal(&context, &CANARY.into()).unwrap();
    assert!(!opens(&other, &context, &sealed));
}

#[tokio::test]
async fn a_short_passphrase_is_refused_when_it_is_chosen() {
    let vault = vault(&MemoryKeyring::new());
    let problem = vault
        .unlock_with_passphrase(None, "ünïcode".into())
        .await
        .unwrap_err();
    assert_eq!(problem, VaultProblem::PassphraseTooShort { least: 8 });
    vault
        .unlock_with_passphrase(None, "ünïcodes".into())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_passphrase_does_not_replace_the_keyrings_key_unasked() {
    let keyring = MemoryKeyring::new();
    let vault = vault(&keyring);
    let header = vault.unlock(None, false).await.unwrap();
    let problem = vault
        .unlock_with_passphrase(stored(&header), PASSPHRASE.into())
        .await
        .unwrap_err();
    assert!(matches!(problem, VaultProblem::SealedByKeyring { .. }));
    // And the open vault stays open.
    assert_eq!(vault.state(), kept_by_keyring());
}

#[tokio::test]
async fn a_session_only_key_dies_with_its_vault() {
    let (keyring, context) = (MemoryKeyring::new(), context());
    let first = vault(&keyring);
    let header = first.session_only();
    let sealed = first.seal(&context, &CANARY.into()).unwrap();
    assert!(opens(&first, &context, &sealed));
    assert!(header.is_session_only());
    assert_eq!(
        first.state(),
        VaultState::Open {
            keeper: Keeper::SessionOnly
        }
    );

    let next = vault(&keyring);
    let problem = next.unlock(stored(&header), true).await.unwrap_err();
    assert_eq!(
        problem,
        VaultProblem::KeyLost {
            loss: KeyLoss::SessionEnded
        }
    );
    next.unlock(stored(&header), false).await.unwrap();
    assert!(!opens(&next, &context, &sealed));
    assert_eq!(keyring.writes(), 1);
}
