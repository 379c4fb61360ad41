//! Proving to be a client with a key in place of a secret (`private_key_jwt`, RFC 7523 §3).

use jiff::Timestamp;
use serde_json::json;

use crate::SigningKey;
use crate::signing_key::fresh_id;

pub(crate) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Seconds until an assertion ends. Okta takes up to an hour; it is used at once.
const LIFETIME: i64 = 300;

/// An assertion for one request: a server takes each only once.
pub(crate) fn assertion(
    key: &SigningKey,
    client_id: &str,
    endpoint: &str,
    now: Timestamp,
) -> String {
    let now = now.as_second();
    let header = json!({ "typ": "JWT", "kid": key.public().thumbprint });
    let claims = json!({
        "iss": client_id, "sub": client_id, "aud": endpoint, "jti": fresh_id(),
        "iat": now, "exp": now + LIFETIME,
    });
    key.jwt(header, &claims)
}
