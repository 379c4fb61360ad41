//! Tokens as an issuer signs them, and as it should not.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rsa::RsaPrivateKey;
use rsa::sha2::{Digest, Sha256};
use rsa::signature::{RandomizedSigner, SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};

/// How an ID token is signed.
#[derive(Debug, Clone, Copy)]
pub enum Signature {
    /// RS256 with one of the two keys.
    Rs256(usize),
    /// PS256 with the key that is published: good, and not what was agreed on.
    Ps256,
    /// HMAC with the client secret for a key.
    Hs256,
    /// Bytes in place of a signature; so many of them.
    Made(usize),
}

/// Two keys for everything: making one takes longer than a sign-in.
fn key(which: usize) -> &'static RsaPrivateKey {
    static KEYS: OnceLock<[RsaPrivateKey; 2]> = OnceLock::new();
    let make = || RsaPrivateKey::new(&mut rand::thread_rng(), 2048).expect("a key");
    &KEYS.get_or_init(|| [make(), make()])[which]
}

/// Makes the keys now. On a busy computer it takes longer than whoever waits for an answer would.
pub(crate) fn prepare() {
    key(0);
}

/// One of the two keys as the key set shows it.
pub fn public(which: usize, kid: Option<&str>) -> Value {
    let key = key(which);
    let mut jwk = json!({
        "kty": "RSA",
        "use": "sig",
        "n": encode(&key.n().to_bytes_be()),
        "e": encode(&key.e().to_bytes_be()),
    });
    if let Some(kid) = kid {
        jwk["kid"] = kid.into();
    }
    jwk
}

/// The compact form of header and claims.
pub(crate) fn sign(how: Signature, secret: &str, header: &Value, claims: &Value) -> String {
    let part = |value: &Value| encode(value.to_string().as_bytes());
    let message = format!("{}.{}", part(header), part(claims));
    let bytes = message.as_bytes();
    let signature = match how {
        Signature::Rs256(which) => rsa::pkcs1v15::SigningKey::<Sha256>::new(key(which).clone())
            .sign(bytes)
            .to_vec(),
        Signature::Ps256 => rsa::pss::SigningKey::<Sha256>::new(key(0).clone())
            .sign_with_rng(&mut rand::thread_rng(), bytes)
            .to_vec(),
        Signature::Hs256 => hmac(secret.as_bytes(), bytes),
        Signature::Made(length) => vec![7; length],
    };
    format!("{message}.{}", encode(&signature))
}

/// HMAC with SHA-256 (RFC 2104).
fn hmac(secret: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..secret.len()].copy_from_slice(secret);
    let inner = Sha256::new()
        .chain_update(block.map(|byte| byte ^ 0x36))
        .chain_update(message)
        .finalize();
    let outer = Sha256::new()
        .chain_update(block.map(|byte| byte ^ 0x5c))
        .chain_update(inner)
        .finalize();
    outer.to_vec()
}

/// `at_hash` (OIDC Core §3.1.3.6).
pub(crate) fn half_hash(text: &str) -> String {
    encode(&Sha256::digest(text.as_bytes())[..16])
}

/// PKCE's S256 (RFC 7636 §4.2).
pub(crate) fn challenge(verifier: &str) -> String {
    encode(&Sha256::digest(verifier.as_bytes()))
}

fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
