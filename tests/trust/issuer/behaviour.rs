//! What the issuer does, all of it honest until changed.

use serde_json::{Value, json};

use super::jwt::{self, Signature};

/// Each member is one place where an issuer can lie.
#[derive(Debug, Clone, Copy)]
pub struct Behaviour {
    /// The authorization response before the browser carries it.
    pub answer: fn(&mut Vec<(&'static str, String)>),
    /// The ID token's header.
    pub header: fn(&mut Value),
    /// The ID token's claims.
    pub claims: fn(&mut Value),
    /// How it is signed.
    pub signature: Signature,
    /// The key set, given how often it was fetched since the lie began.
    pub keys: fn(u32) -> Value,
    /// Whoever asks for the key set is left without an answer.
    pub holds_keys: bool,
    /// The token answer before it is sent.
    pub token: fn(&mut Value),
    /// Userinfo before it is sent.
    pub userinfo: fn(&mut Value),
    /// The server's own metadata before it is sent.
    pub metadata: fn(&mut Value),
}

impl Behaviour {
    pub(crate) fn honest() -> Self {
        Self {
            answer: |_| {},
            header: |_| {},
            claims: |_| {},
            signature: Signature::Rs256(0),
            keys: |_| json!({ "keys": [jwt::public(0, Some("k0"))] }),
            holds_keys: false,
            token: |_| {},
            userinfo: |_| {},
            metadata: |_| {},
        }
    }
}
