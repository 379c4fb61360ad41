//! *Delete* revokes at Okta, then wipes, and tells what became of each.

use connections::views::DeleteStep;
use sandbox::FaultSpec;
use stories::story::Story;

#[tokio::test]
async fn the_tokens_end_at_okta_and_the_row_goes() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Gone").await;
    let report = story
        .console
        .delete_connection(&details.row.id)
        .await
        .unwrap();
    assert!(
        matches!(report.revoked, DeleteStep::Done),
        "{:?}",
        report.revoked
    );
    assert!(matches!(report.wiped, DeleteStep::Done));
    assert_eq!(story.org.requests("/oauth2/v1/revoke").len(), 1);
    assert!(story.console.list_connections().await.unwrap().is_empty());
}

#[tokio::test]
async fn where_okta_cannot_be_reached_the_row_goes_and_the_report_says_so() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Offline").await;
    story
        .org
        .fail_next(FaultSpec::answer("/oauth2/v1/revoke", 503, ""));
    let report = story
        .console
        .delete_connection(&details.row.id)
        .await
        .unwrap();
    let DeleteStep::Failed { explanation } = report.revoked else {
        panic!("it was revoked")
    };
    assert!(explanation.fix.contains("Admin Console"));
    assert!(matches!(report.wiped, DeleteStep::Done));
}

#[tokio::test]
async fn opa_has_nothing_to_revoke_and_the_report_says_what_stays() {
    let story = Story::begin().await;
    let details = story.connect("okta_privileged_access", "OPA").await;
    let report = story
        .console
        .delete_connection(&details.row.id)
        .await
        .unwrap();
    assert!(matches!(report.revoked, DeleteStep::NothingToDo { .. }));
    assert!(story.console.connection(&details.row.id).await.is_err());
}
