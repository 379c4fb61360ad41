//! Which reminders were shown.

use domain::ConnectionId;
use jiff::Timestamp;

use crate::row::{from_time, time, unreadable};
use crate::{Store, StoreError};

/// A reminder that was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReminderRow {
    /// Of which connection.
    pub connection: ConnectionId,
    /// Of which end: a new sign-in has another one.
    pub reauthorize_by: Timestamp,
    /// The one that is due so many days before it.
    pub days: u8,
    /// When it was shown.
    pub shown_at: Timestamp,
}

impl Store {
    /// Every reminder that was shown of a connection that is still there.
    pub async fn reminders(&self) -> Result<Vec<ReminderRow>, StoreError> {
        let rows: Vec<(String, String, i64, String)> =
            sqlx::query_as("SELECT connection_id, reauthorize_by, days, shown_at FROM reminders")
                .fetch_all(self.readers())
                .await?;
        rows.into_iter()
            .map(|(connection, by, days, shown_at)| {
                let named = format!("a reminder of {connection}");
                Ok(ReminderRow {
                    connection: ConnectionId::parse(&connection)
                        .ok_or_else(|| unreadable(&named, "connection_id", "it is no UUID"))?,
                    reauthorize_by: from_time(&named, "reauthorize_by", &by)?,
                    days: u8::try_from(days)
                        .map_err(|_| unreadable(&named, "days", "it is out of range"))?,
                    shown_at: from_time(&named, "shown_at", &shown_at)?,
                })
            })
            .collect()
    }

    /// Notes reminders as shown, in the place of what was noted of the same ones; those of earlier
    /// sign-ins of their connections are forgotten.
    pub async fn keep_reminders(&self, shown: &[ReminderRow]) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for row in shown {
            sqlx::query("DELETE FROM reminders WHERE connection_id = $1 AND reauthorize_by <> $2")
                .bind(row.connection.to_string())
                .bind(time(row.reauthorize_by))
                .execute(&mut *transaction)
                .await?;
            sqlx::query(
                "INSERT INTO reminders (connection_id, reauthorize_by, days, shown_at) \
                 SELECT id, $2, $3, $4 FROM connections WHERE id = $1 \
                 ON CONFLICT (connection_id, reauthorize_by, days) \
                 DO UPDATE SET shown_at = excluded.shown_at",
            )
            .bind(row.connection.to_string())
            .bind(time(row.reauthorize_by))
            .bind(i64::from(row.days))
            .bind(time(row.shown_at))
            .execute(&mut *transaction)
            .await?;
        }
        Ok(transaction.commit().await?)
    }
}
