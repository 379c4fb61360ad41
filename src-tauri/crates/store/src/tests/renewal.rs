//! Renewals: intent first, the answer whole, the older one never over the newer.

use std::collections::HashSet;
use std::future::{Future as _, poll_fn};
use std::task::Poll;
use std::time::Duration;

use domain::SecretField::{AccessToken, ClientSecret, IdToken, RefreshToken};

use super::fixture::{at, connection, fresh, open, sealed, secrets, session};
use crate::{Finish, Rotated, RotationIntent, SessionRow, StoreError};

fn intent(generation: u64) -> RotationIntent {
    RotationIntent {
        started_at: at("2026-11-02T08:59:00Z"),
        fingerprint: "f00d".into(),
        generation,
    }
}

fn rotated(generation: u64) -> Rotated {
    Rotated {
        access: sealed(AccessToken, generation),
        refresh: Some(sealed(RefreshToken, generation)),
        id_token: None,
        access_expires_at: at("2026-11-02T10:00:00Z"),
        refreshed_at: at("2026-11-02T09:00:00Z"),
    }
}

fn renewed(generation: u64) -> SessionRow {
    SessionRow {
        generation,
        access_expires_at: at("2026-11-02T10:00:00Z"),
        refreshed_at: at("2026-11-02T09:00:00Z"),
        intent: None,
    }
}

#[tokio::test]
async fn an_intent_outlives_the_process_and_the_answer_clears_it() {
    let (store, folder) = fresh().await;
    let connection = connection("Prod");
    store
        .insert(&connection, &secrets(7), Some(&session(7)))
        .await
        .unwrap();
    store
        .begin_rotation(connection.id, &intent(7))
        .await
        .unwrap();
    store.close().await;

    let store = open(folder.path()).await;
    let found = store.session(connection.id).await.unwrap().unwrap();
    assert_eq!(found.intent, Some(intent(7)));
    let finish = store
        .finish_rotation(connection.id, 7, &rotated(8))
        .await
        .unwrap();
    assert_eq!(finish, Finish::Stored);
    assert_eq!(
        store.session(connection.id).await.unwrap(),
        Some(renewed(8))
    );
    for (field, generation) in [(ClientSecret, 0), (AccessToken, 8), (RefreshToken, 8)] {
        let held = store.sealed(connection.id, field).await.unwrap();
        assert_eq!(held, Some(sealed(field, generation)));
    }
}

#[tokio::test]
async fn the_second_of_two_answers_does_not_overwrite_the_first() {
    let (store, _folder) = fresh().await;
    let connection = connection("Prod");
    store
        .insert(&connection, &secrets(0), Some(&session(0)))
        .await
        .unwrap();
    let first = store
        .finish_rotation(connection.id, 0, &rotated(1))
        .await
        .unwrap();
    let mut late = rotated(1);
    late.access.bytes = b"late".to_vec();
    let second = store
        .finish_rotation(connection.id, 0, &late)
        .await
        .unwrap();

    assert_eq!((first, second), (Finish::Stored, Finish::GenerationMoved));
    let held = store.sealed(connection.id, AccessToken).await.unwrap();
    assert_eq!(held, Some(rotated(1).access));
    let stale = store.begin_rotation(connection.id, &intent(0)).await;
    assert!(matches!(stale, Err(StoreError::GenerationMoved)));
}

#[tokio::test]
async fn an_answer_without_a_refresh_token_leaves_none_of_another_generation_behind() {
    let (store, _folder) = fresh().await;
    let connection = connection("Prod");
    let only_access = [sealed(ClientSecret, 0), sealed(AccessToken, 0)];
    store
        .insert(&connection, &only_access, Some(&session(0)))
        .await
        .unwrap();
    let answer = Rotated {
        refresh: None,
        ..rotated(1)
    };
    let finish = store
        .finish_rotation(connection.id, 0, &answer)
        .await
        .unwrap();
    assert_eq!(finish, Finish::Stored);
    assert_eq!(
        store.sealed(connection.id, RefreshToken).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn an_id_token_is_kept_until_it_was_looked_at_or_another_answer_came() {
    let (store, _folder) = fresh().await;
    let connection = connection("Prod");
    store
        .insert(&connection, &secrets(0), Some(&session(0)))
        .await
        .unwrap();
    let kept = async || store.sealed(connection.id, IdToken).await.unwrap();
    let with_one = |generation| Rotated {
        id_token: Some(sealed(IdToken, generation)),
        ..rotated(generation)
    };
    for (from, answer) in [(0, with_one(1)), (1, rotated(2)), (2, with_one(3))] {
        let finish = store.finish_rotation(connection.id, from, &answer).await;
        assert_eq!(finish.unwrap(), Finish::Stored);
        assert_eq!(kept().await, answer.id_token);
    }
    // Whoever looked at an earlier one has not seen this one.
    store.id_token_seen(connection.id, 1).await.unwrap();
    assert!(kept().await.is_some());
    store.id_token_seen(connection.id, 3).await.unwrap();
    assert_eq!(kept().await, None);
    let refresh = store.sealed(connection.id, RefreshToken).await.unwrap();
    assert_eq!(refresh, rotated(3).refresh);
}

#[tokio::test]
async fn secrets_of_the_wrong_generation_or_field_are_refused_before_anything_is_written() {
    let (store, _folder) = fresh().await;
    let connection = connection("Prod");
    store
        .insert(&connection, &secrets(0), Some(&session(0)))
        .await
        .unwrap();
    let wrong = [
        rotated(0),
        rotated(2),
        Rotated {
            access: sealed(ClientSecret, 1),
            ..rotated(1)
        },
        Rotated {
            refresh: Some(sealed(RefreshToken, 0)),
            ..rotated(1)
        },
        Rotated {
            id_token: Some(sealed(IdToken, 0)),
            ..rotated(1)
        },
    ];
    for answer in wrong {
        let refused = store.finish_rotation(connection.id, 0, &answer).await;
        assert!(matches!(refused, Err(StoreError::NotTheNextGeneration)));
    }
    assert_eq!(
        store.session(connection.id).await.unwrap(),
        Some(session(0))
    );
}

#[tokio::test]
async fn an_abandoned_renewal_leaves_the_session_as_it_was() {
    let (store, _folder) = fresh().await;
    let connection = connection("Prod");
    store
        .insert(&connection, &secrets(0), Some(&session(0)))
        .await
        .unwrap();
    store
        .begin_rotation(connection.id, &intent(0))
        .await
        .unwrap();
    store.abandon_rotation(connection.id).await.unwrap();
    assert_eq!(
        store.session(connection.id).await.unwrap(),
        Some(session(0))
    );
}

#[tokio::test]
async fn a_renewal_of_a_deleted_connection_stores_nothing() {
    let (store, _folder) = fresh().await;
    let id = connection("Prod").id;
    assert!(matches!(
        store.begin_rotation(id, &intent(0)).await,
        Err(StoreError::Gone)
    ));
    let finish = store.finish_rotation(id, 0, &rotated(1)).await;
    assert!(matches!(finish, Err(StoreError::Gone)));
    assert!(matches!(
        store.abandon_rotation(id).await,
        Err(StoreError::Gone)
    ));
    assert!(!store.holds_secrets().await.unwrap());
}

#[tokio::test]
async fn an_answer_is_stored_even_if_whoever_waited_for_it_went_away() {
    let (store, _folder) = fresh().await;
    let connection = connection("Prod");
    store
        .insert(&connection, &secrets(0), Some(&session(0)))
        .await
        .unwrap();
    let answer = rotated(1);
    let mut waited = Box::pin(store.finish_rotation(connection.id, 0, &answer));
    let once = poll_fn(|context| Poll::Ready(waited.as_mut().poll(context))).await;
    assert!(once.is_pending());
    drop(waited);

    let stored = async {
        while store.session(connection.id).await.unwrap() != Some(renewed(1)) {
            tokio::task::yield_now().await;
        }
    };
    // The limit ends a failure; a success does not wait for it.
    tokio::time::timeout(Duration::from_secs(30), stored)
        .await
        .unwrap();
}

#[tokio::test]
async fn one_renewal_at_a_time_and_the_next_when_it_ends() {
    let (store, _folder) = fresh().await;
    let (id, other) = (connection("Prod").id, connection("Other").id);
    let held = store.rotation_lock(id).await.unwrap();
    let _unrelated = store.rotation_lock(other).await.unwrap();

    tokio::time::pause();
    let refused = store.rotation_lock(id).await;
    assert!(matches!(refused, Err(StoreError::RenewalUnderWay)));
    tokio::time::resume();

    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.rotation_lock(id).await.map(drop) }
    });
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    drop(held);
    waiting.await.unwrap().unwrap();
}

#[tokio::test]
async fn tokens_that_must_not_be_used_go_and_what_was_typed_and_what_is_newer_stays() {
    let (store, _folder) = fresh().await;
    let connection = connection("Prod");
    store
        .insert(&connection, &secrets(7), Some(&session(7)))
        .await
        .unwrap();
    store.end_session(connection.id, 6).await.unwrap();
    assert!(store.session(connection.id).await.unwrap().is_some());
    let signed_in = store.signed_in().await.unwrap();
    assert_eq!(signed_in, HashSet::from([connection.id]));
    let kept = async |field| store.sealed(connection.id, field).await.unwrap().is_some();
    assert!(kept(AccessToken).await && kept(RefreshToken).await);

    store.end_session(connection.id, 7).await.unwrap();
    assert_eq!(store.session(connection.id).await.unwrap(), None);
    assert!(store.signed_in().await.unwrap().is_empty());
    assert!(!kept(AccessToken).await && !kept(RefreshToken).await);
    assert!(kept(ClientSecret).await);
}
