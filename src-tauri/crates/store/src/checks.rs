//! What tests of a connection found: the newest of them, and no more than that.

use domain::ConnectionId;
use jiff::Timestamp;

use crate::row::{from_time, time, unreadable};
use crate::{Store, StoreError};

/// One test of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRow {
    /// When it began.
    pub began_at: Timestamp,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// What came of it, in whoever's word who keeps it.
    pub outcome: String,
    /// What was said, where it was refused.
    pub detail: Option<String>,
    /// Whether the console tested by itself, and no person asked.
    pub background: bool,
}

#[derive(sqlx::FromRow)]
struct Columns {
    began_at: String,
    duration_ms: i64,
    outcome: String,
    detail: Option<String>,
    background: bool,
}

impl Store {
    /// Keeps a check, and of all the newest `at_most`. A connection that is gone keeps none.
    pub async fn keep_check(
        &self,
        id: ConnectionId,
        check: &CheckRow,
        at_most: u32,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO checks (connection_id, began_at, duration_ms, outcome, detail, background) \
             SELECT id, $2, $3, $4, $5, $6 FROM connections WHERE id = $1 \
             ON CONFLICT (connection_id, began_at) DO UPDATE SET duration_ms = \
             excluded.duration_ms, outcome = excluded.outcome, detail = excluded.detail, \
             background = excluded.background",
        )
        .bind(id.to_string())
        .bind(time(check.began_at))
        .bind(i64::try_from(check.duration_ms).unwrap_or(i64::MAX))
        .bind(&check.outcome)
        .bind(&check.detail)
        .bind(check.background)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "DELETE FROM checks WHERE connection_id = $1 AND began_at < (SELECT min(began_at) \
             FROM (SELECT began_at FROM checks WHERE connection_id = $1 \
             ORDER BY began_at DESC LIMIT $2) AS newest)",
        )
        .bind(id.to_string())
        .bind(at_most)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// The checks of a connection, newest first, at most so many.
    pub async fn checks(
        &self,
        id: ConnectionId,
        at_most: u32,
    ) -> Result<Vec<CheckRow>, StoreError> {
        let rows: Vec<Columns> = sqlx::query_as(
            "SELECT began_at, duration_ms, outcome, detail, background FROM checks \
             WHERE connection_id = $1 ORDER BY began_at DESC LIMIT $2",
        )
        .bind(id.to_string())
        .bind(at_most)
        .fetch_all(self.readers())
        .await?;
        rows.into_iter()
            .map(|row| {
                let named = format!("a check of {id}");
                Ok(CheckRow {
                    began_at: from_time(&named, "began_at", &row.began_at)?,
                    duration_ms: u64::try_from(row.duration_ms)
                        .map_err(|_| unreadable(&named, "duration_ms", "it is out of range"))?,
                    outcome: row.outcome,
                    detail: row.detail,
                    background: row.background,
                })
            })
            .collect()
    }
}
