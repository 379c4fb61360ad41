//! Bad input into an action's form gets a clear answer, and goes nowhere it should not.

use connections::views::FailureCode;
use stories::story::Story;

use crate::run_action::{done, id_of, refused};

#[tokio::test]
async fn logins_and_names_with_slashes_spaces_and_quotes_are_found() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    for login in [
        "corp/ada@sandbox.example",
        "o'hara%2f?#&=+@sandbox.example",
        "ø/é@sandbox.example",
    ] {
        let person = [
            ("first_name", "Ada"),
            ("last_name", "L"),
            ("login", login),
            ("email", "ada@sandbox.example"),
            ("password", "Pr4ctice!pass"),
        ];
        let made = id_of(&done(&story, &id, "create_user", &person).await);
        let found = done(&story, &id, "lookup_user", &[("user", login)]).await;
        assert_eq!(id_of(&found), made, "{login}");
        done(&story, &id, "suspend_user", &[("user", login)]).await;
        let wrong = story.run(&id, "suspend_user", &[("user", login)]).await;
        assert_eq!(refused(&wrong), "wrongState", "{login}");
    }
    let group = [("name", "a/b c?#%2e ü")];
    let made = id_of(&done(&story, &id, "create_group", &group).await);
    let found = done(&story, &id, "lookup_group", &[("group", group[0].1)]).await;
    assert_eq!(id_of(&found), made);
}

#[tokio::test]
async fn an_id_with_slashes_stays_one_part_of_the_path() {
    let story = Story::begin().await;
    let devices = story.connect("okta_devices", "Devices").await.row.id;
    let team = story.connect("okta_privileged_access", "OPA").await.row.id;
    story.org.clear_ledger();
    for id in ["guo/../users", "a b/c", "../../admin", "guo%2f1"] {
        let run = story
            .run(&devices, "suspend_device", &[("device", id)])
            .await;
        assert_eq!(refused(&run), "notFound", "{id}");
        let run = story
            .run(&team, "read_security_policy", &[("policy", id)])
            .await;
        assert_eq!(refused(&run), "notFound", "{id}");
    }
    for line in story.org.requests("/") {
        let path = line.split(' ').nth(1).unwrap_or_default();
        let own = path.starts_with("/api/v1/devices/")
            || path.starts_with("/v1/teams/practice/security_policy/");
        assert!(own || path.contains("token"), "{line}");
        let last = path.rsplit('/').next().unwrap_or_default();
        assert!(!last.is_empty() && last != "..", "{line}");
    }
}

#[tokio::test]
async fn dots_alone_are_refused_beside_their_input_and_lead_nowhere() {
    let story = Story::begin().await;
    let mut form = story.form("okta_realms", "Realms");
    let extras = ["okta.realmAssignments.manage", "okta.realmAssignments.read"];
    form.scopes.extend(extras.map(str::to_owned));
    let review = story.sign_in(form).await.unwrap();
    let saved = story.console.save_connection(&review.attempt, false).await;
    let id = saved.unwrap().row.id;
    story.org.clear_ledger();
    for dots in [".", ".."] {
        for action in ["read_realm_assignment", "run_realm_assignment"] {
            let request = Story::filled(&id, action, &[("assignment", dots)]);
            let failure = story.console.run_action(request).await.unwrap_err();
            assert_eq!(failure.field.as_deref(), Some("assignment"), "{action}");
        }
    }
    assert!(story.org.requests("/api").is_empty(), "nothing was sent");
}

#[tokio::test]
async fn ten_megabytes_are_sent_whole_shown_in_part_and_answered() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let long = "ü".repeat(5 * 1024 * 1024);
    let body = format!("{{\"profile\": {{\"name\": \"Big\", \"description\": \"{long}\"}}}}");
    let typed = [
        ("request_type", "POST"),
        ("relative_url", "/api/v1/groups"),
        ("body", body.as_str()),
    ];
    let shown = Story::filled(&id, "custom_api_action", &typed);
    let shown = story.console.preview_action(shown).await.unwrap();
    let part = shown[0].body.as_ref().unwrap();
    assert!(
        part.len() < 300_000 && part.contains("10.0 MB"),
        "{}",
        part.len()
    );

    let run = story.run(&id, "custom_api_action", &typed).await;
    // The practice org sends it back, which is more than is read of any answer.
    assert_eq!(
        (run.outcome.as_str(), refused(&run)),
        ("unknown", "outcomeUnknown")
    );
    let kept: usize = run
        .requests
        .iter()
        .filter_map(|sent| sent.body.as_ref())
        .map(String::len)
        .sum();
    assert!(kept < 300_000, "{kept}");

    let form = [("name", "Big form"), ("description", long.as_str())];
    let run = story.run(&id, "create_group", &form).await;
    assert_eq!(refused(&run), "outcomeUnknown");
}

#[tokio::test]
async fn a_body_that_is_not_json_says_line_and_column_and_nothing_is_sent() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.org.clear_ledger();
    let deep = "[".repeat(100_000);
    for (body, place) in [
        ("{\n  \"a\": 1,\n}", "line 3, column 1"),
        ("{\"ü\": \u{1F989}}", "line 1, column 8"),
        ("[1, 2", "line 1, column 5"),
        (deep.as_str(), "line 1, column 128"),
    ] {
        let typed = [
            ("request_type", "POST"),
            ("relative_url", "/api/v1/groups"),
            ("body", body),
        ];
        let request = Story::filled(&id, "custom_api_action", &typed);
        let failure = story.console.run_action(request).await.unwrap_err();
        assert_eq!(failure.code, FailureCode::InvalidField);
        assert_eq!(failure.field.as_deref(), Some("body"));
        assert!(failure.why.contains(place), "{}", failure.why);
    }
    assert!(story.org.ledger().is_empty());
}
