//! Sealing one secret: XChaCha20-Poly1305 under a sub-key of its field, bound to its context.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::{SealContext, Sealed};
use rand::RngCore;
use rand::rngs::OsRng;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::VaultError;
use crate::key::Key;
use crate::stack::leaving_nothing;

const FORMAT: u8 = 1;
const NONCE_LENGTH: usize = 24;

/// `format ‖ nonce ‖ ciphertext and tag`.
pub(crate) fn seal(
    key: &Key,
    context: &SealContext,
    secret: &SecretString,
) -> Result<Sealed, VaultError> {
    // 24 random bytes do not repeat in any lifetime (draft-irtf-cfrg-xchacha §2.1).
    let mut nonce = [0; NONCE_LENGTH];
    OsRng.fill_bytes(&mut nonce);
    let aad = bound_to(FORMAT, context);
    let payload = Payload {
        // EXPOSE: encrypted here, in place of being stored.
        msg: secret.expose_secret().as_bytes(),
        aad: &aad,
    };
    let ciphertext =
        leaving_nothing(|| cipher(key, context).encrypt(XNonce::from_slice(&nonce), payload))
            .map_err(|_| VaultError::TooLong)?;

    let mut bytes = Vec::with_capacity(1 + NONCE_LENGTH + ciphertext.len());
    bytes.push(FORMAT);
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(&ciphertext);
    Ok(Sealed {
        field: context.field,
        generation: context.generation,
        bytes,
    })
}

/// Opens only what was sealed by this key under this very context.
pub(crate) fn open(
    key: &Key,
    context: &SealContext,
    sealed: &Sealed,
) -> Result<SecretString, VaultError> {
    let does_not_open = || VaultError::DoesNotOpen {
        field: context.field,
    };
    let (&format, rest) = sealed.bytes.split_first().ok_or_else(does_not_open)?;
    if format != FORMAT {
        return Err(VaultError::UnknownFormat { format });
    }
    if sealed.field != context.field || sealed.generation != context.generation {
        return Err(does_not_open());
    }

    let (nonce, ciphertext) = rest
        .split_at_checked(NONCE_LENGTH)
        .ok_or_else(does_not_open)?;
    let aad = bound_to(format, context);
    let payload = Payload {
        msg: ciphertext,
        aad: &aad,
    };
    let plain =
        leaving_nothing(|| cipher(key, context).decrypt(XNonce::from_slice(nonce), payload))
            .map(Zeroizing::new)
            .map_err(|_| does_not_open())?;
    let text = std::str::from_utf8(&plain).map_err(|_| does_not_open())?;
    Ok(SecretString::from(text))
}

fn cipher(key: &Key, context: &SealContext) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.for_field(context.field).as_slice().into())
}

/// What the ciphertext is bound to. Each part is preceded by its length, so that no two contexts
/// give the same bytes.
fn bound_to(format: u8, context: &SealContext) -> Vec<u8> {
    let connection = context.connection.to_string();
    let parts: [&[u8]; 5] = [
        &[format],
        connection.as_bytes(),
        context.host.as_bytes(),
        context.field.as_str().as_bytes(),
        &context.generation.to_be_bytes(),
    ];
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use domain::{ConnectionId, SecretField};

    use super::*;

    fn context() -> SealContext {
        SealContext {
            connection: ConnectionId::new(),
            host: "acme.okta.com".into(),
            field: SecretField::RefreshToken,
            generation: 4,
        }
    }

    fn does_not_open(result: &Result<SecretString, VaultError>) -> bool {
        matches!(result, Err(VaultError::DoesNotOpen { .. }))
    }

    #[test]
    fn what_was_sealed_opens_under_the_same_context() {
        let (key, context) = (Key::random(), context());
        for secret in ["", "s", "ünïcode", &"x".repeat(16 * 1024)] {
            let sealed = seal(&key, &context, &secret.into()).unwrap();
            let opened = open(&key, &context, &sealed).unwrap();
            assert_eq!(opened.expose_secret(), secret);
        }
    }

    #[test]
    fn the_ciphertext_holds_no_window_of_the_secret_and_never_repeats() {
        let (key, context) = (Key::random(), context());
        let secret = "canary-canary-canary-canary";
        let first = seal(&key, &context, &secret.into()).unwrap();
        let second = seal(&key, &context, &secret.into()).unwrap();
        assert_ne!(first.bytes, second.bytes);
        let shows = |window: &[u8]| first.bytes.windows(window.len()).any(|w| w == window);
        assert!(!secret.as_bytes().windows(6).any(shows));
    }

    #[test]
    fn a_secret_moved_to_another_connection_host_field_or_generation_does_not_open() {
        let (key, home) = (Key::random(), context());
        let sealed = seal(&key, &home, &"secret".into()).unwrap();
        let elsewhere = [
            SealContext {
                connection: ConnectionId::new(),
                ..home.clone()
            },
            SealContext {
                host: "evil.okta.com".into(),
                ..home.clone()
            },
            SealContext {
                field: SecretField::ClientSecret,
                ..home.clone()
            },
            SealContext {
                generation: 3,
                ..home.clone()
            },
        ];
        for context in elsewhere {
            assert!(does_not_open(&open(&key, &context, &sealed)));
            // Relabelling the row as well does not help.
            let relabelled = Sealed {
                field: context.field,
                generation: context.generation,
                bytes: sealed.bytes.clone(),
            };
            assert!(does_not_open(&open(&key, &context, &relabelled)));
        }
        assert!(open(&key, &home, &sealed).is_ok());
    }

    #[test]
    fn a_row_whose_label_was_changed_does_not_open() {
        let (key, home) = (Key::random(), context());
        let sealed = seal(&key, &home, &"secret".into()).unwrap();
        let relabelled = Sealed {
            generation: 5,
            ..sealed
        };
        assert!(does_not_open(&open(&key, &home, &relabelled)));
    }

    #[test]
    fn another_key_or_one_flipped_bit_does_not_open() {
        let (key, home) = (Key::random(), context());
        let sealed = seal(&key, &home, &"secret".into()).unwrap();
        assert!(does_not_open(&open(&Key::random(), &home, &sealed)));
        for at in 1..sealed.bytes.len() {
            let mut flipped = sealed.clone();
            flipped.bytes[at] ^= 1;
            assert!(does_not_open(&open(&key, &home, &flipped)), "byte {at}");
        }
        for length in 1..sealed.bytes.len() {
            let mut cut = sealed.clone();
            cut.bytes.truncate(length);
            assert!(does_not_open(&open(&key, &home, &cut)), "length {length}");
        }
    }

    #[test]
    fn a_format_of_a_newer_program_is_named() {
        let (key, home) = (Key::random(), context());
        let mut sealed = seal(&key, &home, &"secret".into()).unwrap();
        sealed.bytes[0] = 2;
        let error = open(&key, &home, &sealed).unwrap_err();
        assert!(matches!(error, VaultError::UnknownFormat { format: 2 }));
    }

    #[test]
    fn a_host_that_swallows_its_neighbours_is_not_bound_like_the_true_one() {
        let home = context();
        let swallowed = SealContext {
            connection: home.connection,
            host: format!("{}\0\0\0\0\0\0\0\rrefresh_token", home.host),
            ..home.clone()
        };
        let (true_bytes, false_bytes) = (bound_to(FORMAT, &home), bound_to(FORMAT, &swallowed));
        assert!(!false_bytes.starts_with(&true_bytes));
        assert!(!true_bytes.starts_with(&false_bytes));
    }
}
