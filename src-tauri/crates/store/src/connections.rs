//! Connections: listed, saved, changed, deleted.

use domain::{Connection, ConnectionId, Nickname, Sealed};
use sqlx::{Sqlite, Transaction};

use crate::points::precedes;
use crate::row::{self, ConnectionRow};
use crate::{SessionRow, Store, StoreError, rotation, rotation_lock, secrets};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, nickname, description, connector, folder, starred, environment, settings, \
             authorized, status, created_at, last_tested_at FROM connections ",
            $rest
        )
    };
}

impl Store {
    /// All of them, by nickname. One query, however many there are.
    pub async fn connections(&self) -> Result<Vec<Connection>, StoreError> {
        let rows: Vec<ConnectionRow> = sqlx::query_as(select!("ORDER BY nickname_key"))
            .fetch_all(self.readers())
            .await?;
        rows.into_iter().map(ConnectionRow::read).collect()
    }

    /// One of them, if it is still there.
    pub async fn connection(&self, id: ConnectionId) -> Result<Option<Connection>, StoreError> {
        let row: Option<ConnectionRow> = sqlx::query_as(select!("WHERE id = $1"))
            .bind(id.to_string())
            .fetch_optional(self.readers())
            .await?;
        row.map(ConnectionRow::read).transpose()
    }

    /// Which connection goes by this nickname, without regard to case.
    pub async fn nickname_owner(
        &self,
        nickname: &Nickname,
    ) -> Result<Option<ConnectionId>, StoreError> {
        let id: Option<String> =
            sqlx::query_scalar("SELECT id FROM connections WHERE nickname_key = $1")
                .bind(nickname.key())
                .fetch_optional(self.readers())
                .await?;
        id.map(|id| {
            ConnectionId::parse(&id)
                .ok_or_else(|| row::unreadable(&format!("connection {id}"), "id", "it is no UUID"))
        })
        .transpose()
    }

    /// Saves a new connection with its secrets and session: all of it, or nothing.
    pub async fn insert(
        &self,
        connection: &Connection,
        secrets: &[Sealed],
        session: Option<&SessionRow>,
    ) -> Result<(), StoreError> {
        precedes!("writing a new connection");
        let mut transaction = self.begin().await?;
        insert_row(&mut transaction, connection)
            .await
            .map_err(|error| StoreError::naming(&connection.nickname, error))?;
        precedes!("writing the secrets of a new connection");
        for sealed in secrets {
            secrets::put(&mut transaction, connection.id, sealed).await?;
        }
        if let Some(session) = session {
            rotation::put_session(&mut transaction, connection.id, session).await?;
        }
        precedes!("committing a new connection");
        Ok(transaction.commit().await?)
    }

    /// Saves everything of a connection but its secrets and session.
    pub async fn update(&self, connection: &Connection) -> Result<(), StoreError> {
        self.update_all(std::slice::from_ref(connection)).await
    }

    /// As [`Store::update`]: all of them, or none.
    pub async fn update_all(&self, connections: &[Connection]) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for connection in connections {
            update_row(&mut transaction, connection).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Saves a connection that was signed in again: its old secrets and session go, the new ones
    /// take their place, in one transaction.
    pub async fn reauthorize(
        &self,
        connection: &Connection,
        secrets: &[Sealed],
        session: Option<&SessionRow>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        update_row(&mut transaction, connection).await?;
        precedes!("removing the secrets of an earlier sign-in");
        secrets::remove_of(&mut transaction, connection.id).await?;
        rotation::remove_session(&mut transaction, connection.id).await?;
        precedes!("writing the secrets of a new sign-in");
        for sealed in secrets {
            secrets::put(&mut transaction, connection.id, sealed).await?;
        }
        if let Some(session) = session {
            rotation::put_session(&mut transaction, connection.id, session).await?;
        }
        precedes!("committing a new sign-in");
        Ok(transaction.commit().await?)
    }

    /// Wipes a connection, its secrets and its session. One that is gone already is
    /// [`StoreError::Gone`].
    pub async fn delete(&self, id: ConnectionId) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let deleted = sqlx::query("DELETE FROM connections WHERE id = $1")
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        if deleted.rows_affected() == 0 {
            return Err(StoreError::Gone);
        }
        transaction.commit().await?;
        rotation_lock::remove(self.dir(), id);
        Ok(())
    }
}

pub(crate) async fn insert_row(
    transaction: &mut Transaction<'_, Sqlite>,
    connection: &Connection,
) -> Result<(), sqlx::Error> {
    let row = ConnectionRow::of(connection);
    sqlx::query(
        "INSERT INTO connections (id, nickname, nickname_key, description, connector, folder, \
         starred, environment, host, settings, authorized, reauthorize_by, state, status, \
         created_at, last_tested_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(row.id)
    .bind(row.nickname)
    .bind(connection.nickname.key())
    .bind(row.description)
    .bind(row.connector)
    .bind(row.folder)
    .bind(row.starred)
    .bind(row.environment)
    .bind(connection.settings.host())
    .bind(row.settings)
    .bind(row.authorized)
    .bind(reauthorize_by(connection))
    .bind(row::state(&connection.status))
    .bind(row.status)
    .bind(row.created_at)
    .bind(row.last_tested_at)
    .execute(&mut **transaction)
    .await
    .map(drop)
}

pub(crate) async fn update_row(
    transaction: &mut Transaction<'_, Sqlite>,
    connection: &Connection,
) -> Result<(), StoreError> {
    let row = ConnectionRow::of(connection);
    let updated = sqlx::query(
        "UPDATE connections SET nickname = $2, nickname_key = $3, description = $4, \
         connector = $5, folder = $6, starred = $7, environment = $8, host = $9, settings = $10, \
         authorized = $11, reauthorize_by = $12, state = $13, status = $14, last_tested_at = $15 \
         WHERE id = $1",
    )
    .bind(row.id)
    .bind(row.nickname)
    .bind(connection.nickname.key())
    .bind(row.description)
    .bind(row.connector)
    .bind(row.folder)
    .bind(row.starred)
    .bind(row.environment)
    .bind(connection.settings.host())
    .bind(row.settings)
    .bind(row.authorized)
    .bind(reauthorize_by(connection))
    .bind(row::state(&connection.status))
    .bind(row.status)
    .bind(row.last_tested_at)
    .execute(&mut **transaction)
    .await
    .map_err(|error| StoreError::naming(&connection.nickname, error))?;
    if updated.rows_affected() == 0 {
        return Err(StoreError::Gone);
    }
    Ok(())
}

fn reauthorize_by(connection: &Connection) -> Option<String> {
    let authorization = connection.authorization.as_ref()?;
    authorization.reauthorize_by.map(row::time)
}
