//! Seals for the key of somebody else's vault, and opens what was sealed for a key made this once
//! (JSON Web Encryption, RFC 7516).
//!
//! One pair of algorithms and no other: RSA-OAEP-256 and A256GCM, which is what Okta Privileged
//! Access uses. Pure: this room asks nobody and keeps no key.

mod content;
mod message;
mod once;
mod vault_key;

pub use once::{Once, Unopened};
pub use vault_key::{KeyProblem, NoVaultKey, VaultKey};

/// How the content key is wrapped (RFC 7518 §4.3).
const ALG: &str = "RSA-OAEP-256";
/// How the content is sealed (RFC 7518 §5.3).
const ENC: &str = "A256GCM";
/// Fewer bits can be broken, and NIST SP 800-131A forbids them.
const FEWEST_BITS: usize = 2048;

#[cfg(test)]
mod tests;
