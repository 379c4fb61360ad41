//! The one key, and what is derived from it.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::SecretField;
use hkdf::Hkdf;
use rand::RngCore;
use rand::rngs::OsRng;
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::header::PassphraseParameters;
use crate::stack::leaving_nothing;

const KEY_LENGTH: usize = 32;
pub(crate) const CHECK_LENGTH: usize = 16;

/// Stands before the key in the keyring, so that a foreign value is not taken for one.
const PREFIX: &str = "connections-console-1:";

/// 32 bytes that open everything. Wiped when dropped; cannot be copied, printed or written out.
pub(crate) struct Key(SecretBox<[u8; KEY_LENGTH]>);

impl Key {
    /// A new one, from the operating system's generator.
    pub(crate) fn random() -> Self {
        Self(SecretBox::init_with_mut(|bytes: &mut [u8; KEY_LENGTH]| {
            OsRng.fill_bytes(bytes);
        }))
    }

    /// Argon2id (RFC 9106) over the passphrase in its composed form (NFC), so that it is the same
    /// on every keyboard. `None` if the parameters are out of Argon2's bounds.
    pub(crate) fn from_passphrase(
        passphrase: &SecretString,
        parameters: &PassphraseParameters,
    ) -> Option<Self> {
        // EXPOSE: Argon2 takes bytes. The composed copy is wiped at the end of this function.
        let typed = passphrase.expose_secret();
        // Composition never lengthens a text threefold: the copy does not move while it grows.
        let mut composed = Zeroizing::new(String::with_capacity(typed.len() * 3));
        composed.extend(typed.nfc());

        let cost = Params::new(
            parameters.memory_kib,
            parameters.passes,
            parameters.lanes,
            Some(KEY_LENGTH),
        )
        .ok()?;
        let mut key = Box::new([0; KEY_LENGTH]);
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost);
        leaving_nothing(|| {
            argon.hash_password_into(composed.as_bytes(), &parameters.salt, &mut *key)
        })
        .ok()?;
        Some(Self(SecretBox::new(key)))
    }

    /// What the keyring keeps: printable, and under 100 characters, as some keyrings ask.
    pub(crate) fn to_keyring(&self) -> Zeroizing<Vec<u8>> {
        leaving_nothing(|| {
            // EXPOSE: the keyring is where the key lives. The copy is wiped once it is written.
            let encoded = Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0.expose_secret()));
            Zeroizing::new([PREFIX.as_bytes(), encoded.as_bytes()].concat())
        })
    }

    /// Reads what [`Key::to_keyring`] wrote; `None` if it is something else.
    pub(crate) fn from_keyring(value: &[u8]) -> Option<Self> {
        let encoded = value.strip_prefix(PREFIX.as_bytes())?;
        let decoded = leaving_nothing(|| URL_SAFE_NO_PAD.decode(encoded).map(Zeroizing::new));
        let decoded = decoded.ok()?;
        let mut key = Box::new([0; KEY_LENGTH]);
        if decoded.len() != KEY_LENGTH {
            return None;
        }
        key.copy_from_slice(&decoded);
        Some(Self(SecretBox::new(key)))
    }

    /// A sub-key of its own for each kind of secret (HKDF, RFC 5869 §3.2).
    pub(crate) fn for_field(&self, field: SecretField) -> Zeroizing<[u8; KEY_LENGTH]> {
        self.expand(&["seal", field.as_str()])
    }

    /// Tells this key from another, and tells nothing of the key.
    pub(crate) fn check(&self) -> [u8; CHECK_LENGTH] {
        leaving_nothing(|| *self.expand(&["check"]))
    }

    /// Whether `check` was made by this key.
    pub(crate) fn made(&self, check: &[u8]) -> bool {
        self.check()[..].ct_eq(check).into()
    }

    fn expand<const N: usize>(&self, purpose: &[&str]) -> Zeroizing<[u8; N]> {
        let info = format!("connections-console/1/{}", purpose.join("/"));
        let mut derived = Zeroizing::new([0; N]);
        // EXPOSE: HKDF takes bytes. It keeps none of them.
        Hkdf::<Sha256>::new(None, self.0.expose_secret())
            .expand(info.as_bytes(), &mut *derived)
            .expect("32 bytes are less than HKDF can give");
        derived
    }
}

#[cfg(test)]
mod tests {
    use static_assertions::assert_not_impl_any;

    use super::*;

    assert_not_impl_any!(Key: Clone, std::fmt::Debug, serde::Serialize);

    #[test]
    fn the_keyring_gives_back_the_key_it_was_given() {
        let key = Key::random();
        let kept = key.to_keyring();
        assert!(kept.len() < 100);
        assert!(Key::from_keyring(&kept).unwrap().made(&key.check()));
    }

    #[test]
    fn a_foreign_value_in_the_keyring_is_not_taken_for_a_key() {
        for foreign in [
            "",
            "hunter2",
            "connections-console-1:",
            "connections-console-1:QUJD",
        ] {
            assert!(Key::from_keyring(foreign.as_bytes()).is_none(), "{foreign}");
        }
    }

    #[test]
    fn a_passphrase_is_the_same_however_its_accents_were_typed() {
        let parameters = PassphraseParameters {
            salt: vec![7; 16],
            memory_kib: 64,
            passes: 1,
            lanes: 1,
        };
        let key = |typed: &str| Key::from_passphrase(&typed.into(), &parameters).unwrap();
        assert!(key("Grüße aus Zürich").made(&key("Gru\u{308}ße aus Zu\u{308}rich").check()));
        assert!(!key("Grüße aus Zürich").made(&key("Grusse aus Zurich").check()));
    }
}
