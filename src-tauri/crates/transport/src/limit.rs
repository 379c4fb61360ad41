//! How much of an answer is read, and for how long.

use std::time::Duration;

/// What kind of answer is expected. A larger one is refused while it arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyLimit {
    /// Tokens and what comes from the authorization server's endpoints: 64 KiB.
    Token,
    /// Metadata documents and key sets: 256 KiB.
    Metadata,
    /// A page of an API: 8 MiB, counted after decompression.
    Page,
}

impl BodyLimit {
    /// In bytes.
    pub fn bytes(self) -> usize {
        match self {
            Self::Token => 64 * 1024,
            Self::Metadata => 256 * 1024,
            Self::Page => 8 * 1024 * 1024,
        }
    }

    /// From the first byte sent to the last one read. A token request ends early enough that a
    /// lost answer can be asked for again inside the server's grace period of 30 seconds.
    pub(crate) fn total(self) -> Duration {
        match self {
            Self::Token => Duration::from_secs(20),
            Self::Metadata | Self::Page => Duration::from_secs(30),
        }
    }

    /// Only a page may come compressed: nothing else is large enough to be worth a bomb.
    pub(crate) fn may_be_compressed(self) -> bool {
        self == Self::Page
    }
}
