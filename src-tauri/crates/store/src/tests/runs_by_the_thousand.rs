//! A hundred thousand runs: whatever is asked, an index answers it, and nothing is sorted.

use sqlx::Row;

use super::fixture::{at, fresh};
use crate::run_list::page;
use crate::run_row::COLUMNS;
use crate::{RunFilter, RunLimits, RunMark, Store};

const MANY: i64 = 100_000;

/// Fills the history in one stroke.
async fn fill(store: &Store) {
    let begins = at("2026-01-01T00:00:00Z").as_microsecond();
    for sql in [
        "INSERT INTO runs SELECT $1 + n * 1000000, 'run ' || n, '2026-01-01T00:00:00.000000000Z', \
         n % 900, 'c' || (n % 20), 'Connection ' || (n % 20), 'acme.okta.com', 'okta', 'ada', \
         'action_' || (n % 90), 'Action ' || (n % 90), 'read', \
         CASE n % 50 WHEN 0 THEN 'refused' ELSE 'done' END, NULL, 200, 'id' || n, NULL, NULL, 1000 \
         FROM (WITH RECURSIVE count (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < $2) \
         SELECT n FROM count)",
        "INSERT INTO run_contents SELECT position, '{}', '[]', hex(zeroblob(200)) FROM runs \
         WHERE position > $1 AND $2 > 0",
        "INSERT INTO run_words (rowid, words) SELECT position, \
         id || ' user' || (position % 977) || ' every ' || action_name FROM runs \
         WHERE position > $1 AND $2 > 0",
    ] {
        sqlx::query(sql)
            .bind(begins)
            .bind(MANY)
            .execute(store.writer())
            .await
            .unwrap();
    }
}

fn filters() -> Vec<(&'static str, RunFilter)> {
    let all = RunFilter::default();
    let connection = Some("c7".to_owned());
    let action = Some(("okta".to_owned(), "action_7".to_owned()));
    let outcome = Some("refused".to_owned());
    let (from, before) = (
        Some(at("2026-01-01T03:00:00Z")),
        Some(at("2026-01-01T04:00:00Z")),
    );
    vec![
        ("all", all.clone()),
        (
            "connection",
            RunFilter {
                connection: connection.clone(),
                ..all.clone()
            },
        ),
        (
            "action",
            RunFilter {
                action: action.clone(),
                ..all.clone()
            },
        ),
        (
            "outcome",
            RunFilter {
                outcome: outcome.clone(),
                ..all.clone()
            },
        ),
        (
            "time",
            RunFilter {
                from,
                before,
                ..all.clone()
            },
        ),
        (
            "text",
            RunFilter {
                text: "every".into(),
                ..all.clone()
            },
        ),
        (
            "text and time",
            RunFilter {
                text: "eve".into(),
                from,
                before,
                ..all.clone()
            },
        ),
        (
            "everything",
            RunFilter {
                text: "every".into(),
                connection,
                action,
                outcome,
                from,
                before,
            },
        ),
    ]
}

#[tokio::test]
async fn every_page_is_right_and_found_by_an_index_without_sorting() {
    let (store, _folder) = fresh().await;
    fill(&store).await;
    found_by_an_index(&store).await;
    right(&store).await;
}

async fn found_by_an_index(store: &Store) {
    for (name, filter) in filters() {
        let after = Some(RunMark(i64::MAX));
        let query = page(COLUMNS, "", &filter, after, 50);
        let sql = format!("EXPLAIN QUERY PLAN {}", query.sql().as_str());
        let plan: Vec<String> = sqlx::query(sqlx::AssertSqlSafe(sql))
            .fetch_all(store.readers())
            .await
            .unwrap()
            .iter()
            .map(|row| row.get("detail"))
            .collect();
        let plan = plan.join("; ");
        assert!(!plan.contains("TEMP B-TREE"), "{name}: {plan}");
        assert!(!plan.contains("SCAN runs"), "{name}: {plan}");
        let by = match name {
            "connection" => "runs_by_connection (connection_id=? AND",
            "action" => "runs_by_action (connector=? AND action=? AND",
            "outcome" => "runs_by_outcome (outcome=? AND",
            "text" | "text and time" | "everything" => "run_words VIRTUAL TABLE INDEX",
            _ => "INTEGER PRIMARY KEY",
        };
        assert!(plan.contains(by), "{name}: {plan}");
    }
}

/// The first page, and one deep in the middle.
async fn right(store: &Store) {
    for (name, filter, count) in filters()
        .into_iter()
        .zip([100_000, 5000, 1112, 2000, 3600, 100_000, 3600, 0])
        .map(|((name, filter), count)| (name, filter, count))
    {
        assert_eq!(store.count_runs(&filter).await.unwrap(), count, "{name}");
        let first = store.runs(&filter, None, 50).await.unwrap();
        assert_eq!(first.runs.len() as u64, count.min(50), "{name}");
        let deep = Some(RunMark(at("2026-01-01T03:30:00Z").as_microsecond()));
        let deep = store.runs(&filter, deep, 50).await.unwrap();
        let positions = |runs: &[crate::RunRow]| -> Vec<u32> {
            runs.iter()
                .map(|run| run.id[4..].parse().unwrap())
                .collect()
        };
        let deep = positions(&deep.runs);
        assert!(deep.is_sorted_by(|one, other| one > other), "{name}");
        assert!(
            deep.first().is_none_or(|first| *first < 12_600),
            "{name}: {deep:?}"
        );
    }
}

#[tokio::test]
async fn all_of_them_can_be_let_go_of() {
    let (store, _folder) = fresh().await;
    fill(&store).await;
    let (count, bytes) = store.size_of_runs().await.unwrap();
    assert_eq!((count, bytes), (100_000, 100_000_000));
    let limits = RunLimits {
        since: at("2026-01-01T00:00:00Z"),
        bytes: bytes - 400_000,
    };
    assert_eq!(store.forget_runs(limits, 500).await.unwrap(), 400);
    assert_eq!(store.delete_runs().await.unwrap(), 99_600);
    let text = RunFilter {
        text: "every".into(),
        ..RunFilter::default()
    };
    assert_eq!(store.count_runs(&text).await.unwrap(), 0);
}
