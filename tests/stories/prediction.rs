//! What is predicted before anything is run.

use connections::views::TargetView;
use sandbox::FaultSpec;
use stories::story::{DANA, Story};

use crate::run_action::{DIRK, SVEN, done, id_of, refused};

async fn predicted(story: &Story, id: &str, action: &str, inputs: &[(&str, &str)]) -> TargetView {
    let request = Story::filled(id, action, inputs);
    story.console.predict_target(request).await.unwrap()
}

fn kind(view: &TargetView) -> &str {
    &view.prediction.kind
}

fn names(instead: &[(String, String)]) -> Vec<&str> {
    instead.iter().map(|(_, name)| name.as_str()).collect()
}

#[tokio::test]
async fn a_device_in_the_wrong_state_is_told_before_and_what_fits_is_offered() {
    let story = Story::begin().await;
    let id = story.connect("okta_devices", "Devices").await.row.id;
    let search = [("status", "ACTIVE"), ("limit", "1")];
    let device = id_of(&done(&story, &id, "search_devices", &search).await);
    let device = [("device", &*device)];

    let fits = predicted(&story, &id, "suspend_device", &device).await;
    assert_eq!((kind(&fits), fits.matched.len()), ("willRun", 1));
    assert_eq!(fits.matched[0].status.as_deref(), Some("ACTIVE"));

    for (action, before, instead) in [
        (
            "delete_device",
            "suspend_device",
            ["Deactivate Device", "Suspend Device"],
        ),
        (
            "activate_device",
            "deactivate_device",
            ["Deactivate Device", "Unsuspend Device"],
        ),
        (
            "unsuspend_device",
            "activate_device",
            ["Activate Device", "Delete Device"],
        ),
    ] {
        let wrong = predicted(&story, &id, action, &device).await;
        assert_eq!(kind(&wrong), "wrongState", "{action}");
        assert_eq!(names(&wrong.instead), instead, "{action}");
        let run = story.run(&id, action, &device).await;
        assert_eq!(refused(&run), "wrongState");
        assert_eq!(names(&run.refusal.unwrap().instead), instead);
        done(&story, &id, before, &device).await;
    }
}

#[tokio::test]
async fn what_is_typed_is_looked_up_while_the_form_is_only_half_filled() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let before = story.org.requests("/").len();
    let half = [("group", "Okta Administrators")];
    let view = predicted(&story, &id, "add_user_to_group", &half).await;
    assert_eq!(kind(&view), "willRun");
    assert!(view.matched[0].words.contains("name of the group"));
    let view = predicted(&story, &id, "suspend_user", &[("user", SVEN)]).await;
    assert_eq!(kind(&view), "wrongState");
    assert!(view.prediction.reason.contains("SUSPENDED"));
    assert!(names(&view.instead).contains(&"Unsuspend User"));
    let sent = story.org.requests("/");
    let only_reads = sent[before..].iter().all(|line| line.starts_with("GET"));
    assert!(only_reads, "{sent:?}");
}

#[tokio::test]
async fn what_is_not_there_is_unknown_and_what_cannot_be_asked_stays_as_it_was() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let nobody = predicted(&story, &id, "suspend_user", &[("user", "nobody")]).await;
    assert_eq!(kind(&nobody), "unknown");
    assert!(nobody.prediction.reason.contains("nobody"));

    let dana = [("user", DANA)];
    story.org.fail_next(FaultSpec::lost_answer("/api/v1/users"));
    let lost = predicted(&story, &id, "suspend_user", &dana).await;
    assert_eq!((kind(&lost), lost.matched.len()), ("willRun", 0));
    let busy = r#"{"errorCode":"E0000047","errorSummary":"Busy."}"#;
    story
        .org
        .fail_next(FaultSpec::answer("/api/v1/users", 429, busy));
    let before = story.org.requests("/api/v1/users").len();
    for _ in 0..3 {
        let busy = predicted(&story, &id, "suspend_user", &dana).await;
        assert_eq!(kind(&busy), "willRun");
    }
    assert_eq!(story.org.requests("/api/v1/users").len(), before + 1);
}

#[tokio::test]
async fn a_read_by_an_id_looks_nothing_up() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let dirk = id_of(&done(&story, &id, "read_user", &[("user", DIRK)]).await);
    story.org.clear_ledger();
    let view = predicted(&story, &id, "read_user", &[("user", &dirk)]).await;
    assert!(view.matched.is_empty());
    assert!(story.org.ledger().is_empty());
}

#[tokio::test]
async fn devices_on_a_classic_org_are_a_feature_that_is_not_there() {
    let story = Story::begin().await;
    story.org.set_pipeline(sandbox::Pipeline::Classic);
    let details = story.connect("okta_devices", "Classic").await;
    let lines = &details.actions;
    for line in lines {
        let kind = &line.prediction.as_ref().unwrap().kind;
        let expected = match line.id.as_str() {
            "custom_api_action" => "unknown",
            _ => "featureMissing",
        };
        assert_eq!(kind, expected, "{}", line.id);
    }
    let id = details.row.id.as_str();
    story.org.clear_ledger();
    let view = predicted(&story, id, "suspend_device", &[("device", "guo1")]).await;
    assert_eq!(kind(&view), "featureMissing");
    assert!(story.org.ledger().is_empty(), "there is nothing to ask");
}

#[tokio::test]
async fn a_test_that_found_a_feature_missing_or_a_role_tells_it_of_every_action() {
    let story = Story::begin().await;
    let id = story.connect("okta_realms", "Realms").await.row.id;
    story.org.set_oig(false);
    let tested = story.console.test_connection(&id).await.unwrap();
    let of = |action: &str| {
        let line = tested.actions.iter().find(|line| line.id == action);
        line.unwrap().prediction.as_ref().unwrap().kind.clone()
    };
    assert_eq!(of("create_realm"), "featureMissing");
    assert_eq!(of("create_realm_assignment"), "featureMissing");
    assert_eq!(of("custom_api_action"), "unknown");
}

#[tokio::test]
async fn each_action_of_a_connection_says_what_is_predicted_of_it() {
    let story = Story::begin().await;
    let picker = story.console.list_connectors();
    let in_picker = picker.iter().flat_map(|connector| &connector.actions);
    assert!(in_picker.into_iter().all(|line| line.prediction.is_none()));
    let okta = story.connect("okta_realms", "Realms").await;
    let of = |action: &str| {
        let line = okta.actions.iter().find(|line| line.id == action);
        line.unwrap().prediction.as_ref().unwrap().kind.clone()
    };
    assert_eq!(of("search_realms"), "willRun");
    assert_eq!(of("list_realm_assignments"), "missingScope");
    assert_eq!(of("custom_api_action"), "unknown");
}

#[tokio::test]
async fn an_action_that_runs_through_a_session_is_predicted_through_that_session() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let inputs = [
        ("session", "Default"),
        ("user", DIRK),
        ("group", "Contractors"),
    ];
    let action = "package_add_to_group";
    let none = predicted(&story, &id, action, &inputs).await;
    assert_eq!((kind(&none), none.matched.len()), ("unknown", 0));
    assert!(none.prediction.reason.contains("Connect comes first"));

    let domain = story.org_url();
    let open = [
        ("domain", domain.as_str()),
        ("connection", &id),
        ("okta_session", "local"),
        ("session", "Default"),
    ];
    done(&story, &id, "connect", &open).await;
    let through = predicted(&story, &id, action, &inputs).await;
    assert_eq!((kind(&through), through.matched.len()), ("willRun", 2));
}
