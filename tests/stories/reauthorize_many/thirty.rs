//! Thirty connections of three orgs in one queue, killed and resumed in the middle.

use connections::views::{ConnectionRow, QueuedState, QueuedView};
use jiff::SignedDuration;
use sandbox::{Event, Sandbox};
use stories::many::{Many, Running};
use stories::story::SERVICE_ACCOUNT;

const ORGS: usize = 3;
const EACH: usize = 10;

async fn thirty(many: &Many, console: &Running) -> Vec<ConnectionRow> {
    let mut rows = Vec::new();
    for number in 0..EACH {
        for org in 0..ORGS {
            let nickname = format!("Org {org} number {number}");
            rows.push(many.connect(console, org, &nickname).await);
        }
    }
    rows
}

fn through(items: &[QueuedView]) -> usize {
    let through = items.iter().filter(|item| {
        matches!(
            item.state,
            QueuedState::Done { .. } | QueuedState::Meanwhile { .. }
        )
    });
    through.count()
}

fn count(org: &Sandbox, which: fn(&Event) -> bool) -> usize {
    let ledger = org.knobs().ledger();
    ledger.iter().filter(|entry| which(&entry.event)).count()
}

/// Every connection answers with the tokens that it has.
async fn all_work(console: &Running, rows: &[ConnectionRow]) {
    for row in rows {
        let tested = console.console.test_connection(&row.id).await.unwrap();
        assert_eq!(tested.row.status.state, "active", "{}", row.nickname);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_connections_of_three_orgs_survive_a_kill_in_the_middle_of_their_queue() {
    let many = Many::orgs(ORGS).await;
    let console = many.start().await;
    let rows = thirty(&many, &console).await;
    many.later(SignedDuration::from_mins(30));
    many.orgs.iter().for_each(|org| org.knobs().clear_ledger());

    console.queue(&rows, None).await;
    // What is signed in to from now on can be told from what was before.
    many.later(SignedDuration::from_secs(1));
    console.queue_when(|view| through(&view.items) >= 12).await;
    console.kill().await;

    let console = many.start().await;
    let items = console.queue_at_rest().await;
    assert_eq!(items.len(), ORGS * EACH, "none is forgotten");
    let before = through(&items);
    assert!((12..30).contains(&before), "{before} were through");
    let waiting = |item: &&QueuedView| matches!(item.state, QueuedState::Waiting { .. });
    assert_eq!(items.iter().filter(waiting).count(), ORGS * EACH - before);
    all_work(&console, &rows).await;

    let gone_on = console.ask(async move |console| console.go_on_with_queue().await);
    gone_on.await.unwrap();
    let items = console.queue_at_rest().await;
    assert_eq!(through(&items), ORGS * EACH, "{items:#?}");
    all_work(&console, &rows).await;

    let codes: usize = many
        .orgs
        .iter()
        .map(|org| count(org, |event| matches!(event, Event::CodeIssued { .. })))
        .sum();
    assert!(
        (30..=31).contains(&codes),
        "{codes} sign-ins: at most the one that the kill cut short was asked for twice"
    );
    for org in &many.orgs {
        let typed = count(org, |event| matches!(event, Event::SignedIn { .. }));
        assert_eq!(typed, 0, "the browser's session passed without typing");
    }
    let list = console.console.list_connections().await.unwrap();
    assert!(
        list.iter()
            .all(|row| row.authorized_as.as_deref() == Some(SERVICE_ACCOUNT))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_goes_org_by_org_and_suggests_the_user_of_before() {
    let many = Many::orgs(2).await;
    let console = many.start().await;
    let mut rows = Vec::new();
    for nickname in ["A", "B"] {
        for org in 0..2 {
            rows.push(
                many.connect(&console, org, &format!("{nickname}{org}"))
                    .await,
            );
        }
    }
    console.queue(&rows, None).await;
    let items = console.queue_at_rest().await;
    let hosts: Vec<_> = items.iter().map(|item| item.address.as_str()).collect();
    assert_eq!(hosts[0], hosts[1]);
    assert_eq!(hosts[2], hosts[3]);

    let opened = many.person.opened();
    for page in &opened[4..] {
        let hint = page.query_pairs().find(|(key, _)| key == "login_hint");
        assert_eq!(hint.unwrap().1, SERVICE_ACCOUNT);
        assert!(!page.query_pairs().any(|(key, _)| key == "prompt"));
    }
    assert_eq!(opened.len(), 8);
}
