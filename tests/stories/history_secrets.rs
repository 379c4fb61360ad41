//! No secret of a run reaches the window or the disk, and one at a time can be asked for.

use connections::views::{ExportFormat, FailureCode, RunFilter, RunView};
use sandbox::FaultSpec;
use stories::story::Story;

use crate::history::{all, opened};
use crate::run_action::{STINE, done};
use crate::secrets::{every_byte, holds};

/// All that the window and the disk have of the runs so far.
struct Seen(Vec<(String, Vec<u8>)>);

impl Seen {
    async fn of(story: &Story, ran: &[&RunView]) -> Self {
        let mut seen = every_byte(story.folder());
        let mut replies = format!("{:?}", all(story).await);
        for run in ran {
            replies += &serde_json::to_string(run).unwrap();
            replies += &serde_json::to_string(&opened(story, &run.run).await).unwrap();
        }
        seen.push(("a reply".into(), replies.into_bytes()));
        for (name, format) in [
            ("e.ndjson", ExportFormat::Ndjson),
            ("e.csv", ExportFormat::Csv),
        ] {
            let file = story.folder().join(name);
            story.person.picks(Some(&file));
            let filter = RunFilter::default();
            story
                .console
                .export_runs(filter, format)
                .await
                .unwrap()
                .unwrap();
            seen.push((name.into(), std::fs::read(file).unwrap()));
        }
        Self(seen)
    }

    fn never(&self, secret: &str) {
        assert!(secret.len() > 5);
        for (place, bytes) in &self.0 {
            assert!(!holds(bytes, secret), "{secret} is in {place}");
        }
    }

    /// The search finds what is no secret: in the database, in a reply, in both exports.
    fn finds(&self, word: &str) {
        let places = self.0.iter().filter(|(_, bytes)| holds(bytes, word));
        assert!(places.count() >= 4, "{word} is hardly anywhere");
    }
}

fn field<'a>(run: &'a RunView, id: &str) -> &'a connections::views::OutputView {
    run.fields.iter().find(|field| field.id == id).expect(id)
}

#[tokio::test]
async fn what_is_typed_as_a_secret_is_nowhere_afterwards() {
    let story = Story::begin().await;
    let okta = story.connect("okta", "Marker").await.row.id;
    let person = [
        ("username", "canary@sandbox.example"),
        ("email", "canary@sandbox.example"),
        ("first_name", "Can"),
        ("last_name", "Ary"),
        ("password", "C4nary-typed-1!"),
    ];
    story.open_session(&okta).await;
    let made = done(&story, &okta, "package_create_user", &person).await;
    // A server that repeats what it was sent.
    let echo = r#"{"errorCode":"E0000001","errorSummary":"C4nary-typed-1! is weak","errorCauses":[{"errorSummary":"password: C4nary-typed-1!"}]}"#;
    story.org.fail_next(FaultSpec {
        method: Some("POST".into()),
        ..FaultSpec::answer("/api/v1/users", 400, echo)
    });
    let refused = story.run(&okta, "package_create_user", &person).await;
    assert!(
        refused
            .refusal
            .as_ref()
            .unwrap()
            .explanation
            .why
            .contains("is weak")
    );
    let by_hand = [
        ("request_type", "POST"),
        (
            "relative_url",
            "/api/v1/users?activate=false&recovery_token=C4nary-query",
        ),
        ("query", r#"{"client_secret":"C4nary-pair"}"#),
        (
            "headers",
            r#"{"X-Api-Key":"C4nary-header","X-Note":"Bearer C4nary-Bearer"}"#,
        ),
        (
            "body",
            r#"{"profile":{"login":"hand@sandbox.example","email":"hand@sandbox.example","firstName":"H","lastName":"D"},"credentials":{"password":{"value":"C4nary-hand-1!"},"recovery_question":{"question":"Who?","answer":"C4nary-answer"}}}"#,
        ),
    ];
    let typed = done(&story, &okta, "custom_api_action", &by_hand).await;

    let seen = Seen::of(&story, &[&made, &refused, &typed]).await;
    for secret in [
        "C4nary-typed-1!",
        "C4nary-query",
        "C4nary-pair",
        "C4nary-header",
        "C4nary-Bearer",
        "C4nary-hand-1!",
        "C4nary-answer",
    ] {
        seen.never(secret);
    }
    seen.finds("Marker");
    seen.finds("hand@sandbox.example");
    let kept = opened(&story, &typed.run).await;
    let input = |id: &str| kept.inputs.iter().find(|input| input.id == id).unwrap();
    assert!(input("body").masked && input("body").value.contains("Who?"));
    assert!(!input("request_type").masked);
}

#[tokio::test]
async fn what_is_answered_once_is_masked_until_it_is_asked_for() {
    let story = Story::begin().await;
    let okta = story.connect("okta", "Okta").await.row.id;
    let team = story.connect("okta_privileged_access", "Team").await.row.id;
    let activated = done(
        &story,
        &okta,
        "activate_user",
        &[("user", STINE), ("send_email", "false")],
    )
    .await;
    let reset = [
        ("user", "dana.admin@sandbox.example"),
        ("send_email", "false"),
    ];
    let reset = done(&story, &okta, "reset_password", &reset).await;
    let service_user = story.credentials("okta_privileged_access").0;
    let key = story
        .run(
            &team,
            "rotate_service_user_key",
            &[("service_user", &service_user_name(&story, &team).await)],
        )
        .await;
    assert_eq!(key.outcome, "done", "{:?} {service_user:?}", key.refusal);

    let seen = Seen::of(&story, &[&activated, &reset, &key]).await;
    for (run, output) in [
        (&activated, "activation_url"),
        (&activated, "activation_token"),
        (&reset, "reset_url"),
        (&key, "secret"),
    ] {
        let shown = field(run, output);
        assert!(shown.masked && shown.value.is_empty(), "{output}");
        let secret = story.console.reveal_output(&run.run, output).unwrap();
        seen.never(&secret);
    }
    assert!(!field(&key, "id").masked);
    let failure = story.console.reveal_output(&key.run, "id").unwrap_err();
    assert!(
        failure.what.contains("not held"),
        "only what is masked is held"
    );

    let run = key.run.clone();
    let story = story.restart().await;
    let failure = story.console.reveal_output(&run, "secret").unwrap_err();
    assert!(failure.what.contains("not held any more"), "{failure:?}");
    assert!(field(&opened(&story, &run).await.view, "secret").masked);
}

/// The service user that the practice team was connected with.
async fn service_user_name(story: &Story, team: &str) -> String {
    let details = story.console.connection(team).await.unwrap();
    details.row.authorized_as.expect("somebody is signed in")
}

#[tokio::test]
async fn whatever_an_org_answers_no_secret_of_it_is_shown_or_kept() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let packed = r#"{"kept":"plain","hook":"{\"data\":{\"password\":\"C4nary-packed\"}}"}"#;
    let answers = [
        (
            200,
            r#"{"kept":"plain","client_secret":"C4nary-a","deep":[{"x":{"tempPassword":"C4nary-b"}}]}"#,
            "C4nary-",
        ),
        (
            200,
            r#"[{"kept":"plain","refresh_token":"C4nary-c"},{"_embedded":{"activation":{"sharedSecret":"C4nary-d"}}}]"#,
            "C4nary-",
        ),
        (200, packed, "C4nary-packed"),
        (
            200,
            r#"{"kept":"plain","keys":[{"kty":"RSA","d":"C4nary-e"}],"secret_jwe":"C4nary-f"}"#,
            "C4nary-",
        ),
        (
            200,
            r#"{"kept":"plain","next":"https://x.dev/cb?access_token=C4nary-g&x=1"}"#,
            "C4nary-g",
        ),
        (
            200,
            "plain text, and then the password is C4nary-h",
            "C4nary-h",
        ),
        (
            200,
            r#"{"kept":"plain","access_token":"C4nary-cut-o"#,
            "C4nary-cut-o",
        ),
        (
            400,
            r#"{"errorCode":"E1","errorSummary":"plain","recoveryToken":"C4nary-i"}"#,
            "C4nary-i",
        ),
    ];
    let mut ran = Vec::new();
    for (status, body, _) in answers {
        story.org.fail_next(FaultSpec {
            headers: vec![("x-session-token".into(), "C4nary-header".into())],
            ..FaultSpec::answer("/api/v1/things", status, body)
        });
        ran.push(
            story
                .run(
                    &id,
                    "custom_api_action",
                    &[("relative_url", "/api/v1/things")],
                )
                .await,
        );
    }
    let seen = Seen::of(&story, &ran.iter().collect::<Vec<_>>()).await;
    seen.never("C4nary-");
    seen.finds("/api/v1/things");

    // A person who needs it can have it, of this run and of no other.
    for (run, (status, _, secret)) in ran.iter().zip(answers) {
        if status == 200 && field(run, "body").masked {
            let body = story.console.reveal_output(&run.run, "body").unwrap();
            assert!(body.contains(secret), "{body}");
        }
    }
    assert!(field(&ran[0], "body").masked && field(&ran[5], "body").masked);
}

#[tokio::test]
async fn a_locked_console_shows_no_secret() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let run = done(
        &story,
        &id,
        "activate_user",
        &[("user", STINE), ("send_email", "false")],
    )
    .await;
    story.keyring.set_absent();
    let story = story.restart().await;
    let failure = story
        .console
        .reveal_output(&run.run, "activation_token")
        .unwrap_err();
    assert_eq!(failure.code, FailureCode::VaultLocked);
}
