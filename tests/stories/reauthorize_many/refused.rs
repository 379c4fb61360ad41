//! What cannot be reauthorized is told with its fix, and the others go on.

use connections::views::{ConnectionRow, FailureCode, QueueRequest, QueuedState};
use sandbox::UserStatus;
use stories::many::{Many, Running};
use stories::person::Mood;
use stories::story::{DANA, SERVICE_ACCOUNT};

async fn connected<const N: usize>(many: &Many, names: [&str; N]) -> (Running, Vec<ConnectionRow>) {
    let console = many.start().await;
    let mut rows = Vec::new();
    for (org, name) in names.iter().enumerate() {
        let org = org % many.orgs.len();
        rows.push(many.connect(&console, org, name).await);
    }
    (console, rows)
}

async fn refusal(console: &Running, row: &ConnectionRow) -> (String, String) {
    match console.state_of(row).await {
        QueuedState::Refused { explanation, .. } => (explanation.what, explanation.fix),
        other => panic!("{other:?}"),
    }
}

fn client(many: &Many, org: usize) -> String {
    let apps = many.orgs[org].apps();
    let okta = apps
        .into_iter()
        .find(|app| app.connector.as_deref() == Some("Okta"));
    okta.unwrap().client_id
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_was_deleted_is_told_before_a_browser_opens_and_the_next_one_goes_on() {
    let many = Many::orgs(2).await;
    let (console, mut rows) = connected(&many, ["A", "B"]).await;
    let gone = many
        .orgs
        .iter()
        .position(|org| org.org_url().contains(&rows[0].address));
    many.orgs[gone.unwrap_or(0)]
        .knobs()
        .delete_client(&client(&many, 0));
    let opened = many.person.opened().len();
    console.queue(&rows, None).await;
    console.queue_at_rest().await;

    let (what, fix) = refusal(&console, &rows.remove(0)).await;
    assert_eq!(what, "The org does not know the Client ID.");
    assert!(fix.contains("general settings"), "{fix}");
    assert!(matches!(
        console.state_of(&rows[0]).await,
        QueuedState::Done { .. }
    ));
    assert_eq!(
        many.person.opened().len(),
        opened + 1,
        "for the other one only"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_was_rotated_is_told_before_a_browser_opens() {
    let many = Many::orgs(1).await;
    let (console, rows) = connected(&many, ["A"]).await;
    many.orgs[0].knobs().rotate_secret(&client(&many, 0));
    console.queue(&rows, None).await;
    console.queue_at_rest().await;
    let (what, _) = refusal(&console, &rows[0]).await;
    assert_eq!(what, "The Client Secret was refused.");
    assert_eq!(many.person.opened().len(), 1, "that of connecting");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_who_lost_the_app_is_told_with_the_fix_and_can_be_tried_again() {
    let many = Many::orgs(1).await;
    let (console, rows) = connected(&many, ["A"]).await;
    let knobs = many.orgs[0].knobs();
    knobs.unassign_user(&client(&many, 0), SERVICE_ACCOUNT);
    console.queue(&rows, None).await;
    console.queue_at_rest().await;
    let (what, fix) = refusal(&console, &rows[0]).await;
    assert_eq!(what, "The user who signed in may not use the app.");
    assert!(fix.contains("Assign the user"), "{fix}");

    knobs.assign_user(&client(&many, 0), SERVICE_ACCOUNT);
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
async fn where_the_user_is_deactivated_another_one_can_sign_in() {
    let many = Many::orgs(1).await;
    let (console, rows) = connected(&many, ["A"]).await;
    let knobs = many.orgs[0].knobs();
    knobs.set_user_status(SERVICE_ACCOUNT, UserStatus::Deprovisioned);
    console.queue(&rows, None).await;
    // Okta's page says that it cannot sign her in, and never comes back.
    console.queue_when(|view| view.sign_in.is_some()).await;
    console.console.skip_queued(&rows[0].id).await.unwrap();
    console.queue_at_rest().await;

    many.person.feels(Mood::SignsIn(DANA.into()));
    let id = rows[0].id.clone();
    let again = console.ask(async move |console| console.retry_queued(&id, true).await);
    again.await.unwrap();
    console.queue_at_rest().await;
    let page = many.person.opened().pop().unwrap();
    assert!(!page.query_pairs().any(|(key, _)| key == "login_hint"));
    assert!(matches!(
        console.state_of(&rows[0]).await,
        QueuedState::Deciding { .. }
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_deleted_meanwhile_is_told_and_its_new_grant_given_back() {
    let many = Many::orgs(1).await;
    let (console, rows) = connected(&many, ["A", "B"]).await;
    many.person.feels(Mood::Leaves);
    console.queue(&rows, None).await;
    console.queue_when(|view| view.sign_in.is_some()).await;
    console
        .console
        .delete_connection(&rows[0].id)
        .await
        .unwrap();
    console
        .console
        .delete_connection(&rows[1].id)
        .await
        .unwrap();
    let revoked = many.orgs[0].knobs().requests("/oauth2/v1/revoke").len();

    many.person.feels(Mood::SignsIn(SERVICE_ACCOUNT.into()));
    let view = console.console.follow_queue(0).await.unwrap();
    let attempt = view.sign_in.unwrap().attempt;
    let opened = console.ask(async move |console| console.open_sign_in_again(&attempt).await);
    assert!(opened.await.unwrap().browser_opened);
    console.queue_at_rest().await;
    for row in &rows {
        assert_eq!(console.state_of(row).await, QueuedState::Gone);
    }
    let now = many.orgs[0].knobs().requests("/oauth2/v1/revoke").len();
    assert_eq!(
        now,
        revoked + 1,
        "the grant of the one that was deleted in between"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_shrank_is_said_before_and_after() {
    let many = Many::orgs(1).await;
    let (console, rows) = connected(&many, ["A"]).await;
    many.orgs[0]
        .knobs()
        .revoke_scope(&client(&many, 0), "okta.users.manage");
    console.queue(&rows, None).await;
    console.queue_at_rest().await;
    let QueuedState::Done {
        lost,
        gained,
        status,
        ..
    } = console.state_of(&rows[0]).await
    else {
        panic!("it is saved");
    };
    assert_eq!(lost, ["okta.users.manage"]);
    assert!(gained.is_empty());
    assert_eq!(status.0, "activeWithMissingScopes");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_thousand_or_none_at_all_is_refused_and_nothing_is_queued() {
    let many = Many::orgs(1).await;
    let console = many.start().await;
    let request = QueueRequest {
        connections: vec![uuid()],
        hand_over_to: None,
    };
    let refused = console
        .console
        .queue_connections(request)
        .await
        .unwrap_err();
    assert_eq!(refused.code, FailureCode::Gone);
    assert!(console.queue_at_rest().await.is_empty());
}

fn uuid() -> String {
    domain::ConnectionId::new().to_string()
}
