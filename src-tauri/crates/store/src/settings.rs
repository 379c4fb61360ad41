//! Small texts under a name: what the console notes, and what the person prefers.

use sqlx::SqlitePool;

use crate::{OpenError, Store, StoreError};

const VAULT_HEADER: &str = "vault_header";
const PROGRAM_VERSION: &str = "program_version";

impl Store {
    /// How the secrets are sealed, as the vault wrote it.
    pub async fn vault_header(&self) -> Result<Option<String>, StoreError> {
        Ok(note(self.readers(), VAULT_HEADER).await?)
    }

    /// Keeps what the vault wrote. An empty text forgets it.
    pub async fn set_vault_header(&self, json: &str) -> Result<(), StoreError> {
        if json.is_empty() {
            sqlx::query("DELETE FROM console WHERE name = $1")
                .bind(VAULT_HEADER)
                .execute(self.writer())
                .await?;
            return Ok(());
        }
        Ok(set_note(self.writer(), VAULT_HEADER, json).await?)
    }

    /// What the person prefers, such as the theme.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let value = sqlx::query_scalar("SELECT value FROM preferences WHERE name = $1")
            .bind(name)
            .fetch_optional(self.readers())
            .await?;
        Ok(value)
    }

    /// Keeps a preference.
    pub async fn set_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO preferences (name, value) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(name)
        .bind(value)
        .execute(self.writer())
        .await?;
        Ok(())
    }
}

/// Notes who wrote last, for the message of an older version that finds this database. Written
/// only when it changes: a start should not wait for the disk.
pub(crate) async fn note_version(writer: &SqlitePool, version: &str) -> Result<(), OpenError> {
    if note(writer, PROGRAM_VERSION).await?.as_deref() != Some(version) {
        set_note(writer, PROGRAM_VERSION, version).await?;
    }
    Ok(())
}

async fn note(pool: &SqlitePool, name: &str) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT value FROM console WHERE name = $1")
        .bind(name)
        .fetch_optional(pool)
        .await
}

async fn set_note(pool: &SqlitePool, name: &str, value: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO console (name, value) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(name)
    .bind(value)
    .execute(pool)
    .await
    .map(drop)
}
