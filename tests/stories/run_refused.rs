//! A refusal is explained by the one card that fits.

use connections::views::{RefusalView, RunView};
use sandbox::{FaultSpec, Pipeline, UserStatus};
use stories::story::{DANA, SERVICE_ACCOUNT, Story};

use crate::run_action::{done, refused};

/// Presses a button of the practice org's page of faults.
#[expect(
    clippy::disallowed_methods,
    reason = "a person's browser is not the console's"
)]
async fn press(story: &Story, fault: &str, place: &str, method: &str) {
    let page = format!("{}/admin/faults/{fault}", story.org_url());
    let form = [("place", place), ("method", method)];
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let pressed = client.build().unwrap().post(page).form(&form).send().await;
    assert_eq!(pressed.unwrap().status(), 303, "{fault}");
}

/// Cause, fix and code are whole sentences that name what happened.
fn explained(run: &RunView) -> &RefusalView {
    let refusal = run.refusal.as_ref().expect("it is refused");
    let said = &refusal.explanation;
    for sentence in [&said.what, &said.why, &said.fix] {
        assert!(sentence.ends_with('.') && sentence.len() > 10, "{said:?}");
    }
    refusal
}

#[tokio::test]
async fn a_read_that_is_refused_has_the_one_card_that_fits() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    for (fault, kind) in [
        ("scope", "insufficientScope"),
        ("role", "roleMissing"),
        ("feature", "featureMissing"),
        ("state", "wrongState"),
        ("missing", "notFound"),
        ("validation", "validation"),
        ("token", "expired"),
        ("dpop", "dpopRequired"),
        ("rate", "rateLimit"),
        ("busy", "eventualConsistency"),
        ("internal", "other"),
        ("gateway", "notOkta"),
        ("portal", "notOkta"),
        ("text", "notOkta"),
        ("shape", "notOkta"),
        ("half", "cutOff"),
        ("huge", "tooLarge"),
        ("lost", "cutOff"),
    ] {
        press(&story, fault, "Okta", "GET").await;
        let run = story.run(&id, "find_users", &[("query", "dana")]).await;
        let seen = (refused(&run), run.outcome.as_str());
        assert_eq!(seen, (kind, "refused"), "{fault}");
        explained(&run);
        // A token that is refused is renewed once, and no more.
        let sent = if fault == "token" { 2 } else { 1 };
        assert_eq!(run.requests.len(), sent, "{fault}");
        // A grant that ended is said to be so in the list; the story goes on with a new one.
        if fault == "token" {
            let step = story.console.begin_reauthorize(story.same_again(&id)).await;
            let review = story.finish(step.unwrap()).await.unwrap();
            let saved = story.console.save_connection(&review.attempt, false).await;
            saved.unwrap();
        }
    }
}

#[tokio::test]
async fn a_write_whose_answer_tells_nothing_has_an_unknown_outcome_and_is_sent_once() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    for (fault, kind, outcome) in [
        ("validation", "validation", "refused"),
        ("role", "roleMissing", "refused"),
        ("busy", "eventualConsistency", "refused"),
        ("rate", "rateLimit", "refused"),
        ("internal", "other", "refused"),
        ("gateway", "outcomeUnknown", "unknown"),
        ("portal", "outcomeUnknown", "unknown"),
        ("text", "outcomeUnknown", "unknown"),
        ("shape", "outcomeUnknown", "unknown"),
        ("half", "outcomeUnknown", "unknown"),
        ("huge", "outcomeUnknown", "unknown"),
        ("lost", "outcomeUnknown", "unknown"),
    ] {
        story.org.clear_ledger();
        press(&story, fault, "Okta", "POST").await;
        let new = [("name", fault)];
        let run = story.run(&id, "create_group", &new).await;
        let seen = (refused(&run), run.outcome.as_str());
        assert_eq!(seen, (kind, outcome), "{fault}");
        explained(&run);
        let sent = story.org.requests("/api/v1/groups");
        assert_eq!(sent.len(), 1, "{fault}: {sent:?}");
    }
}

#[tokio::test]
async fn each_cause_of_a_validation_stands_beside_its_input() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let twice = [
        ("first_name", "D"),
        ("last_name", "A"),
        ("login", DANA),
        ("email", "d@x.dev"),
    ];
    let run = story.run(&id, "create_user", &twice).await;
    assert_eq!(refused(&run), "validation");
    assert_eq!(explained(&run).causes[0].0, "login");
    let several = r#"{"errorCode":"E0000001","errorSummary":"Api validation failed: login","errorCauses":[{"errorSummary":"login: too long"},{"errorSummary":"mobilePhone: too long"},{"errorSummary":"The org says no"}]}"#;
    let fault = FaultSpec::answer("/api/v1/users", 400, several);
    story.org.fail_next(fault);
    let run = story.run(&id, "create_user", &twice).await;
    let inputs: Vec<_> = explained(&run)
        .causes
        .iter()
        .map(|(id, _)| id.as_str())
        .collect();
    assert_eq!(inputs, ["login", "mobile_phone"]);
    assert!(explained(&run).explanation.why.contains("The org says no"));

    let id = story.connect("okta_privileged_access", "OPA").await.row.id;
    let bundle = [("name", "not a name"), ("structured_commands", "[]")];
    let run = story.run(&id, "create_sudo_bundle", &bundle).await;
    assert_eq!(refused(&run), "validation");
    assert_eq!(explained(&run).causes[0].0, "name");
}

#[tokio::test]
async fn a_search_that_does_not_know_yet_what_was_just_written_says_not_yet() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let fresh = [("group", "Fresh")];
    assert_eq!(
        refused(&story.run(&id, "read_group", &fresh).await),
        "notFound"
    );

    story.org.set_search_lag_s(30);
    done(&story, &id, "create_group", &[("name", "Fresh")]).await;
    let run = story.run(&id, "read_group", &fresh).await;
    assert_eq!(refused(&run), "eventualConsistency");
    assert!(explained(&run).explanation.fix.contains("Look again"));
    let list = done(&story, &id, "search_groups", &[("name", "Fresh")]).await;
    assert_eq!(list.rows.len(), 0);
    assert!(
        list.matched[0].contains("may not know it yet"),
        "{:?}",
        list.matched
    );
    // Of another kind nothing was changed.
    let nobody = story.run(&id, "read_user", &[("user", "nobody")]).await;
    assert_eq!(refused(&nobody), "notFound");

    story.later(jiff::SignedDuration::from_secs(61));
    done(&story, &id, "read_group", &fresh).await;
    let gone = story.run(&id, "read_group", &[("group", "Stale")]).await;
    assert_eq!(refused(&gone), "notFound");
}

#[tokio::test]
async fn an_org_that_cannot_be_reached_is_offline_and_nothing_was_sent() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.org_goes_away();
    // What was still open breaks off; from now on nothing can be opened.
    story.run(&id, "find_users", &[("query", "dana")]).await;
    for (action, inputs) in [
        ("find_users", [("query", "dana")]),
        ("create_group", [("name", "Never")]),
    ] {
        let run = story.run(&id, action, &inputs).await;
        let seen = (refused(&run), run.outcome.as_str());
        assert_eq!(seen, ("offline", "refused"), "{action}");
        explained(&run);
    }
}

#[tokio::test]
async fn a_used_up_rate_limit_says_from_when_it_goes_on() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.org.set_rate_limit(Some("/api/v1/users"), 1);
    let find = [("query", "dana")];
    done(&story, &id, "find_users", &find).await;
    let run = story.run(&id, "find_users", &find).await;
    assert_eq!(refused(&run), "rateLimit");
    assert!(explained(&run).explanation.fix.contains("UTC"));
    story.later(jiff::SignedDuration::from_secs(61));
    done(&story, &id, "find_users", &find).await;
}

#[tokio::test]
async fn an_org_without_the_feature_is_told_from_a_user_without_the_role() {
    let story = Story::begin().await;
    let id = story.connect("okta_realms", "Realms").await.row.id;
    story.org.set_oig(false);
    let run = story.run(&id, "search_realms", &[]).await;
    assert_eq!(refused(&run), "featureMissing");
    assert_eq!(run.requests.len(), 1, "a new token would not help");
    let id = story.connect("okta_devices", "Devices").await.row.id;
    story.org.set_pipeline(Pipeline::Classic);
    let run = story.run(&id, "search_devices", &[]).await;
    assert_eq!(refused(&run), "featureMissing");
}

#[tokio::test]
async fn a_scope_and_a_role_that_are_really_lacking_are_told_apart() {
    let story = Story::begin().await;
    let mut form = story.form("okta", "Reader");
    form.scopes = ["openid", "offline_access", "okta.users.read"]
        .map(str::to_owned)
        .to_vec();
    let review = story.sign_in(form).await.unwrap();
    let details = story
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    let id = details.row.id.as_str();
    let run = story.run(id, "create_group", &[("name", "No")]).await;
    assert_eq!(run.refusal.unwrap().scopes, ["okta.groups.manage"]);
    let form = story.console.action_form(id, "create_group").await.unwrap();
    assert_eq!(form.prediction.kind, "missingScope");

    story.org.set_admin_role(SERVICE_ACCOUNT, None);
    let run = story.run(id, "find_users", &[("query", "d")]).await;
    assert_eq!(refused(&run), "roleMissing");
    let fix = &explained(&run).explanation.fix;
    assert!(!fix.to_lowercase().contains("reauthorize"), "{fix}");
}

#[tokio::test]
async fn a_role_that_the_service_user_lacks_and_ways_to_a_secret_have_their_cards() {
    let story = Story::begin().await;
    let id = story.connect("okta_privileged_access", "OPA").await.row.id;
    let me = done(&story, &id, "who_am_i", &[]).await;
    assert!(me.body.contains("svc-console"), "{}", me.body);
    let run = story
        .run(
            &id,
            "add_group_member",
            &[("group", "opa-admins"), ("user", "svc-console")],
        )
        .await;
    assert_eq!(refused(&run), "opaRole");
    explained(&run);
    for (fault, action, kind) in [
        ("opa-role", "list_secrets", "opaRole"),
        ("opa-ways", "list_secrets", "opaAccessMethods"),
    ] {
        press(&story, fault, "Privileged Access", "Any").await;
        let run = story.run(&id, action, &[]).await;
        assert_eq!(refused(&run), kind);
        explained(&run);
    }
    press(&story, "opa-key", "Privileged Access", "Any").await;
    let nowhere = "00000000-0000-4000-8000-000000000000";
    let secret = [
        ("resource_group", nowhere),
        ("project", nowhere),
        ("folder", nowhere),
        ("name", "gate"),
        ("pairs", "{\"pin\": \"1\"}"),
    ];
    let run = story.run(&id, "create_secret", &secret).await;
    assert_eq!(refused(&run), "vaultKey");
    assert!(explained(&run).explanation.why.contains("1024 bits"));
}

#[tokio::test]
async fn a_grant_that_ended_asks_for_a_new_sign_in() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Leaver").await;
    story.org.revoke_refresh_tokens(&details.client_id);
    story
        .org
        .set_user_status(SERVICE_ACCOUNT, UserStatus::Suspended);
    story.later(jiff::SignedDuration::from_hours(2));
    let run = story
        .run(&details.row.id, "read_user", &[("user", DANA)])
        .await;
    assert_eq!(refused(&run), "expired");
    let form = story
        .console
        .action_form(&details.row.id, "read_user")
        .await
        .unwrap();
    assert_eq!(form.prediction.kind, "notAuthorized");
}
