//! *Connect* and *Disconnect*, by hand: what a session is, who may use it, and how it ends.

use connections::views::{FailureCode, RunView, SessionKind};
use jiff::SignedDuration;
use sandbox::{FaultSpec, Sandbox, Seed, Settings};
use stories::story::{DANA, Story};

use crate::run_action::{done, refused};

/// The form of *Connect*, as it stands at first, with kind and name changed.
async fn connect_form(story: &Story, id: &str, kind: &str, name: &str) -> Vec<(String, String)> {
    let form = story.console.action_form(id, "connect").await.unwrap();
    let filled = form.inputs.into_iter().map(|input| {
        let value = match input.id.as_str() {
            "okta_session" => kind.to_owned(),
            "session" => name.to_owned(),
            _ => input.default.unwrap_or_default(),
        };
        (input.id, value)
    });
    filled.collect()
}

fn with<'a>(form: &'a [(String, String)], id: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    form.iter()
        .map(|(input, typed)| {
            let typed = if input == id { value } else { typed };
            (input.as_str(), typed)
        })
        .collect()
}

/// *Connect* through the connection of its page.
pub(crate) async fn connect(story: &Story, id: &str, kind: &str, name: &str) -> RunView {
    let form = connect_form(story, id, kind, name).await;
    done(story, id, "connect", &with(&form, "", "")).await
}

fn what(run: &RunView) -> &str {
    &run.refusal.as_ref().expect("a refusal").explanation.what
}

fn why(run: &RunView) -> &str {
    &run.refusal.as_ref().expect("a refusal").explanation.why
}

#[tokio::test]
async fn connect_comes_first_and_is_offered_where_no_session_is_open() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let form = story.console.action_form(&id, "package_find_group").await;
    assert!(
        form.unwrap()
            .prediction
            .reason
            .contains("Connect comes first")
    );
    story.org.clear_ledger();
    let group = [("group", "Contractors")];
    let run = story.run(&id, "package_find_group", &group).await;
    assert_eq!(refused(&run), "noSession");
    assert_eq!(what(&run), "No session “Default” is open.");
    assert!(
        run.refusal
            .unwrap()
            .explanation
            .fix
            .contains("Run Connect first")
    );
    assert!(story.org.ledger().is_empty(), "nothing was sent");

    let opened = connect(&story, &id, "local", "Default").await;
    let field = |id: &str| {
        let field = opened.fields.iter().find(|field| field.id == id);
        field.map_or("", |field| field.value.as_str())
    };
    assert_eq!(field("connection"), "Okta");
    assert_eq!(field("signed_in_as"), "svc-workflows@sandbox.example");
    assert_eq!(
        story.org.requests("/"),
        [
            "GET /.well-known/okta-organization 200",
            "GET /api/v1/users/me 200"
        ]
    );
    assert_eq!(opened.requests.len(), 2);
    assert!(
        opened.requests[0]
            .headers
            .iter()
            .all(|(name, _)| name != "Authorization")
    );

    let run = done(&story, &id, "package_find_group", &group).await;
    assert_eq!(
        run.matched.last().unwrap(),
        "Local session “Default” leads through “Okta”."
    );
    let rows = story.console.list_sessions().await.unwrap();
    let row = &rows[0];
    assert_eq!(
        (row.name.as_str(), row.kind, row.owner.as_str()),
        ("Default", SessionKind::Local, "By hand")
    );
    assert_eq!(
        (row.connection.as_str(), row.nickname.as_str()),
        (id.as_str(), "Okta")
    );
    assert!(row.last_used_at.is_some() && row.token_expires_at.is_some());

    done(&story, &id, "disconnect", &[]).await;
    assert!(story.console.list_sessions().await.unwrap().is_empty());
    let run = story.run(&id, "package_find_group", &group).await;
    assert_eq!(
        (refused(&run), why(&run)),
        ("noSession", "It was disconnected.")
    );
    done(&story, &id, "read_user", &[("user", DANA)]).await;
}

#[tokio::test]
async fn an_action_runs_through_the_connection_of_its_session_not_of_its_page() {
    let story = Story::begin().await;
    let page = story.connect("okta", "Page").await.row.id;
    let mut form = story.form("okta", "Reader");
    form.scopes = [
        "openid",
        "offline_access",
        "okta.groups.read",
        "okta.users.read",
    ]
    .map(str::to_owned)
    .to_vec();
    let review = story.sign_in(form).await.unwrap();
    let reader = story
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    connect(&story, &reader.row.id, "local", "Reader").await;
    connect(&story, &page, "local", "Default").await;

    let add = [
        ("session", "Reader"),
        ("user", DANA),
        ("group", "Contractors"),
    ];
    let run = story.run(&page, "package_add_to_group", &add).await;
    assert_eq!(
        refused(&run),
        "insufficientScope",
        "the reader's token was sent"
    );
    done(&story, &page, "package_add_to_group", &add[1..]).await;
    done(&story, &reader.row.id, "package_add_to_group", &add[1..]).await;
}

#[tokio::test]
async fn each_thing_that_does_not_fit_has_its_own_sentence_and_opens_nothing() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let form = connect_form(&story, &id, "local", "Default").await;
    let refuse = async |input: &str, value: &str| {
        let request = Story::filled(&id, "connect", &with(&form, input, value));
        let failure = story.console.run_action(request).await.unwrap_err();
        (failure.field.unwrap_or_default(), failure.what)
    };
    let stranger = other_org("00oAnotherOrg0000002").await;
    let (field, what) = refuse("domain", &stranger.org_url()).await;
    assert_eq!(field, "domain");
    assert!(what.ends_with("is not the org of “Okta”."), "{what}");
    assert_eq!(refuse("domain", "").await.0, "domain");
    assert_eq!(refuse("domain", "no domain at all").await.0, "domain");
    assert_eq!(
        refuse("connection", "Nobody").await,
        (
            "connection".into(),
            "There is no connection “Nobody”.".into()
        )
    );
    assert_eq!(refuse("session", "{braces}").await.0, "session");
    story
        .org
        .fail_next(FaultSpec::answer("/.well-known/okta-organization", 404, ""));
    let (field, what) = refuse("session", "Default").await;
    assert_eq!(field, "domain");
    assert!(what.starts_with("No Okta org answers at"), "{what}");
    let refusal = r#"{"errorCode":"E0000006","errorSummary":"No."}"#;
    story
        .org
        .fail_next(FaultSpec::answer("/api/v1/users/me", 403, refusal));
    let run = story.run(&id, "connect", &with(&form, "", "")).await;
    assert_eq!(refused(&run), "roleMissing");
    assert!(story.console.list_sessions().await.unwrap().is_empty());

    connect(&story, &id, "local", "Default").await;
    let (field, what) = refuse("session", "Default").await;
    assert_eq!(
        (field.as_str(), what.as_str()),
        ("session", "The name “Default” is taken.")
    );
    assert_eq!(story.console.list_sessions().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_custom_domain_of_the_same_org_is_taken_and_gets_no_token() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let same = Sandbox::start(Settings::default()).await.unwrap();
    let form = connect_form(&story, &id, "local", "Default").await;
    let run = done(
        &story,
        &id,
        "connect",
        &with(&form, "domain", &same.org_url()),
    )
    .await;
    assert_eq!(run.requests.len(), 3);
    assert_eq!(
        same.knobs().requests("/"),
        ["GET /.well-known/okta-organization 200"]
    );
}

#[tokio::test]
async fn a_team_is_proven_by_its_base_url_a_bearer_and_who_it_is() {
    let story = Story::begin().await;
    let okta = story.connect("okta", "Okta").await.row.id;
    let team = story.connect("okta_privileged_access", "OPA").await.row.id;
    let form = connect_form(&story, &okta, "global", "Team").await;
    let base_url = story.org_url();
    let form = with(&form, "connection", &team);
    let form: Vec<_> = form
        .iter()
        .map(|(id, text)| ((*id).to_owned(), (*text).to_owned()))
        .collect();
    let mut form = with(&form, "domain", &base_url);
    let run = done(&story, &okta, "connect", &form).await;
    assert!(
        run.requests[0]
            .url
            .ends_with("/v1/teams/practice/current_user"),
        "{}",
        run.requests[0].url
    );
    let rows = story.console.list_sessions().await.unwrap();
    assert_eq!(
        (rows[0].nickname.as_str(), rows[0].kind),
        ("OPA", SessionKind::Global)
    );
    let run = Story::filled(
        &okta,
        "package_find_group",
        &[("session", "Team"), ("group", "x")],
    );
    let failure = story.console.run_action(run).await.unwrap_err();
    assert_eq!(
        failure.what,
        "The session “Team” leads to Okta Privileged Access."
    );

    let stranger = other_org("00oAnotherOrg0000002").await.org_url();
    for (input, value) in &mut form {
        match *input {
            "domain" => *value = &stranger,
            "session" => *value = "Other",
            _ => {}
        }
    }
    let failure = story
        .console
        .run_action(Story::filled(&okta, "connect", &form))
        .await
        .unwrap_err();
    assert!(
        failure.what.ends_with("is not where “OPA” leads."),
        "{}",
        failure.what
    );
}

#[tokio::test]
async fn a_name_is_taken_only_where_it_is_known_and_braces_mean_a_variable() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    for kind in ["local", "global", "variable"] {
        connect(&story, &id, kind, "One").await;
    }
    let group = |session| [("session", session), ("group", "Contractors")];
    for session in ["One", "{One}"] {
        done(&story, &id, "package_find_group", &group(session)).await;
    }
    connect(&story, &id, "variable", "Two").await;
    let run = story.run(&id, "package_find_group", &group("Two")).await;
    assert_eq!(
        what(&run),
        "“Two” is a session variable, and stands here as a name."
    );
    connect(&story, &id, "local", "Three").await;
    let run = story
        .run(&id, "package_find_group", &group("{Three}"))
        .await;
    assert_eq!(what(&run), "{Three} is no session variable.");
    let run = story.run(&id, "package_find_group", &group("Four")).await;
    assert_eq!(what(&run), "No session “Four” is open.");
    assert_eq!(why(&run), "These are: One, One, {One}, {Two}, Three.");
}

#[tokio::test]
async fn a_session_ends_with_its_connection_and_says_so_and_outlives_a_new_sign_in() {
    let story = Story::begin().await;
    let keeper = story.connect("okta", "Keeper").await.row.id;
    let goer = story.connect("okta", "Goer").await.row.id;
    connect(&story, &keeper, "local", "Kept").await;
    connect(&story, &goer, "local", "Lost").await;
    let step = story
        .console
        .begin_reauthorize(story.same_again(&keeper))
        .await
        .unwrap();
    let review = story.finish(step).await.unwrap();
    story
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    let report = story.console.delete_connection(&goer).await.unwrap();
    assert_eq!(report.sessions, ["Lost"]);

    let group = |session| [("session", session), ("group", "Contractors")];
    done(&story, &keeper, "package_find_group", &group("Kept")).await;
    let run = story
        .run(&keeper, "package_find_group", &group("Lost"))
        .await;
    assert_eq!(
        why(&run),
        "Its connection “Goer” was deleted, and it ended with it."
    );
}

#[tokio::test]
async fn disconnecting_leaves_the_tokens_and_quitting_ends_every_session() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    connect(&story, &id, "global", "Default").await;
    let row = story.console.list_sessions().await.unwrap().remove(0);
    story.console.disconnect_session(&row.id).unwrap();
    let gone = story.console.disconnect_session(&row.id).unwrap_err();
    assert_eq!(gone.code, FailureCode::Gone);
    assert!(story.org.requests("/oauth2/v1/revoke").is_empty());
    connect(&story, &id, "global", "Default").await;
    let story = story.restart().await;
    assert!(story.console.list_sessions().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_token_that_ends_is_renewed_for_every_session_of_its_connection() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Okta").await;
    let id = details.row.id;
    connect(&story, &id, "local", "One").await;
    connect(&story, &id, "global", "Two").await;
    story.later(SignedDuration::from_hours(2));
    for session in ["One", "Two"] {
        let group = [("session", session), ("group", "Contractors")];
        done(&story, &id, "package_find_group", &group).await;
    }
    let renewals = story.org.requests("/oauth2/v1/token");
    assert_eq!(
        renewals.len(),
        2,
        "the sign-in and one renewal: {renewals:?}"
    );
}

/// An org of another id on this computer.
async fn other_org(id: &str) -> Sandbox {
    let text = include_str!("../../src-tauri/crates/sandbox/org.toml");
    let seed = Seed::parse(&text.replace("00oPracticeOrg000001", id)).unwrap();
    let settings = Settings {
        seed,
        ..Settings::default()
    };
    Sandbox::start(settings).await.unwrap()
}
