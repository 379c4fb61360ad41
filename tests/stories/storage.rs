//! Where secrets are kept, and what happens where there is no keyring.

use connections::views::{FailureCode, KeeperView, StorageView};
use secrecy::SecretString;
use stories::story::Story;

#[tokio::test]
async fn without_a_keyring_the_page_says_which_and_offers_two_honest_ways_on() {
    let story = Story::begin().await;
    story.connect("okta", "Kept").await;
    story.keyring.set_absent();
    let story = story.restart().await;

    let StorageView::Locked {
        explanation,
        key_lost,
        ..
    } = story.console.console().await.unwrap().storage
    else {
        panic!("the vault opened without a keyring");
    };
    assert!(!explanation.what.is_empty() && !explanation.fix.is_empty());
    assert!(!key_lost, "a keyring that is away may come back");
    assert_eq!(
        story.console.list_connections().await.unwrap().len(),
        1,
        "the list can be read"
    );
    let failure = story
        .console
        .begin_connect(story.form("okta", "Another"))
        .await
        .unwrap_err();
    assert_eq!(failure.code, FailureCode::VaultLocked);

    let view = story.console.use_session_only().await.unwrap();
    assert!(matches!(
        view.storage,
        StorageView::Open {
            keeper: KeeperView::SessionOnly
        }
    ));
    story.connect("okta", "For now").await;
}

#[tokio::test]
async fn secrets_of_a_session_end_with_it_and_the_connections_stay() {
    let story = Story::begin().await;
    story.keyring.set_absent();
    let story = story.restart().await;
    story.console.use_session_only().await.unwrap();
    let details = story.connect("okta", "For now").await;

    let story = story.restart().await;
    story.console.use_session_only().await.unwrap();
    assert_eq!(story.console.list_connections().await.unwrap().len(), 1);
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_ne!(tested.row.status.state, "active");
    let problem = tested.problem.unwrap();
    assert!(problem.fix.to_lowercase().contains("reauthorize") || problem.fix.contains("secret"));
}

#[tokio::test]
async fn a_passphrase_opens_what_it_closed_and_no_other_does() {
    let story = Story::begin().await;
    story.keyring.set_absent();
    let story = story.restart().await;
    let passphrase = || SecretString::from("correct horse battery staple");
    story
        .console
        .unlock_with_passphrase(passphrase())
        .await
        .unwrap();
    let details = story.connect("okta", "Closed").await;

    let story = story.restart().await;
    let StorageView::Locked {
        passphrase_set: true,
        ..
    } = story.console.console().await.unwrap().storage
    else {
        panic!("it asks for the passphrase");
    };
    let failure = story
        .console
        .unlock_with_passphrase(SecretString::from("incorrect horse"))
        .await
        .unwrap_err();
    assert_eq!(failure.field.as_deref(), Some("passphrase"));
    story
        .console
        .unlock_with_passphrase(passphrase())
        .await
        .unwrap();
    let tested = story
        .console
        .test_connection(&details.row.id)
        .await
        .unwrap();
    assert_eq!(tested.row.status.state, "active");
}

#[tokio::test]
async fn a_lost_key_keeps_the_list_and_starts_over_only_when_told() {
    let story = Story::begin().await;
    story.connect("okta", "Lost").await;
    story.keyring.forget();
    let story = story.restart().await;
    let StorageView::Locked { key_lost: true, .. } = story.console.console().await.unwrap().storage
    else {
        panic!("a new key was made over sealed secrets");
    };
    let view = story.console.start_over_with_new_key().await.unwrap();
    assert!(matches!(
        view.storage,
        StorageView::Open {
            keeper: KeeperView::Keyring { .. }
        }
    ));
    assert_eq!(story.console.list_connections().await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_locked_is_read_and_not_used_and_opens_again() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Locked").await;
    let id = details.row.id;
    let view = story.console.lock().await.unwrap();
    let StorageView::Locked {
        explanation,
        by_lock: true,
        key_lost: false,
        waiting: false,
        ..
    } = view.storage
    else {
        panic!("it is locked");
    };
    assert!(explanation.what.contains("locked"), "{explanation:?}");
    assert_eq!(story.console.list_connections().await.unwrap().len(), 1);
    let refused = story.console.test_connection(&id).await;
    let locked = refused.map_or_else(
        |failure| failure.code == FailureCode::VaultLocked,
        |tested| tested.row.status.state != "active" || tested.problem.is_some(),
    );
    assert!(locked, "a locked console used a token");

    let view = story.console.retry_keyring().await.unwrap();
    assert!(matches!(view.storage, StorageView::Open { .. }));
    let tested = story.console.test_connection(&id).await.unwrap();
    assert_eq!(tested.row.status.state, "active");
}

#[tokio::test]
async fn a_keyring_that_takes_its_time_keeps_nobody_from_the_list() {
    let story = Story::begin().await;
    story.connect("okta", "Patient").await;
    story.keyring.set_prompting();
    let keyring = story.keyring.clone();
    let story = story.restart().await;
    let StorageView::Locked { waiting: true, .. } = story.console.console().await.unwrap().storage
    else {
        panic!("it says that it waits");
    };
    assert_eq!(story.console.list_connections().await.unwrap().len(), 1);

    let again = story.console.retry_keyring();
    let answers = async { keyring.set_working() };
    let (view, ()) = tokio::join!(again, answers);
    assert!(matches!(view.unwrap().storage, StorageView::Open { .. }));
}

#[tokio::test]
async fn a_second_instance_opens_nothing_and_says_who_has_it() {
    let story = Story::begin().await;
    let second = story.start(&[0]).await;
    let failure = second.err().expect("a second instance opened");
    assert!(
        failure.why.contains(&std::process::id().to_string()) || failure.what.contains("already")
    );
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_as_it_is() {
    let story = Story::begin().await;
    story.connect("okta", "From the future").await;
    story.console.shut_down().await;
    // SQLite's file format §1.3: the user version stands at offset 60, big-endian.
    let file = std::fs::read_dir(story.folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| {
            path.extension()
                .is_some_and(|e| e == "db" || e == "sqlite" || e == "sqlite3")
        })
        .expect("a database");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[60..64].copy_from_slice(&9_999_u32.to_be_bytes());
    std::fs::write(&file, &bytes).unwrap();

    let failure = story
        .start(&[0])
        .await
        .err()
        .expect("a newer database was opened");
    assert!(
        failure.why.contains("not") || failure.what.contains("newer"),
        "{failure:?}"
    );
    assert_eq!(std::fs::read(&file).unwrap(), bytes, "nothing was changed");
}
