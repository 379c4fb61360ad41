//! A database as an earlier version left it: the migrations up to that version, and rows in the
//! words of its day. The SQL is that of a program that is not there any more.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

/// Every row of every table, each value in SQL's own notation, by table.
pub(crate) type Rows = BTreeMap<String, Vec<String>>;

const ROWS: [&str; 5] = [
    include_str!("rows/0001.sql"),
    include_str!("rows/0002.sql"),
    include_str!("rows/0003.sql"),
    include_str!("rows/0004.sql"),
    include_str!("rows/0005.sql"),
];

/// The versions that there are.
pub(crate) async fn versions() -> Result<Vec<i64>> {
    let all = migrations().await?;
    Ok(all.iter().map(|migration| migration.version).collect())
}

async fn migrations() -> Result<Migrator> {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../src-tauri/crates/store/migrations"
    );
    Ok(Migrator::new(Path::new(folder)).await?)
}

/// Makes the database of this version, with rows in each of its tables.
pub(crate) async fn make(file: &Path, version: i64) -> Result<()> {
    let upto = migrations().await?;
    let upto = upto.iter().filter(|step| step.version <= version).cloned();
    let upto = Migrator::with_migrations(upto.collect());
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal);
    let mut database = SqliteConnection::connect_with(&options).await?;
    upto.run_direct(None, &mut database, false).await?;
    for sql in ROWS.iter().take(usize::try_from(version)?) {
        sqlx::raw_sql(*sql).execute(&mut database).await?;
    }
    database.close().await?;
    Ok(())
}

/// Runs SQL on a database that nobody has open.
pub(crate) async fn change(file: &Path, sql: String) -> Result<()> {
    let options = SqliteConnectOptions::new().filename(file);
    let mut database = SqliteConnection::connect_with(&options).await?;
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(&mut database)
        .await?;
    database.close().await?;
    Ok(())
}

/// Reads the columns that `like` has, or all; the notes of the console about itself left out, for
/// each start may change them.
pub(crate) async fn read(file: &Path, like: Option<&Columns>) -> Result<(Columns, Rows)> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let mut database = SqliteConnection::connect_with(&options).await?;
    let columns = match like {
        Some(like) => like.clone(),
        None => columns(&mut database).await?,
    };
    let mut rows = Rows::new();
    for (table, columns) in &columns {
        let row: Vec<_> = columns
            .iter()
            .map(|name| format!("quote({name})"))
            .collect();
        let row = row.join(" || ',' || ");
        let sql = format!("SELECT {row} FROM {table} ORDER BY 1");
        let read = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut database);
        rows.insert(table.clone(), read.await?);
    }
    database.close().await?;
    Ok((columns, rows))
}

/// The tables and their columns.
pub(crate) type Columns = BTreeMap<String, Vec<String>>;

async fn columns(database: &mut SqliteConnection) -> Result<Columns> {
    let pairs: Vec<(String, String)> = sqlx::query_as(
        "SELECT t.name, c.name FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c \
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '_sqlx%' \
         AND t.name NOT LIKE 'run_words_%' AND t.name <> 'console'",
    )
    .fetch_all(database)
    .await?;
    let mut columns = Columns::new();
    for (table, column) in pairs {
        columns.entry(table).or_default().push(column);
    }
    Ok(columns)
}
