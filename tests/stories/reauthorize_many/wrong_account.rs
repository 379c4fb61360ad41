//! Another user than before signs in: both are shown, and nothing is replaced until she decides.

use connections::views::{ConnectionRow, QueuedState};
use sandbox::Event;
use stories::many::{Many, Running};
use stories::person::Mood;
use stories::story::{DANA, SERVICE_ACCOUNT};

/// Two connections of the service account, and Dana in front of the browser.
async fn dana_came(many: &Many) -> (Running, [ConnectionRow; 2]) {
    let console = many.start().await;
    let rows = [
        many.connect(&console, 0, "A").await,
        many.connect(&console, 0, "B").await,
    ];
    many.person.starts_a_private_window();
    many.person.feels(Mood::SignsIn(DANA.into()));
    console.queue(&rows, None).await;
    console.queue_at_rest().await;
    (console, rows)
}

async fn decide(console: &Running, row: &ConnectionRow, switch: bool) {
    let id = row.id.clone();
    let decided = console.ask(async move |console| console.decide_queued(&id, switch).await);
    decided.await.unwrap();
}

async fn authorized_as(console: &Running, row: &ConnectionRow) -> Option<String> {
    let details = console.console.connection(&row.id).await.unwrap();
    details.row.authorized_as
}

#[tokio::test(flavor = "multi_thread")]
async fn both_are_shown_the_queue_waits_and_the_old_grant_works_on() {
    let many = Many::orgs(1).await;
    let (console, rows) = dana_came(&many).await;
    let QueuedState::Deciding { before, now } = console.state_of(&rows[0]).await else {
        panic!("she is asked");
    };
    assert_eq!(before.unwrap().username, SERVICE_ACCOUNT);
    assert_eq!(now.username, DANA);
    assert!(matches!(
        console.state_of(&rows[1]).await,
        QueuedState::Waiting { .. }
    ));
    let tested = console.console.test_connection(&rows[0].id).await.unwrap();
    assert_eq!(tested.row.status.state, "active");
    assert_eq!(tested.row.authorized_as.as_deref(), Some(SERVICE_ACCOUNT));
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_the_new_grant_is_revoked_and_okta_asks_who_the_next_one_is() {
    let many = Many::orgs(1).await;
    let (console, rows) = dana_came(&many).await;
    many.person.feels(Mood::SignsIn(SERVICE_ACCOUNT.into()));
    decide(&console, &rows[0], false).await;
    console.queue_at_rest().await;

    let kept = console.state_of(&rows[0]).await;
    assert!(matches!(kept, QueuedState::Kept { turned_down } if turned_down == DANA));
    let revoked = many.orgs[0].knobs().requests("/oauth2/v1/revoke");
    assert_eq!(revoked.len(), 1);
    // The browser was Dana's: without being asked who she is, she would have come again.
    assert!(matches!(
        console.state_of(&rows[1]).await,
        QueuedState::Done { .. }
    ));
    let page = many.person.opened().pop().unwrap();
    assert!(
        page.query_pairs()
            .any(|pair| pair == ("prompt".into(), "login".into()))
    );
    for row in &rows {
        let user = authorized_as(&console, row).await;
        assert_eq!(user.as_deref(), Some(SERVICE_ACCOUNT));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn switched_it_is_hers_and_the_tokens_of_before_are_ended() {
    let many = Many::orgs(1).await;
    let (console, rows) = dana_came(&many).await;
    decide(&console, &rows[0], true).await;
    console.queue_at_rest().await;
    assert_eq!(
        authorized_as(&console, &rows[0]).await.as_deref(),
        Some(DANA)
    );
    let next = console.state_of(&rows[1]).await;
    assert!(
        matches!(next, QueuedState::Deciding { .. }),
        "the next one is asked about by itself"
    );
    let ledger = many.orgs[0].knobs().ledger();
    let revoked = ledger.iter().filter(
        |entry| matches!(&entry.event, Event::Request { path, .. } if path == "/oauth2/v1/revoke"),
    );
    assert_eq!(revoked.count(), 1);
}
