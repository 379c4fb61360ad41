//! What can go wrong between here and there.

use std::fmt;

/// Why no answer, or none that may be used, came back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The request names another origin than the one it was to be sent to.
    #[error("the request is addressed to another origin")]
    WrongOrigin,
    /// The request is none that HTTP can carry.
    #[error("the request cannot be put on the wire")]
    Unsendable,
    /// The computer's own certificate store cannot be read.
    #[error("the certificate store of this computer cannot be read: {reason}")]
    NoTrustStore {
        /// What the store said.
        reason: String,
    },
    /// There is no way out of this computer.
    #[error("this computer is offline")]
    Offline,
    /// No address is known under the name.
    #[error("the name has no address")]
    NameNotFound,
    /// The name leads into a private network, where no org is.
    #[error("the name leads to an address that is not public")]
    PrivateAddress,
    /// Nobody listens at the address.
    #[error("the connection was refused")]
    ConnectionRefused,
    /// The secure channel could not be agreed on.
    #[error("the secure connection was refused: {reason}")]
    Tls {
        /// What the verifier said.
        reason: String,
    },
    /// The certificate was issued by somebody whom this computer does not know: a network that
    /// looks into traffic, or an impostor.
    #[error("nobody whom this computer trusts vouches for the server")]
    UnknownAuthority {
        /// The issuer's name, as the certificate has it.
        issuer: Option<String>,
    },
    /// Some other reason why no connection came about, a proxy's refusal among them.
    #[error("no connection came about: {reason}")]
    NotConnected {
        /// What the system or the proxy said.
        reason: String,
    },
    /// It took too long.
    #[error("nothing came back in time while {phase}")]
    TimedOut {
        /// During what.
        phase: Phase,
    },
    /// The server points elsewhere, and secrets do not follow.
    #[error("the server redirected the request")]
    Redirected {
        /// The host that it points to, where it is another.
        location_host: Option<String>,
    },
    /// The answer is longer than such an answer can be.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// What would have been taken.
        limit: usize,
    },
    /// The answer is compressed in a way that was not asked for.
    #[error("the answer is encoded in a way that was not asked for")]
    Encoded,
    /// The connection ended in the middle.
    #[error("the connection broke off")]
    CutOff,
}

/// What was being done when the time ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Looking up the name, connecting, agreeing on TLS.
    Connecting,
    /// Waiting for the first byte of the answer.
    Waiting,
    /// Reading the answer.
    Reading,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connecting => "connecting",
            Self::Waiting => "waiting for the answer",
            Self::Reading => "reading the answer",
        })
    }
}

impl TransportError {
    /// Whether the server may have seen the request, and acted on it.
    ///
    /// `false` is certain: not one byte of the request left. A request that is not idempotent may
    /// be repeated only then (RFC 9110 §9.2.2).
    pub fn request_was_sent(&self) -> bool {
        match self {
            Self::WrongOrigin
            | Self::Unsendable
            | Self::NoTrustStore { .. }
            | Self::Offline
            | Self::NameNotFound
            | Self::PrivateAddress
            | Self::ConnectionRefused
            | Self::Tls { .. }
            | Self::UnknownAuthority { .. }
            | Self::NotConnected { .. } => false,
            Self::TimedOut { phase } => *phase != Phase::Connecting,
            Self::Redirected { .. } | Self::TooLarge { .. } | Self::Encoded | Self::CutOff => true,
        }
    }
}
