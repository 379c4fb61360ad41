//! Sealed secrets, which the store carries and cannot open.

use domain::{ConnectionId, Sealed, SecretField};
use sqlx::{Sqlite, Transaction};

use crate::row::unreadable;
use crate::{Store, StoreError};

impl Store {
    /// One secret of a connection, as the vault sealed it.
    pub async fn sealed(
        &self,
        id: ConnectionId,
        field: SecretField,
    ) -> Result<Option<Sealed>, StoreError> {
        let row: Option<(i64, Vec<u8>)> = sqlx::query_as(
            "SELECT generation, sealed FROM sealed_secrets WHERE connection_id = $1 AND field = $2",
        )
        .bind(id.to_string())
        .bind(field.as_str())
        .fetch_optional(self.readers())
        .await?;
        row.map(|(generation, bytes)| {
            Ok(Sealed {
                field,
                generation: from_column(id, generation)?,
                bytes,
            })
        })
        .transpose()
    }

    /// Keeps one secret more, in the place of an earlier one of its field. On the disk when it
    /// returns. A connection that is gone is [`StoreError::Gone`].
    pub async fn keep_secret(&self, id: ConnectionId, sealed: &Sealed) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let there: Option<i64> = sqlx::query_scalar("SELECT 1 FROM connections WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(&mut *transaction)
            .await?;
        there.ok_or(StoreError::Gone)?;
        put(&mut transaction, id, sealed).await?;
        Ok(transaction.commit().await?)
    }

    /// Whether there is any ciphertext, so that a new key must not be made.
    pub async fn holds_secrets(&self) -> Result<bool, StoreError> {
        let one: Option<i64> = sqlx::query_scalar("SELECT 1 FROM sealed_secrets LIMIT 1")
            .fetch_optional(self.readers())
            .await?;
        Ok(one.is_some())
    }

    /// Lets go of everything that was sealed, because its key is gone: how many secrets. The
    /// connections stay, and each needs a new sign-in.
    pub async fn forget_secrets(&self) -> Result<u64, StoreError> {
        let mut transaction = self.begin().await?;
        let forgotten = sqlx::query("DELETE FROM sealed_secrets")
            .execute(&mut *transaction)
            .await?;
        for beside in ["DELETE FROM sessions", "DELETE FROM other_secrets"] {
            sqlx::query(beside).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(forgotten.rows_affected())
    }
}

/// Writes a secret in the place of the one before.
pub(crate) async fn put(
    transaction: &mut Transaction<'_, Sqlite>,
    id: ConnectionId,
    sealed: &Sealed,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO sealed_secrets (connection_id, field, generation, sealed) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (connection_id, field) \
         DO UPDATE SET generation = excluded.generation, sealed = excluded.sealed",
    )
    .bind(id.to_string())
    .bind(sealed.field.as_str())
    .bind(to_column(sealed.generation))
    .bind(&sealed.bytes)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

pub(crate) async fn remove_of(
    transaction: &mut Transaction<'_, Sqlite>,
    id: ConnectionId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sealed_secrets WHERE connection_id = $1")
        .bind(id.to_string())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Those that a session is made of; what was typed stays.
pub(crate) async fn remove_tokens(
    transaction: &mut Transaction<'_, Sqlite>,
    id: ConnectionId,
) -> Result<(), StoreError> {
    for field in [
        SecretField::AccessToken,
        SecretField::RefreshToken,
        SecretField::IdToken,
    ] {
        remove(transaction, id, field).await?;
    }
    Ok(())
}

/// Lets go of one secret, if it is there.
pub(crate) async fn remove(
    transaction: &mut Transaction<'_, Sqlite>,
    id: ConnectionId,
    field: SecretField,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sealed_secrets WHERE connection_id = $1 AND field = $2")
        .bind(id.to_string())
        .bind(field.as_str())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Databases count with a sign.
pub(crate) fn to_column(generation: u64) -> i64 {
    i64::try_from(generation).expect("no connection is renewed 2^63 times")
}

pub(crate) fn from_column(id: ConnectionId, generation: i64) -> Result<u64, StoreError> {
    u64::try_from(generation)
        .map_err(|error| unreadable(&format!("connection {id}"), "generation", &error))
}
