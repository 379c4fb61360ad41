//! Checks and reminders stay with their own connection, and no longer than it.

use jiff::{SignedDuration, Timestamp};

use super::fixture::{at, bare, fresh};
use crate::{CheckRow, ReminderRow};

fn check(began_at: Timestamp, outcome: &str) -> CheckRow {
    CheckRow {
        began_at,
        duration_ms: 120,
        outcome: outcome.into(),
        detail: None,
        background: true,
    }
}

#[tokio::test]
async fn the_newest_hundred_checks_of_each_connection_are_kept() {
    let (store, _folder) = fresh().await;
    let (one, other) = (bare("One"), bare("Other"));
    store.insert(&one, &[], None).await.unwrap();
    store.insert(&other, &[], None).await.unwrap();
    let first = at("2026-11-02T08:00:00Z");
    let nth = |n: i64| first + SignedDuration::from_mins(n);
    for n in 0..103 {
        let row = check(nth(n), "active");
        store.keep_check(one.id, &row, 100).await.unwrap();
    }
    store
        .keep_check(other.id, &check(first, "unreachable"), 100)
        .await
        .unwrap();

    let kept = store.checks(one.id, 1000).await.unwrap();
    assert_eq!(kept.len(), 100);
    assert_eq!(kept.first().unwrap().began_at, nth(102));
    assert_eq!(kept.last().unwrap().began_at, nth(3));
    let others = store.checks(other.id, 1000).await.unwrap();
    assert_eq!(others, [check(first, "unreachable")]);
}

#[tokio::test]
async fn a_check_of_a_connection_that_was_deleted_meanwhile_leaves_no_trace() {
    let (store, _folder) = fresh().await;
    let gone = bare("Gone");
    store.insert(&gone, &[], None).await.unwrap();
    let row = check(at("2026-11-02T08:00:00Z"), "active");
    store.keep_check(gone.id, &row, 100).await.unwrap();
    store.delete(gone.id).await.unwrap();
    store.keep_check(gone.id, &row, 100).await.unwrap();

    assert_eq!(store.checks(gone.id, 100).await.unwrap(), []);
}

#[tokio::test]
async fn a_reminder_is_of_one_end_and_forgotten_with_the_next() {
    let (store, _folder) = fresh().await;
    let one = bare("One");
    store.insert(&one, &[], None).await.unwrap();
    let shown = |by: &str, days| ReminderRow {
        connection: one.id,
        reauthorize_by: at(by),
        days,
        shown_at: at("2026-11-02T08:00:00Z"),
    };
    let (first, second) = ("2026-11-12T08:00:00Z", "2027-02-10T08:00:00Z");
    let both = [shown(first, 14), shown(first, 3)];
    store.keep_reminders(&both).await.unwrap();
    store.keep_reminders(&both).await.unwrap();
    assert_eq!(store.reminders().await.unwrap().len(), 2);

    let next = [shown(second, 14)];
    store.keep_reminders(&next).await.unwrap();
    assert_eq!(store.reminders().await.unwrap(), next);
}
