//! Preflight: each line passes where it is so, fails where it is not, and says so where nobody
//! can tell.

use connections::views::{
    ConnectRequest, DoctorFor, DoctorLine, DoctorReport, ExplanationView, NewSecret, VerdictView,
};
use sandbox::{Pipeline, UserStatus};
use stories::story::{SERVICE_ACCOUNT, Story};

use VerdictView::{CannotTell, Fail, Pass};

/// Stories listen on any free port; this is how the address of it is written.
const OURS: &str = "http://127.0.0.1:0/authorization-code/callback";

fn line<'a>(report: &'a DoctorReport, id: &str) -> &'a DoctorLine {
    let mut lines = report.lines.iter();
    lines
        .find(|line| line.id == id)
        .unwrap_or_else(|| panic!("no line {id}: {}", report.text))
}

fn verdict(report: &DoctorReport, id: &str) -> VerdictView {
    line(report, id).verdict
}

fn found<'a>(report: &'a DoctorReport, id: &str) -> &'a ExplanationView {
    &line(report, id).found
}

/// A story whose app knows the address that the console would come back to.
async fn begin(connector: &str) -> (Story, String) {
    let story = Story::begin().await;
    let (values, _) = story.credentials(connector);
    let client = values.get("client_id").cloned().unwrap_or_default();
    story.org.add_redirect_uri(&client, OURS);
    (story, client)
}

async fn before(story: &Story, request: ConnectRequest) -> DoctorReport {
    let report = story.console.run_doctor(DoctorFor::Form { request }).await;
    report.unwrap()
}

async fn after(story: &Story, id: &str) -> DoctorReport {
    let connection = id.to_owned();
    let report = story
        .console
        .run_doctor(DoctorFor::Connection { connection });
    report.await.unwrap()
}

#[tokio::test]
async fn before_a_sign_in_what_can_be_known_passes_and_the_rest_is_left_open() {
    let (story, _) = begin("okta_realms").await;
    let report = before(&story, story.form("okta_realms", "")).await;
    for id in [
        "domain",
        "engine",
        "server",
        "client",
        "redirect",
        "clock",
        "proxy",
        "authority",
        "rate",
    ] {
        assert_eq!(verdict(&report, id), Pass, "{id}: {}", report.text);
    }
    for id in ["refresh", "dpop", "assignment", "scopes", "governance"] {
        assert_eq!(verdict(&report, id), CannotTell, "{id}: {}", report.text);
    }
    assert!(story.person.opened().is_empty(), "no browser was opened");
    assert!(story.console.list_connections().await.unwrap().is_empty());
}

#[tokio::test]
async fn after_a_sign_in_every_line_passes() {
    let (story, _) = begin("okta_realms").await;
    let id = story.connect("okta_realms", "Realms").await.row.id;
    let report = after(&story, &id).await;
    for line in &report.lines {
        assert_eq!(line.verdict, Pass, "{}: {}", line.name, report.text);
    }
    assert!(found(&report, "rate").what.contains("/api/v1/realms"));
    assert!(found(&report, "assignment").what.contains(SERVICE_ACCOUNT));
}

#[tokio::test]
async fn an_address_that_is_not_registered_is_named_with_the_page_where_it_is_added() {
    let (story, client) = begin("okta").await;
    story.org.remove_redirect_uri(&client, OURS);
    let report = before(&story, story.form("okta", "")).await;
    let line = line(&report, "redirect");
    assert_eq!(line.verdict, Fail, "{}", report.text);
    assert!(line.found.fix.contains(OURS), "{}", line.found.fix);
    let page = line.page.as_ref().unwrap();
    assert!(
        page.url.ends_with(&format!("{client}/#tab-general")),
        "{}",
        page.url
    );
    assert!(story.console.is_offered(&page.url), "the opener takes it");
    assert_eq!(verdict(&report, "client"), Pass);
}

#[tokio::test]
async fn a_wrong_secret_is_told_from_a_wrong_client_id() {
    let (story, _) = begin("okta").await;
    let mut form = story.form("okta", "");
    form.secret = NewSecret::Typed {
        value: "not-the-secret".to_owned().into(),
    };
    let report = before(&story, form).await;
    assert_eq!(verdict(&report, "client"), Fail);
    assert!(
        found(&report, "client").what.contains("Secret"),
        "{}",
        report.text
    );
    assert_eq!(verdict(&report, "redirect"), Pass, "the app is there");

    let mut form = story.form("okta", "");
    form.values.insert("client_id".into(), "0oaNobody".into());
    let report = before(&story, form).await;
    assert_eq!(verdict(&report, "client"), Fail);
    assert!(
        found(&report, "client").what.contains("Client ID"),
        "{}",
        report.text
    );
    assert_eq!(verdict(&report, "redirect"), CannotTell);

    let mut form = story.form("okta", "");
    form.secret = NewSecret::Typed {
        value: String::new().into(),
    };
    let report = before(&story, form).await;
    assert_eq!(verdict(&report, "client"), CannotTell, "none was typed");
}

#[tokio::test]
async fn a_form_that_cannot_be_read_is_one_line_with_its_cause() {
    let story = Story::begin().await;
    let mut form = story.form("okta", "");
    let custom = "https://acme.okta.com/oauth2/default";
    form.values.insert("domain".into(), custom.into());
    let report = before(&story, form).await;
    assert_eq!(report.lines.len(), 1);
    assert_eq!(report.lines[0].verdict, Fail);
    assert!(report.lines[0].found.why.contains("authorization server"));
}

#[tokio::test]
async fn a_missing_refresh_token_grant_is_found_before_anybody_signs_in() {
    let (story, client) = begin("okta").await;
    story.org.set_refresh_grant(&client, false);
    let report = before(&story, story.form("okta", "")).await;
    assert_eq!(verdict(&report, "refresh"), Fail, "{}", report.text);
    assert!(found(&report, "refresh").fix.contains("Refresh Token"));
}

#[tokio::test]
async fn devices_need_identity_engine_and_realms_need_governance() {
    let (story, _) = begin("okta_devices").await;
    story.org.set_pipeline(Pipeline::Classic);
    let report = before(&story, story.form("okta_devices", "")).await;
    assert_eq!(verdict(&report, "engine"), Fail);
    let report = before(&story, story.form("okta", "")).await;
    assert_eq!(verdict(&report, "engine"), Pass, "{}", report.text);

    let (story, _) = begin("okta_realms").await;
    let id = story.connect("okta_realms", "Realms").await.row.id;
    story.org.set_oig(false);
    let report = before(&story, story.form("okta_realms", "")).await;
    assert_eq!(verdict(&report, "governance"), Fail, "{}", report.text);
    assert_eq!(verdict(&report, "scopes"), Fail);
    let unknown = &found(&report, "scopes").why;
    assert!(
        unknown.contains("okta.realms.read") && !unknown.contains("okta.users"),
        "{unknown}"
    );
    let report = after(&story, &id).await;
    assert_eq!(verdict(&report, "governance"), Fail, "{}", report.text);
}

#[tokio::test]
async fn an_app_without_any_of_the_scopes_is_found_before_anybody_signs_in() {
    let (story, client) = begin("okta").await;
    for scope in story.org.granted_scopes(&client) {
        story.org.revoke_scope(&client, &scope);
    }
    let report = before(&story, story.form("okta", "")).await;
    assert_eq!(verdict(&report, "scopes"), Fail, "{}", report.text);
    assert_eq!(verdict(&report, "redirect"), Pass, "it came back");
}

#[tokio::test]
async fn what_was_taken_away_since_the_sign_in_is_found_at_once() {
    let (story, client) = begin("okta").await;
    let id = story.connect("okta", "Prod").await.row.id;
    story.org.revoke_scope(&client, "okta.groups.read");
    let report = after(&story, &id).await;
    assert_eq!(verdict(&report, "scopes"), Fail, "{}", report.text);
    assert!(found(&report, "scopes").why.contains("okta.groups.read"));
    let details = story.console.connection(&id).await.unwrap();
    assert_eq!(details.row.status.state, "activeWithMissingScopes");

    story.org.unassign_user(&client, SERVICE_ACCOUNT);
    let report = after(&story, &id).await;
    assert_eq!(verdict(&report, "assignment"), Fail, "{}", report.text);
    story.org.assign_user(&client, SERVICE_ACCOUNT);

    story.org.rotate_secret(&client);
    let report = after(&story, &id).await;
    assert_eq!(verdict(&report, "client"), Fail, "{}", report.text);
}

#[tokio::test]
async fn an_app_that_requires_proofs_from_now_on_is_told_as_one_and_works() {
    let (story, client) = begin("okta").await;
    let id = story.connect("okta", "Prod").await.row.id;
    let report = after(&story, &id).await;
    assert!(found(&report, "dpop").what.contains("Not required"));
    story.org.set_require_dpop(&client, true);
    let report = after(&story, &id).await;
    assert_eq!(verdict(&report, "dpop"), Pass, "{}", report.text);
    assert!(
        found(&report, "dpop").what.contains("bound"),
        "{}",
        report.text
    );
}

#[tokio::test]
async fn a_user_who_was_deactivated_fails_the_sign_in_and_nothing_else() {
    let (story, _) = begin("okta").await;
    let id = story.connect("okta", "Prod").await.row.id;
    story
        .org
        .set_user_status(SERVICE_ACCOUNT, UserStatus::Deprovisioned);
    let report = after(&story, &id).await;
    assert_eq!(verdict(&report, "signIn"), Fail, "{}", report.text);
    assert_eq!(verdict(&report, "assignment"), CannotTell);
    for id in ["domain", "client", "redirect", "clock"] {
        assert_eq!(verdict(&report, id), Pass, "{id}");
    }
}

#[tokio::test]
async fn a_clock_that_is_off_is_told_in_minutes() {
    let (story, _) = begin("okta").await;
    story.org.set_clock_offset_s(-600);
    let report = before(&story, story.form("okta", "")).await;
    assert_eq!(verdict(&report, "clock"), Fail, "{}", report.text);
    let what = &found(&report, "clock").what;
    assert!(what.contains("10 minutes ahead"), "{what}");
    story.org.set_clock_offset_s(90);
    let report = before(&story, story.form("okta", "")).await;
    assert_eq!(verdict(&report, "clock"), Pass, "what Okta tolerates");
}

#[tokio::test]
async fn a_used_up_rate_limit_is_told_with_its_end() {
    let (story, _) = begin("okta").await;
    let id = story.connect("okta", "Prod").await.row.id;
    story.org.set_rate_limit(Some("/api/v1/users"), 1);
    let report = after(&story, &id).await;
    assert_eq!(verdict(&report, "rate"), Fail, "{}", report.text);
    assert!(found(&report, "rate").fix.contains("UTC"));
}

#[tokio::test]
async fn an_org_that_is_gone_leaves_everything_open_and_ends_no_grant() {
    let (story, _) = begin("okta").await;
    let id = story.connect("okta", "Prod").await.row.id;
    story.org_goes_away();
    let report = after(&story, &id).await;
    for line in &report.lines {
        let near = ["proxy", "authority"].contains(&line.id.as_str());
        let expected = if near { Pass } else { CannotTell };
        // What the last sign-in proved is proven still.
        let proven = ["server", "scopes", "dpop", "refresh", "client"].contains(&line.id.as_str());
        assert!(
            proven || line.verdict == expected,
            "{}: {}",
            line.name,
            report.text
        );
    }
    let details = story.console.connection(&id).await.unwrap();
    assert_ne!(details.row.status.state, "needsReauthorization");
}

#[tokio::test]
async fn the_review_tells_what_the_sign_in_itself_showed() {
    let (story, client) = begin("okta").await;
    story.org.set_refresh_grant(&client, false);
    let review = story.sign_in(story.form("okta", "Prod")).await.unwrap();
    let report = &review.doctor;
    for id in [
        "domain",
        "engine",
        "server",
        "client",
        "redirect",
        "dpop",
        "assignment",
    ] {
        assert_eq!(verdict(report, id), Pass, "{id}: {}", report.text);
    }
    assert_eq!(verdict(report, "refresh"), Fail);
    assert!(found(report, "redirect").what.contains("127.0.0.1"));
}

#[tokio::test]
async fn the_text_for_a_ticket_holds_every_line_and_no_secret() {
    let (story, client) = begin("okta").await;
    let (_, secret) = story.credentials("okta");
    let id = story.connect("okta", "Prod").await.row.id;
    story.org.remove_redirect_uri(&client, OURS);
    story.org.listen();
    let report = after(&story, &id).await;
    for line in &report.lines {
        assert!(report.text.contains(&line.name), "{}", line.name);
        assert!(report.text.contains(&line.found.fix), "{}", line.name);
    }
    assert!(report.text.contains(&client) && report.text.contains("[FAIL] Redirect URIs"));
    assert!(!report.text.contains(&secret));
    let heard = story.org.heard();
    let renewal = heard.iter().filter(|one| one.path == "/oauth2/v1/token");
    let tokens: Vec<serde_json::Value> = renewal
        .filter_map(|one| serde_json::from_slice(&one.answer).ok())
        .collect();
    assert!(!tokens.is_empty());
    for token in tokens {
        for name in ["access_token", "refresh_token", "id_token"] {
            let Some(value) = token[name].as_str() else {
                continue;
            };
            assert!(!report.text.contains(value), "{name}");
        }
    }
}

#[tokio::test]
async fn the_questions_leave_the_org_as_it_was() {
    let (story, _) = begin("okta").await;
    before(&story, story.form("okta", "")).await;
    let asked = story.org.requests("/");
    assert!(asked.len() < 20, "{asked:?}");
    for line in asked {
        let harmless = line.starts_with("GET")
            || line.starts_with("POST /oauth2/v1/introspect")
            || line.starts_with("POST /oauth2/v1/token 400");
        assert!(harmless, "{line}");
    }
}

#[tokio::test]
async fn a_team_is_told_from_its_key_and_the_key_from_its_roles() {
    let story = Story::begin().await;
    let opa = "okta_privileged_access";
    let report = before(&story, story.form(opa, "")).await;
    for id in ["baseUrl", "team", "key", "role", "clock"] {
        assert_eq!(verdict(&report, id), Pass, "{id}: {}", report.text);
    }

    story.org.set_opa_roles(&["resource_admin"]);
    let report = before(&story, story.form(opa, "")).await;
    let lacking: Vec<&str> = report
        .lines
        .iter()
        .filter(|line| line.verdict == Fail)
        .map(|line| line.name.as_str())
        .collect();
    assert_eq!(lacking, ["Role Security Admin"]);

    let mut form = story.form(opa, "");
    form.values.insert("team".into(), "nobodys".into());
    let report = before(&story, form).await;
    assert_eq!(verdict(&report, "team"), Fail, "{}", report.text);

    let id = story.connect(opa, "OPA").await.row.id;
    story.org.rotate_opa_key();
    let report = after(&story, &id).await;
    assert_eq!(verdict(&report, "key"), Fail, "{}", report.text);
    assert_eq!(verdict(&report, "baseUrl"), Pass);
}
