//! ID tokens, and the key documents that they are checked with.
//!
//! The first byte says what the rest is: `K`, a key document, a line break and a token; `C`, the
//! claims of a token whose signature is right; anything else, a token for the one key.

use std::sync::LazyLock;

use authorization::parsers::{Expectation, claims, id_token};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::{LoopbackOrgs, OrgHost};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::Value;

use super::{now, said};
use crate::escaped::unescaped;

/// Its private half signed the tokens of `id_tokens.txt` and was thrown away.
const ONE_KEY: &str = include_str!("../one_key.json");
const CLIENT: &str = "0oa1";
const NONCE: &str = "n-0S6";
const ACCESS_TOKEN: &str = "at";

static ORG: LazyLock<OrgHost> = LazyLock::new(|| {
    OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused).expect("a literal name")
});

fn expectation() -> Expectation<'static> {
    Expectation {
        client_id: CLIENT,
        nonce: NONCE,
        access_token: ACCESS_TOKEN,
        now: now(),
    }
}

pub(super) fn check(data: &[u8]) {
    let (first, rest) = data.split_first().unwrap_or((&b'T', &[]));
    match first {
        b'C' => of_claims(rest),
        b'K' => {
            let end = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
            let (document, token) = rest.split_at(end);
            of_token(document, token.strip_prefix(b"\n").unwrap_or_default());
        }
        _ => of_token(ONE_KEY.as_bytes(), rest),
    }
}

/// A token that is believed is signed by one of the keys, and says what it must.
fn of_token(document: &[u8], token: &[u8]) {
    let Ok(token) = str::from_utf8(token) else {
        return;
    };
    let Ok(identity) = id_token(&ORG, document, token, &expectation()) else {
        return;
    };
    let Some(document) = said(document) else {
        return;
    };
    let keys = document["keys"].as_array().into_iter().flatten();
    let signed = |key: &Value| is_signed(token, key).unwrap_or(false);
    assert!(
        keys.clone().any(signed),
        "believed, and signed by none of the keys: {token}"
    );
    let payload = token.split('.').nth(1).and_then(decoded);
    let Some(payload) = said(&payload.expect("a token has claims")) else {
        return;
    };
    assert_eq!(payload["iss"], "https://acme.okta.com");
    assert_eq!(payload["sub"], identity.subject);
    as_expected(&payload);
}

fn of_claims(payload: &[u8]) {
    if let Ok(identity) = claims(payload, &expectation()) {
        let Some(payload) = said(payload) else {
            return;
        };
        assert_eq!(payload["sub"], identity.subject);
        as_expected(&payload);
        for shown in [Some(&identity.username), identity.name.as_ref()]
            .into_iter()
            .flatten()
        {
            let named = identity.username == identity.subject;
            assert!(named || !shown.contains(char::is_control), "{shown:?}");
        }
    }
}

/// RFC 7515 §5.2, with `ring`.
fn is_signed(token: &str, key: &Value) -> Option<bool> {
    let (message, signature) = token.rsplit_once('.')?;
    let part = |name: &str| decoded(key[name].as_str()?);
    let key = RsaPublicKeyComponents {
        n: part("n")?,
        e: part("e")?,
    };
    let signature = decoded(signature)?;
    let verified = key.verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &signature);
    Some(verified.is_ok())
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}

/// OIDC Core §3.1.3.7, with two minutes between the clocks.
fn as_expected(payload: &Value) {
    let ours = |party: &Value| party == CLIENT;
    let audience = &payload["aud"];
    let only_us = match audience {
        Value::Array(all) => !all.is_empty() && all.iter().all(ours),
        one => ours(one),
    };
    assert!(only_us, "meant for {audience}");
    assert!(
        payload["azp"].is_null() || ours(&payload["azp"]),
        "issued to {}",
        payload["azp"]
    );
    let at = now().as_second();
    let time = |name: &str| payload[name].as_i64();
    assert!(
        time("exp").is_some_and(|exp| exp > at - 120),
        "ended at {}",
        payload["exp"]
    );
    assert!(time("iat").is_some_and(|iat| (at - 600..=at + 120).contains(&iat)));
    assert!(time("nbf").is_none_or(|nbf| nbf <= at + 120));
    assert_eq!(payload["nonce"], NONCE);
    let hash = ring::digest::digest(&ring::digest::SHA256, ACCESS_TOKEN.as_bytes());
    let half = BASE64_URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16]);
    assert!(payload["at_hash"].is_null() || payload["at_hash"] == half);
    let subject = payload["sub"].as_str().map_or(0, str::len);
    assert!((1..=255).contains(&subject), "a subject of {subject} bytes");
}

/// Signed rightly and wrongly, by the one key and by another.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    include_str!("../id_tokens.txt")
        .lines()
        .map(unescaped)
        .collect()
}
