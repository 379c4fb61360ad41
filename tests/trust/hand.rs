//! What a person does to a keyring in its own window, and what its program may do of itself.

use std::collections::HashMap;

use anyhow::{Context, Result};
use secret_service::{EncryptionType, Item, SecretService};
use zbus::connection;

/// As the shell names it.
const SERVICE: &str = "connections-console";

/// As the vault names it.
const ACCOUNT: &str = "sealing-key";
/// A key of another console: whole, and not ours.
const ANOTHER: &[u8] = b"connections-console-1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// A hand on the keyring of a bus.
pub struct Hand(SecretService<'static>);

impl Hand {
    /// On that of the bus at this address.
    pub async fn on(address: &str) -> Result<Self> {
        let bus = connection::Builder::address(address)?.build().await?;
        let service = SecretService::connect_with_existing(EncryptionType::Dh, bus);
        Ok(Self(service.await?))
    }

    /// Locks it.
    pub async fn lock(&self) -> Result<()> {
        Ok(self.0.get_default_collection().await?.lock().await?)
    }

    /// The key, as it is written there.
    pub async fn key(&self) -> Result<String> {
        Ok(String::from_utf8(self.item().await?.get_secret().await?)?)
    }

    /// Deletes the console's item.
    pub async fn delete(&self) -> Result<()> {
        Ok(self.item().await?.delete().await?)
    }

    /// Puts something else in the place of the key.
    pub async fn replace(&self, value: &[u8]) -> Result<()> {
        let item = self.item().await?;
        Ok(item.set_secret(value, "application/octet-stream").await?)
    }

    /// A second item under the same name, as after keyrings were merged.
    pub async fn add_another(&self) -> Result<()> {
        let collection = self.0.get_collection_by_alias("session").await?;
        let item = collection.create_item(
            "Connections Console",
            attributes(),
            ANOTHER,
            false,
            "application/octet-stream",
        );
        item.await?;
        Ok(())
    }

    /// How many items have the name of the console's.
    pub async fn count(&self) -> Result<usize> {
        let found = self.0.search_items(attributes()).await?;
        Ok(found.unlocked.len() + found.locked.len())
    }

    async fn item(&self) -> Result<Item<'_>> {
        let found = self.0.search_items(attributes()).await?;
        found.unlocked.into_iter().next().context("the item")
    }
}

fn attributes() -> HashMap<&'static str, &'static str> {
    HashMap::from([("service", SERVICE), ("username", ACCOUNT)])
}
