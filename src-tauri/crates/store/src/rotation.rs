//! Renewing tokens so that no crash loses them: an intent before the request, one transaction for
//! its answer.

use domain::{ConnectionId, Sealed, SecretField};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{Sqlite, Transaction};

use crate::row::{from_json, from_time, json, time};
use crate::secrets::{self, from_column, to_column};
use crate::{Store, StoreError, folder};

/// Where the tokens of a connection stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// How often they were renewed.
    pub generation: u64,
    /// When the access token ends.
    pub access_expires_at: Timestamp,
    /// When they were issued.
    pub refreshed_at: Timestamp,
    /// A renewal that was begun and of whose answer nothing is known.
    pub intent: Option<RotationIntent>,
}

/// That a renewal is about to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationIntent {
    /// When.
    pub started_at: Timestamp,
    /// Tells the refresh token that is sent from another, and nothing of it.
    pub fingerprint: String,
    /// The generation that it belongs to.
    pub generation: u64,
}

/// The answer of a renewal, sealed under the next generation.
#[derive(Debug, Clone)]
pub struct Rotated {
    /// The access token.
    pub access: Sealed,
    /// The refresh token: the new one, or the old one sealed anew where the server sent none
    /// (RFC 6749 §6).
    pub refresh: Option<Sealed>,
    /// The ID token that came along, which is still to be looked at.
    pub id_token: Option<Sealed>,
    /// When the access token ends.
    pub access_expires_at: Timestamp,
    /// When it was issued.
    pub refreshed_at: Timestamp,
}

/// What came of storing an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Finish {
    /// It is on the disk.
    Stored,
    /// Another renewal was stored meanwhile, and stands.
    GenerationMoved,
}

impl Store {
    /// Where the tokens of a connection stand; `None` without a session.
    pub async fn session(&self, id: ConnectionId) -> Result<Option<SessionRow>, StoreError> {
        let row: Option<(i64, String, String, Option<String>)> = sqlx::query_as(
            "SELECT generation, access_expires_at, refreshed_at, intent FROM sessions \
             WHERE connection_id = $1",
        )
        .bind(id.to_string())
        .fetch_optional(self.readers())
        .await?;
        let Some((generation, access_expires_at, refreshed_at, intent)) = row else {
            return Ok(None);
        };
        let row = format!("session of connection {id}");
        Ok(Some(SessionRow {
            generation: from_column(id, generation)?,
            access_expires_at: from_time(&row, "access_expires_at", &access_expires_at)?,
            refreshed_at: from_time(&row, "refreshed_at", &refreshed_at)?,
            intent: intent
                .map(|text| from_json(&row, "intent", &text))
                .transpose()?,
        }))
    }

    /// Writes down that a renewal is about to be sent. On the disk when it returns; if it fails,
    /// there is no room for the answer either, and nothing may be sent.
    pub async fn begin_rotation(
        &self,
        id: ConnectionId,
        intent: &RotationIntent,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let updated = sqlx::query(
            "UPDATE sessions SET intent = $3 WHERE connection_id = $1 AND generation = $2",
        )
        .bind(id.to_string())
        .bind(to_column(intent.generation))
        .bind(json(intent))
        .execute(&mut *transaction)
        .await?;
        if updated.rows_affected() == 0 {
            still_there(&mut transaction, id).await?;
            return Err(StoreError::GenerationMoved);
        }
        Ok(transaction.commit().await?)
    }

    /// Stores the answer and clears the intent, in one transaction that is on the disk when it
    /// returns. Goes on to its end even if the caller is dropped, gives up the ballast rather than
    /// fail on a full disk, and tries a disk that failed once more: the old refresh token may be
    /// dead already.
    pub async fn finish_rotation(
        &self,
        id: ConnectionId,
        from_generation: u64,
        rotated: &Rotated,
    ) -> Result<Finish, StoreError> {
        check_next(from_generation, rotated)?;
        let (store, rotated) = (self.clone(), rotated.clone());
        let finishing = tokio::spawn(async move {
            match store.store_answer(id, from_generation, &rotated).await {
                Err(StoreError::NoSpace) if folder::drop_ballast(store.dir()) => {
                    store.store_answer(id, from_generation, &rotated).await
                }
                Err(StoreError::NotWritable { .. }) => {
                    store.store_answer(id, from_generation, &rotated).await
                }
                other => other,
            }
        });
        // The task ends early only if the runtime does, and the store with it.
        finishing.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Clears the intent of a renewal that certainly changed nothing: it was not sent, or refused.
    pub async fn abandon_rotation(&self, id: ConnectionId) -> Result<(), StoreError> {
        let updated = sqlx::query("UPDATE sessions SET intent = NULL WHERE connection_id = $1")
            .bind(id.to_string())
            .execute(self.writer())
            .await?;
        if updated.rows_affected() == 0 {
            return Err(StoreError::Gone);
        }
        Ok(())
    }

    /// Lets go of the ID token of one generation: it has been looked at, and the tokens beside it
    /// may be used. Where a later one came meanwhile, nothing is done.
    pub async fn id_token_seen(&self, id: ConnectionId, generation: u64) -> Result<(), StoreError> {
        sqlx::query(
            "DELETE FROM sealed_secrets \
             WHERE connection_id = $1 AND field = $2 AND generation = $3",
        )
        .bind(id.to_string())
        .bind(SecretField::IdToken.as_str())
        .bind(to_column(generation))
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// Lets go of the tokens of one generation and of their session, because they must not be used.
    /// Where another sign-in or renewal took their place meanwhile, nothing is done.
    pub async fn end_session(&self, id: ConnectionId, generation: u64) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let ended =
            sqlx::query("DELETE FROM sessions WHERE connection_id = $1 AND generation = $2")
                .bind(id.to_string())
                .bind(to_column(generation))
                .execute(&mut *transaction)
                .await?;
        if ended.rows_affected() > 0 {
            secrets::remove_tokens(&mut transaction, id).await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn store_answer(
        &self,
        id: ConnectionId,
        from_generation: u64,
        rotated: &Rotated,
    ) -> Result<Finish, StoreError> {
        let mut transaction = self.begin().await?;
        let updated = sqlx::query(
            "UPDATE sessions SET generation = $3, access_expires_at = $4, refreshed_at = $5, \
             intent = NULL WHERE connection_id = $1 AND generation = $2",
        )
        .bind(id.to_string())
        .bind(to_column(from_generation))
        .bind(to_column(from_generation + 1))
        .bind(time(rotated.access_expires_at))
        .bind(time(rotated.refreshed_at))
        .execute(&mut *transaction)
        .await?;
        if updated.rows_affected() == 0 {
            still_there(&mut transaction, id).await?;
            return Ok(Finish::GenerationMoved);
        }
        // One that came earlier belonged to an access token that is replaced now.
        secrets::remove(&mut transaction, id, SecretField::IdToken).await?;
        let came = [
            Some(&rotated.access),
            rotated.refresh.as_ref(),
            rotated.id_token.as_ref(),
        ];
        for sealed in came.into_iter().flatten() {
            secrets::put(&mut transaction, id, sealed).await?;
        }
        transaction.commit().await?;
        Ok(Finish::Stored)
    }
}

/// A secret under another generation would never open again.
fn check_next(from_generation: u64, rotated: &Rotated) -> Result<(), StoreError> {
    let next = |sealed: &Sealed, field| {
        sealed.field == field && Some(sealed.generation) == from_generation.checked_add(1)
    };
    let refresh = rotated.refresh.as_ref();
    let id_token = rotated.id_token.as_ref();
    if next(&rotated.access, SecretField::AccessToken)
        && refresh.is_none_or(|refresh| next(refresh, SecretField::RefreshToken))
        && id_token.is_none_or(|id_token| next(id_token, SecretField::IdToken))
    {
        Ok(())
    } else {
        Err(StoreError::NotTheNextGeneration)
    }
}

async fn still_there(
    transaction: &mut Transaction<'_, Sqlite>,
    id: ConnectionId,
) -> Result<(), StoreError> {
    let generation: Option<i64> =
        sqlx::query_scalar("SELECT generation FROM sessions WHERE connection_id = $1")
            .bind(id.to_string())
            .fetch_optional(&mut **transaction)
            .await?;
    generation.map(drop).ok_or(StoreError::Gone)
}

pub(crate) async fn put_session(
    transaction: &mut Transaction<'_, Sqlite>,
    id: ConnectionId,
    session: &SessionRow,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO sessions (connection_id, generation, access_expires_at, refreshed_at, intent) \
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(id.to_string())
    .bind(to_column(session.generation))
    .bind(time(session.access_expires_at))
    .bind(time(session.refreshed_at))
    .bind(session.intent.as_ref().map(json))
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

pub(crate) async fn remove_session(
    transaction: &mut Transaction<'_, Sqlite>,
    id: ConnectionId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sessions WHERE connection_id = $1")
        .bind(id.to_string())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}
