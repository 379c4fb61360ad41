//! Key pairs of our own, for client assertions (RFC 7523) and `DPoP` proofs (RFC 9449).
//!
//! `ring` signs. An RSA key is made by `rsa`, for `ring` makes none, and never signs with it there
//! (RUSTSEC-2023-0071).

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::PublicKey;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
    RsaPublicKeyComponents,
};
use rsa::pkcs8::EncodePrivateKey;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const RSA_BITS: usize = 2048;

/// How a key signs (RFC 7518 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// RSA of 2048 bits. What Okta's guides and its Admin Console make, so what admins know.
    Rs256,
    /// P-256: small and quick.
    Es256,
}

/// A key pair. It leaves this room as text for the vault only; its public half is no secret.
pub struct SigningKey {
    pair: Pair,
    /// The members that RFC 7638 hashes, and no other.
    jwk: Value,
    public: PublicKey,
    /// The algorithm and PKCS #8, as the vault seals it.
    text: SecretString,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
}

/// What was kept is no key pair of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key pair that was kept cannot be read")]
pub struct UnreadableKey;

impl SigningKey {
    /// A new pair. An RSA key takes a good part of a second.
    pub fn generate(algorithm: SigningAlgorithm) -> Self {
        let pkcs8 = match algorithm {
            SigningAlgorithm::Rs256 => {
                let key = rsa::RsaPrivateKey::new(&mut rand::rngs::OsRng, RSA_BITS)
                    .expect("2048 bits are enough for any exponent");
                let document = key.to_pkcs8_der().expect("a fresh key can be written");
                Zeroizing::new(document.as_bytes().to_vec())
            }
            SigningAlgorithm::Es256 => {
                let rules = &ECDSA_P256_SHA256_FIXED_SIGNING;
                let document = EcdsaKeyPair::generate_pkcs8(rules, &SystemRandom::new())
                    .expect("the system has randomness");
                Zeroizing::new(document.as_ref().to_vec())
            }
        };
        Self::read(algorithm, &pkcs8).expect("what was just written can be read")
    }

    /// Reads what [`Self::secret_text`] once gave.
    pub fn open(text: &SecretString) -> Result<Self, UnreadableKey> {
        // EXPOSE: the key itself is read; it stays in this room.
        let (algorithm, encoded) = text.expose_secret().split_once(' ').ok_or(UnreadableKey)?;
        let algorithm = match algorithm {
            "RS256" => SigningAlgorithm::Rs256,
            "ES256" => SigningAlgorithm::Es256,
            _ => return Err(UnreadableKey),
        };
        let pkcs8 = BASE64_URL_SAFE_NO_PAD
            .decode(encoded)
            .map_err(|_| UnreadableKey)?;
        Self::read(algorithm, &Zeroizing::new(pkcs8))
    }

    /// The pair for the vault.
    pub fn secret_text(&self) -> &SecretString {
        &self.text
    }

    /// The half that is registered in the app.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The public half without a name, as it stands in a proof (RFC 9449 §4.2).
    pub(crate) fn jwk(&self) -> &Value {
        &self.jwk
    }

    /// A compact JWS (RFC 7515 §7.1); `alg` is put into the header here.
    pub(crate) fn jwt(&self, mut header: Value, claims: &Value) -> String {
        header["alg"] = self.algorithm().into();
        let signed = format!(
            "{}.{}",
            encode(header.to_string().as_bytes()),
            encode(claims.to_string().as_bytes())
        );
        let signature = self.sign(signed.as_bytes());
        format!("{signed}.{}", encode(&signature))
    }

    fn algorithm(&self) -> &'static str {
        match self.pair {
            Pair::Rsa(_) => "RS256",
            Pair::Ec(_) => "ES256",
        }
    }

    fn sign(&self, text: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, text, &mut signature)
                    .expect("the system has randomness");
                signature
            }
            Pair::Ec(pair) => {
                let signature = pair.sign(&random, text);
                signature
                    .expect("the system has randomness")
                    .as_ref()
                    .to_vec()
            }
        }
    }

    fn read(algorithm: SigningAlgorithm, pkcs8: &[u8]) -> Result<Self, UnreadableKey> {
        let pair = match algorithm {
            SigningAlgorithm::Rs256 => RsaKeyPair::from_pkcs8(pkcs8).map(Pair::Rsa),
            SigningAlgorithm::Es256 => {
                let rules = &ECDSA_P256_SHA256_FIXED_SIGNING;
                EcdsaKeyPair::from_pkcs8(rules, pkcs8, &SystemRandom::new()).map(Pair::Ec)
            }
        };
        let pair = pair.map_err(|_| UnreadableKey)?;
        let (jwk, name) = match &pair {
            Pair::Rsa(pair) => {
                let parts = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public());
                let (n, e) = (encode(&parts.n), encode(&parts.e));
                (json!({ "e": e, "kty": "RSA", "n": n }), "RS256")
            }
            Pair::Ec(pair) => {
                // SEC 1 §2.3.3: 4, then the coordinates.
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                let (x, y) = (encode(x), encode(y));
                (
                    json!({ "crv": "P-256", "kty": "EC", "x": x, "y": y }),
                    "ES256",
                )
            }
        };
        let thumbprint = thumbprint(&jwk);
        let mut registered = jwk.clone();
        registered["kid"] = thumbprint.as_str().into();
        registered["use"] = "sig".into();
        registered["alg"] = name.into();
        let text = Zeroizing::new(encode(pkcs8));
        Ok(Self {
            pair,
            jwk,
            public: PublicKey {
                thumbprint,
                jwk: format!("{registered:#}"),
            },
            text: format!("{name} {}", *text).into(),
        })
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public.thumbprint)
    }
}

/// RFC 7638 of a JWK that has only the members that are hashed, in the order of their names.
fn thumbprint(jwk: &Value) -> String {
    encode(&Sha256::digest(jwk.to_string()))
}

/// 128 random bits: a `jti` that never comes twice.
pub(crate) fn fresh_id() -> String {
    let mut id = [0; 16];
    SystemRandom::new()
        .fill(&mut id)
        .expect("the system has randomness");
    encode(&id)
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use static_assertions::assert_not_impl_any;

    use super::*;

    assert_not_impl_any!(SigningKey: serde::Serialize, Clone);

    #[test]
    fn the_thumbprint_is_as_in_the_standard() {
        // RFC 7638 §3.1.
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let jwk = json!({ "e": "AQAB", "kty": "RSA", "n": n });
        assert_eq!(
            thumbprint(&jwk),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        );
    }

    #[test]
    fn a_key_comes_back_from_its_text_and_signs_for_its_public_half() {
        for algorithm in [SigningAlgorithm::Rs256, SigningAlgorithm::Es256] {
            let made = SigningKey::generate(algorithm);
            let kept = SigningKey::open(made.secret_text()).unwrap();
            assert_eq!(made.public(), kept.public());

            let registered: Value = serde_json::from_str(&kept.public().jwk).unwrap();
            assert_eq!(registered["kid"], kept.public().thumbprint);
            for private in ["d", "p", "q", "dp", "dq", "qi"] {
                assert!(registered.get(private).is_none(), "{private}");
            }
            let jwt = kept.jwt(json!({ "typ": "x" }), &json!({ "a": 1 }));
            assert_eq!(jwt.split('.').count(), 3);
            let named = format!("SigningKey({})", kept.public().thumbprint);
            assert_eq!(format!("{kept:?}"), named, "and nothing else of it");
        }
    }

    #[test]
    fn what_is_no_key_of_ours_is_not_read() {
        for text in ["", "RS256", "ES256 AAAA", "RS256 ====", "HS256 AAAA"] {
            assert!(SigningKey::open(&text.into()).is_err(), "{text}");
        }
        let made = SigningKey::generate(SigningAlgorithm::Es256);
        let other = made.secret_text().expose_secret().replace("ES256", "RS256");
        assert!(SigningKey::open(&other.into()).is_err());
    }
}
