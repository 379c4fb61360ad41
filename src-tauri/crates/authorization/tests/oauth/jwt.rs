//! Tokens as an issuer signs them, and as it should not.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::sha2::{Digest, Sha256};
use rsa::signature::{SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};

/// Two keys for all tests: making one takes longer than a test.
pub(crate) fn key(which: usize) -> &'static RsaPrivateKey {
    static KEYS: OnceLock<[RsaPrivateKey; 2]> = OnceLock::new();
    let make = || RsaPrivateKey::new(&mut rand::thread_rng(), 2048).unwrap();
    &KEYS.get_or_init(|| [make(), make()])[which]
}

pub(crate) fn public(which: usize, kid: Option<&str>) -> Value {
    let key = key(which);
    let mut jwk = json!({
        "kty": "RSA",
        "alg": "RS256",
        "use": "sig",
        "n": encode(&key.n().to_bytes_be()),
        "e": encode(&key.e().to_bytes_be()),
    });
    if let Some(kid) = kid {
        jwk["kid"] = kid.into();
    }
    jwk
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn rs256(which: usize, header: &Value, claims: &Value) -> String {
    let message = message(header, claims);
    let signature = SigningKey::<Sha256>::new(key(which).clone()).sign(message.as_bytes());
    format!("{message}.{}", encode(&signature.to_bytes()))
}

/// HMAC (RFC 2104), for a token that is signed with what should have been a public text.
pub(crate) fn hs256(secret: &[u8], header: &Value, claims: &Value) -> String {
    let message = message(header, claims);
    let mut block = [0_u8; 64];
    block[..secret.len()].copy_from_slice(secret);
    let inner = Sha256::new()
        .chain_update(block.map(|b| b ^ 0x36))
        .chain_update(&message)
        .finalize();
    let outer = Sha256::new()
        .chain_update(block.map(|b| b ^ 0x5c))
        .chain_update(inner)
        .finalize();
    format!("{message}.{}", encode(&outer))
}

pub(crate) fn with_signature(header: &Value, claims: &Value, signature: &[u8]) -> String {
    format!("{}.{}", message(header, claims), encode(signature))
}

/// The claims of a JWT, whoever signed it.
pub(crate) fn claims(jwt: &str) -> Value {
    let claims = jwt.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}

fn message(header: &Value, claims: &Value) -> String {
    format!(
        "{}.{}",
        encode(header.to_string().as_bytes()),
        encode(claims.to_string().as_bytes())
    )
}

pub(crate) fn half_hash(text: &str) -> String {
    encode(&Sha256::digest(text.as_bytes())[..16])
}
