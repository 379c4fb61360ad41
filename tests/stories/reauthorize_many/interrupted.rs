//! A queue that is interrupted, wherever it is: it goes on, and nothing is lost or done twice.

use connections::views::{ConnectionRow, QueuedState};
use jiff::SignedDuration;
use store::{QueuedRow, Store};
use stories::many::{Many, Running};
use stories::person::Mood;
use stories::story::{DANA, SERVICE_ACCOUNT};

async fn one(many: &Many) -> (Running, ConnectionRow) {
    let console = many.start().await;
    let row = many.connect(&console, 0, "People").await;
    many.later(SignedDuration::from_mins(10));
    (console, row)
}

async fn go_on(console: &Running) {
    let gone_on = console.ask(async move |console| console.go_on_with_queue().await);
    gone_on.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_the_browser_is_open_it_waits_again_and_says_why() {
    let many = Many::orgs(1).await;
    let (console, row) = one(&many).await;
    many.person.feels(Mood::Leaves);
    console.queue(std::slice::from_ref(&row), None).await;
    console.queue_when(|view| view.sign_in.is_some()).await;
    console.kill().await;

    let console = many.start().await;
    let QueuedState::Waiting { because: Some(why) } = console.state_of(&row).await else {
        panic!("it waits");
    };
    assert!(why.contains("ended while"), "{why}");
    let tested = console.console.test_connection(&row.id).await.unwrap();
    assert_eq!(
        tested.row.status.state, "active",
        "the old grant is in place"
    );

    many.person.feels(Mood::SignsIn(SERVICE_ACCOUNT.into()));
    go_on(&console).await;
    console.queue_at_rest().await;
    assert!(matches!(
        console.state_of(&row).await,
        QueuedState::Done { .. }
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_saving_and_noting_it_is_not_signed_in_to_twice() {
    let many = Many::orgs(1).await;
    let (console, row) = one(&many).await;
    console.queue(std::slice::from_ref(&row), None).await;
    many.later(SignedDuration::from_secs(1));
    console.queue_at_rest().await;
    // A second time, so that the sign-in certainly came after it was queued.
    console.queue(std::slice::from_ref(&row), None).await;
    console.queue_at_rest().await;
    console.quit().await;
    let opened = many.person.opened().len();

    // On the disk is what is there when the kill comes right after the new tokens were stored.
    let store = Store::open(many.folder(), "0.1.0").await.unwrap();
    let kept = store.queue().await.unwrap().remove(0);
    let mut item: serde_json::Value = serde_json::from_str(&kept.item).unwrap();
    item["state"] = serde_json::json!({ "kind": "signingIn" });
    item["queued_at"] = serde_json::json!("2020-01-01T00:00:00Z");
    let item = item.to_string();
    store
        .note_queued(&QueuedRow { item, ..kept })
        .await
        .unwrap();
    store.close().await;

    let console = many.start().await;
    go_on(&console).await;
    console.queue_at_rest().await;
    let state = console.state_of(&row).await;
    assert!(matches!(&state, QueuedState::Meanwhile { username } if username == SERVICE_ACCOUNT));
    assert_eq!(many.person.opened().len(), opened, "no browser was opened");
}

#[tokio::test(flavor = "multi_thread")]
async fn quit_while_she_decides_the_new_grant_is_given_back_and_the_old_one_stays() {
    let many = Many::orgs(1).await;
    let (console, row) = one(&many).await;
    many.person.starts_a_private_window();
    many.person.feels(Mood::SignsIn(DANA.into()));
    console.queue(std::slice::from_ref(&row), None).await;
    console.queue_at_rest().await;
    assert!(matches!(
        console.state_of(&row).await,
        QueuedState::Deciding { .. }
    ));
    console.quit().await;
    let revoked = many.orgs[0].knobs().requests("/oauth2/v1/revoke");
    assert_eq!(revoked, ["POST /oauth2/v1/revoke 200"]);

    let console = many.start().await;
    let QueuedState::Waiting { because: Some(why) } = console.state_of(&row).await else {
        panic!("it waits");
    };
    assert!(why.contains(DANA), "{why}");
    let tested = console.console.test_connection(&row.id).await.unwrap();
    assert_eq!(tested.row.status.state, "active");
    assert_eq!(tested.row.authorized_as.as_deref(), Some(SERVICE_ACCOUNT));
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_it_waits_and_skipped_it_is_passed_over_and_can_be_tried_again() {
    let many = Many::orgs(1).await;
    let console = many.start().await;
    let rows = [
        many.connect(&console, 0, "A").await,
        many.connect(&console, 0, "B").await,
    ];
    many.person.feels(Mood::Leaves);
    console.queue(&rows, None).await;
    console.queue_when(|view| view.sign_in.is_some()).await;
    console.console.stop_queue();
    console.queue_at_rest().await;
    for row in &rows {
        assert!(matches!(
            console.state_of(row).await,
            QueuedState::Waiting { .. }
        ));
    }

    go_on(&console).await;
    console.queue_when(|view| view.sign_in.is_some()).await;
    many.person.feels(Mood::SignsIn(SERVICE_ACCOUNT.into()));
    console.console.skip_queued(&rows[0].id).await.unwrap();
    console.queue_at_rest().await;
    assert_eq!(console.state_of(&rows[0]).await, QueuedState::Skipped);
    assert!(matches!(
        console.state_of(&rows[1]).await,
        QueuedState::Done { .. }
    ));

    let id = rows[0].id.clone();
    let again = console.ask(async move |console| console.retry_queued(&id, false).await);
    again.await.unwrap();
    console.queue_at_rest().await;
    assert!(matches!(
        console.state_of(&rows[0]).await,
        QueuedState::Done { .. }
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_the_queue_that_is_kept() {
    let many = Many::orgs(1).await;
    let (console, row) = one(&many).await;
    console.queue(std::slice::from_ref(&row), None).await;
    console.queue_at_rest().await;
    console.quit().await;
    let store = Store::open(many.folder(), "0.1.0").await.unwrap();
    let kept = store.queue().await.unwrap().remove(0).item;
    let secret = many.orgs[0]
        .apps()
        .into_iter()
        .find_map(|app| app.client_secret);
    assert!(!kept.contains(&secret.unwrap()));
    let names: serde_json::Value = serde_json::from_str(&kept).unwrap();
    let mut names: Vec<_> = names.as_object().unwrap().keys().cloned().collect();
    names.sort();
    assert_eq!(
        names,
        [
            "address",
            "as_another",
            "connection",
            "connector",
            "expected",
            "handed_over_by",
            "host",
            "nickname",
            "queued_at",
            "state"
        ]
    );
}
