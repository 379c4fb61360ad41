//! What must never happen to a token or a write, whatever is run.

use std::collections::BTreeMap;

use catalogue::{Catalogue, Effect};
use connections::views::{CopyFormat, FailureCode};
use sandbox::FaultSpec;
use stories::story::{DANA, Story};

use crate::run_action::{done, id_of, refused};

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_sent_once_and_its_outcome_is_not_guessed() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.org.fail_next(FaultSpec {
        method: Some("PUT".into()),
        ..FaultSpec::lost_answer("/api/v1/groups")
    });
    let group = id_of(&done(&story, &id, "create_group", &[("name", "Once")]).await);
    let before = story
        .org
        .requests("/api/v1/groups")
        .iter()
        .filter(|line| line.starts_with("PUT"))
        .count();
    let run = story
        .run(
            &id,
            "add_user_to_group",
            &[("group", &group), ("user", DANA)],
        )
        .await;
    let after = story
        .org
        .requests("/api/v1/groups")
        .iter()
        .filter(|line| line.starts_with("PUT"))
        .count();

    assert_eq!(
        (run.outcome.as_str(), refused(&run)),
        ("unknown", "outcomeUnknown")
    );
    assert_eq!(after, before + 1);
    assert_eq!(run.status, None, "an answer that was lost has no status");
    assert!(run.refusal.unwrap().explanation.fix.contains("Read Group"));
    assert_eq!(
        done(&story, &id, "list_group_members", &[("group", &group)])
            .await
            .rows
            .len(),
        1
    );
}

#[tokio::test]
async fn a_write_that_a_dead_token_kept_from_being_done_is_sent_again_with_a_live_one() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let invalid = r#"{"errorCode":"E0000011","errorSummary":"Invalid token provided"}"#;
    story.org.fail_next(FaultSpec {
        method: Some("POST".into()),
        ..FaultSpec::answer("/api/v1/groups", 401, invalid)
    });
    let run = done(&story, &id, "create_group", &[("name", "Again")]).await;
    assert_eq!(run.requests.len(), 2);
}

#[tokio::test]
async fn a_url_that_leads_elsewhere_is_refused_beside_its_input() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.org.clear_ledger();
    for away in [
        "https://evil.dev/x",
        "//evil.dev/x",
        "/api/../admin",
        "/%2e%2e/admin",
        r"/\evil.dev",
    ] {
        let request = Story::filled(&id, "custom_api_action", &[("relative_url", away)]);
        let failure = story.console.run_action(request).await.unwrap_err();
        assert_eq!(failure.code, FailureCode::InvalidField, "{away}");
        assert_eq!(failure.field.as_deref(), Some("relative_url"), "{away}");
    }
    let swapped = [
        ("relative_url", "/api/v1/users"),
        ("headers", "{\"authorization\":\"Bearer x\"}"),
    ];
    let failure = story
        .console
        .run_action(Story::filled(&id, "custom_api_action", &swapped))
        .await
        .unwrap_err();
    assert_eq!(failure.field.as_deref(), Some("headers"));
    assert!(story.org.ledger().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn a_preview_sends_nothing_and_shows_no_secret() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.org.clear_ledger();
    let person = [
        ("first_name", "A"),
        ("last_name", "B"),
        ("login", "a@x.dev"),
        ("email", "a@x.dev"),
        ("password", "Canary-1234"),
    ];
    let filled = || Story::filled(&id, "create_user", &person);
    let shown = format!(
        "{:?}",
        story.console.preview_action(filled()).await.unwrap()
    );
    assert!(
        shown.contains("Bearer ••••••") && !shown.contains("Canary-1234"),
        "{shown}"
    );
    for format in [
        CopyFormat::Curl,
        CopyFormat::PowerShell,
        CopyFormat::Python,
        CopyFormat::WorkflowsCard,
    ] {
        let text = story.console.copy_request(filled(), format).await.unwrap();
        assert!(!text.contains("Canary-1234"), "{text}");
    }
    let joined = Story::filled(
        &id,
        "update_user_profile",
        &[("user", DANA), ("title", "Dr")],
    );
    let methods: Vec<_> = story
        .console
        .preview_action(joined)
        .await
        .unwrap()
        .into_iter()
        .map(|call| call.method)
        .collect();
    assert_eq!(methods, ["GET", "POST"]);
    assert!(story.org.ledger().is_empty(), "nothing was sent");
    let run = done(&story, &id, "create_user", &person).await;
    assert!(!format!("{:?}", run.requests).contains("Canary-1234"));
}

#[tokio::test]
async fn every_action_has_a_form_and_says_whether_it_can_run() {
    let story = Story::begin().await;
    let catalogue = Catalogue::builtin().unwrap();
    let mut kinds = BTreeMap::new();
    for connector in catalogue.connectors() {
        let id = story
            .connect(connector.id.as_str(), &connector.name)
            .await
            .row
            .id;
        for action in &connector.actions {
            let form = story.console.action_form(&id, &action.id).await.unwrap();
            assert_eq!(form.loses.is_some(), action.effect == Effect::Destructive);
            assert!(!form.prediction.reason.is_empty());
            *kinds.entry(form.prediction.kind).or_insert(0) += 1;
        }
    }
    assert!(kinds["willRun"] > 60, "{kinds:?}");
    assert!(
        kinds["missingScope"] > 0,
        "the extras are not asked for: {kinds:?}"
    );
    assert!(kinds["unknown"] > 0, "{kinds:?}");
}
