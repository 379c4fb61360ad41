//! Identifiers in Okta's forms: stable ones for what is seeded, random ones for what is made later.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{Rng, distributions::Alphanumeric};
use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// A 20-character id, the same every time for the same prefix and name.
pub(crate) fn stable(prefix: &str, name: &str) -> String {
    let digest = Sha256::digest(format!("{prefix}/{name}"));
    let tail = digest
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(*byte) % 62]));
    prefix.chars().chain(tail).take(20).collect()
}

/// A new 20-character id.
pub(crate) fn fresh(prefix: &str) -> String {
    let tail = rand::thread_rng()
        .sample_iter(&Alphanumeric)
        .map(char::from);
    prefix.chars().chain(tail).take(20).collect()
}

/// A secret of `length` characters.
pub(crate) fn secret(length: usize) -> String {
    rand::thread_rng()
        .sample_iter(&Alphanumeric)
        .map(char::from)
        .take(length)
        .collect()
}

/// A version 4 shaped UUID, the same every time for the same name.
pub(crate) fn stable_uuid(name: &str) -> String {
    let digest = Sha256::digest(name);
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_random_bytes(bytes)
        .into_uuid()
        .to_string()
}

/// A new UUID.
pub(crate) fn fresh_uuid() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// SHA-256, base64url without padding: PKCE, thumbprints, `ath`.
pub(crate) fn sha256_base64url(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}
