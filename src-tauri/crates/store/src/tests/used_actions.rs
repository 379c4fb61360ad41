//! What is marked as used stays marked, with its own connection and no longer than it.

use std::collections::BTreeSet;

use super::fixture::{bare, fresh, open};
use crate::StoreError;

fn set(actions: &[&str]) -> BTreeSet<String> {
    actions.iter().map(|action| (*action).to_owned()).collect()
}

#[tokio::test]
async fn marks_are_kept_by_connection_and_replaced_as_a_whole() {
    let (store, folder) = fresh().await;
    let (one, other) = (bare("One"), bare("Other"));
    store.insert(&one, &[], None).await.unwrap();
    store.insert(&other, &[], None).await.unwrap();
    assert_eq!(store.used_actions(one.id).await.unwrap(), set(&[]));

    let first = set(&["read_user", "suspend_user"]);
    store.set_used_actions(one.id, &first).await.unwrap();
    let second = set(&["read_user", "create_group"]);
    store.set_used_actions(one.id, &second).await.unwrap();
    store.close().await;

    let store = open(folder.path()).await;
    assert_eq!(store.used_actions(one.id).await.unwrap(), second);
    assert_eq!(store.used_actions(other.id).await.unwrap(), set(&[]));
}

#[tokio::test]
async fn marks_go_with_their_connection() {
    let (store, _folder) = fresh().await;
    let connection = bare("Gone soon");
    store.insert(&connection, &[], None).await.unwrap();
    let marked = set(&["read_user"]);
    store
        .set_used_actions(connection.id, &marked)
        .await
        .unwrap();
    store.delete(connection.id).await.unwrap();

    assert_eq!(store.used_actions(connection.id).await.unwrap(), set(&[]));
    let refused = store.set_used_actions(connection.id, &marked).await;
    assert!(matches!(refused, Err(StoreError::Gone)));
}
