//! One action, run by hand: every Okta, Realms and Devices action that is one call, every refusal
//! that has a card of its own, and what must never happen to a token or a write.

use std::collections::BTreeMap;

use catalogue::{Catalogue, Effect};
use connections::views::{CopyFormat, FailureCode, RunView};
use sandbox::{FaultSpec, UserStatus};
use stories::story::{DANA, SERVICE_ACCOUNT, Story};

const SVEN: &str = "sven.suspended@sandbox.example";
const STINE: &str = "stine.staged@sandbox.example";
const DIRK: &str = "dirk.deprovisioned@sandbox.example";
const NORA: &str = "nora.norole@sandbox.example";

fn refused(run: &RunView) -> &str {
    run.refusal
        .as_ref()
        .map_or("none", |refusal| refusal.kind.as_str())
}

/// Runs it, and it is done.
async fn done(story: &Story, id: &str, action: &str, inputs: &[(&str, &str)]) -> RunView {
    let run = story.run(id, action, inputs).await;
    assert_eq!(
        run.outcome, "done",
        "{action}: {:?}\n{}",
        run.refusal, run.body
    );
    run
}

fn id_of(run: &RunView) -> String {
    let body: serde_json::Value = serde_json::from_str(&run.body).unwrap();
    let one = body.get(0).unwrap_or(&body);
    one["id"].as_str().expect("an id").to_owned()
}

/// What was run, so that no action of the catalogue is forgotten.
struct Told<'a>(&'a Story, String, Vec<String>);

impl Told<'_> {
    async fn does(&mut self, action: &str, inputs: &[(&str, &str)]) -> RunView {
        self.2.push(action.to_owned());
        done(self.0, &self.1, action, inputs).await
    }

    fn leaves_out(&self, connector: &str, reasons: &[(&str, &str)]) {
        let catalogue = Catalogue::builtin().unwrap();
        for action in &catalogue.connector(connector).unwrap().actions {
            let told =
                self.2.contains(&action.id) || reasons.iter().any(|(id, _)| *id == action.id);
            assert!(told, "{connector}: {} was not run", action.id);
        }
    }
}

#[tokio::test]
async fn every_action_on_users_and_groups_runs() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let mut told = Told(&story, id, Vec::new());
    let person = [
        ("first_name", "Ada"),
        ("last_name", "O'Byrne"),
        ("login", "ada@sandbox.example"),
        ("email", "ada@sandbox.example"),
    ];
    let made = told.does("create_user", &person).await;
    assert!(
        made.matched.iter().any(|line| line.contains("came to be")),
        "{:?}",
        made.matched
    );
    told.does(
        "package_create_user",
        &[
            ("username", "bo@sandbox.example"),
            ("email", "bo@sandbox.example"),
            ("first_name", "Bo"),
            ("last_name", "B"),
            ("password", "Pr4ctice!pass"),
        ],
    )
    .await;
    for update in ["update_user_profile", "package_update_user"] {
        let run = told
            .does(
                update,
                &[("user", "bo@sandbox.example"), ("last_name", "Bee")],
            )
            .await;
        assert!(
            run.matched[0].contains("is the login of the user"),
            "{:?}",
            run.matched
        );
    }
    told.does("activate_user", &[("user", STINE), ("send_email", "false")])
        .await;
    told.does("package_activate_user", &[("user", DIRK)]).await;
    told.does("unsuspend_user", &[("user", SVEN)]).await;
    told.does("suspend_user", &[("user", SVEN)]).await;
    told.does(
        "reset_password",
        &[("user", "bo@sandbox.example"), ("send_email", "false")],
    )
    .await;
    told.does("clear_user_sessions", &[("user", NORA)]).await;
    told.does("deactivate_user", &[("user", NORA)]).await;
    for read in [
        "read_user",
        "lookup_user",
        "get_users_groups",
        "package_groups_of_user",
    ] {
        told.does(read, &[("user", DANA)]).await;
    }
    told.does("find_users", &[("query", "dana")]).await;
    let list = told
        .does(
            "list_users_with_filter",
            &[("status", "ACTIVE"), ("limit", "2")],
        )
        .await;
    assert_eq!((list.rows.len(), list.more), (2, true));
    told.does("list_users_with_search", &[("last_name", "O'Byrne")])
        .await;

    let group = id_of(
        &told
            .does(
                "create_group",
                &[("name", "Readers"), ("description", "kept")],
            )
            .await,
    );
    let updated = told
        .does("update_group", &[("group", &group), ("name", "Writers")])
        .await;
    assert!(updated.body.contains("kept"), "{}", updated.body);
    for add in ["add_user_to_group", "package_add_to_group"] {
        told.does(add, &[("group", "Writers"), ("user", DANA)])
            .await;
    }
    let members = told
        .does("list_group_members", &[("group", "Writers")])
        .await;
    assert_eq!(members.rows.len(), 1);
    told.does(
        "remove_user_from_group",
        &[("group", &group), ("user", DANA)],
    )
    .await;
    for read in ["read_group", "lookup_group", "package_find_group"] {
        told.does(read, &[("group", "Writers")]).await;
    }
    told.does("search_groups", &[("name", "Writers")]).await;

    let new = [
        ("name", "Sales"),
        ("expression", "user.department==\"Sales\""),
        ("groups", &*group),
    ];
    let rule = id_of(&told.does("create_group_rule", &new).await);
    let rule = ("rule", &*rule);
    told.does(
        "update_group_rule",
        &[rule, ("name", "Sellers"), new[1], new[2]],
    )
    .await;
    told.does("activate_group_rule", &[rule]).await;
    told.does("deactivate_group_rule", &[rule]).await;
    told.does("search_group_rules", &[("keyword", "Sell")])
        .await;
    told.does("delete_group_rule", &[rule]).await;
    told.does("delete_group", &[("group", "Writers")]).await;
    let deleted = told
        .does("delete_user", &[("user", "ada@sandbox.example")])
        .await;
    assert!(
        deleted.matched.last().unwrap().contains("only deactivated"),
        "{:?}",
        deleted.matched
    );
    let typed = [
        ("request_type", "GET"),
        ("relative_url", "/api/v1/users?limit=1"),
        ("query", "{\"q\":\"dana\"}"),
    ];
    let answer = told.does("custom_api_action", &typed).await;
    assert_eq!(answer.fields[0], ("Status Code".into(), "200".into()));
    told.leaves_out(
        "okta",
        &[
            ("connect", "needs a session"),
            ("disconnect", "needs a session"),
        ],
    );
}

#[tokio::test]
async fn every_action_on_realms_runs() {
    let story = Story::begin().await;
    let mut form = story.form("okta_realms", "Realms");
    let extras = ["okta.realmAssignments.manage", "okta.realmAssignments.read"];
    form.scopes.extend(extras.map(str::to_owned));
    let review = story.sign_in(form).await.unwrap();
    let saved = story.console.save_connection(&review.attempt, false).await;
    let id = saved.unwrap().row.id;
    let mut told = Told(&story, id, Vec::new());
    let realm = id_of(&told.does("create_realm", &[("name", "Suppliers")]).await);
    told.does("read_realm", &[("realm", "Suppliers")]).await;
    told.does("search_realms", &[("name", "Partners")]).await;
    let kept = told
        .does(
            "update_realm",
            &[("realm", "Partners"), ("name", "Our partners")],
        )
        .await;
    assert!(
        kept.body.contains("PARTNER"),
        "type and domains stay: {}",
        kept.body
    );
    let user = [
        ("username", "cy@sandbox.example"),
        ("first_name", "Cy"),
        ("last_name", "C"),
        ("email", "cy@sandbox.example"),
        ("realm", &*realm),
    ];
    told.does("create_realm_user", &user).await;
    let users = told.does("list_realm_users", &[("realm", &realm)]).await;
    assert_eq!(users.rows.len(), 1);
    told.does(
        "update_realm_for_user",
        &[("realm", "Default Realm"), ("user", "cy@sandbox.example")],
    )
    .await;
    told.does("list_realm_assignments", &[]).await;
    let new = [
        ("name", "To suppliers"),
        ("priority", "77"),
        ("profile_source", "0oaSource"),
        ("expression", "user.profile.department == \"Sales\""),
        ("realm", "Suppliers"),
    ];
    let assignment = id_of(&told.does("create_realm_assignment", &new).await);
    let assignment = ("assignment", &*assignment);
    told.does("read_realm_assignment", &[assignment]).await;
    let kept = told
        .does(
            "update_realm_assignment",
            &[assignment, ("name", "Renamed")],
        )
        .await;
    assert!(kept.body.contains("0oaSource"), "{}", kept.body);
    told.does("activate_realm_assignment", &[assignment]).await;
    told.does("run_realm_assignment", &[assignment]).await;
    told.does("list_realm_assignment_operations", &[]).await;
    told.does("deactivate_realm_assignment", &[assignment])
        .await;
    told.does("delete_realm_assignment", &[assignment]).await;
    let empty = id_of(&told.does("create_realm", &[("name", "Gone soon")]).await);
    told.does("delete_realm", &[("realm", &empty)]).await;
    told.does("custom_api_action", &[("relative_url", "/api/v1/realms")])
        .await;
    told.leaves_out("okta_realms", &[]);
}

#[tokio::test]
async fn every_action_on_devices_runs() {
    let story = Story::begin().await;
    let id = story.connect("okta_devices", "Devices").await.row.id;
    let mut told = Told(&story, id, Vec::new());
    let device = id_of(
        &told
            .does("search_devices", &[("status", "ACTIVE"), ("limit", "1")])
            .await,
    );
    let device = [("device", &*device)];
    for action in [
        "read_device",
        "list_device_users",
        "suspend_device",
        "unsuspend_device",
        "deactivate_device",
        "activate_device",
    ] {
        told.does(action, &device).await;
    }
    told.does("deactivate_device", &device).await;
    told.does("delete_device", &device).await;
    told.does("custom_api_action", &[("relative_url", "/api/v1/devices")])
        .await;
    told.leaves_out("okta_devices", &[]);
}

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
async fn what_is_lost_is_asked_before_it_is_sent_and_a_no_sends_nothing() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Careful").await.row.id;
    story.person.agrees(false);
    let request = Story::filled(&id, "deactivate_user", &[("user", NORA)]);
    let failure = story.console.run_action(request).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Cancelled);
    let asked = story.person.asked();
    for named in [NORA, "127.0.0.1", "Careful", "Deactivate user"] {
        let text = format!("{} {}", asked[0].title, asked[0].text);
        assert!(text.contains(named), "{named}: {text}");
    }
    assert!(
        !story
            .org
            .requests("/api/v1/users")
            .iter()
            .any(|line| line.starts_with("POST"))
    );
    done(&story, &id, "read_user", &[("user", NORA)]).await;
    assert_eq!(story.person.asked().len(), 1, "a read asks nobody");
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
