//! A refusal is explained by the one card that fits.

use sandbox::{FaultSpec, UserStatus};
use stories::story::{DANA, SERVICE_ACCOUNT, Story};

use crate::run_action::{SVEN, done, refused};

#[tokio::test]
async fn each_cause_of_a_refusal_has_its_own_card() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Okta").await;
    let id = details.row.id.as_str();
    let read = [("user", DANA)];
    for (status, header, body, kind) in [
        (
            403,
            Some("Bearer error=\"insufficient_scope\", scope=\"okta.users.read\""),
            "",
            "insufficientScope",
        ),
        (
            403,
            None,
            r#"{"errorCode":"E0000006","errorSummary":"No."}"#,
            "roleMissing",
        ),
        (
            401,
            None,
            r#"{"errorCode":"E0000015","errorSummary":"No feature."}"#,
            "featureMissing",
        ),
        (
            400,
            Some("DPoP error=\"invalid_dpop_proof\""),
            "",
            "dpopRequired",
        ),
        (
            429,
            None,
            r#"{"errorCode":"E0000047","errorSummary":"Busy."}"#,
            "rateLimit",
        ),
        (503, None, "<html>", "notOkta"),
        (200, None, "<html>Sign in to the Wi-Fi</html>", "notOkta"),
        (
            500,
            None,
            r#"{"errorCode":"E0000009","errorSummary":"Oops."}"#,
            "other",
        ),
    ] {
        let headers = header.map(|text| ("www-authenticate".to_owned(), text.to_owned()));
        story.org.fail_next(FaultSpec {
            headers: headers.into_iter().collect(),
            ..FaultSpec::answer("/api/v1/users", status, body)
        });
        let run = story.run(id, "read_user", &read).await;
        assert_eq!(
            (refused(&run), run.outcome.as_str()),
            (kind, "refused"),
            "{status} {body}"
        );
    }
    assert_eq!(
        refused(&story.run(id, "read_user", &[("user", "nobody")]).await),
        "notFound"
    );
    assert_eq!(
        refused(&story.run(id, "suspend_user", &[("user", SVEN)]).await),
        "wrongState"
    );
    let twice = [
        ("first_name", "D"),
        ("last_name", "A"),
        ("login", DANA),
        ("email", "d@x.dev"),
    ];
    let run = story.run(id, "create_user", &twice).await;
    assert_eq!(refused(&run), "validation");
    assert_eq!(run.refusal.unwrap().causes[0].0, "login");

    let invalid = r#"{"errorCode":"E0000011","errorSummary":"Invalid token provided"}"#;
    story.org.fail_next(FaultSpec {
        times: 2,
        ..FaultSpec::answer("/api/v1/users", 401, invalid)
    });
    let run = story.run(id, "read_user", &read).await;
    assert_eq!((refused(&run), run.requests.len()), ("expired", 2));
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
    story.org.fail_next(FaultSpec::answer(
        "/v1/teams/practice/secrets",
        403,
        r#"{"list":[{}]}"#,
    ));
    let run = story.run(&id, "list_secrets", &[]).await;
    assert_eq!(refused(&run), "opaAccessMethods");
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
