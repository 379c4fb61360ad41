//! Runs: kept, opened, deleted, and let go when they are old.

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Sqlite, SqliteConnection, Transaction};

use crate::run_row::{COLUMNS, ContentColumns, RunColumns, RunContents, RunRow, began};
use crate::{Store, StoreError};

const SECOND: i64 = 1_000_000;
const THOROUGHLY: &str = "INSERT INTO run_words (run_words, rank) VALUES ('secure-delete', 1)";
const QUICKLY: &str = "INSERT INTO run_words (run_words, rank) VALUES ('secure-delete', 0)";

/// How old and how large the history may grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunLimits {
    /// What began earlier goes.
    pub since: Timestamp,
    /// Of what is larger, the oldest goes.
    pub bytes: u64,
}

impl Store {
    /// Keeps a run, in the place of what was kept of it before. `words` is what it is found by.
    pub async fn keep_run(
        &self,
        run: &RunRow,
        contents: &RunContents,
        words: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let before: Option<i64> = sqlx::query_scalar("SELECT position FROM runs WHERE id = $1")
            .bind(&run.id)
            .fetch_optional(&mut *transaction)
            .await?;
        let position = match before {
            Some(position) => {
                remove(&mut transaction, position, position).await?;
                position
            }
            None => free_position(&mut transaction, run.began_at).await?,
        };
        put(&mut transaction, position, run, contents, words).await?;
        Ok(transaction.commit().await?)
    }

    /// One run whole, if it is still there.
    pub async fn run(&self, id: &str) -> Result<Option<(RunRow, RunContents)>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM runs WHERE id = ");
        let row: Option<RunColumns> = sqlx::QueryBuilder::<Sqlite>::new(sql)
            .push_bind(id)
            .build_query_as()
            .fetch_optional(self.readers())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let contents: Option<ContentColumns> =
            sqlx::query_as("SELECT inputs, requests, answer FROM run_contents WHERE position = $1")
                .bind(row.position)
                .fetch_optional(self.readers())
                .await?;
        // It may be deleted between the two.
        let Some(contents) = contents else {
            return Ok(None);
        };
        Ok(Some((row.read()?, contents.into())))
    }

    /// Deletes one run and overwrites where it was; whether it was there.
    pub async fn delete_run(&self, id: &str) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let position: Option<i64> = sqlx::query_scalar("SELECT position FROM runs WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(position) = position else {
            return Ok(false);
        };
        // The index only notes what is gone, unless it is told to take it out: that takes its
        // time, and is for what somebody wants gone now.
        sqlx::query(THOROUGHLY).execute(&mut *transaction).await?;
        remove(&mut transaction, position, position).await?;
        sqlx::query(QUICKLY).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Deletes all of them and overwrites where they were: how many.
    pub async fn delete_runs(&self) -> Result<u64, StoreError> {
        let mut transaction = self.begin().await?;
        let deleted = empty(&mut transaction).await?;
        transaction.commit().await?;
        Ok(deleted)
    }

    /// Gives runs that were under way when the program ended another outcome: how many.
    pub async fn end_runs(&self, under_way: &str, ended: &str) -> Result<u64, StoreError> {
        let ended = sqlx::query("UPDATE runs SET outcome = $2 WHERE outcome = $1")
            .bind(under_way)
            .bind(ended)
            .execute(self.writer())
            .await?;
        Ok(ended.rows_affected())
    }

    /// How many runs there are, and how many bytes they take.
    pub async fn size_of_runs(&self) -> Result<(u64, u64), StoreError> {
        let (count, bytes): (i64, i64) =
            sqlx::query_as("SELECT count(*), coalesce(sum(size), 0) FROM runs")
                .fetch_one(self.readers())
                .await?;
        Ok((count.unsigned_abs(), bytes.unsigned_abs()))
    }

    /// Lets go of what is beyond the limits, the oldest first and at most so many at once, so
    /// that nobody waits for long: how many.
    pub async fn forget_runs(&self, limits: RunLimits, at_most: u32) -> Result<u64, StoreError> {
        let since = limits.since.as_microsecond();
        let (_, bytes) = self.size_of_runs().await?;
        let oldest: Vec<(i64, i64)> =
            sqlx::query_as("SELECT position, size FROM runs ORDER BY position LIMIT $1")
                .bind(at_most)
                .fetch_all(self.readers())
                .await?;
        let mut surplus = i128::from(bytes) - i128::from(limits.bytes);
        let last = oldest
            .into_iter()
            .take_while(|(position, size)| {
                let goes = *position < since || surplus > 0;
                surplus -= i128::from(*size);
                goes
            })
            .last();
        let Some((last, _)) = last else { return Ok(0) };
        let mut transaction = self.begin().await?;
        let forgotten = remove(&mut transaction, i64::MIN, last).await?;
        transaction.commit().await?;
        Ok(forgotten)
    }
}

/// Removes every run: how many.
pub(crate) async fn empty(connection: &mut SqliteConnection) -> Result<u64, sqlx::Error> {
    // Made anew by its own words: emptied row by row the index would take minutes.
    let words: String =
        sqlx::query_scalar("SELECT sql FROM sqlite_schema WHERE name = 'run_words'")
            .fetch_one(&mut *connection)
            .await?;
    for sql in [
        AssertSqlSafe("DROP TABLE run_words".to_owned()),
        AssertSqlSafe(words),
    ] {
        sqlx::query(sql).execute(&mut *connection).await?;
    }
    let removed = sqlx::query("DELETE FROM runs")
        .execute(&mut *connection)
        .await?;
    Ok(removed.rows_affected())
}

/// The moment itself, or behind those that began in the same second.
async fn free_position(
    transaction: &mut Transaction<'_, Sqlite>,
    began_at: Timestamp,
) -> Result<i64, StoreError> {
    let at = began_at.as_microsecond();
    let next_second = (at.div_euclid(SECOND) + 1) * SECOND;
    let (taken, last): (bool, Option<i64>) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM runs WHERE position = $1), \
         (SELECT max(position) FROM runs WHERE position >= $1 AND position < $2)",
    )
    .bind(at)
    .bind(next_second)
    .fetch_one(&mut **transaction)
    .await?;
    Ok(if taken { last.unwrap_or(at) + 1 } else { at })
}

async fn put(
    transaction: &mut Transaction<'_, Sqlite>,
    position: i64,
    run: &RunRow,
    contents: &RunContents,
    words: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO runs (position, id, began_at, duration_ms, connection_id, nickname, address, \
         connector, identity, action, action_name, effect, outcome, refusal, status, request_id, \
         scenario, step, size) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
         $14, $15, $16, $17, $18, $19)",
    )
    .bind(position)
    .bind(&run.id)
    .bind(began(run))
    .bind(i64::try_from(run.duration_ms).unwrap_or(i64::MAX))
    .bind(&run.connection)
    .bind(&run.nickname)
    .bind(&run.address)
    .bind(&run.connector)
    .bind(&run.identity)
    .bind(&run.action)
    .bind(&run.action_name)
    .bind(&run.effect)
    .bind(&run.outcome)
    .bind(&run.refusal)
    .bind(run.status)
    .bind(&run.request_id)
    .bind(run.asked_by.as_ref().map(|(scenario, _)| scenario))
    .bind(run.asked_by.as_ref().map(|(_, step)| step))
    .bind(i64::try_from(contents.len() + words.len()).unwrap_or(i64::MAX))
    .execute(&mut **transaction)
    .await?;
    sqlx::query(
        "INSERT INTO run_contents (position, inputs, requests, answer) VALUES ($1, $2, $3, $4)",
    )
    .bind(position)
    .bind(&contents.inputs)
    .bind(&contents.requests)
    .bind(&contents.answer)
    .execute(&mut **transaction)
    .await?;
    sqlx::query("INSERT INTO run_words (rowid, words) VALUES ($1, $2)")
        .bind(position)
        .bind(words)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Removes all from one position to another, both included: how many. Their contents go with them.
async fn remove(
    transaction: &mut Transaction<'_, Sqlite>,
    from: i64,
    to: i64,
) -> Result<u64, StoreError> {
    sqlx::query("DELETE FROM run_words WHERE rowid BETWEEN $1 AND $2")
        .bind(from)
        .bind(to)
        .execute(&mut **transaction)
        .await?;
    let removed = sqlx::query("DELETE FROM runs WHERE position BETWEEN $1 AND $2")
        .bind(from)
        .bind(to)
        .execute(&mut **transaction)
        .await?;
    Ok(removed.rows_affected())
}
