//! Which actions a person has marked as used with a connection.

use std::collections::BTreeSet;

use domain::ConnectionId;

use crate::{Store, StoreError};

impl Store {
    /// The ids of the actions that are marked as used with this connection.
    pub async fn used_actions(&self, id: ConnectionId) -> Result<BTreeSet<String>, StoreError> {
        let actions: Vec<String> =
            sqlx::query_scalar("SELECT action FROM used_actions WHERE connection_id = $1")
                .bind(id.to_string())
                .fetch_all(self.readers())
                .await?;
        Ok(actions.into_iter().collect())
    }

    /// Marks just these as used: those of before that are not among them are unmarked. A
    /// connection that is gone is [`StoreError::Gone`].
    pub async fn set_used_actions(
        &self,
        id: ConnectionId,
        actions: &BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let there: Option<i64> = sqlx::query_scalar("SELECT 1 FROM connections WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(&mut *transaction)
            .await?;
        if there.is_none() {
            return Err(StoreError::Gone);
        }
        sqlx::query("DELETE FROM used_actions WHERE connection_id = $1")
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        for action in actions {
            sqlx::query("INSERT INTO used_actions (connection_id, action) VALUES ($1, $2)")
                .bind(id.to_string())
                .bind(action)
                .execute(&mut *transaction)
                .await?;
        }
        Ok(transaction.commit().await?)
    }
}
