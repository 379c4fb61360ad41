//! Runs: listed, newest first, searched and filtered.

use domain::ConnectionId;
use jiff::Timestamp;
use sqlx::{QueryBuilder, Sqlite};

use crate::run_row::{COLUMNS, ContentColumns, RunColumns, RunContents, RunMark, RunRow};
use crate::{Store, StoreError};

/// Which runs. What is empty or `None` lets all through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunFilter {
    /// Words that begin like these, all of them, in any order.
    pub text: String,
    /// Through this connection, by its id.
    pub connection: Option<String>,
    /// Of this connector's action, by its id.
    pub action: Option<(String, String)>,
    /// With this outcome.
    pub outcome: Option<String>,
    /// Not earlier.
    pub from: Option<Timestamp>,
    /// Earlier than this.
    pub before: Option<Timestamp>,
}

/// What there is to filter by: what is kept of each under the name that it had last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunChoices {
    /// Id and nickname.
    pub connections: Vec<(String, String)>,
    /// Connector, action and the action's name.
    pub actions: Vec<(String, String, String)>,
}

/// Some runs, and where the next page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunPage<T> {
    /// Newest first.
    pub runs: Vec<T>,
    /// `None` where there are no more.
    pub next: Option<RunMark>,
}

#[derive(sqlx::FromRow)]
struct WholeColumns {
    #[sqlx(flatten)]
    run: RunColumns,
    #[sqlx(flatten)]
    contents: ContentColumns,
}

impl Store {
    /// Those that follow a mark, or the newest; at most so many.
    pub async fn runs(
        &self,
        filter: &RunFilter,
        after: Option<RunMark>,
        at_most: u32,
    ) -> Result<RunPage<RunRow>, StoreError> {
        let columns: Vec<RunColumns> = page(COLUMNS, "", filter, after, at_most)
            .build_query_as()
            .fetch_all(self.readers())
            .await?;
        let next = next(columns.last(), columns.len(), at_most);
        let runs = columns.into_iter().map(RunColumns::read);
        Ok(RunPage {
            runs: runs.collect::<Result<_, _>>()?,
            next,
        })
    }

    /// As [`Store::runs`], each with what it holds.
    pub async fn whole_runs(
        &self,
        filter: &RunFilter,
        after: Option<RunMark>,
        at_most: u32,
    ) -> Result<RunPage<(RunRow, RunContents)>, StoreError> {
        let columns = format!("{COLUMNS}, inputs, requests, answer");
        let beside = " JOIN run_contents ON run_contents.position = runs.position";
        let columns: Vec<WholeColumns> = page(&columns, beside, filter, after, at_most)
            .build_query_as()
            .fetch_all(self.readers())
            .await?;
        let next = next(
            columns.last().map(|whole| &whole.run),
            columns.len(),
            at_most,
        );
        let runs = columns
            .into_iter()
            .map(|whole| Ok((whole.run.read()?, whole.contents.into())));
        Ok(RunPage {
            runs: runs.collect::<Result<_, StoreError>>()?,
            next,
        })
    }

    /// Each action that was run through a connection, by its id: once for all runs by hand, and
    /// once for each scenario that ran it, by the scenario's name.
    pub async fn actions_run(
        &self,
        connection: ConnectionId,
    ) -> Result<Vec<(String, Option<String>)>, StoreError> {
        let actions = sqlx::query_as(
            "SELECT DISTINCT action, scenario FROM runs WHERE connection_id = $1 \
             ORDER BY action, scenario",
        )
        .bind(connection.to_string())
        .fetch_all(self.readers())
        .await?;
        Ok(actions)
    }

    /// How many runs a filter lets through.
    pub async fn count_runs(&self, filter: &RunFilter) -> Result<u64, StoreError> {
        let count: i64 = filtered("SELECT count(*)", "", filter, None)
            .build_query_scalar()
            .fetch_one(self.readers())
            .await?;
        Ok(count.unsigned_abs())
    }

    /// What there is to filter by, in the order of names.
    pub async fn run_choices(&self) -> Result<RunChoices, StoreError> {
        let connections = sqlx::query_as(
            "SELECT connection_id, nickname FROM runs WHERE position IN \
             (SELECT max(position) FROM runs GROUP BY connection_id) \
             ORDER BY lower(nickname), connection_id",
        )
        .fetch_all(self.readers())
        .await?;
        let actions = sqlx::query_as(
            "SELECT connector, action, action_name FROM runs WHERE position IN \
             (SELECT max(position) FROM runs GROUP BY connector, action) \
             ORDER BY lower(action_name), connector, action",
        )
        .fetch_all(self.readers())
        .await?;
        Ok(RunChoices {
            connections,
            actions,
        })
    }
}

/// One page of a list.
pub(crate) fn page(
    columns: &str,
    beside: &str,
    filter: &RunFilter,
    after: Option<RunMark>,
    at_most: u32,
) -> QueryBuilder<Sqlite> {
    let mut query = filtered(&format!("SELECT {columns}"), beside, filter, after);
    let position = position(&words(&filter.text));
    query.push(format_args!(" ORDER BY {position} DESC LIMIT "));
    query.push_bind(at_most);
    query
}

fn filtered(
    select: &str,
    beside: &str,
    filter: &RunFilter,
    after: Option<RunMark>,
) -> QueryBuilder<Sqlite> {
    let words = words(&filter.text);
    let position = position(&words);
    let mut query = QueryBuilder::new(select);
    if words.is_empty() {
        query.push(" FROM runs");
    } else {
        // The words give their rows in the order of the list, one by one: a page of a frequent
        // word costs no more than a page. A cross join is taken from left to right.
        query.push(" FROM run_words CROSS JOIN runs");
    }
    query.push(beside);
    let before = [
        after.map(|mark| mark.0),
        filter.before.map(jiff::Timestamp::as_microsecond),
    ];
    let before = before.into_iter().flatten().min().unwrap_or(i64::MAX);
    query
        .push(format_args!(" WHERE {position} < "))
        .push_bind(before);
    if let Some(from) = filter.from {
        query
            .push(format_args!(" AND {position} >= "))
            .push_bind(from.as_microsecond());
    }
    if !words.is_empty() {
        query.push(" AND runs.position = run_words.rowid AND run_words MATCH ");
        query.push_bind(words);
    }
    if let Some(connection) = &filter.connection {
        query
            .push(" AND connection_id = ")
            .push_bind(connection.clone());
    }
    if let Some((connector, action)) = &filter.action {
        query.push(" AND connector = ").push_bind(connector.clone());
        query.push(" AND action = ").push_bind(action.clone());
    }
    if let Some(outcome) = &filter.outcome {
        query.push(" AND outcome = ").push_bind(outcome.clone());
    }
    query
}

/// What is walked along.
fn position(words: &str) -> &'static str {
    if words.is_empty() {
        "runs.position"
    } else {
        "run_words.rowid"
    }
}

/// What was typed as a question to the index: each word quoted, for it may be anything, and taken
/// for the beginning of one.
fn words(typed: &str) -> String {
    typed
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
        .map(|word| format!("\"{}\"*", word.replace('"', " ")))
        .collect::<Vec<_>>()
        .join(" ")
}

fn next(last: Option<&RunColumns>, found: usize, at_most: u32) -> Option<RunMark> {
    let is_full = u32::try_from(found).is_ok_and(|found| found == at_most);
    last.filter(|_| is_full).map(|last| RunMark(last.position))
}
