//! The history: kept, listed, found, and let go.

use std::fs;

use super::fixture::{at, connection, fresh, open, run};
use crate::database::FILE;
use crate::{RunFilter, RunLimits, RunMark, RunRow, Store};

async fn keep(store: &Store, id: &str, began_at: &str) -> RunRow {
    keep_as(store, id, began_at, "", |_| ()).await
}

async fn keep_as(
    store: &Store,
    id: &str,
    began_at: &str,
    words: &str,
    change: impl FnOnce(&mut RunRow),
) -> RunRow {
    let (mut row, contents) = run(id, began_at);
    change(&mut row);
    store.keep_run(&row, &contents, words).await.unwrap();
    row
}

async fn ids(store: &Store, filter: &RunFilter) -> Vec<String> {
    let page = store.runs(filter, None, 100).await.unwrap();
    let ids: Vec<String> = page.runs.into_iter().map(|run| run.id).collect();
    assert_eq!(store.count_runs(filter).await.unwrap(), ids.len() as u64);
    ids
}

fn text(text: &str) -> RunFilter {
    RunFilter {
        text: text.into(),
        ..RunFilter::default()
    }
}

#[tokio::test]
async fn a_run_comes_back_as_it_was_kept_and_over_a_restart() {
    let (store, folder) = fresh().await;
    let (by_scenario, contents) = run("r1", "2026-11-02T08:00:00.123456789Z");
    let mut by_hand = run("r2", "2026-11-02T08:00:01Z").0;
    by_hand.asked_by = None;
    by_hand.identity = None;
    by_hand.status = None;
    by_hand.request_id = None;
    by_hand.refusal = Some("offline".into());
    store.keep_run(&by_scenario, &contents, "").await.unwrap();
    store.keep_run(&by_hand, &contents, "").await.unwrap();
    store.close().await;

    let store = open(folder.path()).await;
    let listed = store.runs(&RunFilter::default(), None, 10).await.unwrap();
    assert_eq!(listed.runs, [by_hand.clone(), by_scenario.clone()]);
    assert_eq!(listed.next, None);
    let whole = store.run("r1").await.unwrap().unwrap();
    assert_eq!(whole, (by_scenario, contents));
    assert_eq!(store.run("r3").await.unwrap(), None);
}

#[tokio::test]
async fn what_became_of_a_run_takes_the_place_of_its_beginning() {
    let (store, _folder) = fresh().await;
    keep_as(&store, "r1", "2026-11-02T08:00:00Z", "beginning", |run| {
        run.outcome = "sending".into();
    })
    .await;
    keep(&store, "r2", "2026-11-02T08:00:05Z").await;
    keep_as(&store, "r1", "2026-11-02T08:00:00Z", "ending", |_| ()).await;

    assert_eq!(ids(&store, &RunFilter::default()).await, ["r2", "r1"]);
    assert_eq!(store.run("r1").await.unwrap().unwrap().0.outcome, "done");
    assert_eq!(ids(&store, &text("beginning")).await, [""; 0]);
    assert_eq!(ids(&store, &text("ending")).await, ["r1"]);
}

#[tokio::test]
async fn pages_follow_each_other_newest_first_and_leave_nothing_out() {
    let (store, _folder) = fresh().await;
    // Some of the same moment, some later that began earlier.
    for (id, second) in [("a", 1), ("b", 1), ("c", 1), ("d", 4), ("e", 3), ("f", 2)] {
        keep(&store, id, &format!("2026-11-02T08:00:0{second}.5Z")).await;
    }
    let mut walked = Vec::new();
    let mut after = None;
    loop {
        let page = store.runs(&RunFilter::default(), after, 4).await.unwrap();
        walked.extend(page.runs.into_iter().map(|run| run.id));
        let Some(next) = page.next else { break };
        // A mark goes to the window and back as text; what is new meanwhile moves nothing.
        after = RunMark::parse(&next.to_string());
        keep(&store, "new", "2026-11-02T09:00:00Z").await;
    }
    assert_eq!(walked.concat(), "defcba");
    assert_eq!(RunMark::parse("elsewhere"), None);
}

#[tokio::test]
async fn runs_are_found_by_connection_action_outcome_and_time_and_by_all_at_once() {
    let (store, _folder) = fresh().await;
    keep(&store, "a", "2026-11-01T08:00:00Z").await;
    keep_as(&store, "b", "2026-11-02T08:00:00Z", "", |run| {
        run.connection = "c2".into();
    })
    .await;
    keep_as(&store, "c", "2026-11-03T08:00:00Z", "", |run| {
        run.action = "read_user".into();
    })
    .await;
    keep_as(&store, "d", "2026-11-04T08:00:00Z", "", |run| {
        run.outcome = "refused".into();
    })
    .await;
    keep_as(&store, "e", "2026-11-05T08:00:00Z", "", |run| {
        run.connector = "okta_realms".into();
    })
    .await;

    let all = RunFilter::default();
    let connection = RunFilter {
        connection: Some("c2".into()),
        ..all.clone()
    };
    let action = RunFilter {
        action: Some(("okta".into(), "lookup_user".into())),
        ..all.clone()
    };
    let outcome = RunFilter {
        outcome: Some("refused".into()),
        ..all.clone()
    };
    let time = RunFilter {
        from: Some(at("2026-11-02T08:00:00Z")),
        before: Some(at("2026-11-04T08:00:00Z")),
        ..all.clone()
    };
    for (filter, expected) in [
        (&all, "edcba"),
        (&connection, "b"),
        (&action, "dba"),
        (&outcome, "d"),
        (&time, "cb"),
        (
            &RunFilter {
                connection: connection.connection.clone(),
                ..time.clone()
            },
            "b",
        ),
        (
            &RunFilter {
                outcome: outcome.outcome.clone(),
                ..time.clone()
            },
            "",
        ),
    ] {
        assert_eq!(ids(&store, filter).await.concat(), expected, "{filter:?}");
    }
}

#[tokio::test]
async fn words_are_found_by_how_they_begin_whatever_is_typed() {
    let (store, _folder) = fresh().await;
    let words = "Lookup user dana.admin@sandbox.example 00u1aBcD Zoë \"quoted\" OR";
    keep_as(&store, "a", "2026-11-02T08:00:00Z", words, |_| ()).await;
    keep_as(
        &store,
        "b",
        "2026-11-02T08:00:01Z",
        "Deactivate user",
        |_| (),
    )
    .await;
    for (typed, expected) in [
        ("user", "ba"),
        ("USER look", "a"),
        ("dana.adm", "a"),
        ("dana.admin@sandbox.example", "a"),
        ("00u1ab", "a"),
        ("zoe", "a"),
        ("dana deactivate", ""),
        ("\"quoted", "a"),
        ("OR", "a"),
        ("NOT user", ""),
        ("words:dana", ""),
        ("* - \" ( NEAR", ""),
        ("--- ***", "ba"),
        ("   ", "ba"),
    ] {
        assert_eq!(
            ids(&store, &text(typed)).await.concat(),
            expected,
            "{typed}"
        );
    }
    let both = RunFilter {
        outcome: Some("refused".into()),
        ..text("user")
    };
    assert_eq!(ids(&store, &both).await, [""; 0]);
}

#[tokio::test]
async fn choices_have_the_name_that_each_had_last() {
    let (store, _folder) = fresh().await;
    keep_as(&store, "a", "2026-11-02T08:00:02Z", "", |run| {
        run.nickname = "New name".into();
    })
    .await;
    keep_as(&store, "b", "2026-11-02T08:00:01Z", "", |run| {
        run.nickname = "Old name".into();
    })
    .await;
    keep_as(&store, "c", "2026-11-02T08:00:00Z", "", |run| {
        run.connection = "c2".into();
        run.nickname = "another".into();
        run.action = "read_user".into();
        run.action_name = "Read User".into();
    })
    .await;
    let choices = store.run_choices().await.unwrap();
    let pair = |id: &str, name: &str| (id.to_owned(), name.to_owned());
    assert_eq!(
        choices.connections,
        [pair("c2", "another"), pair("c1", "New name")]
    );
    let names: Vec<_> = choices
        .actions
        .iter()
        .map(|(_, _, name)| name.as_str())
        .collect();
    assert_eq!(names, ["Lookup user", "Read User"]);
}

#[tokio::test]
async fn a_connection_that_is_deleted_leaves_its_runs() {
    let (store, _folder) = fresh().await;
    let gone = connection("Gone");
    store.insert(&gone, &[], None).await.unwrap();
    let id = gone.id.to_string();
    keep_as(&store, "a", "2026-11-02T08:00:00Z", "", |run| {
        run.connection = id.clone();
    })
    .await;
    store.delete(gone.id).await.unwrap();
    let filter = RunFilter {
        connection: Some(id),
        ..RunFilter::default()
    };
    assert_eq!(ids(&store, &filter).await, ["a"]);
}

#[tokio::test]
async fn the_oldest_go_first_by_age_and_by_size_and_a_few_at_a_time() {
    let (store, _folder) = fresh().await;
    for day in 1..=8 {
        keep(
            &store,
            &day.to_string(),
            &format!("2026-11-0{day}T08:00:00Z"),
        )
        .await;
    }
    let (count, bytes) = store.size_of_runs().await.unwrap();
    assert_eq!(count, 8);
    let limits = |since: &str, runs: u64| RunLimits {
        since: at(since),
        bytes: bytes / 8 * runs,
    };

    let kept = limits("2026-11-01T00:00:00Z", 8);
    assert_eq!(store.forget_runs(kept, 100).await.unwrap(), 0);
    assert_eq!(
        store
            .forget_runs(limits("2026-11-03T08:00:00Z", 8), 100)
            .await
            .unwrap(),
        2
    );
    assert_eq!(ids(&store, &RunFilter::default()).await.concat(), "876543");
    assert_eq!(
        store
            .forget_runs(limits("2026-11-01T00:00:00Z", 4), 100)
            .await
            .unwrap(),
        2
    );
    assert_eq!(
        store
            .forget_runs(limits("2026-12-01T00:00:00Z", 8), 3)
            .await
            .unwrap(),
        3
    );
    assert_eq!(ids(&store, &RunFilter::default()).await, ["8"]);
}

#[tokio::test]
async fn a_run_that_was_cut_short_ends_at_the_next_start() {
    let (store, _folder) = fresh().await;
    keep_as(&store, "a", "2026-11-02T08:00:00Z", "", |run| {
        run.outcome = "sending".into();
    })
    .await;
    keep(&store, "b", "2026-11-02T08:00:01Z").await;
    assert_eq!(store.end_runs("sending", "unknown").await.unwrap(), 1);
    let outcome = async |id| store.run(id).await.unwrap().unwrap().0.outcome;
    assert_eq!(
        (outcome("a").await, outcome("b").await),
        ("unknown".into(), "done".into())
    );
}

#[tokio::test]
async fn what_is_deleted_is_in_no_file_any_more() {
    let (store, folder) = fresh().await;
    keep_as(&store, "kept", "2026-11-02T08:00:00Z", "staying", |_| ()).await;
    keep_as(&store, "one", "2026-11-02T08:00:01Z", "zebrafinch", |run| {
        run.nickname = "Marker-nickname".into();
    })
    .await;
    assert!(store.delete_run("one").await.unwrap());
    assert!(!store.delete_run("one").await.unwrap());
    store.close().await;
    let holds = |text: &str| {
        let bytes = fs::read(folder.path().join(FILE)).unwrap();
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(holds("staying"));
    assert!(!holds("zebrafinch") && !holds("Marker-nickname") && !holds("\"one\""));

    let store = open(folder.path()).await;
    assert_eq!(store.delete_runs().await.unwrap(), 1);
    assert_eq!(store.size_of_runs().await.unwrap(), (0, 0));
    store.close().await;
    assert!(!holds("staying") && !holds("Zk3f0a2b"));
}
