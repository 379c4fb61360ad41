//! Why the vault is locked, and why a secret does not open.

use domain::{Explanation, SecretField};

use crate::KeyringError;

/// Why the vault could not be unlocked. No case ever deletes anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultProblem {
    /// The keyring cannot be used now.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The keyring was asked and has not answered yet.
    #[error("waiting for the {keyring}")]
    Waiting {
        /// Which keyring.
        keyring: String,
    },
    /// There are sealed secrets, and their key is gone: each connection needs a new sign-in.
    #[error("the key to the stored secrets is gone")]
    KeyLost {
        /// How it went.
        loss: KeyLoss,
    },
    /// The secrets are sealed under a passphrase.
    #[error("the passphrase is needed")]
    PassphraseNeeded,
    /// It is another one.
    #[error("the passphrase is not the one that the secrets are sealed with")]
    WrongPassphrase,
    /// Too short to keep anything.
    #[error("the passphrase has fewer than {least} characters")]
    PassphraseTooShort {
        /// The fewest characters.
        least: usize,
    },
    /// A passphrase was offered, and the key is in the keyring.
    #[error("the secrets are sealed under a key in the {keyring}")]
    SealedByKeyring {
        /// Which keyring.
        keyring: String,
    },
    /// The stored header makes no sense.
    #[error("the record of how the secrets are sealed is damaged")]
    HeaderDamaged,
    /// A newer program sealed this.
    #[error("the secrets are sealed in format {format}, which is newer than this program")]
    NewerFormat {
        /// Its format.
        format: u8,
    },
    /// The computer has not the memory to derive a key.
    #[error("the key could not be derived from the passphrase")]
    NotDerived,
}

/// How a key went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyLoss {
    /// The keyring works and has no item of ours.
    Missing {
        /// Which keyring.
        keyring: String,
    },
    /// The keyring holds a key, and it is another one.
    Replaced {
        /// Which keyring.
        keyring: String,
    },
    /// It was chosen to live for one session, and that is over.
    SessionEnded,
}

/// Why a secret was not sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no key to do it with.
    #[error("the vault is locked")]
    Locked,
    /// It was sealed elsewhere, or changed since.
    #[error("the stored {} does not open", .field.as_str())]
    DoesNotOpen {
        /// Which secret.
        field: SecretField,
    },
    /// A newer program sealed it, or its first byte is damaged.
    #[error("the secret is sealed in the unknown format {format}")]
    UnknownFormat {
        /// The byte that says so.
        format: u8,
    },
    /// No secret is that long.
    #[error("the secret is too long to seal")]
    TooLong,
}

const ROWS_ARE_KEPT: &str = "Your connections are kept: start over with a new key, and sign in \
                             again to each of them.";

impl VaultProblem {
    /// What the person reads in place of the list's secrets.
    pub fn explain(&self) -> Explanation {
        match self {
            Self::Keyring(error) => error.explain(),
            Self::Waiting { keyring } => Explanation::new(
                format!("Waiting for {keyring}."),
                "The key to the stored secrets is in it, and it may be asking for your login \
                 password.",
                "Answer it in its own window, which may be hidden behind this one.",
            ),
            Self::KeyLost { loss } => loss.explain(),
            Self::PassphraseNeeded => Explanation::new(
                "The stored secrets are locked.",
                "They are sealed with a passphrase that only you know.",
                "Type the passphrase.",
            ),
            Self::WrongPassphrase => Explanation::new(
                "This is not the passphrase.",
                "The stored secrets do not open with it.",
                "Type it again; capitals and blanks count. Nobody can recover a forgotten \
                 passphrase: then start over, and sign in again to each connection.",
            ),
            Self::PassphraseTooShort { least } => Explanation::new(
                "The passphrase is too short.",
                "Whoever takes a copy of the file could find it by trying.",
                format!("Choose one of at least {least} characters; four or five words do well."),
            ),
            Self::SealedByKeyring { keyring } => Explanation::new(
                "The stored secrets do not open with a passphrase.",
                format!("They are sealed under a key in {keyring}."),
                "Unlock that keyring and press Try again; or start over with a passphrase, and \
                 sign in again to each connection.",
            ),
            Self::HeaderDamaged => Explanation::new(
                "The stored secrets cannot be opened.",
                "The record of how they are sealed is damaged.",
                ROWS_ARE_KEPT,
            ),
            Self::NewerFormat { format } => Explanation::new(
                "The stored secrets cannot be opened by this version.",
                format!("A newer version of Connections Console sealed them (format {format})."),
                "Install the newer version again.",
            ),
            Self::NotDerived => Explanation::new(
                "The passphrase could not be checked.",
                "That takes 64 MB of memory, which this computer did not give.",
                "Close other programs, then type the passphrase again.",
            ),
        }
    }
}

impl KeyLoss {
    fn explain(&self) -> Explanation {
        let what = "The key to the stored secrets is gone.";
        match self {
            Self::Missing { keyring } => Explanation::new(
                what,
                format!("{keyring} works, and no longer holds it."),
                ROWS_ARE_KEPT,
            ),
            Self::Replaced { keyring } => Explanation::new(
                what,
                format!("{keyring} holds another key than the one they were sealed with."),
                ROWS_ARE_KEPT,
            ),
            Self::SessionEnded => Explanation::new(
                "The secrets of the last session are gone.",
                "You chose to keep them for that session only.",
                ROWS_ARE_KEPT,
            ),
        }
    }
}

impl VaultError {
    /// What the person reads beside the connection.
    pub fn explain(&self) -> Explanation {
        match self {
            Self::Locked => Explanation::new(
                "The stored secrets are locked.",
                "The key to them is not at hand.",
                "Unlock them, then try again.",
            ),
            Self::DoesNotOpen { .. } => Explanation::new(
                "The stored secret of this connection does not open.",
                "It was sealed for another connection or host, or the file was changed.",
                "Reauthorize the connection.",
            ),
            Self::UnknownFormat { .. } => Explanation::new(
                "The stored secret of this connection cannot be read by this version.",
                "A newer version of Connections Console sealed it, or the file was changed.",
                "Install the newer version again, or reauthorize the connection.",
            ),
            Self::TooLong => Explanation::new(
                "The secret is too long.",
                "No secret that Okta gives is that long.",
                "Copy it again.",
            ),
        }
    }
}
