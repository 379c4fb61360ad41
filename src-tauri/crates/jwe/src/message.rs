//! The five parts of a sealed message, in either of the forms in which it is written.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::Unopened;

/// More is no secret: OPA keeps names and values, not files.
const LONGEST: usize = 4 * 1024 * 1024;

/// A sealed message.
pub(crate) struct Message {
    /// The protected header as it stands, which the tag covers (RFC 7516 §5.1 step 14).
    pub(crate) protected: String,
    pub(crate) wrapped_key: Vec<u8>,
    pub(crate) nonce: Vec<u8>,
    pub(crate) ciphertext: Vec<u8>,
    pub(crate) tag: Vec<u8>,
}

impl Message {
    /// The flattened JSON form (RFC 7516 §7.2.2), which is what OPA's document calls a *fully
    /// serialized JWE*.
    pub(crate) fn to_json(&self) -> String {
        json!({
            "protected": self.protected,
            "encrypted_key": encode(&self.wrapped_key),
            "iv": encode(&self.nonce),
            "ciphertext": encode(&self.ciphertext),
            "tag": encode(&self.tag),
        })
        .to_string()
    }

    /// Reads the flattened JSON form, or the compact one.
    pub(crate) fn read(text: &str) -> Result<Self, Unopened> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(Unopened::NoMessage);
        }
        let parts = if text.starts_with('{') {
            flattened(text)
        } else {
            compact(text)
        };
        let [protected, wrapped_key, nonce, ciphertext, tag] = parts.ok_or(Unopened::NoMessage)?;
        Ok(Self {
            wrapped_key: decode(&wrapped_key)?,
            nonce: decode(&nonce)?,
            ciphertext: decode(&ciphertext)?,
            tag: decode(&tag)?,
            protected,
        })
    }

    /// What the protected header says.
    pub(crate) fn header(&self) -> Result<Value, Unopened> {
        serde_json::from_slice(&decode(&self.protected)?).map_err(|_| Unopened::NoMessage)
    }
}

/// RFC 7515 §2: base64url without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(text: &str) -> Result<Vec<u8>, Unopened> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| Unopened::NoMessage)
}

/// A header outside the protected one could name another algorithm than the tag covers, and
/// additional data is nothing that OPA writes: such a message is none of ours.
fn flattened(text: &str) -> Option<[String; 5]> {
    let message: Value = serde_json::from_str(text).ok()?;
    let foreign = ["header", "unprotected", "recipients", "aad"];
    if foreign.iter().any(|name| message.get(name).is_some()) {
        return None;
    }
    let part = |name: &str| message[name].as_str().map(str::to_owned);
    Some([
        part("protected")?,
        part("encrypted_key")?,
        part("iv")?,
        part("ciphertext")?,
        part("tag")?,
    ])
}

fn compact(text: &str) -> Option<[String; 5]> {
    let parts: Vec<String> = text.split('.').map(str::to_owned).collect();
    parts.try_into().ok()
}
