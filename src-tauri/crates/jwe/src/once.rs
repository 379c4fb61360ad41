//! A key pair that is made for one answer and dies with it.

use rsa::traits::PublicKeyParts as _;
use rsa::{Oaep, RsaPrivateKey};
use serde_json::{Value, json};
use sha2::Sha256;
use zeroize::{Zeroize as _, Zeroizing};

use crate::message::{Message, encode};
use crate::{ALG, ENC, FEWEST_BITS, content};

/// A key pair for one answer. Opening uses it up, and its numbers are wiped: that a decryption by
/// `rsa` takes longer for some messages than for others (RUSTSEC-2023-0071) tells nobody anything,
/// for it is never asked twice.
pub struct Once {
    pub(crate) private: RsaPrivateKey,
}

/// Why a sealed message does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    /// It is no sealed message (RFC 7516).
    #[error("what came back is no sealed message")]
    NoMessage,
    /// It is sealed in another way than was asked for.
    #[error("it is sealed in another way than was asked for")]
    Algorithm,
    /// It is sealed for another key, or was changed on its way.
    #[error("it is sealed for another key, or was changed on its way")]
    NotForThisKey,
    /// Its text is none.
    #[error("what is in it is no text")]
    NoText,
}

impl Once {
    /// Makes the pair. This takes a good part of a second: keep it off the threads that answer.
    pub fn make() -> Self {
        let private = RsaPrivateKey::new(&mut rand::thread_rng(), FEWEST_BITS)
            .expect("2048 bits are enough for any exponent");
        Self { private }
    }

    /// The public half as a JWK (RFC 7517), to be sent.
    pub fn public_jwk(&self) -> Value {
        json!({
            "kty": "RSA",
            "use": "enc",
            "alg": ALG,
            "n": encode(&self.private.n().to_bytes_be()),
            "e": encode(&self.private.e().to_bytes_be()),
        })
    }

    /// Opens what was sealed for this pair, in the compact or the flattened JSON form.
    pub fn open(self, sealed: &str) -> Result<Zeroizing<String>, Unopened> {
        let message = Message::read(sealed)?;
        let header = message.header()?;
        // `crit` names what must be understood, and nothing is; `zip` is no part of OPA's answer,
        // and unpacking without a bound fills the memory (RFC 7516 §4.1.13, §4.1.3).
        let other = header.get("crit").is_some() || header.get("zip").is_some();
        if header["alg"] != ALG || header["enc"] != ENC || other {
            return Err(Unopened::Algorithm);
        }
        let content_key = self
            .private
            .decrypt_blinded(
                &mut rand::thread_rng(),
                Oaep::new::<Sha256>(),
                &message.wrapped_key,
            )
            .map(Zeroizing::new)
            .map_err(|_| Unopened::NotForThisKey)?;
        let mut text = message.ciphertext;
        content::open(
            &content_key,
            &message.nonce,
            &message.protected,
            &mut text,
            &message.tag,
        )
        .ok_or(Unopened::NotForThisKey)?;
        String::from_utf8(text)
            .map(Zeroizing::new)
            .map_err(|error| {
                error.into_bytes().zeroize();
                Unopened::NoText
            })
    }
}

impl std::fmt::Debug for Once {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Once")
    }
}
