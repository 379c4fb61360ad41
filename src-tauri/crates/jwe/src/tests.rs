//! What is sealed for a vault opens for it alone, and a key that protects nothing is refused.

use std::sync::LazyLock;

use rsa::RsaPrivateKey;
use rsa::traits::PublicKeyParts as _;
use serde_json::{Value, json};

use crate::message::encode;
use crate::{KeyProblem, NoVaultKey, Once, Unopened, VaultKey};

/// One pair for most of these tests, since prime numbers are found slowly.
fn pair() -> Once {
    static PAIR: LazyLock<RsaPrivateKey> = LazyLock::new(|| Once::make().private.clone());
    Once {
        private: PAIR.clone(),
    }
}

/// A vault's set with one key, made of the pair's public half and what is laid over it.
fn set(once: &Once, over: &Value) -> Value {
    let mut key = once.public_jwk();
    for (name, value) in over.as_object().into_iter().flatten() {
        key[name] = value.clone();
    }
    json!({ "keys": [key] })
}

fn problem(set: &Value) -> KeyProblem {
    match VaultKey::pick(set).unwrap_err() {
        NoVaultKey::NoneFits(problems) => problems[0].clone(),
        other => panic!("{other}"),
    }
}

/// The compact form of a message in the flattened one.
fn compact(message: &str) -> String {
    let parts: Value = serde_json::from_str(message).unwrap();
    ["protected", "encrypted_key", "iv", "ciphertext", "tag"]
        .map(|name| parts[name].as_str().unwrap().to_owned())
        .join(".")
}

#[test]
fn what_is_sealed_opens_in_both_forms_and_names_its_key() {
    let plain = r#"{"user":"ada","password":"pä$$\"wörd"}"#;
    for form in [str::to_owned as fn(&str) -> String, compact] {
        let once = pair();
        let key = VaultKey::pick(&set(&once, &json!({ "kid": "vault-1" }))).unwrap();
        let sealed = key.seal(plain).unwrap();
        assert!(!sealed.contains("ada"), "{sealed}");
        let protected = serde_json::from_str::<Value>(&sealed).unwrap()["protected"].clone();
        assert_eq!(
            protected,
            encode(br#"{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"vault-1"}"#)
        );
        assert_eq!(once.open(&form(&sealed)).unwrap().as_str(), plain);
    }
}

#[test]
fn two_sealings_of_one_text_share_nothing() {
    let once = pair();
    let key = VaultKey::pick(&set(&once, &json!({}))).unwrap();
    let read = |sealed: &str| serde_json::from_str::<Value>(sealed).unwrap();
    let (one, two) = (read(&key.seal("x").unwrap()), read(&key.seal("x").unwrap()));
    for part in ["encrypted_key", "iv", "ciphertext"] {
        assert_ne!(one[part], two[part], "{part}");
    }
}

#[test]
fn a_key_that_protects_nothing_is_refused_with_its_reason() {
    let once = pair();
    for (over, expected) in [
        (json!({ "kty": "EC" }), KeyProblem::Kind("EC".into())),
        (json!({ "use": "sig" }), KeyProblem::Use("sig".into())),
        (
            json!({ "alg": "RSA-OAEP" }),
            KeyProblem::Algorithm("RSA-OAEP".into()),
        ),
        (json!({ "d": "AQAB" }), KeyProblem::Private),
        (json!({ "n": "%%%" }), KeyProblem::Malformed),
        (json!({ "n": 7 }), KeyProblem::Malformed),
        (json!({ "e": "AQ" }), KeyProblem::Malformed),
        (json!({ "e": "Ag" }), KeyProblem::Malformed),
        (json!({ "kid": "k".repeat(300) }), KeyProblem::Malformed),
        (
            json!({ "n": encode(&[0xff; 1025]) }),
            KeyProblem::Long(8200),
        ),
    ] {
        assert_eq!(problem(&set(&once, &over)), expected, "{over}");
    }
    // Zeros in front make no key longer.
    let short = RsaPrivateKey::new(&mut rand::thread_rng(), 1024).unwrap();
    let mut modulus = vec![0; 128];
    modulus.extend(short.n().to_bytes_be());
    let over = json!({ "n": encode(&modulus) });
    assert_eq!(problem(&set(&once, &over)), KeyProblem::Short(1024));
}

#[test]
fn a_set_without_a_key_is_told_from_one_whose_keys_do_not_serve() {
    let pick = |set: &Value| VaultKey::pick(set).unwrap_err();
    assert_eq!(pick(&json!({ "keys": [] })), NoVaultKey::Empty);
    assert_eq!(pick(&json!([])), NoVaultKey::NoSet);
    let many = json!({ "keys": vec![json!({}); 21] });
    assert_eq!(pick(&many), NoVaultKey::TooMany(21));
}

#[test]
fn the_first_key_that_serves_is_taken() {
    let once = pair();
    let mut keys = set(&once, &json!({ "kid": "second" }));
    let signing = json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "x": "AA" });
    keys["keys"].as_array_mut().unwrap().insert(0, signing);
    let sealed = VaultKey::pick(&keys).unwrap().seal("x").unwrap();
    assert_eq!(once.open(&sealed).unwrap().as_str(), "x");
}

#[test]
fn what_is_not_sealed_for_this_key_does_not_open() {
    let key = VaultKey::pick(&set(&pair(), &json!({}))).unwrap();
    let sealed = key.seal("x").unwrap();
    assert_eq!(
        Once::make().open(&sealed).unwrap_err(),
        Unopened::NotForThisKey
    );
}

#[test]
fn a_message_that_was_changed_or_is_none_does_not_open() {
    let changed = |change: &dyn Fn(&mut Value)| {
        let once = pair();
        let key = VaultKey::pick(&set(&once, &json!({}))).unwrap();
        let mut message: Value = serde_json::from_str(&key.seal("secret").unwrap()).unwrap();
        change(&mut message);
        once.open(&message.to_string()).unwrap_err()
    };
    let header = |header: Value| {
        move |m: &mut Value| m["protected"] = json!(encode(header.to_string().as_bytes()))
    };
    let (oaep, gcm) = ("RSA-OAEP-256", "A256GCM");
    for other in [
        json!({ "alg": "RSA-OAEP", "enc": gcm }),
        json!({ "alg": "dir", "enc": gcm }),
        json!({ "alg": oaep, "enc": "A128GCM" }),
        json!({ "alg": oaep, "enc": gcm, "zip": "DEF" }),
        json!({ "alg": oaep, "enc": gcm, "crit": ["exp"] }),
    ] {
        assert_eq!(changed(&header(other)), Unopened::Algorithm);
    }
    let same = json!({ "alg": oaep, "enc": gcm, "kid": "x" });
    assert_eq!(changed(&header(same)), Unopened::NotForThisKey);
    for part in ["encrypted_key", "iv", "ciphertext", "tag"] {
        let short = |m: &mut Value| m[part] = json!("AAAA");
        assert_eq!(changed(&short), Unopened::NotForThisKey, "{part}");
    }
    assert_eq!(
        changed(&|m: &mut Value| m["recipients"] = json!([])),
        Unopened::NoMessage
    );
    for none in ["", "a.b.c", "{}", "<html>", "a.b.c.d.e.f"] {
        assert_eq!(pair().open(none).unwrap_err(), Unopened::NoMessage);
    }
}

#[test]
fn a_pair_says_nothing_of_itself() {
    assert_eq!(format!("{:?}", pair()), "Once");
    assert!(pair().public_jwk().get("d").is_none());
}
