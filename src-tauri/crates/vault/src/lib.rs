//! Seals and opens secrets under one key, which the OS keyring holds.
//!
//! The key never leaves this room, and no secret leaves it but through [`Vault::open`]. Where
//! there is no keyring nothing is written in the clear: the key comes from a passphrase, or dies
//! with the process.

mod header;
mod key;
mod keyring;
mod keyring_error;
mod keyring_thread;
mod memory_keyring;
mod os_keyring;
mod problem;
mod seal;
#[cfg(all(unix, not(target_os = "macos")))]
mod secret_service;
mod stack;
mod vault;

#[cfg(test)]
mod vault_tests;

pub use header::VaultHeader;
pub use keyring::Keyring;
pub use keyring_error::{KeyringError, Missing};
pub use keyring_thread::KeyringThread;
pub use memory_keyring::MemoryKeyring;
pub use os_keyring::OsKeyring;
pub use problem::{KeyLoss, VaultError, VaultProblem};
pub use vault::{Keeper, Vault, VaultState};
