//! The queue of reauthorizations, in the order in which they are signed in to.

use domain::ConnectionId;

use crate::row::unreadable;
use crate::{Store, StoreError};

/// One connection of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedRow {
    /// Which; it may be gone by now.
    pub connection: ConnectionId,
    /// How it stands, as JSON text.
    pub item: String,
}

impl Store {
    /// The queue, first come first.
    pub async fn queue(&self) -> Result<Vec<QueuedRow>, StoreError> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT connection_id, item FROM reauthorize_queue ORDER BY position")
                .fetch_all(self.readers())
                .await?;
        rows.into_iter()
            .map(|(id, item)| {
                let connection = ConnectionId::parse(&id).ok_or_else(|| {
                    unreadable("the reauthorize queue", "connection_id", "it is no UUID")
                })?;
                Ok(QueuedRow { connection, item })
            })
            .collect()
    }

    /// Puts this queue in the place of the one before: all of it, or nothing.
    pub async fn set_queue(&self, rows: &[QueuedRow]) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM reauthorize_queue")
            .execute(&mut *transaction)
            .await?;
        for (position, row) in (0_i64..).zip(rows) {
            sqlx::query(
                "INSERT INTO reauthorize_queue (position, connection_id, item) VALUES ($1, $2, $3)",
            )
            .bind(position)
            .bind(row.connection.to_string())
            .bind(&row.item)
            .execute(&mut *transaction)
            .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// How one connection of the queue stands now. On the disk when it returns; one that is not
    /// in the queue any more is left out of it.
    pub async fn note_queued(&self, row: &QueuedRow) -> Result<(), StoreError> {
        sqlx::query("UPDATE reauthorize_queue SET item = $2 WHERE connection_id = $1")
            .bind(row.connection.to_string())
            .bind(&row.item)
            .execute(self.writer())
            .await?;
        Ok(())
    }
}
