//! Two secrets side by side, while one takes the place of the other: neither is lost before the
//! person says that the change is over.

use domain::{Connection, ConnectionId, Sealed, SecretField};
use sqlx::{Sqlite, Transaction};

use crate::connections::update_row;
use crate::row::unreadable;
use crate::secrets::{self, from_column, to_column};
use crate::{Store, StoreError};

/// The secret that a connection does not use at the moment, and how far its change is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherSecret {
    /// Whose.
    pub connection: ConnectionId,
    /// As the vault sealed it.
    pub sealed: Sealed,
    /// JSON text.
    pub change: String,
}

type Columns = (String, String, i64, Vec<u8>, String);

impl Store {
    /// Every secret that is kept beside the one in use.
    pub async fn other_secrets(&self) -> Result<Vec<OtherSecret>, StoreError> {
        let rows: Vec<Columns> = sqlx::query_as(
            "SELECT connection_id, field, generation, sealed, change FROM other_secrets \
             ORDER BY connection_id",
        )
        .fetch_all(self.readers())
        .await?;
        rows.into_iter().map(read).collect()
    }

    /// Keeps these beside the ones in use: all of them, or none. One that was there already is
    /// replaced.
    pub async fn keep_other_secrets(&self, others: &[OtherSecret]) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for other in others {
            put(&mut transaction, other).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Exchanges the two secrets of a connection and saves the connection, in one transaction:
    /// `other` is kept beside, what was kept beside is in use.
    ///
    /// A connection without a secret kept beside is [`StoreError::Gone`].
    pub async fn exchange_secrets(
        &self,
        connection: &Connection,
        change: &str,
    ) -> Result<(), StoreError> {
        let id = connection.id;
        let mut transaction = self.begin().await?;
        let beside: Option<Columns> = sqlx::query_as(
            "SELECT connection_id, field, generation, sealed, change FROM other_secrets \
             WHERE connection_id = $1",
        )
        .bind(id.to_string())
        .fetch_optional(&mut *transaction)
        .await?;
        let beside = read(beside.ok_or(StoreError::Gone)?)?;
        let in_use: Option<(i64, Vec<u8>)> = sqlx::query_as(
            "SELECT generation, sealed FROM sealed_secrets WHERE connection_id = $1 AND field = $2",
        )
        .bind(id.to_string())
        .bind(beside.sealed.field.as_str())
        .fetch_optional(&mut *transaction)
        .await?;
        let (generation, bytes) = in_use.ok_or(StoreError::Gone)?;
        let put_by = OtherSecret {
            connection: id,
            sealed: Sealed {
                field: beside.sealed.field,
                generation: from_column(id, generation)?,
                bytes,
            },
            change: change.to_owned(),
        };
        update_row(&mut transaction, connection).await?;
        secrets::put(&mut transaction, id, &beside.sealed).await?;
        put(&mut transaction, &put_by).await?;
        Ok(transaction.commit().await?)
    }

    /// Lets go of the secrets that these connections do not use: all of them, or none.
    pub async fn drop_other_secrets(&self, of: &[ConnectionId]) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for id in of {
            sqlx::query("DELETE FROM other_secrets WHERE connection_id = $1")
                .bind(id.to_string())
                .execute(&mut *transaction)
                .await?;
        }
        Ok(transaction.commit().await?)
    }
}

async fn put(
    transaction: &mut Transaction<'_, Sqlite>,
    other: &OtherSecret,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO other_secrets (connection_id, field, generation, sealed, change) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (connection_id) DO UPDATE SET \
         field = excluded.field, generation = excluded.generation, sealed = excluded.sealed, \
         change = excluded.change",
    )
    .bind(other.connection.to_string())
    .bind(other.sealed.field.as_str())
    .bind(to_column(other.sealed.generation))
    .bind(&other.sealed.bytes)
    .bind(&other.change)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

fn read((id, field, generation, bytes, change): Columns) -> Result<OtherSecret, StoreError> {
    let row = format!("other secret of connection {id}");
    let connection =
        ConnectionId::parse(&id).ok_or_else(|| unreadable(&row, "connection_id", "no UUID"))?;
    let field = [SecretField::ClientSecret, SecretField::ApiKey]
        .into_iter()
        .find(|known| known.as_str() == field)
        .ok_or_else(|| unreadable(&row, "field", "it holds an unknown value"))?;
    Ok(OtherSecret {
        connection,
        sealed: Sealed {
            field,
            generation: from_column(connection, generation)?,
            bytes,
        },
        change,
    })
}
