//! Rows go in, come back as they were, and are wholly there or not at all.

use domain::{ClientKind, SecretField, Settings, Status};

use super::fixture::{at, bare, connection, fresh, nickname, open, sealed, secrets, session};
use crate::{StoreError, connections};

#[tokio::test]
async fn a_connection_comes_back_as_it_was_after_a_restart() {
    let (store, folder) = fresh().await;
    let (full, empty) = (connection("Full"), bare("Bare"));
    store
        .insert(&full, &secrets(3), Some(&session(3)))
        .await
        .unwrap();
    store.insert(&empty, &[], None).await.unwrap();
    store.close().await;

    let store = open(folder.path()).await;
    assert_eq!(store.connection(full.id).await.unwrap(), Some(full.clone()));
    assert_eq!(
        store.connections().await.unwrap(),
        [empty.clone(), full.clone()]
    );
    assert_eq!(store.session(full.id).await.unwrap(), Some(session(3)));
    assert_eq!(store.session(empty.id).await.unwrap(), None);
    for secret in secrets(3) {
        let back = store.sealed(full.id, secret.field).await.unwrap();
        assert_eq!(back, Some(secret));
    }
    assert_eq!(
        store.sealed(full.id, SecretField::ApiKey).await.unwrap(),
        None
    );
}

/// As version 0.1 wrote it, before apps had more to say than their kind.
const EARLIER_SETTINGS: &str = r#"{"kind":"org","domain":{"kind":"okta","authority":"acme.oktapreview.com"},"clientId":"0oa1","client":"webApp","requested":["openid","okta.users.read"]}"#;
const EARLIER_AUTHORIZED: &str = r#"{"at":"2026-11-02T08:00:00Z","identity":{"subject":"00u1","username":"ada@example.com","name":null},"granted":["openid"],"reauthorize_by":null,"reauthorize_by_measured":false,"instance":null}"#;

#[tokio::test]
async fn a_row_of_an_earlier_version_is_read_as_what_it_was() {
    let (store, folder) = fresh().await;
    let saved = connection("Earlier");
    store.insert(&saved, &[], None).await.unwrap();
    sqlx::query("UPDATE connections SET settings = $1, authorized = $2")
        .bind(EARLIER_SETTINGS)
        .bind(EARLIER_AUTHORIZED)
        .execute(store.writer())
        .await
        .unwrap();
    store.close().await;

    let store = open(folder.path()).await;
    let read = store.connection(saved.id).await.unwrap().unwrap();
    let Settings::Org {
        client,
        requirements,
        ..
    } = &read.settings
    else {
        panic!("an org")
    };
    assert_eq!(*client, ClientKind::WebApp);
    assert!(!requirements.dpop.is_made() && !requirements.pushed.is_made());
    assert_eq!(read.authorization.as_ref().unwrap().bound_to, None);
    // And goes on from there.
    store.update(&read).await.unwrap();
    assert_eq!(store.connection(saved.id).await.unwrap(), Some(read));
}

#[tokio::test]
async fn a_secret_that_is_added_later_is_on_the_disk_and_replaces_its_earlier_self() {
    let (store, folder) = fresh().await;
    let saved = connection("Bound");
    let mut key = sealed(SecretField::DpopKey, 0);
    assert!(matches!(
        store.keep_secret(saved.id, &key).await,
        Err(StoreError::Gone)
    ));
    store
        .insert(&saved, &secrets(3), Some(&session(3)))
        .await
        .unwrap();
    store.keep_secret(saved.id, &key).await.unwrap();
    key.bytes.push(1);
    store.keep_secret(saved.id, &key).await.unwrap();
    store.close().await;

    let store = open(folder.path()).await;
    let kept = store.sealed(saved.id, SecretField::DpopKey).await.unwrap();
    assert_eq!(kept, Some(key));
    assert_eq!(store.session(saved.id).await.unwrap(), Some(session(3)));
}

#[tokio::test]
async fn ten_thousand_connections_come_back_in_order_of_their_nicknames() {
    let (store, _folder) = fresh().await;
    let saved: Vec<_> = (0..10_000)
        .map(|number| connection(&format!("Connection {number:05}")))
        .collect();
    let mut transaction = store.begin().await.unwrap();
    for connection in saved.iter().rev() {
        connections::insert_row(&mut transaction, connection)
            .await
            .unwrap();
    }
    transaction.commit().await.unwrap();

    assert!(store.connections().await.unwrap() == saved);
}

#[tokio::test]
async fn a_nickname_that_differs_in_case_only_is_taken_and_nothing_of_the_second_is_kept() {
    let (store, _folder) = fresh().await;
    let first = connection("Prod Ünits");
    store.insert(&first, &[], None).await.unwrap();

    let second = connection("PROD ünitS");
    let refused = store.insert(&second, &secrets(0), Some(&session(0))).await;
    assert!(
        matches!(refused, Err(StoreError::NicknameTaken { nickname }) if nickname == second.nickname)
    );
    assert_eq!(
        store.connections().await.unwrap(),
        std::slice::from_ref(&first)
    );
    assert!(!store.holds_secrets().await.unwrap());

    let owner = store.nickname_owner(&nickname("pROD üNITS")).await.unwrap();
    assert_eq!(owner, Some(first.id));
    assert_eq!(
        store.nickname_owner(&nickname("Other")).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn renaming_to_a_taken_nickname_is_refused_and_to_its_own_in_capitals_is_not() {
    let (store, _folder) = fresh().await;
    let mut first = connection("First");
    store.insert(&first, &[], None).await.unwrap();
    store
        .insert(&connection("Second"), &[], None)
        .await
        .unwrap();

    first.nickname = nickname("second");
    let refused = store.update(&first).await;
    assert!(matches!(refused, Err(StoreError::NicknameTaken { .. })));
    first.nickname = nickname("FIRST");
    store.update(&first).await.unwrap();
    assert_eq!(store.connection(first.id).await.unwrap(), Some(first));
}

#[tokio::test]
async fn an_update_changes_every_column_and_leaves_the_secrets() {
    let (store, _folder) = fresh().await;
    let before = connection("Before");
    store
        .insert(&before, &secrets(1), Some(&session(1)))
        .await
        .unwrap();

    let mut after = bare("After");
    after.id = before.id;
    after.created_at = before.created_at;
    after.status = Status::Unreachable {
        since: at("2026-11-03T08:00:00Z"),
        reason: "offline".into(),
    };
    store.update(&after).await.unwrap();
    assert_eq!(store.connection(before.id).await.unwrap(), Some(after));
    assert_eq!(store.session(before.id).await.unwrap(), Some(session(1)));
    assert!(store.holds_secrets().await.unwrap());
}

#[tokio::test]
async fn reauthorizing_replaces_every_secret_and_the_session_at_once() {
    let (store, _folder) = fresh().await;
    let mut connection = connection("Prod");
    let mut old = secrets(4);
    old.push(sealed(SecretField::DpopKey, 0));
    store
        .insert(&connection, &old, Some(&session(4)))
        .await
        .unwrap();

    connection.description = "Signed in again".into();
    let new = [
        sealed(SecretField::ClientSecret, 0),
        sealed(SecretField::AccessToken, 5),
    ];
    store
        .reauthorize(&connection, &new, Some(&session(5)))
        .await
        .unwrap();
    let field = async |field| store.sealed(connection.id, field).await.unwrap();
    assert_eq!(field(SecretField::AccessToken).await, Some(new[1].clone()));
    assert_eq!(field(SecretField::RefreshToken).await, None);
    assert_eq!(field(SecretField::DpopKey).await, None);
    assert_eq!(
        store.session(connection.id).await.unwrap(),
        Some(session(5))
    );

    store.reauthorize(&connection, &[], None).await.unwrap();
    assert_eq!(store.session(connection.id).await.unwrap(), None);
    assert!(!store.holds_secrets().await.unwrap());
}

#[tokio::test]
async fn a_deleted_connection_leaves_nothing_and_cannot_be_written_to() {
    let (store, _folder) = fresh().await;
    let connection = connection("Prod");
    store
        .insert(&connection, &secrets(0), Some(&session(0)))
        .await
        .unwrap();
    store.delete(connection.id).await.unwrap();

    assert_eq!(store.connection(connection.id).await.unwrap(), None);
    assert_eq!(store.session(connection.id).await.unwrap(), None);
    assert!(!store.holds_secrets().await.unwrap());
    assert!(matches!(
        store.update(&connection).await,
        Err(StoreError::Gone)
    ));
    let again = store.reauthorize(&connection, &secrets(0), None).await;
    assert!(matches!(again, Err(StoreError::Gone)));
    assert!(matches!(
        store.delete(connection.id).await,
        Err(StoreError::Gone)
    ));
    assert!(!store.holds_secrets().await.unwrap());
}

#[tokio::test]
async fn forgetting_secrets_keeps_the_connections() {
    let (store, _folder) = fresh().await;
    let connection = connection("Prod");
    store
        .insert(&connection, &secrets(2), Some(&session(2)))
        .await
        .unwrap();

    assert_eq!(store.forget_secrets().await.unwrap(), 3);
    assert!(!store.holds_secrets().await.unwrap());
    assert_eq!(store.session(connection.id).await.unwrap(), None);
    assert_eq!(store.connections().await.unwrap(), [connection]);
}

#[tokio::test]
async fn a_row_that_makes_no_sense_is_named_with_its_column() {
    let (store, _folder) = fresh().await;
    let connection = connection("Prod");
    store
        .insert(&connection, &[], Some(&session(0)))
        .await
        .unwrap();
    for (column, sql) in [
        (
            "status",
            "UPDATE connections SET status = '{\"state\":\"dreaming\"}'",
        ),
        ("settings", "UPDATE connections SET settings = '{'"),
        ("authorized", "UPDATE connections SET authorized = '[]'"),
        ("environment", "UPDATE connections SET environment = 'moon'"),
        (
            "created_at",
            "UPDATE connections SET created_at = 'yesterday'",
        ),
        ("nickname", "UPDATE connections SET nickname = ' '"),
    ] {
        let whole = store.connection(connection.id).await;
        assert!(whole.is_ok(), "{column}");
        sqlx::query(sql).execute(store.writer()).await.unwrap();
        for broken in [
            store.connection(connection.id).await.unwrap_err(),
            store.connections().await.unwrap_err(),
        ] {
            let StoreError::Unreadable { detail } = broken else {
                panic!("{broken:?}")
            };
            assert!(detail.contains(&connection.id.to_string()), "{detail}");
            assert!(detail.contains(column), "{detail}");
        }
        store.update(&connection).await.unwrap();
        sqlx::query("UPDATE connections SET created_at = '2026-11-02T08:00:00.5Z'")
            .execute(store.writer())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_row_without_an_id_is_named_too() {
    let (store, _folder) = fresh().await;
    store.insert(&connection("Prod"), &[], None).await.unwrap();
    sqlx::query("UPDATE connections SET id = 'no-uuid'")
        .execute(store.writer())
        .await
        .unwrap();
    let error = store.connections().await.unwrap_err();
    assert!(matches!(error, StoreError::Unreadable { detail } if detail.contains("no-uuid")));
}

#[tokio::test]
async fn preferences_and_the_vaults_header_are_kept_apart_and_over_a_restart() {
    let (store, folder) = fresh().await;
    assert_eq!(store.setting("theme").await.unwrap(), None);
    assert_eq!(store.vault_header().await.unwrap(), None);
    store.set_setting("theme", "light").await.unwrap();
    store.set_setting("theme", "dark").await.unwrap();
    store.set_vault_header("{\"a\":1}").await.unwrap();
    store
        .set_setting("vault_header", "no header")
        .await
        .unwrap();
    store.close().await;

    let store = open(folder.path()).await;
    assert_eq!(
        store.setting("theme").await.unwrap().as_deref(),
        Some("dark")
    );
    assert_eq!(
        store.vault_header().await.unwrap().as_deref(),
        Some("{\"a\":1}")
    );
    store.set_vault_header("").await.unwrap();
    assert_eq!(store.vault_header().await.unwrap(), None);
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let (store, _folder) = fresh().await;
    let clone = store.clone();
    store.close().await;
    assert!(matches!(clone.connections().await, Err(StoreError::Closed)));
    let written = clone.set_setting("theme", "dark").await;
    assert!(matches!(written, Err(StoreError::Closed)));
}
