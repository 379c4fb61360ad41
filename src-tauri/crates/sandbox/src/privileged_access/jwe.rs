//! Secrets on the wire: JWE (RFC 7516) with RSA-OAEP-256 and A256GCM. OPA's document calls them
//! *fully serialized*: the flattened JSON form. The compact form is taken too.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::RngCore;
use rsa::{BigUint, Oaep, RsaPrivateKey, RsaPublicKey};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::keys::encode;

/// Seals text to a public JWK; `None` when the key is none of ours to use.
pub(crate) fn seal(jwk: &Value, plain: &str) -> Option<String> {
    if jwk["kty"] != "RSA" {
        return None;
    }
    let number = |part: &Value| {
        Some(BigUint::from_bytes_be(
            &URL_SAFE_NO_PAD.decode(part.as_str()?).ok()?,
        ))
    };
    let public = RsaPublicKey::new(number(&jwk["n"])?, number(&jwk["e"])?).ok()?;
    let mut header = json!({ "alg": "RSA-OAEP-256", "enc": "A256GCM" });
    if let Some(kid) = jwk["kid"].as_str() {
        header["kid"] = json!(kid);
    }
    let header = encode(&header);

    let mut content_key = [0_u8; 32];
    let mut nonce = [0_u8; 12];
    rand::thread_rng().fill_bytes(&mut content_key);
    rand::thread_rng().fill_bytes(&mut nonce);
    let wrapped = public
        .encrypt(&mut rand::thread_rng(), Oaep::new::<Sha256>(), &content_key)
        .ok()?;
    let cipher = Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&content_key));
    let payload = Payload {
        msg: plain.as_bytes(),
        aad: header.as_bytes(),
    };
    let mut sealed = cipher.encrypt(Nonce::from_slice(&nonce), payload).ok()?;
    let tag = sealed.split_off(sealed.len() - 16);
    let written = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
    let message = json!({
        "protected": header, "encrypted_key": written(&wrapped), "iv": written(&nonce),
        "ciphertext": written(&sealed), "tag": written(&tag),
    });
    Some(message.to_string())
}

/// Opens a JWE; `None` when it was not sealed to this key, or tampered with.
pub(crate) fn open(private: &RsaPrivateKey, kid: &str, message: &str) -> Option<String> {
    let parts = parts(message)?;
    let [header, wrapped, nonce, sealed, tag] = parts.each_ref().map(String::as_str);
    let read = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
    let names: Value = serde_json::from_slice(&read(header)?).ok()?;
    if names["alg"] != "RSA-OAEP-256" || names["enc"] != "A256GCM" {
        return None;
    }
    if names["kid"].as_str().is_some_and(|named| named != kid) {
        return None;
    }
    let content_key = private
        .decrypt(Oaep::new::<Sha256>(), &read(wrapped)?)
        .ok()?;
    let (nonce, mut message) = (read(nonce)?, read(sealed)?);
    if content_key.len() != 32 || nonce.len() != 12 {
        return None;
    }
    message.extend(read(tag)?);
    let cipher = Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&content_key));
    let payload = Payload {
        msg: &message,
        aad: header.as_bytes(),
    };
    let plain = cipher.decrypt(Nonce::from_slice(&nonce), payload).ok()?;
    String::from_utf8(plain).ok()
}

fn parts(message: &str) -> Option<[String; 5]> {
    let Ok(json) = serde_json::from_str::<Value>(message) else {
        let parts: Vec<_> = message.split('.').map(str::to_owned).collect();
        return parts.try_into().ok();
    };
    let part = |name: &str| json[name].as_str().map(str::to_owned);
    Some([
        part("protected")?,
        part("encrypted_key")?,
        part("iv")?,
        part("ciphertext")?,
        part("tag")?,
    ])
}
