//! The vault: locked, or open with one key.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{SealContext, Sealed};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Notify;
use tokio::task::spawn_blocking;

use crate::header::{PassphraseParameters, SealedBy};
use crate::key::Key;
use crate::keyring_thread::KeyringThread;
use crate::{KeyLoss, Keyring, KeyringError, VaultError, VaultHeader, VaultProblem, seal};

/// The fewest characters of a new passphrase (NIST SP 800-63B: a secret that is typed from
/// memory).
const SHORTEST_PASSPHRASE: usize = 8;

/// Seals and opens secrets while it is open. Shared behind an `Arc`.
pub struct Vault {
    keyring: KeyringThread,
    door: Mutex<Door>,
    /// One unlocking at a time, so that two first starts do not make two keys.
    unlocking: tokio::sync::Mutex<()>,
    /// Told to whoever waits for the keyring when the person has found another way.
    another_way: Notify,
}

struct Door {
    inside: Inside,
    /// How often it was opened or closed: an answer of the keyring that comes after the person
    /// has found another way opens nothing.
    turned: u64,
}

enum Inside {
    Locked(Option<VaultProblem>),
    Open { key: Arc<Key>, keeper: Keeper },
}

/// What the vault can do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaultState {
    /// Nothing opens.
    Locked {
        /// Why, if it was tried.
        problem: Option<VaultProblem>,
    },
    /// All opens.
    Open {
        /// Where the key is kept.
        keeper: Keeper,
    },
}

/// Where the key is kept between two runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeper {
    /// In a keyring.
    Keyring {
        /// Its name.
        name: String,
    },
    /// In the person's head.
    Passphrase,
    /// Nowhere.
    SessionOnly,
}

impl Vault {
    /// A locked vault. The keyring is not asked before [`Vault::unlock`].
    pub fn new(keyring: Arc<dyn Keyring>) -> Self {
        Self {
            keyring: KeyringThread::start(keyring),
            door: Mutex::new(Door {
                inside: Inside::Locked(None),
                turned: 0,
            }),
            unlocking: tokio::sync::Mutex::new(()),
            another_way: Notify::new(),
        }
    }

    /// Opens the vault with the key in the keyring, and gives the header to store.
    ///
    /// `header` is what the store remembers, `holds_secrets` whether it holds any ciphertext. A
    /// key is made only where there is neither a key nor ciphertext. A vault that was open stays
    /// as it was if this fails.
    pub async fn unlock(
        &self,
        header: Option<VaultHeader>,
        holds_secrets: bool,
    ) -> Result<VaultHeader, VaultProblem> {
        let _turn = self.unlocking.lock().await;
        let turned = self.wait_for_keyring();
        let found = tokio::select! {
            found = self.key_in_keyring(header.as_ref(), holds_secrets) => found,
            () = self.another_way.notified() => Err(self.too_late()),
        };
        let keeper = Keeper::Keyring {
            name: self.keyring.keyring().to_owned(),
        };
        let opened = found.map(|key| {
            let header = VaultHeader::new(&key, SealedBy::Keyring);
            (key, header)
        });
        self.settle(turned, opened, keeper)
    }

    /// Waits until nobody waits for the keyring any more. The state then says what came of it.
    pub async fn answered(&self) {
        drop(self.unlocking.lock().await);
    }

    /// Opens the vault with a passphrase, and gives the header to store.
    ///
    /// With the header of a vault that a passphrase sealed, the passphrase must be that one.
    /// Without a header, or after a session-only one, a new key is made of it: whatever the store
    /// then still holds was sealed by another key and should be forgotten first.
    pub async fn unlock_with_passphrase(
        &self,
        header: Option<VaultHeader>,
        passphrase: SecretString,
    ) -> Result<VaultHeader, VaultProblem> {
        self.another_way.notify_waiters();
        let _turn = self.unlocking.lock().await;
        let turned = self.door().turned;
        let opened = self.key_of_passphrase(header, passphrase).await;
        self.settle(turned, opened, Keeper::Passphrase)
    }

    /// Opens the vault with a key that dies with the process, or with [`Vault::lock`].
    pub fn session_only(&self) -> VaultHeader {
        let key = Key::random();
        let header = VaultHeader::new(&key, SealedBy::SessionOnly);
        self.another_way.notify_waiters();
        self.door().turn(Inside::Open {
            key: Arc::new(key),
            keeper: Keeper::SessionOnly,
        });
        header
    }

    /// Wipes the key from memory. What is being sealed or opened at this instant still finishes.
    pub fn lock(&self) {
        self.another_way.notify_waiters();
        self.door().turn(Inside::Locked(None));
    }

    /// Whether it is open, and who keeps the key or what is in the way.
    pub fn state(&self) -> VaultState {
        match &self.door().inside {
            Inside::Locked(problem) => VaultState::Locked {
                problem: problem.clone(),
            },
            Inside::Open { keeper, .. } => VaultState::Open {
                keeper: keeper.clone(),
            },
        }
    }

    /// Seals `secret` so that it opens only under this very context.
    pub fn seal(&self, context: &SealContext, secret: &SecretString) -> Result<Sealed, VaultError> {
        seal::seal(&*self.key()?, context, secret)
    }

    /// Opens what [`Vault::seal`] sealed under the same context.
    pub fn open(&self, context: &SealContext, sealed: &Sealed) -> Result<SecretString, VaultError> {
        seal::open(&*self.key()?, context, sealed)
    }

    async fn key_in_keyring(
        &self,
        header: Option<&VaultHeader>,
        holds_secrets: bool,
    ) -> Result<Key, VaultProblem> {
        let lost = |loss| VaultProblem::KeyLost { loss };
        let keyring = || self.keyring.keyring().to_owned();

        let expected = match (header, header.map(VaultHeader::sealed_by).transpose()?) {
            (_, Some(SealedBy::Passphrase(_))) => return Err(VaultProblem::PassphraseNeeded),
            (_, Some(SealedBy::SessionOnly)) if holds_secrets => {
                return Err(lost(KeyLoss::SessionEnded));
            }
            (Some(header), Some(SealedBy::Keyring)) if holds_secrets => Some(header),
            _ => None,
        };
        let values = self.keyring.read().await?;
        let mut keys = values.iter().filter_map(|value| Key::from_keyring(value));
        let key = match expected {
            Some(header) => keys.find(|key| header.fits(key)),
            None => keys.next(),
        };
        let some_key = || {
            values
                .iter()
                .any(|value| Key::from_keyring(value).is_some())
        };
        match key {
            Some(key) => Ok(key),
            None if some_key() => Err(lost(KeyLoss::Replaced { keyring: keyring() })),
            None if !values.is_empty() => Err(KeyringError::Foreign { keyring: keyring() }.into()),
            None if holds_secrets => Err(lost(KeyLoss::Missing { keyring: keyring() })),
            None => self.make().await,
        }
    }

    /// Writes a new key and reads it back: a Secret Service that was never unlocked answers "no
    /// entry" to a read, and only the write shows that there is no keyring.
    async fn make(&self) -> Result<Key, VaultProblem> {
        let key = Key::random();
        self.keyring.write(key.to_keyring()).await?;
        let back = self.keyring.read().await?;
        let mut back = back.iter().filter_map(|value| Key::from_keyring(value));
        if !back.any(|back| back.made(&key.check())) {
            return Err(KeyringError::Broken {
                keyring: self.keyring.keyring().to_owned(),
                detail: "it did not keep the key that it was given".to_owned(),
            }
            .into());
        }
        Ok(key)
    }

    async fn key_of_passphrase(
        &self,
        header: Option<VaultHeader>,
        passphrase: SecretString,
    ) -> Result<(Key, VaultHeader), VaultProblem> {
        let known = match header.as_ref().map(VaultHeader::sealed_by).transpose()? {
            Some(SealedBy::Keyring) => {
                return Err(VaultProblem::SealedByKeyring {
                    keyring: self.keyring.keyring().to_owned(),
                });
            }
            Some(SealedBy::Passphrase(parameters)) => Some(parameters.clone()),
            Some(SealedBy::SessionOnly) | None => None,
        };
        // EXPOSE: counted, and not kept.
        let length = passphrase.expose_secret().chars().count();
        if known.is_none() && length < SHORTEST_PASSPHRASE {
            return Err(VaultProblem::PassphraseTooShort {
                least: SHORTEST_PASSPHRASE,
            });
        }

        let parameters = known.clone().unwrap_or_else(PassphraseParameters::new);
        let derived = spawn_blocking(move || {
            let key = Key::from_passphrase(&passphrase, &parameters)?;
            Some((key, parameters))
        });
        let (key, parameters) = derived
            .await
            .ok()
            .flatten()
            .ok_or(VaultProblem::NotDerived)?;
        match header.filter(|_| known.is_some()) {
            Some(header) if header.fits(&key) => Ok((key, header)),
            Some(_) => Err(VaultProblem::WrongPassphrase),
            None => {
                let header = VaultHeader::new(&key, SealedBy::Passphrase(parameters));
                Ok((key, header))
            }
        }
    }

    /// A locked vault says that it waits. How often the door was turned before.
    fn wait_for_keyring(&self) -> u64 {
        let mut door = self.door();
        if let Inside::Locked(why) = &mut door.inside {
            *why = Some(VaultProblem::Waiting {
                keyring: self.keyring.keyring().to_owned(),
            });
        }
        door.turned
    }

    fn settle(
        &self,
        turned: u64,
        opened: Result<(Key, VaultHeader), VaultProblem>,
        keeper: Keeper,
    ) -> Result<VaultHeader, VaultProblem> {
        let mut door = self.door();
        if door.turned != turned {
            return Err(self.too_late());
        }
        match opened {
            Ok((key, header)) => {
                door.turn(Inside::Open {
                    key: Arc::new(key),
                    keeper,
                });
                Ok(header)
            }
            Err(problem) => {
                if let Inside::Locked(why) = &mut door.inside {
                    *why = Some(problem.clone());
                }
                Err(problem)
            }
        }
    }

    fn key(&self) -> Result<Arc<Key>, VaultError> {
        match &self.door().inside {
            Inside::Locked(_) => Err(VaultError::Locked),
            Inside::Open { key, .. } => Ok(Arc::clone(key)),
        }
    }

    fn door(&self) -> MutexGuard<'_, Door> {
        self.door.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn too_late(&self) -> VaultProblem {
        KeyringError::TimedOut {
            keyring: self.keyring.keyring().to_owned(),
        }
        .into()
    }
}

impl Door {
    fn turn(&mut self, inside: Inside) {
        self.inside = inside;
        self.turned += 1;
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}
