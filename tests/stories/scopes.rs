//! The truth about scopes: requested, granted, needed – and the fewest that are enough.

use connections::views::{AppKind, ConnectionDetails, ScopeLine, ScopeMark, ScopeRequestFor};
use stories::story::{SERVICE_ACCOUNT, Story};

use crate::scenarios::put;

fn row<'a>(lines: &'a [ScopeLine], name: &str) -> &'a ScopeLine {
    lines
        .iter()
        .find(|line| line.name == name)
        .unwrap_or_else(|| panic!("no row for {name}"))
}

fn marked(lines: &[ScopeLine], mark: ScopeMark) -> Vec<&str> {
    let lines = lines.iter().filter(|line| line.mark == mark);
    lines.map(|line| line.name.as_str()).collect()
}

/// A connection that asked for just these.
async fn connect_with(story: &Story, connector: &str, scopes: &[&str]) -> ConnectionDetails {
    let mut form = story.form(connector, "Measured");
    form.scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    let review = story.sign_in(form).await.unwrap();
    story
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap()
}

async fn mark(story: &Story, id: &str, actions: &[&str]) -> ConnectionDetails {
    let actions = actions.iter().map(|action| (*action).to_owned()).collect();
    story.console.mark_actions(id, actions).await.unwrap()
}

const ASKED: [&str; 5] = [
    "openid",
    "offline_access",
    "okta.users.read",
    "okta.groups.read",
    "okta.logs.read",
];

#[tokio::test]
async fn each_scope_is_measured_by_what_is_used_and_the_marks_outlive_the_window() {
    let story = Story::begin().await;
    let details = connect_with(&story, "okta", &ASKED).await;
    assert_eq!(
        marked(&details.scopes, ScopeMark::Unused),
        [] as [&str; 0],
        "nothing is known of what is used, so nothing is called unused"
    );
    mark(&story, &details.row.id, &["read_user", "create_group"]).await;

    let story = story.restart().await;
    let details = story.console.connection(&details.row.id).await.unwrap();
    assert_eq!(details.used.marked, ["create_group", "read_user"]);
    assert_eq!(
        marked(&details.scopes, ScopeMark::Missing),
        ["okta.groups.manage"]
    );
    assert_eq!(
        marked(&details.scopes, ScopeMark::Unused),
        ["okta.groups.read", "okta.logs.read"]
    );
    assert_eq!(marked(&details.scopes, ScopeMark::Ok), ["okta.users.read"]);
    assert_eq!(
        marked(&details.scopes, ScopeMark::Automatic),
        ["offline_access", "openid"]
    );
    let missing = row(&details.scopes, "okta.groups.manage");
    assert_eq!(missing.needed_by, ["Create Group"]);
    assert!(!missing.requested && !missing.granted);
}

#[tokio::test]
async fn a_manage_scope_satisfies_what_only_reads() {
    let story = Story::begin().await;
    let scopes = ["openid", "okta.users.manage"];
    let details = connect_with(&story, "okta", &scopes).await;
    let details = mark(&story, &details.row.id, &["read_user"]).await;

    assert_eq!(marked(&details.scopes, ScopeMark::Missing), [] as [&str; 0]);
    let manage = row(&details.scopes, "okta.users.manage");
    assert_eq!(manage.mark, ScopeMark::Ok);
    assert_eq!(manage.needed_by, ["Read User"]);
    // And it is no mere claim of the table.
    let run = story
        .run(&details.row.id, "read_user", &[("user", SERVICE_ACCOUNT)])
        .await;
    assert_eq!(run.outcome, "done");
}

#[tokio::test]
async fn actions_that_are_ticked_in_the_wizard_are_measured_in_the_review_and_stay_marked() {
    let story = Story::begin().await;
    let ticked = ["read_user", "suspend_user", "search_groups"].map(str::to_owned);
    let asked = ["openid", "email", "okta.apps.manage"].map(str::to_owned);
    let least = story
        .console
        .least_scopes("okta", &ticked, &asked, AppKind::WebApp);
    let least = least.unwrap();
    let names: Vec<&str> = least.scopes.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "email",
            "offline_access",
            "okta.groups.read",
            "okta.users.manage",
            "openid"
        ]
    );

    let mut form = story.form("okta", "By actions");
    form.scopes = names.iter().map(|name| (*name).to_owned()).collect();
    form.actions = ticked.to_vec();
    let client = form.values["client_id"].clone();
    story.org.revoke_scope(&client, "okta.users.manage");
    let review = story.sign_in(form).await.unwrap();
    let users = row(&review.scopes, "okta.users.manage");
    assert_eq!(users.mark, ScopeMark::Missing);
    // What it would serve for, once it is there, is what needs it now.
    assert_eq!(users.needed_by, ["Suspend User"]);
    assert_eq!(
        row(&review.scopes, "okta.users.read").needed_by,
        ["Read User"]
    );

    let saved = story
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    assert_eq!(
        saved.used.marked,
        ["read_user", "search_groups", "suspend_user"]
    );
}

#[tokio::test]
async fn reauthorizing_with_just_the_fewest_shows_before_and_after_and_everything_still_runs() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Too much").await;
    let details = mark(&story, &details.row.id, &["read_user", "search_groups"]).await;
    let least = details.least.as_ref().expect("an org has scopes");
    assert!(least.revoke.contains(&"okta.apps.manage".to_owned()));

    let mut request = story.same_again(&details.row.id);
    request.scopes = Some(least.scopes.iter().map(|one| one.name.clone()).collect());
    let step = story.console.begin_reauthorize(request).await.unwrap();
    let review = story.finish(step).await.unwrap();
    let apps = row(&review.scopes, "okta.apps.manage");
    assert_eq!((apps.before, apps.granted), (Some(true), false));
    assert_eq!(apps.mark, ScopeMark::Dropped);
    let users = row(&review.scopes, "okta.users.read");
    assert_eq!((users.before, users.granted), (Some(true), true));

    let saved = story
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    assert_eq!(saved.row.status.state, "active");
    assert!(saved.least.as_ref().unwrap().same, "{:?}", saved.least);
    for mark in [ScopeMark::Missing, ScopeMark::Unused, ScopeMark::Dropped] {
        assert_eq!(marked(&saved.scopes, mark), [] as [&str; 0]);
    }
    for (action, inputs) in [
        ("read_user", &[("user", SERVICE_ACCOUNT)][..]),
        ("search_groups", &[]),
    ] {
        let run = story.run(&details.row.id, action, inputs).await;
        assert_eq!(run.outcome, "done", "{action}: {:?}", run.refusal);
    }
}

#[tokio::test]
async fn a_request_for_a_super_admin_names_the_app_each_scope_and_its_reason_and_no_secret() {
    let story = Story::begin().await;
    let details = connect_with(&story, "okta", &ASKED).await;
    let id = details.row.id.clone();
    mark(&story, &id, &["create_group", "custom_api_action"]).await;
    let wanted = ScopeRequestFor::Connection { connection: id };
    let text = story.console.copy_scope_request(wanted).await.unwrap();

    let lines: Vec<&str> = text.lines().collect();
    let section = |heading: &str| -> Vec<&str> {
        let from = lines.iter().position(|line| line.starts_with(heading));
        let from = from.unwrap_or_else(|| panic!("no {heading} in\n{text}"));
        let rest = lines[from + 1..].iter();
        rest.take_while(|line| line.starts_with("- "))
            .copied()
            .collect()
    };
    let grant = section("Grant:");
    assert_eq!(grant.len(), 1);
    assert!(
        grant[0].starts_with("- okta.groups.manage") && grant[0].ends_with("For: Create Group.")
    );
    assert_eq!(
        section("Revoke"),
        [
            "- okta.groups.read",
            "- okta.logs.read",
            "- okta.users.read"
        ]
    );
    for part in [
        details.client_id.as_str(),
        &story.org_url().replace("http://", ""),
        &format!("/admin/app/oidc_client/instance/{}/", details.client_id),
        "Measured",
        SERVICE_ACCOUNT,
        "Not counted: Custom API Action.",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let (_, secret) = story.credentials("okta");
    assert!(!text.contains(&secret));
    // The page that it names may be opened.
    let page = details.least.unwrap().page.unwrap();
    assert!(story.console.is_offered(&page.url));
}

#[tokio::test]
async fn a_request_can_be_written_before_there_is_a_connection_or_even_an_app() {
    let story = Story::begin().await;
    let form = |values: &[(&str, &str)]| ScopeRequestFor::Form {
        connector: "okta_devices".into(),
        values: values
            .iter()
            .map(|(id, text)| ((*id).to_owned(), (*text).to_owned()))
            .collect(),
        actions: vec!["suspend_device".into()],
        asked: Vec::new(),
        app: AppKind::WebApp,
    };
    let ask = |wanted| story.console.copy_scope_request(wanted);
    let text = ask(form(&[])).await.unwrap();
    assert!(text.contains("Org: not known yet"), "{text}");
    assert!(text.contains("- okta.devices.manage"), "{text}");

    let values = [("domain", "acme.okta.com"), ("client_id", " 0oa1b2 ")];
    let text = ask(form(&values)).await.unwrap();
    assert!(text.contains("https://acme-admin.okta.com/admin/app/oidc_client/instance/0oa1b2/"));
}

#[tokio::test]
async fn a_team_has_no_scopes_to_measure() {
    let story = Story::begin().await;
    let details = story.connect("okta_privileged_access", "OPA").await;
    let details = mark(&story, &details.row.id, &["list_users"]).await;
    assert!(details.scopes.is_empty() && details.least.is_none());
    let wanted = ScopeRequestFor::Connection {
        connection: details.row.id,
    };
    let failure = story.console.copy_scope_request(wanted).await.unwrap_err();
    assert!(failure.why.contains("no scopes"), "{failure:?}");
}

#[tokio::test]
async fn a_mark_on_what_the_connector_does_not_have_is_refused_and_the_others_stay() {
    let story = Story::begin().await;
    let details = connect_with(&story, "okta", &ASKED).await;
    mark(&story, &details.row.id, &["read_user"]).await;
    let strange = vec!["read_user".into(), "read_realm".into()];
    let failure = story
        .console
        .mark_actions(&details.row.id, strange)
        .await
        .unwrap_err();
    assert!(failure.what.contains("read_realm"), "{failure:?}");
    let details = story.console.connection(&details.row.id).await.unwrap();
    assert_eq!(details.used.marked, ["read_user"]);
}

#[tokio::test]
async fn what_is_run_by_hand_and_by_scenarios_is_used_without_a_mark() {
    let story = Story::begin().await;
    let details = connect_with(&story, "okta", &ASKED).await;
    let id = details.row.id.as_str();
    story
        .run(id, "read_user", &[("user", SERVICE_ACCOUNT)])
        .await;
    // It names the connection, and was never run.
    let text = r#"
name = "Joiners"
[[inputs]]
id = "other"
label = "Another org"
kind = "connection"
default = "Elsewhere"
[[steps]]
id = "connect"
connect = "Here"
[steps.inputs]
connection = "measured"
[[steps]]
id = "elsewhere"
connect = "There"
[steps.inputs]
connection = { input = "other" }
[[steps]]
id = "create"
action = "okta.create_group"
session = "Here"
[steps.inputs]
name = "Joiners"
[[steps]]
id = "not_through_it"
action = "okta.create_user"
session = "There"
[steps.inputs]
first_name = "A"
last_name = "B"
login = "a@b.dev"
email = "a@b.dev"
"#;
    put(&story, "joiners", text);

    let details = story.console.connection(id).await.unwrap();
    assert_eq!(
        row(&details.scopes, "okta.users.read").needed_by,
        ["Read User"]
    );
    let missing = row(&details.scopes, "okta.groups.manage");
    assert_eq!(missing.mark, ScopeMark::Missing);
    assert_eq!(missing.needed_by, ["Create Group in “Joiners”"]);
    assert_eq!(
        marked(&details.scopes, ScopeMark::Unused),
        ["okta.groups.read", "okta.logs.read"]
    );
    assert_eq!(details.used.marked, [] as [&str; 0]);
}
