//! Every secret that a console may know: what its org heard and answered, and what its vault holds.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{SealContext, SecretField};
use sandbox::{Exchange, Sandbox};
use secrecy::ExposeSecret;
use serde_json::Value;
use store::Store;
use tempfile::TempDir;
use vault::{MemoryKeyring, Vault};

/// A name, and the secret.
pub type Secret = (String, Vec<u8>);

/// What opens the vault.
#[derive(Debug, Clone)]
pub enum Opener {
    /// What the keyring holds.
    Key(String),
    /// What the person typed.
    Passphrase(String),
}

const FIELDS: [SecretField; 6] = [
    SecretField::ClientSecret,
    SecretField::RefreshToken,
    SecretField::AccessToken,
    SecretField::ApiKey,
    SecretField::PrivateKey,
    SecretField::DpopKey,
];

/// The kinds of which at least one must be known, for a search to mean anything.
pub const KINDS: [&str; 12] = [
    "client_secret",
    "refresh_token",
    "access_token",
    "bearer_token",
    "code",
    "code_verifier",
    "state",
    "nonce",
    "api_key",
    "private_key",
    "dpop_key",
    "password",
];

/// What this org was told and told itself, and what opens the vault.
pub fn of_org(org: &Sandbox, opener: &Opener) -> Result<Vec<Secret>> {
    let mut secrets = Vec::new();
    let apps = org.apps().into_iter();
    for secret in apps.filter_map(|app| app.client_secret) {
        secrets.push(("client_secret".to_owned(), secret.into_bytes()));
    }
    let key = org.service_user().key_secret;
    secrets.push(("api_key".to_owned(), key.into_bytes()));
    for exchange in org.knobs().heard() {
        secrets.extend(in_exchange(&exchange));
    }
    match opener {
        Opener::Key(text) => {
            let encoded = text.rsplit(':').next().context("a key")?;
            secrets.push(("the key".to_owned(), URL_SAFE_NO_PAD.decode(encoded)?));
            let text = ("the key, as kept".to_owned(), encoded.as_bytes().to_vec());
            secrets.push(text);
        }
        Opener::Passphrase(text) => {
            secrets.push(("passphrase".to_owned(), text.clone().into_bytes()));
        }
    }
    secrets.sort();
    secrets.dedup();
    Ok(secrets)
}

/// What the vault of this data folder holds. A copy is opened, for the console has the folder.
pub async fn of_vault(data_dir: &Path, opener: &Opener) -> Result<Vec<Secret>> {
    let copy = TempDir::new()?;
    for file in ["connections.db", "connections.db-wal"] {
        fs::copy(data_dir.join(file), copy.path().join(file))?;
    }
    let store = Store::open(copy.path(), env!("CARGO_PKG_VERSION")).await?;
    let header = store.vault_header().await?.context("a header")?;
    let header = Some(serde_json::from_str(&header)?);
    let keyring = MemoryKeyring::new();
    let vault = Vault::new(Arc::new(keyring.clone()));
    match opener {
        Opener::Key(text) => {
            keyring.replace(text.as_bytes());
            vault.unlock(header, true).await?;
        }
        Opener::Passphrase(text) => {
            let typed = text.as_str().into();
            vault.unlock_with_passphrase(header, typed).await?;
        }
    }
    let mut secrets = Vec::new();
    for connection in store.connections().await? {
        for field in FIELDS {
            let Some(sealed) = store.sealed(connection.id, field).await? else {
                continue;
            };
            let context = SealContext {
                connection: connection.id,
                host: connection.settings.host().to_owned(),
                field,
                generation: sealed.generation,
            };
            let secret = vault.open(&context, &sealed)?;
            // What stands before it – an algorithm, the head of a JWT – tells nobody anything.
            let text = secret.expose_secret().rsplit([' ', '.']).next();
            let text = text.unwrap_or_default().as_bytes().to_vec();
            secrets.push((field.as_str().to_owned(), text));
        }
    }
    store.close().await;
    Ok(secrets)
}

/// That each of [`KINDS`] is there, and two refresh tokens and access tokens.
pub fn complete(secrets: &[Secret]) -> Result<()> {
    let count = |kind: &str| secrets.iter().filter(|(name, _)| name == kind).count();
    for kind in KINDS {
        ensure!(count(kind) > 0, "no {kind} is known");
    }
    ensure!(count("access_token") > 1, "tokens were renewed");
    Ok(())
}

/// The secrets of one request and its answer, by the names that OAuth and OPA have for them.
fn in_exchange(exchange: &Exchange) -> Vec<Secret> {
    let form = url::form_urlencoded::parse(&exchange.body);
    let query = exchange.query.as_deref().unwrap_or_default();
    let asked = form.chain(url::form_urlencoded::parse(query.as_bytes()));
    let asked = asked.filter(|(name, _)| {
        ["code", "code_verifier", "state", "nonce", "client_secret"].contains(&&**name)
    });
    let mut found: Vec<Secret> = asked
        .map(|(name, value)| (name.into_owned(), value.into_owned().into_bytes()))
        .collect();
    let answer: Value = serde_json::from_slice(&exchange.answer).unwrap_or_default();
    for name in ["access_token", "refresh_token", "bearer_token"] {
        if let Some(token) = answer[name].as_str() {
            // What stands before it in a JWT is the same for all, and tells nobody anything.
            let secret = token.rsplit('.').next().unwrap_or(token);
            found.push((name.to_owned(), secret.as_bytes().to_vec()));
        }
    }
    found
}
