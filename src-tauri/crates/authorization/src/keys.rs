//! The org's signing keys (RFC 7517), as far as we would believe them.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use openidconnect::core::CoreJsonWebKeySet;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::server::{Server, object};
use crate::{IdTokenProblem, ServerError};

const MOST: usize = 20;
/// 2048 bits.
const SHORTEST_MODULUS: usize = 256;

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

/// Fetches `/oauth2/v1/keys` of the validated host, whatever the metadata says.
pub(crate) async fn fetch(
    server: &Server<'_>,
) -> Result<Result<Vec<Value>, IdTokenProblem>, ServerError> {
    match server.document::<Document>("/oauth2/v1/keys").await {
        Ok(document) => Ok(document.believable()),
        Err(ServerError::Unreadable) => Ok(Err(IdTokenProblem::Keys)),
        Err(error) => Err(error),
    }
}

impl Document {
    fn believable(self) -> Result<Vec<Value>, IdTokenProblem> {
        if self.keys.len() > MOST {
            return Err(IdTokenProblem::Keys);
        }
        Ok(self.keys.into_iter().filter(is_believable).collect())
    }
}

/// [`fetch`], of a document that is here.
pub(crate) fn read(document: &[u8]) -> Result<Vec<Value>, IdTokenProblem> {
    let document: Document = object(document).ok_or(IdTokenProblem::Keys)?;
    document.believable()
}

/// An RSA key of a decent length, for signatures.
fn is_believable(key: &Value) -> bool {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    let modulus = text("n").and_then(|n| BASE64_URL_SAFE_NO_PAD.decode(n).ok());
    let length = modulus.map_or(0, |n| n.iter().skip_while(|&&byte| byte == 0).count());
    text("kty") == Some("RSA")
        && text("use").is_none_or(|usage| usage == "sig")
        && text("alg").is_none_or(|algorithm| algorithm == "RS256")
        && length >= SHORTEST_MODULUS
}

/// Whether one of the keys has this ID.
pub(crate) fn has(keys: &[Value], kid: &str) -> bool {
    keys.iter()
        .any(|key| key.get("kid").and_then(Value::as_str) == Some(kid))
}

/// As the verifier takes them.
pub(crate) fn set(keys: &[Value]) -> Result<CoreJsonWebKeySet, IdTokenProblem> {
    serde_json::from_value(json!({ "keys": keys })).map_err(|_| IdTokenProblem::Keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(bits: usize, extra: &Value) -> Value {
        let mut key = json!({
            "kty": "RSA",
            "e": "AQAB",
            "n": BASE64_URL_SAFE_NO_PAD.encode(vec![0xff; bits / 8]),
        });
        for (name, value) in extra.as_object().unwrap() {
            key[name] = value.clone();
        }
        key
    }

    #[test]
    fn short_and_foreign_keys_are_left_out() {
        assert!(is_believable(&key(2048, &json!({}))));
        assert!(is_believable(&key(
            4096,
            &json!({"use": "sig", "alg": "RS256"})
        )));
        assert!(!is_believable(&key(1024, &json!({}))));
        assert!(!is_believable(&key(2048, &json!({"use": "enc"}))));
        assert!(!is_believable(&key(2048, &json!({"alg": "RS512"}))));
        assert!(!is_believable(&key(2048, &json!({"kty": "oct"}))));
        assert!(!is_believable(&json!("RSA")));
    }

    #[test]
    fn a_set_of_more_than_twenty_keys_is_no_orgs() {
        let found = |count: usize| {
            let keys = vec![key(2048, &json!({})); count];
            read(json!({ "keys": keys }).to_string().as_bytes()).map(|keys| keys.len())
        };
        assert_eq!(found(20), Ok(20));
        assert_eq!(found(21), Err(IdTokenProblem::Keys));
    }
}
