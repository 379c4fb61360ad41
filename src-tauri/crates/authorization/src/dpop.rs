//! `DPoP` (RFC 9449): tokens that are good only together with a key, and the proofs of holding it.
//!
//! A proof is made for one try of one request and never used twice: Okta takes each `jti` once, so
//! whoever sends again proves again.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::Refusal;
use http::{HeaderMap, HeaderValue, Request, Response};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use sha2::{Digest, Sha256};
use transport::Origin;

use crate::signing_key::{UnreadableKey, encode, fresh_id};
use crate::{SigningAlgorithm, SigningKey};

const PROOF: &str = "dpop";
const NONCE: &str = "dpop-nonce";

/// The key that one connection's tokens are bound to. Clones are the same key.
#[derive(Clone)]
pub struct DpopKey {
    key: Arc<SigningKey>,
    nonces: Nonces,
}

/// The nonces that servers want to see in proofs, each server's newest (RFC 9449 §8). Okta changes
/// its own once a day; forgetting one costs one more request. Clones share.
#[derive(Debug, Clone, Default)]
pub struct Nonces(Arc<Mutex<HashMap<(String, Place), String>>>);

/// An authorization server and a resource may each have a nonce of its own (§9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    TokenEndpoint,
    Resource,
}

impl DpopKey {
    /// A new key: ES256, which Okta takes and RFC 9449 shows.
    pub fn generate(nonces: &Nonces) -> Self {
        Self {
            key: Arc::new(SigningKey::generate(SigningAlgorithm::Es256)),
            nonces: nonces.clone(),
        }
    }

    /// Reads what [`Self::secret_text`] once gave.
    pub fn open(text: &SecretString, nonces: &Nonces) -> Result<Self, UnreadableKey> {
        Ok(Self {
            key: Arc::new(SigningKey::open(text)?),
            nonces: nonces.clone(),
        })
    }

    /// The key for the vault.
    pub fn secret_text(&self) -> &SecretString {
        self.key.secret_text()
    }

    /// Names the key (RFC 7638), as the `jkt` of its tokens does.
    pub fn thumbprint(&self) -> &str {
        &self.key.public().thumbprint
    }

    /// Remembers the nonce of an answer, if it brings one.
    pub(crate) fn heed(&self, origin: &Origin, place: Place, headers: &HeaderMap) {
        let mut sent = headers.get_all(NONCE).iter();
        let nonce = sent.next().and_then(|nonce| nonce.to_str().ok());
        if let (Some(nonce), None) = (nonce, sent.next()) {
            self.nonces.set(origin, place, nonce);
        }
    }

    /// Puts a fresh proof into `request`. With `access`, it proves the right to that token.
    pub(crate) fn prove(
        &self,
        request: &mut Request<Vec<u8>>,
        origin: &Origin,
        place: Place,
        access: Option<&SecretString>,
        now: Timestamp,
    ) {
        // A request to another origin is not sent, so it needs no proof either.
        let Ok(mut target) = origin.locate(request.uri()) else {
            return;
        };
        target.set_query(None);
        target.set_fragment(None);
        let mut claims = json!({
            "htm": request.method().as_str(), "htu": target.as_str(),
            "iat": now.as_second(), "jti": fresh_id(),
        });
        if let Some(nonce) = self.nonces.of(origin, place) {
            claims["nonce"] = nonce.into();
        }
        if let Some(access) = access {
            // EXPOSE: its hash goes into the proof.
            claims["ath"] = encode(&Sha256::digest(access.expose_secret())).into();
        }
        let header = json!({ "typ": "dpop+jwt", "jwk": self.key.jwk() });
        let proof = HeaderValue::try_from(self.key.jwt(header, &claims));
        let proof = proof.expect("base64url and dots are visible ASCII");
        request.headers_mut().insert(PROOF, proof);
    }
}

impl fmt::Debug for DpopKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DpopKey({})", self.thumbprint())
    }
}

impl Nonces {
    fn of(&self, origin: &Origin, place: Place) -> Option<String> {
        let key = (origin.as_str().to_owned(), place);
        self.all().get(&key).cloned()
    }

    fn set(&self, origin: &Origin, place: Place, nonce: &str) {
        let key = (origin.as_str().to_owned(), place);
        self.all().insert(key, nonce.to_owned());
    }

    fn all(&self) -> MutexGuard<'_, HashMap<(String, Place), String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts an access token into `request`, as its kind is shown: `Bearer` (RFC 6750 §2.1), or `DPoP`
/// with a fresh proof (RFC 9449 §7.1). Call it anew for each try.
pub fn present(
    request: &mut Request<Vec<u8>>,
    origin: &Origin,
    access: &SecretString,
    bound_to: Option<&DpopKey>,
    now: Timestamp,
) {
    let scheme = if bound_to.is_some() { "DPoP" } else { "Bearer" };
    // EXPOSE: into the Authorization header of one request to the token's own host.
    let value = format!("{scheme} {}", access.expose_secret());
    // A token that no header can carry was refused when it came.
    let mut value =
        HeaderValue::try_from(value).unwrap_or_else(|_| HeaderValue::from_static("Bearer"));
    value.set_sensitive(true);
    request
        .headers_mut()
        .insert(http::header::AUTHORIZATION, value);
    if let Some(key) = bound_to {
        key.prove(request, origin, Place::Resource, Some(access), now);
    }
}

/// Whether the resource refused only for want of a nonce (RFC 9449 §9), which is remembered now:
/// nothing was done, and the same request with a fresh proof passes.
pub fn wants_nonce<B>(response: &Response<B>, origin: &Origin, bound_to: Option<&DpopKey>) -> bool {
    let Some(key) = bound_to else {
        return false;
    };
    key.heed(origin, Place::Resource, response.headers());
    let challenge = transport::www_authenticate(response);
    response.status() == 401
        && challenge.is_some_and(|challenge| challenge.error.as_deref() == Some("use_dpop_nonce"))
}

/// Whether a token endpoint refuses because it was shown no proof at all. Okta has its own words
/// for it; the RFC has none. A server that only says that the grant is invalid is not second-guessed.
pub(crate) fn is_missing(refusal: &Refusal) -> bool {
    match refusal.code.as_str() {
        "invalid_dpop_proof" => refusal.summary.contains("header is missing"),
        "use_dpop_nonce" => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use base64::Engine as _;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use domain::{LoopbackOrgs, OrgHost};
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use serde_json::Value;
    use static_assertions::assert_not_impl_any;

    use super::*;

    assert_not_impl_any!(DpopKey: serde::Serialize);

    fn acme() -> Origin {
        Origin::from(&OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused).unwrap())
    }

    fn now() -> Timestamp {
        "2026-11-02T08:00:00Z".parse().unwrap()
    }

    fn get(uri: &str) -> Request<Vec<u8>> {
        Request::get(uri).body(Vec::new()).unwrap()
    }

    fn decoded(part: &str) -> Vec<u8> {
        BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()
    }

    /// Header and claims of a proof whose signature fits its own `jwk`.
    fn taken_apart(request: &Request<Vec<u8>>) -> (Value, Value) {
        let proof = request.headers()[PROOF].to_str().unwrap();
        let (signed, signature) = proof.rsplit_once('.').unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        let read = |part: &str| serde_json::from_slice::<Value>(&decoded(part)).unwrap();
        let (header, claims) = (read(header), read(claims));
        let coordinate = |name: &str| decoded(header["jwk"][name].as_str().unwrap());
        let point = [vec![4], coordinate("x"), coordinate("y")].concat();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
            .verify(signed.as_bytes(), &decoded(signature))
            .unwrap();
        (header, claims)
    }

    #[test]
    fn a_proof_is_of_one_request_without_its_query_and_of_one_token() {
        let key = DpopKey::generate(&Nonces::default());
        let mut request = get("/api/v1/users?limit=1&search=a%20b#x");
        present(&mut request, &acme(), &"token-1".into(), Some(&key), now());

        assert_eq!(request.headers()["authorization"], "DPoP token-1");
        let (header, claims) = taken_apart(&request);
        assert_eq!(
            (header["typ"].as_str(), header["alg"].as_str()),
            (Some("dpop+jwt"), Some("ES256"))
        );
        assert!(header["jwk"].get("d").is_none());
        assert_eq!(claims["htm"], "GET");
        assert_eq!(claims["htu"], "https://acme.okta.com/api/v1/users");
        assert_eq!(claims["iat"], now().as_second());
        // RFC 9449 §4.2: base64url of SHA-256, here of "token-1".
        assert_eq!(
            decoded(claims["ath"].as_str().unwrap()),
            Sha256::digest("token-1").as_slice()
        );
        assert!(claims.get("nonce").is_none());
    }

    #[test]
    fn a_key_is_named_by_the_hash_of_its_public_half_and_keeps_its_name_in_the_vault() {
        let nonces = Nonces::default();
        let key = DpopKey::generate(&nonces);
        let mut request = get("/api/v1/users");
        present(&mut request, &acme(), &"t".into(), Some(&key), now());
        let jwk = &taken_apart(&request).0["jwk"];
        // RFC 7638 §3.2: these members and no other, in this order.
        let hashed = format!(
            r#"{{"crv":"P-256","kty":"EC","x":{},"y":{}}}"#,
            jwk["x"], jwk["y"]
        );
        let name = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(hashed));
        assert_eq!(key.thumbprint(), name);
        let kept = DpopKey::open(key.secret_text(), &nonces).unwrap();
        assert_eq!(kept.thumbprint(), name);
        assert_eq!(format!("{key:?}"), format!("DpopKey({name})"));
    }

    #[test]
    fn no_two_proofs_are_the_same() {
        let key = DpopKey::generate(&Nonces::default());
        let ids: HashSet<String> = (0..1000)
            .map(|_| {
                let mut request = get("/api/v1/users");
                present(&mut request, &acme(), &"t".into(), Some(&key), now());
                taken_apart(&request).1["jti"].as_str().unwrap().to_owned()
            })
            .collect();
        assert_eq!(ids.len(), 1000);
    }

    #[test]
    fn a_nonce_is_kept_per_org_and_apart_for_tokens_and_resources() {
        let nonces = Nonces::default();
        let key = DpopKey::generate(&nonces);
        let other = Origin::from(&OrgHost::parse("other.okta.com", LoopbackOrgs::Refused).unwrap());
        let mut headers = HeaderMap::new();
        headers.insert(NONCE, HeaderValue::from_static("n-1"));
        key.heed(&acme(), Place::TokenEndpoint, &headers);

        let nonce_of = |origin: &Origin, place| {
            let mut request = get("/oauth2/v1/token");
            // Another connection of the same org need not ask again.
            DpopKey::generate(&nonces).prove(&mut request, origin, place, None, now());
            taken_apart(&request).1.get("nonce").cloned()
        };
        assert_eq!(nonce_of(&acme(), Place::TokenEndpoint), Some("n-1".into()));
        assert_eq!(nonce_of(&acme(), Place::Resource), None);
        assert_eq!(nonce_of(&other, Place::TokenEndpoint), None);

        headers.append(NONCE, HeaderValue::from_static("n-2"));
        key.heed(&acme(), Place::TokenEndpoint, &headers);
        let doubled = nonce_of(&acme(), Place::TokenEndpoint);
        assert_eq!(
            doubled,
            Some("n-1".into()),
            "two nonces are none (RFC 9449 §8.1)"
        );
    }

    #[test]
    fn a_bearer_token_comes_without_a_proof() {
        let mut request = get("/api/v1/users");
        present(&mut request, &acme(), &"t".into(), None, now());
        assert_eq!(request.headers()["authorization"], "Bearer t");
        assert!(!request.headers().contains_key(PROOF));
    }

    #[test]
    fn only_the_wish_for_a_nonce_is_heard_as_one() {
        let key = DpopKey::generate(&Nonces::default());
        let asked = |status: u16, challenge: &str, key: Option<&DpopKey>| {
            let response = Response::builder()
                .status(status)
                .header("www-authenticate", challenge)
                .header(NONCE, "n-1")
                .body(())
                .unwrap();
            wants_nonce(&response, &acme(), key)
        };
        let wish = r#"DPoP error="use_dpop_nonce""#;
        assert!(asked(401, wish, Some(&key)));
        assert!(!asked(401, wish, None));
        assert!(!asked(401, r#"DPoP error="invalid_token""#, Some(&key)));
        assert!(!asked(500, wish, Some(&key)));
    }
}
