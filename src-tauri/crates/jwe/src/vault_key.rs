//! The one key of a vault's set that secrets can be sealed for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore as _;
use rsa::{BigUint, Oaep, RsaPublicKey};
use serde_json::{Value, json};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::message::{Message, encode};
use crate::{ALG, ENC, FEWEST_BITS, content};

/// More would take minutes to seal for, and nobody has them.
const MOST_BITS: usize = 8192;
/// A vault has one key, or two while they are changed.
const MOST_KEYS: usize = 20;
/// A key's name goes into the header; a longer one is no name.
const LONGEST_NAME: usize = 256;

/// A public key of a vault, checked.
#[derive(Debug)]
pub struct VaultKey {
    public: RsaPublicKey,
    name: Option<String>,
}

/// Why no secret can be sealed for a vault.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoVaultKey {
    /// It is no set of keys (RFC 7517 §5).
    #[error("what came back is no set of keys")]
    NoSet,
    /// It has none.
    #[error("the set of keys is empty")]
    Empty,
    /// It has more than a vault has.
    #[error("the set has {0} keys, which is more than a vault has")]
    TooMany(usize),
    /// It has some, and none that serves; what is wrong with each.
    #[error("no key of the set can be used")]
    NoneFits(Vec<KeyProblem>),
}

/// What is wrong with one key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// Another kind of key.
    #[error("it is a key of the kind “{0}”, not an RSA key")]
    Kind(String),
    /// It is for signatures.
    #[error("it is for “{0}”, not for sealing")]
    Use(String),
    /// It is for another algorithm.
    #[error("it is for {0}, not for RSA-OAEP-256")]
    Algorithm(String),
    /// Anybody could open what is sealed for it.
    #[error("it was sent together with its private half")]
    Private,
    /// It is too short to protect anything.
    #[error("it has {0} bits, and fewer than 2048 can be broken")]
    Short(usize),
    /// It is longer than a key that is meant.
    #[error("it has {0} bits, which is more than a key is given")]
    Long(usize),
    /// Its numbers are none of an RSA key.
    #[error("its numbers are not those of an RSA key")]
    Malformed,
}

impl VaultKey {
    /// The first key of a set (RFC 7517) that secrets can be sealed for.
    pub fn pick(set: &Value) -> Result<Self, NoVaultKey> {
        let keys = set["keys"].as_array().ok_or(NoVaultKey::NoSet)?;
        if keys.is_empty() {
            return Err(NoVaultKey::Empty);
        }
        if keys.len() > MOST_KEYS {
            return Err(NoVaultKey::TooMany(keys.len()));
        }
        let mut problems = Vec::new();
        for key in keys {
            match Self::read(key) {
                Ok(key) => return Ok(key),
                Err(problem) => problems.push(problem),
            }
        }
        Err(NoVaultKey::NoneFits(problems))
    }

    fn read(key: &Value) -> Result<Self, KeyProblem> {
        let text = |name: &str| key[name].as_str().unwrap_or_default().to_owned();
        if text("kty") != "RSA" {
            return Err(KeyProblem::Kind(text("kty")));
        }
        if ["d", "p", "q", "dp", "dq", "qi"]
            .iter()
            .any(|part| key.get(part).is_some())
        {
            return Err(KeyProblem::Private);
        }
        if key.get("use").is_some_and(|usage| usage != "enc") {
            return Err(KeyProblem::Use(text("use")));
        }
        if key.get("alg").is_some_and(|alg| alg != ALG) {
            return Err(KeyProblem::Algorithm(text("alg")));
        }
        let (modulus, exponent) = (number(&key["n"])?, number(&key["e"])?);
        match modulus.bits() {
            bits if bits < FEWEST_BITS => return Err(KeyProblem::Short(bits)),
            bits if bits > MOST_BITS => return Err(KeyProblem::Long(bits)),
            _ => {}
        }
        let public = RsaPublicKey::new_with_max_size(modulus, exponent, MOST_BITS)
            .map_err(|_| KeyProblem::Malformed)?;
        let name = key["kid"].as_str().map(str::to_owned);
        if name.as_ref().is_some_and(|name| name.len() > LONGEST_NAME) {
            return Err(KeyProblem::Malformed);
        }
        Ok(Self { public, name })
    }

    /// Seals text for this key: a JWE in its flattened JSON form. Nobody but the vault can open
    /// it, this program included.
    ///
    /// Fails only where the key's numbers make it impossible.
    pub fn seal(&self, plain: &str) -> Result<String, KeyProblem> {
        let mut header = json!({ "alg": ALG, "enc": ENC });
        if let Some(name) = &self.name {
            header["kid"] = json!(name);
        }
        let protected = encode(header.to_string().as_bytes());

        // A content key and a nonce are used once (RFC 7518 §5.3).
        let mut content_key = Zeroizing::new([0_u8; content::KEY]);
        let mut nonce = [0_u8; content::NONCE];
        let mut random = rand::thread_rng();
        random.fill_bytes(content_key.as_mut());
        random.fill_bytes(&mut nonce);
        let wrapped_key = self
            .public
            .encrypt(&mut random, Oaep::new::<Sha256>(), content_key.as_ref())
            .map_err(|_| KeyProblem::Malformed)?;
        let mut text = plain.as_bytes().to_vec();
        let tag = content::seal(&content_key, &nonce, &protected, &mut text)
            .ok_or(KeyProblem::Malformed)?;
        let message = Message {
            protected,
            wrapped_key,
            nonce: nonce.to_vec(),
            ciphertext: text,
            tag: tag.to_vec(),
        };
        Ok(message.to_json())
    }
}

fn number(part: &Value) -> Result<BigUint, KeyProblem> {
    let text = part.as_str().ok_or(KeyProblem::Malformed)?;
    // Some write the padding that RFC 7518 §6.3.1 leaves out.
    let bytes = URL_SAFE_NO_PAD.decode(text.trim_end_matches('='));
    Ok(BigUint::from_bytes_be(
        &bytes.map_err(|_| KeyProblem::Malformed)?,
    ))
}
