//! Copies hold what can come back, and nothing that would do harm.

use std::fs;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};

use super::fixture::{connection, fresh, open, run, sealed, secrets, session};
use crate::database::FILE;
use domain::SecretField;

#[tokio::test]
async fn a_copy_holds_the_connections_and_no_token_that_rotates() {
    let (store, _folder) = fresh().await;
    let all = [secrets(3), vec![sealed(SecretField::IdToken, 3)]].concat();
    store
        .insert(&connection("Prod"), &all, Some(&session(3)))
        .await
        .unwrap();
    let copy = store.back_up().await.unwrap();

    let bytes = fs::read(&copy).unwrap();
    let holds = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert!(holds(&sealed(SecretField::ClientSecret, 0).bytes));
    for field in [
        SecretField::RefreshToken,
        SecretField::AccessToken,
        SecretField::IdToken,
    ] {
        assert!(!holds(&sealed(field, 3).bytes), "{}", field.as_str());
    }
    let options = SqliteConnectOptions::new().filename(&copy).read_only(true);
    let mut copied = SqliteConnection::connect_with(&options).await.unwrap();
    let sessions: i64 = sqlx::query_scalar("SELECT count(*) FROM sessions")
        .fetch_one(&mut copied)
        .await
        .unwrap();
    assert_eq!(sessions, 0);
}

#[tokio::test]
async fn a_copy_put_in_the_place_of_the_database_brings_the_connections_back() {
    let (store, folder) = fresh().await;
    let connection = connection("Prod");
    store
        .insert(&connection, &secrets(3), Some(&session(3)))
        .await
        .unwrap();
    let copy = store.back_up().await.unwrap();
    store.delete(connection.id).await.unwrap();
    store.close().await;

    fs::copy(copy, folder.path().join(FILE)).unwrap();
    let store = open(folder.path()).await;
    assert_eq!(
        store.connections().await.unwrap(),
        std::slice::from_ref(&connection)
    );
    let refresh = store
        .sealed(connection.id, SecretField::RefreshToken)
        .await
        .unwrap();
    assert_eq!(refresh, None);
}

#[tokio::test]
async fn a_copy_holds_no_run_that_would_outlive_its_time_in_it() {
    let (store, _folder) = fresh().await;
    let (run, contents) = run("r1", "2026-11-02T08:00:00Z");
    let words = "zebrafinch";
    store.keep_run(&run, &contents, words).await.unwrap();
    let copy = fs::read(store.back_up().await.unwrap()).unwrap();
    for text in ["Zk3f0a2b", words] {
        let found = copy
            .windows(text.len())
            .any(|window| window == text.as_bytes());
        assert!(!found, "{text}");
    }
    assert!(store.run("r1").await.unwrap().is_some());
}

#[tokio::test]
async fn the_last_seven_copies_are_kept() {
    let (store, folder) = fresh().await;
    let mut made = Vec::new();
    for _ in 0..9 {
        made.push(store.back_up().await.unwrap());
    }
    let mut there: Vec<_> = fs::read_dir(folder.path().join("backups"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    there.sort();
    assert_eq!(there, made[2..]);
}
