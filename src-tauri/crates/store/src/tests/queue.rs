//! The queue and the two secrets of a change outlive whatever happens.

use domain::{Sealed, SecretField};

use super::fixture::{connection, fresh, open, secrets, session};
use crate::{OtherSecret, QueuedRow, StoreError};

fn row(item: &str) -> QueuedRow {
    QueuedRow {
        connection: domain::ConnectionId::new(),
        item: item.into(),
    }
}

fn other(of: domain::ConnectionId, bytes: &[u8]) -> OtherSecret {
    OtherSecret {
        connection: of,
        sealed: Sealed {
            field: SecretField::ClientSecret,
            generation: 0,
            bytes: bytes.to_vec(),
        },
        change: "entered".into(),
    }
}

#[tokio::test]
async fn the_queue_comes_back_in_its_order_and_with_its_last_note() {
    let (store, folder) = fresh().await;
    let rows = [row("first"), row("second"), row("third")];
    store.set_queue(&rows).await.unwrap();
    let second = QueuedRow {
        item: "second, done".into(),
        ..rows[1].clone()
    };
    store.note_queued(&second).await.unwrap();
    store.note_queued(&row("not in the queue")).await.unwrap();
    store.close().await;

    let store = open(folder.path()).await;
    let back = store.queue().await.unwrap();
    assert_eq!(back, [rows[0].clone(), second, rows[2].clone()]);
    store.set_queue(&rows[2..]).await.unwrap();
    assert_eq!(store.queue().await.unwrap(), rows[2..]);
}

#[tokio::test]
async fn two_secrets_change_places_and_neither_is_lost() {
    let (store, folder) = fresh().await;
    let saved = connection("People");
    let kept = secrets(3);
    let old = kept
        .iter()
        .find(|sealed| sealed.field == SecretField::ClientSecret)
        .unwrap()
        .clone();
    store
        .insert(&saved, &kept, Some(&session(3)))
        .await
        .unwrap();
    let new = other(saved.id, b"the new one");
    store
        .keep_other_secrets(std::slice::from_ref(&new))
        .await
        .unwrap();
    store.exchange_secrets(&saved, "switched").await.unwrap();
    store.close().await;

    let store = open(folder.path()).await;
    let field = SecretField::ClientSecret;
    assert_eq!(
        store.sealed(saved.id, field).await.unwrap(),
        Some(new.sealed.clone())
    );
    let beside = store.other_secrets().await.unwrap().remove(0);
    assert_eq!((&beside.sealed, &*beside.change), (&old, "switched"));

    store.exchange_secrets(&saved, "entered").await.unwrap();
    assert_eq!(store.sealed(saved.id, field).await.unwrap(), Some(old));
    assert_eq!(store.other_secrets().await.unwrap(), [new]);
    // Tokens are no part of it.
    assert_eq!(store.session(saved.id).await.unwrap(), Some(session(3)));

    store.drop_other_secrets(&[saved.id]).await.unwrap();
    let gone = store
        .exchange_secrets(&saved, "switched")
        .await
        .unwrap_err();
    assert!(matches!(gone, StoreError::Gone), "{gone:?}");
}

#[tokio::test]
async fn the_other_secret_goes_with_its_connection_and_with_the_key() {
    let (store, _folder) = fresh().await;
    let (one, two) = (connection("One"), connection("Two"));
    for saved in [&one, &two] {
        store
            .insert(saved, &secrets(1), Some(&session(1)))
            .await
            .unwrap();
    }
    let others = [other(one.id, b"1"), other(two.id, b"2")];
    store.keep_other_secrets(&others).await.unwrap();
    store.delete(one.id).await.unwrap();
    assert_eq!(store.other_secrets().await.unwrap(), others[1..]);
    store.forget_secrets().await.unwrap();
    assert!(store.other_secrets().await.unwrap().is_empty());
}
