//! What a data folder holds of a connection, read by the rooms that wrote it.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use domain::{SealContext, SecretField};
use sandbox::fingerprint;
use secrecy::ExposeSecret;
use store::Store;
use vault::{MemoryKeyring, Vault};

/// Tokens that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// How often they were renewed.
    pub(crate) generation: u64,
    /// The refresh token, by its name in the org's ledger.
    pub(crate) refresh: String,
    /// Whether a renewal was begun and its answer not stored.
    pub(crate) intent: bool,
}

/// Opens the folder, as a start does. An error says what is wrong with it: the database does not
/// hang together, a token is missing or of another generation, or one does not open.
pub(crate) async fn look(folder: &Path, keyring: &MemoryKeyring, id: &str) -> Result<Kept> {
    let store = Store::open(folder, env!("CARGO_PKG_VERSION"))
        .await
        .context("the database does not open")?;
    let kept = read(&store, keyring, id).await;
    store.close().await;
    kept
}

async fn read(store: &Store, keyring: &MemoryKeyring, id: &str) -> Result<Kept> {
    store.verify().await?;
    let connections = store.connections().await?;
    let connection = connections
        .into_iter()
        .find(|connection| connection.id.to_string() == id)
        .context("the connection is gone")?;
    let session = store.session(connection.id).await?;
    let session = session.context("the session is gone")?;
    let vault = Vault::new(Arc::new(keyring.clone()));
    vault.unlock(None, true).await?;
    let mut refresh = String::new();
    for field in [SecretField::AccessToken, SecretField::RefreshToken] {
        let sealed = store.sealed(connection.id, field).await?;
        let sealed = sealed.with_context(|| format!("the {} is gone", field.as_str()))?;
        ensure!(
            sealed.generation == session.generation,
            "the {} is of generation {} and the session of {}",
            field.as_str(),
            sealed.generation,
            session.generation
        );
        let context = SealContext {
            connection: connection.id,
            host: connection.settings.host().to_owned(),
            field,
            generation: session.generation,
        };
        let token = vault.open(&context, &sealed)?;
        refresh = fingerprint(token.expose_secret());
    }
    Ok(Kept {
        generation: session.generation,
        refresh,
        intent: session.intent.is_some(),
    })
}
