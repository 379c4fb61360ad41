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
        let changes: [fn(&mut PassphraseParameters); 8] = [
            |p| p.memory_kib = 65_535,
            |p| p.memory_kib = 1_048_577,
            |p| p.passes = 2,
            |p| p.passes = 17,
            |p| p.lanes = 0,
            |p| p.lanes = 17,
            |p| p.salt = vec![7; 15],
            |p| p.salt = vec![7; 65],
        ];
        for change in changes {
            let damaged = header(change);
            assert_eq!(damaged.sealed_by(), Err(VaultProblem::HeaderDamaged));
        }
        let bounds: [fn(&mut PassphraseParameters); 3] = [
            |_| (),
            |p| (p.memory_kib, p.passes, p.lanes) = (65_536, 3, 1),
            |p| (p.memory_kib, p.passes, p.lanes) = (1_048_576, 16, 16),
        ];
        for change in bounds {
            assert!(header(change).sealed_by().is_ok());
        }
    }

    #[test]
    fn a_header_of_no_format_or_with_half_a_check_is_damaged() {
        let changes: [fn(&mut VaultHeader); 3] = [
            |header| header.format = 0,
            |header| header.check.truncate(8),
            |header| header.check.push(0),
        ];
        for change in changes {
            let mut damaged = VaultHeader::new(&Key::random(), SealedBy::Keyring);
            change(&mut damaged);
            assert_eq!(damaged.sealed_by(), Err(VaultProblem::HeaderDamaged));
        }
    }

    #[test]
    fn a_header_says_who_keeps_the_key() {
        let passphrase = || SealedBy::Passphrase(PassphraseParameters::new());
        for (kept, passphrase, session) in [
            (SealedBy::Keyring, false, false),
            (passphrase(), true, false),
            (SealedBy::SessionOnly, false, true),
        ] {
            let header = VaultHeader::new(&Key::random(), kept);
            assert_eq!(header.needs_passphrase(), passphrase);
            assert_eq!(header.is_session_only(), session);
        }
    }

    #[test]
    fn a_header_of_a_newer_program_is_not_guessed_at() {
        let mut newer = header(|_| ());
        newer.format = 9;
        let problem = newer.sealed_by().unwrap_err();
        assert_eq!(problem, VaultProblem::NewerFormat { format: 9 });
    }
}
