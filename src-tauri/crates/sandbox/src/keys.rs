//! The org's key pairs. They are made once per process: a test that starts fifty orgs
//! should not pay fifty times for prime numbers.

use std::sync::OnceLock;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::pkcs1v15::SigningKey;
use rsa::signature::{SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use rsa::{RsaPrivateKey, RsaPublicKey};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::ids;

/// An RSA pair and the name it goes by in a key set.
pub(crate) struct KeyPair {
    pub(crate) kid: String,
    private: RsaPrivateKey,
}

/// Signs ID tokens.
pub(crate) fn signing() -> &'static KeyPair {
    static PAIR: OnceLock<KeyPair> = OnceLock::new();
    PAIR.get_or_init(|| KeyPair::generate(ids::secret(43)))
}

/// Opens what clients seal for the OPA vault. Its name is a UUID, as OPA's documents say.
pub(crate) fn vault() -> &'static KeyPair {
    static PAIR: OnceLock<KeyPair> = OnceLock::new();
    PAIR.get_or_init(|| KeyPair::generate(ids::fresh_uuid()))
}

impl KeyPair {
    fn generate(kid: String) -> Self {
        let private = RsaPrivateKey::new(&mut rand::thread_rng(), 2048)
            .expect("2048 bits are enough for any exponent");
        Self { kid, private }
    }

    /// A compact JWT with these claims (RFC 7519), signed with RS256.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = json!({ "kid": self.kid, "alg": "RS256" });
        let body = format!("{}.{}", encode(&header), encode(claims));
        let signature = SigningKey::<Sha256>::new(self.private.clone()).sign(body.as_bytes());
        format!("{body}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    /// The public half as a JWK (RFC 7517).
    pub(crate) fn public_jwk(&self, alg: &str, usage: &str) -> Value {
        let public = RsaPublicKey::from(&self.private);
        json!({
            "kty": "RSA", "alg": alg, "kid": self.kid, "use": usage,
            "n": URL_SAFE_NO_PAD.encode(public.n().to_bytes_be()),
            "e": URL_SAFE_NO_PAD.encode(public.e().to_bytes_be()),
        })
    }

    pub(crate) fn private(&self) -> &RsaPrivateKey {
        &self.private
    }
}

/// JSON as base64url, the way every part of a JWT is written.
pub(crate) fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}
