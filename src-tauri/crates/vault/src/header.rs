//! What the store remembers of how the secrets are sealed. No secret is in it.

use rand::RngCore;
use rand::rngs::OsRng;
use serde::{Deserialize, Serialize};

use crate::VaultProblem;
use crate::key::{CHECK_LENGTH, Key};

const FORMAT: u8 = 1;
const SALT_LENGTH: usize = 16;

/// How this database is sealed: kept beside the rows, opaque to the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VaultHeader {
    format: u8,
    /// A value that only the right key makes.
    check: Vec<u8>,
    sealed_by: SealedBy,
}

/// Where the key comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(crate) enum SealedBy {
    /// An item in the OS keyring.
    Keyring,
    /// A passphrase, through Argon2id.
    Passphrase(PassphraseParameters),
    /// Nowhere: it died with the process that wrote this.
    SessionOnly,
}

/// How a passphrase becomes a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PassphraseParameters {
    pub(crate) salt: Vec<u8>,
    pub(crate) memory_kib: u32,
    pub(crate) passes: u32,
    pub(crate) lanes: u32,
}

impl PassphraseParameters {
    /// A new salt, and 64 MiB in three passes: RFC 9106 §4, the second recommended option, with
    /// one lane, for this computes on one core.
    pub(crate) fn new() -> Self {
        let mut salt = vec![0; SALT_LENGTH];
        OsRng.fill_bytes(&mut salt);
        Self {
            salt,
            memory_kib: 64 * 1024,
            passes: 3,
            lanes: 1,
        }
    }

    /// A header that was tampered with must neither exhaust the computer nor weaken the key.
    fn is_sane(&self) -> bool {
        (SALT_LENGTH..=64).contains(&self.salt.len())
            && (64 * 1024..=1024 * 1024).contains(&self.memory_kib)
            && (3..=16).contains(&self.passes)
            && (1..=16).contains(&self.lanes)
    }
}

impl VaultHeader {
    pub(crate) fn new(key: &Key, sealed_by: SealedBy) -> Self {
        Self {
            format: FORMAT,
            check: key.check().to_vec(),
            sealed_by,
        }
    }

    /// Where the key comes from, if this program can tell.
    pub(crate) fn sealed_by(&self) -> Result<&SealedBy, VaultProblem> {
        if self.format > FORMAT {
            return Err(VaultProblem::NewerFormat {
                format: self.format,
            });
        }
        let sane = match &self.sealed_by {
            SealedBy::Passphrase(parameters) => parameters.is_sane(),
            SealedBy::Keyring | SealedBy::SessionOnly => true,
        };
        if self.format == 0 || self.check.len() != CHECK_LENGTH || !sane {
            return Err(VaultProblem::HeaderDamaged);
        }
        Ok(&self.sealed_by)
    }

    /// Whether the person must type a passphrase, so that asking the keyring is of no use.
    pub fn needs_passphrase(&self) -> bool {
        matches!(self.sealed_by, SealedBy::Passphrase(_))
    }

    /// Whether what it sealed is noise to any later session.
    pub fn is_session_only(&self) -> bool {
        matches!(self.sealed_by, SealedBy::SessionOnly)
    }

    /// Whether `key` is the one that the rows are sealed with.
    pub(crate) fn fits(&self, key: &Key) -> bool {
        key.made(&self.check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(change: impl FnOnce(&mut PassphraseParameters)) -> VaultHeader {
        let mut parameters = PassphraseParameters::new();
        change(&mut parameters);
        VaultHeader::new(&Key::random(), SealedBy::Passphrase(parameters))
    }

    #[test]
    fn a_header_survives_the_store() {
        let written = header(|_| ());
        let text = serde_json::to_string(&written).unwrap();
        assert_eq!(serde_json::from_str::<VaultHeader>(&text).unwrap(), written);
    }

    #[test]
    fn a_header_that_would_weaken_the_key_or_exhaust_the_computer_is_refused() {
        let changes: [fn(&mut PassphraseParameters); 5] = [
            |p| p.memory_kib = 8,
            |p| p.memory_kib = u32::MAX,
            |p| p.passes = 1,
            |p| p.passes = u32::MAX,
            |p| p.salt.clear(),
        ];
        for change in changes {
            let damaged = header(change);
            assert_eq!(damaged.sealed_by(), Err(VaultProblem::HeaderDamaged));
        }
        assert!(header(|_| ()).sealed_by().is_ok());
    }

    #[test]
    fn a_header_of_a_newer_program_is_not_guessed_at() {
        let mut newer = header(|_| ());
        newer.format = 9;
        let problem = newer.sealed_by().unwrap_err();
        assert_eq!(problem, VaultProblem::NewerFormat { format: 9 });
    }
}
