//! *Runs as* and *Hand over*: one person's connections become a service account's.

use connections::views::{QueueRequest, QueuedState, RunsAsLook};
use stories::many::Many;
use stories::person::Mood;
use stories::story::{DANA, SERVICE_ACCOUNT};

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_told_from_a_service_account_with_a_reason_to_read() {
    let many = Many::orgs(1).await;
    let console = many.start().await;
    let service = many.connect(&console, 0, "Service").await;
    many.person.starts_a_private_window();
    many.person.feels(Mood::SignsIn(DANA.into()));
    let person = many.connect(&console, 0, "Person").await;

    let look = |row: &connections::views::ConnectionRow| row.runs_as.clone().unwrap();
    assert_eq!(look(&service).look, RunsAsLook::Service);
    assert_eq!(look(&person).look, RunsAsLook::Person);
    assert!(look(&person).reasons[0].contains("Dana Admin"));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_one_persons_connections_are_handed_over_without_asking_for_each() {
    let many = Many::orgs(2).await;
    let console = many.start().await;
    many.person.feels(Mood::SignsIn(DANA.into()));
    let mut rows = Vec::new();
    for number in 0..4 {
        rows.push(
            many.connect(&console, number % 2, &format!("Dana's {number}"))
                .await,
        );
    }
    // The browser is still Dana's: Okta has to ask who it is, once in each org.
    many.person.feels(Mood::SignsIn(SERVICE_ACCOUNT.into()));
    console.queue(&rows, Some(SERVICE_ACCOUNT)).await;
    let items = console.queue_at_rest().await;

    for item in &items {
        assert!(matches!(item.state, QueuedState::Done { .. }), "{item:?}");
        assert_eq!(item.handed_over_by.as_deref(), Some(DANA));
        assert_eq!(item.expected.as_deref(), Some(SERVICE_ACCOUNT));
    }
    for row in console.console.list_connections().await.unwrap() {
        assert_eq!(row.authorized_as.as_deref(), Some(SERVICE_ACCOUNT));
    }
    let opened = many.person.opened();
    let prompted = opened.iter().filter(|page| {
        page.query_pairs()
            .any(|pair| pair == ("prompt".into(), "login".into()))
    });
    assert_eq!(prompted.count(), 2);
    for org in &many.orgs {
        let revoked = org.knobs().requests("/oauth2/v1/revoke");
        assert_eq!(revoked.len(), 2, "the leaver's tokens are ended");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_else_comes_to_a_hand_over_is_asked_about() {
    let many = Many::orgs(1).await;
    let console = many.start().await;
    many.person.feels(Mood::SignsIn(DANA.into()));
    let row = many.connect(&console, 0, "Dana's").await;
    // She types her own name once more, by habit.
    console
        .queue(std::slice::from_ref(&row), Some(SERVICE_ACCOUNT))
        .await;
    console.queue_at_rest().await;
    let QueuedState::Deciding { now, .. } = console.state_of(&row).await else {
        panic!("she is asked");
    };
    assert_eq!(now.username, DANA);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_over_to_nobody_or_to_the_same_one_is_refused_beside_its_field() {
    let many = Many::orgs(1).await;
    let console = many.start().await;
    many.person.feels(Mood::SignsIn(DANA.into()));
    let row = many.connect(&console, 0, "Dana's").await;
    for to in ["  ", "DANA.admin@sandbox.example"] {
        let request = QueueRequest {
            connections: vec![row.id.clone()],
            hand_over_to: Some(to.into()),
        };
        let refused = console
            .console
            .queue_connections(request)
            .await
            .unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("login"), "{to:?}");
    }
    assert!(console.queue_at_rest().await.is_empty());
}
