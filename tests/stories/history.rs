//! What was run is in the History, and can be found, opened and run again.

use connections::views::{AskedBy, RunDetails, RunFilter, RunLine, RunPage};
use domain::Clock;
use jiff::SignedDuration;
use sandbox::FaultSpec;
use stories::person::Answer;
use stories::story::{DANA, SERVICE_ACCOUNT, Story};

use crate::run_action::{NORA, done, id_of};

pub(crate) async fn listed(story: &Story, filter: RunFilter) -> Vec<RunLine> {
    let RunPage { runs, .. } = story.console.list_runs(filter, None).await.unwrap();
    runs
}

pub(crate) async fn all(story: &Story) -> Vec<RunLine> {
    listed(story, RunFilter::default()).await
}

pub(crate) async fn opened(story: &Story, run: &str) -> RunDetails {
    story.console.run_details(run).await.unwrap()
}

fn typed(run: &RunDetails) -> Vec<(&str, &str)> {
    let inputs = run.inputs.iter();
    inputs
        .map(|input| (input.label.as_str(), input.value.as_str()))
        .collect()
}

#[tokio::test]
async fn every_run_is_kept_with_who_what_when_and_what_came_of_it() {
    let story = Story::begin().await;
    let details = story.connect("okta", "Okta").await;
    let id = details.row.id.as_str();
    let ran = done(&story, id, "lookup_user", &[("user", DANA)]).await;
    story.later(SignedDuration::from_secs(5));
    let refused = story
        .run(id, "read_group", &[("group", "00gNowhere")])
        .await;
    assert_eq!(refused.outcome, "refused");
    story.later(SignedDuration::from_secs(5));
    story.org.fail_next(FaultSpec {
        method: Some("POST".into()),
        ..FaultSpec::lost_answer("/api/v1/groups")
    });
    let lost = story.run(id, "create_group", &[("name", "Once")]).await;

    let lines = all(&story).await;
    let outcomes: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                line.id.as_str(),
                line.outcome.as_str(),
                line.refusal.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        outcomes,
        [
            (lost.run.as_str(), "unknown", Some("outcomeUnknown")),
            (
                &refused.run,
                "refused",
                refused.refusal.as_ref().map(|one| one.kind.as_str())
            ),
            (&ran.run, "done", None),
        ]
    );
    let RunLine {
        connection,
        nickname,
        address,
        identity,
        action_name,
        status,
        request_id,
        asked_by,
        ..
    } = &lines[2];
    assert_eq!(
        (
            connection.as_str(),
            nickname.as_str(),
            address,
            identity.as_deref()
        ),
        (id, "Okta", &details.row.address, Some(SERVICE_ACCOUNT))
    );
    assert_eq!(
        (action_name.as_str(), *status, asked_by),
        ("Lookup user", Some(200), &None::<AskedBy>)
    );
    assert_eq!(request_id, &ran.request_id);

    let open = opened(&story, &ran.run).await;
    assert_eq!(typed(&open), [("Login/Email or User ID", DANA)]);
    assert_eq!(
        (&open.view.body, &open.view.matched),
        (&ran.body, &ran.matched)
    );
    assert_eq!(open.view.fields, ran.fields);
    assert_eq!(open.view.requests.len(), ran.requests.len());
    assert!(open.gone.is_none() && open.cut.is_none());
    let why = opened(&story, &lost.run).await.view.refusal.unwrap();
    assert_eq!(why.explanation.what, lost.refusal.unwrap().explanation.what);
}

#[tokio::test]
async fn what_was_never_sent_is_no_run_and_what_was_refused_a_token_is_one() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.person.answers(Answer::Refuses);
    for (action, inputs) in [
        ("deactivate_user", vec![("user", NORA)]),
        ("read_user", vec![]),
        (
            "custom_api_action",
            vec![("relative_url", "https://evil.dev")],
        ),
    ] {
        let request = Story::filled(&id, action, &inputs);
        story.console.run_action(request).await.unwrap_err();
    }
    assert!(all(&story).await.is_empty());

    let client = story.credentials("okta").0["client_id"].clone();
    story.org.revoke_refresh_tokens(&client);
    story.later(SignedDuration::from_hours(2));
    let refused = story.run(&id, "read_user", &[("user", DANA)]).await;
    let lines = all(&story).await;
    assert_eq!((lines.len(), &lines[0].id), (1, &refused.run));
    assert_eq!(lines[0].refusal.as_deref(), Some("expired"));
}

#[tokio::test]
async fn the_history_outlives_the_program_and_the_connection() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Short-lived").await.row.id;
    let run = done(&story, &id, "lookup_user", &[("user", DANA)])
        .await
        .run;
    let story = story.restart().await;
    story
        .console
        .rename_connection(&id, "Renamed")
        .await
        .unwrap();
    assert_eq!(opened(&story, &run).await.line.nickname, "Short-lived");
    assert!(opened(&story, &run).await.gone.is_none());

    story.console.delete_connection(&id).await.unwrap();
    let story = story.restart().await;
    let of_it = RunFilter {
        connection: Some(id),
        ..RunFilter::default()
    };
    assert_eq!(listed(&story, of_it).await[0].id, run);
    let choices = story.console.run_choices().await.unwrap();
    assert_eq!(choices.connections[0].1, "Short-lived");
    let gone = opened(&story, &run).await.gone.unwrap();
    assert!(
        gone.what.contains("“Short-lived” is not there any more"),
        "{gone:?}"
    );
}

#[tokio::test]
async fn a_run_is_found_by_what_is_in_it_and_by_every_filter() {
    let story = Story::begin().await;
    let okta = story.connect("okta", "Okta").await.row.id;
    let devices = story.connect("okta_devices", "Devices").await.row.id;
    let user = done(&story, &okta, "lookup_user", &[("user", DANA)]).await;
    let user_id = id_of(&user);
    let devices_run = done(&story, &devices, "search_devices", &[("status", "ACTIVE")]).await;
    story.later(SignedDuration::from_hours(24));
    let missing = story
        .run(&okta, "read_group", &[("group", "00gNowhere")])
        .await;

    let text = |text: &str| RunFilter {
        text: text.into(),
        ..RunFilter::default()
    };
    let all = RunFilter::default();
    let later = Some((story.clock.now() - SignedDuration::from_hours(1)).to_string());
    for (filter, expected) in [
        (text("dana.admin"), vec![&user.run]),
        (text(&user_id), vec![&user.run]),
        (text("lookup user"), vec![&user.run]),
        (text(user.request_id.as_deref().unwrap()), vec![&user.run]),
        (text("00gNowhere"), vec![&missing.run]),
        (text("Devices"), vec![&devices_run.run]),
        (text("no such thing"), vec![]),
        (
            RunFilter {
                connection: Some(devices),
                ..all.clone()
            },
            vec![&devices_run.run],
        ),
        (
            RunFilter {
                connector: Some("okta".into()),
                action: Some("lookup_user".into()),
                ..all.clone()
            },
            vec![&user.run],
        ),
        (
            RunFilter {
                outcome: Some("refused".into()),
                ..all.clone()
            },
            vec![&missing.run],
        ),
        (
            RunFilter {
                from: later.clone(),
                ..all.clone()
            },
            vec![&missing.run],
        ),
        (
            RunFilter {
                before: later,
                ..text("lookup")
            },
            vec![&user.run],
        ),
    ] {
        let words = format!("{filter:?}");
        let found = listed(&story, filter).await;
        let found: Vec<_> = found.iter().map(|line| &line.id).collect();
        assert_eq!(found, expected, "{words}");
    }
    let wrong = RunFilter {
        from: Some("yesterday".into()),
        ..RunFilter::default()
    };
    let failure = story.console.list_runs(wrong, None).await.unwrap_err();
    assert_eq!(failure.field.as_deref(), Some("from"));
}

#[tokio::test]
async fn pages_follow_each_other_to_the_end() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    let mut made = Vec::new();
    for _ in 0..103 {
        let typed = [("relative_url", "/api/v1/users?limit=1")];
        made.push(done(&story, &id, "custom_api_action", &typed).await.run);
    }
    made.reverse();
    let first = story
        .console
        .list_runs(RunFilter::default(), None)
        .await
        .unwrap();
    assert_eq!((first.total, first.runs.len()), (Some(103), 100));
    let next = story
        .console
        .list_runs(RunFilter::default(), first.next)
        .await
        .unwrap();
    assert_eq!((next.total, &next.next), (None, &None));
    let listed: Vec<_> = first
        .runs
        .into_iter()
        .chain(next.runs)
        .map(|line| line.id)
        .collect();
    assert_eq!(listed, made);
}

#[tokio::test]
async fn a_write_whose_answer_nobody_was_there_to_hear_is_unknown_after_a_restart() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    // The answer will not be there before the program ends.
    story.org.set_latency_ms(60_000);
    let (console, request) = (
        story.console.clone(),
        Story::filled(&id, "create_group", &[("name", "Cut")]),
    );
    let running = tokio::spawn(async move { console.run_action(request).await.map(drop) });
    let sending = under_way(&story).await;
    running.abort();
    story.org.set_latency_ms(0);

    let story = story.restart().await;
    let run = opened(&story, &sending.id).await;
    assert_eq!(
        (run.line.outcome.as_str(), run.view.outcome.as_str()),
        ("unknown", "unknown")
    );
    assert_eq!(run.view.requests[0].method, "POST");
    assert!(
        run.view
            .refusal
            .unwrap()
            .explanation
            .what
            .contains("ended before an answer")
    );
}

#[tokio::test]
async fn an_answer_is_there_although_the_history_could_not_be_written() {
    let story = Story::begin().await;
    let id = story.connect("okta", "Okta").await.row.id;
    story.org.set_latency_ms(4000);
    let (console, request) = (
        story.console.clone(),
        Story::filled(&id, "create_group", &[("name", "Late")]),
    );
    let running = tokio::spawn(async move { console.run_action(request).await });
    under_way(&story).await;
    story.console.shut_down().await;

    let run = running.await.unwrap().unwrap();
    assert_eq!((run.outcome.as_str(), run.status), ("done", Some(200)));
    let why = run.not_kept.expect("it says that it is not kept");
    assert!(why.starts_with("This run is not in the History."), "{why}");
}

/// The write that is being sent.
async fn under_way(story: &Story) -> RunLine {
    let sending = RunFilter {
        outcome: Some("sending".into()),
        ..RunFilter::default()
    };
    loop {
        if let Some(line) = listed(story, sending.clone()).await.pop() {
            return line;
        }
        tokio::task::yield_now().await;
    }
}
