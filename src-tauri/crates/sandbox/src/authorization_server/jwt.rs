//! Reading other people's JWTs: client assertions and DPoP proofs. RS256 and ES256.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::signature::Verifier;
use rsa::{BigUint, RsaPublicKey};
use serde_json::Value;
use sha2::Sha256;

/// A JWT taken apart; nothing about it is verified yet.
pub(crate) struct Jwt<'a> {
    pub(crate) header: Value,
    pub(crate) claims: Value,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Jwt<'a> {
    /// Takes a compact JWT apart.
    pub(crate) fn parse(compact: &'a str) -> Option<Self> {
        let (signed, signature) = compact.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let read = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
        Some(Self {
            header: read(header)?,
            claims: read(claims)?,
            signed,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }

    /// Whether this public key signed it.
    pub(crate) fn is_signed_by(&self, jwk: &Value) -> bool {
        match self.header["alg"].as_str() {
            Some("RS256") => self.rs256(jwk).unwrap_or(false),
            Some("ES256") => self.es256(jwk).unwrap_or(false),
            _ => false,
        }
    }

    fn rs256(&self, jwk: &Value) -> Option<bool> {
        let key = RsaPublicKey::new(number(&jwk["n"])?, number(&jwk["e"])?).ok()?;
        let signature = Signature::try_from(self.signature.as_slice()).ok()?;
        Some(
            VerifyingKey::<Sha256>::new(key)
                .verify(self.signed.as_bytes(), &signature)
                .is_ok(),
        )
    }

    fn es256(&self, jwk: &Value) -> Option<bool> {
        use p256::ecdsa::signature::Verifier as _;
        let mut point = vec![4];
        point.extend(URL_SAFE_NO_PAD.decode(jwk["x"].as_str()?).ok()?);
        point.extend(URL_SAFE_NO_PAD.decode(jwk["y"].as_str()?).ok()?);
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).ok()?;
        let signature = p256::ecdsa::Signature::from_slice(&self.signature).ok()?;
        Some(key.verify(self.signed.as_bytes(), &signature).is_ok())
    }
}

fn number(part: &Value) -> Option<BigUint> {
    Some(BigUint::from_bytes_be(
        &URL_SAFE_NO_PAD.decode(part.as_str()?).ok()?,
    ))
}

/// UTF-8 or nothing.
pub(crate) fn text(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok()
}
