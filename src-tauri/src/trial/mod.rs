//! Every command, called with anything: none panics, none answers with a secret, and none writes to
//! an org what nobody agreed to. Tauri's mock runtime stands in for the web view and for nothing else:
//! commands, capabilities, console, store, vault and the practice org are the real ones.

mod permitted;
mod place;
mod shapes;
mod types;
mod values;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use connections::views::EditRequest;
use stories::canaries::Canaries;
use stories::person::Answer;
use stories::story::Story;
use stories::trust::figure::Figure;

use place::{Place, Said};
use values::Values;

/// In the short version, and in the long one.
const SHORT: u64 = 4_000;
const LONG: u64 = 1_000_000;
/// How many in one console: then another one begins anew.
const ROUND: u64 = 25_000;

static PANICS: AtomicU64 = AtomicU64::new(0);

/// What came of so many calls.
#[derive(Debug, Default)]
struct Sum {
    calls: BTreeMap<String, u64>,
    answered: u64,
    refused: u64,
    secrets: u64,
    writes: u64,
    asked: u64,
    canaries: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_command_panics_answers_with_a_secret_or_writes_what_nobody_agreed_to() {
    let figures = measure(SHORT).await;
    assert!(figures.iter().all(|figure| figure.met), "{figures:#?}");
}

/// `cargo xtask trust --only commands`. `CALLS` says how many, to try something out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a million calls: cargo xtask trust --only commands"]
async fn a_million_calls() {
    #[expect(clippy::disallowed_methods, reason = "how else would a test be told")]
    let calls = std::env::var("CALLS").ok();
    let calls = calls.and_then(|text| text.parse().ok()).unwrap_or(LONG);
    let figures = measure(calls).await;
    for figure in &figures {
        println!("{figure}");
    }
    assert!(figures.iter().all(|figure| figure.met));
}

async fn measure(calls: u64) -> Vec<Figure> {
    let begun = Instant::now();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.fetch_add(1, Ordering::SeqCst);
        before(panic);
    }));
    let panics = PANICS.load(Ordering::SeqCst);
    let mut sum = Sum::default();
    let mut left = calls;
    let mut number = 0;
    while left > 0 {
        let now = left.min(ROUND).min(calls.div_ceil(2));
        round(number, now, &mut sum).await;
        left -= now;
        number += 1;
        println!("   {} of {calls} calls", calls - left);
    }
    let panics = PANICS.load(Ordering::SeqCst) - panics;
    figures(&sum, calls, panics, begun)
}

fn figures(sum: &Sum, calls: u64, panics: u64, begun: Instant) -> Vec<Figure> {
    let commands = shapes::commands();
    let called = commands.keys().filter(|name| sum.calls.contains_key(*name));
    vec![
        Figure::every_time(
            "commands that were called",
            called.count() as u64,
            commands.len() as u64,
            begun,
        ),
        Figure::never("panics", panics, calls, begun),
        Figure::never("secrets in answers", sum.secrets, calls, begun),
        Figure::never(
            "writes to an org that nobody agreed to",
            sum.writes,
            calls,
            begun,
        ),
        Figure::at_least(
            "calls that were answered",
            calls / 20,
            sum.answered,
            calls,
            begun,
        ),
        Figure::at_least(
            "calls that were refused",
            calls / 20,
            sum.refused,
            calls,
            begun,
        ),
        Figure::at_least(
            "questions that were put and declined",
            1,
            sum.asked,
            calls,
            begun,
        ),
        Figure::at_least("secrets looked for", 5, sum.canaries as u64, calls, begun),
    ]
}

/// One console: in every other one the connections lead to production, where nothing may be written;
/// in the others what destroys, and what was typed by hand, may not.
async fn round(number: u64, calls: u64, sum: &mut Sum) {
    let story = Story::begin().await;
    story.org.listen();
    let production = number.is_multiple_of(2);
    let mut connections = Vec::new();
    for connector in place::CONNECTORS {
        let row = story.connect(connector, connector).await.row;
        if production {
            let request = EditRequest {
                connection: row.id.clone(),
                nickname: row.nickname,
                description: String::new(),
                folder: None,
                environment: "production".into(),
            };
            story.console.edit_connection(request).await.unwrap();
        }
        connections.push(row.id);
    }
    story.person.answers(Answer::Refuses);
    let asked = story.person.asked().len();
    let before: Vec<String> = place::writes(&story, production).collect();
    assert!(before.is_empty(), "before anything was called: {before:?}");

    let place = Place::open(&story.console);
    let mut values = Values::begin(number, connections);
    let said = place.call_all(calls, &mut values).await;
    values.planted(&mut sum.calls);
    sum.asked += (story.person.asked().len() - asked) as u64;
    for line in place::writes(&story, production) {
        println!("   WRITTEN: {line}");
        sum.writes += 1;
    }
    look_for_secrets(&story, &said, sum);
    place.close();
    story.console.shut_down().await;
}

fn look_for_secrets(story: &Story, said: &[Said], sum: &mut Sum) {
    let secrets = place::secrets(story);
    sum.canaries = sum.canaries.max(secrets.len());
    let canaries = Canaries::whole(&secrets);
    for Said {
        command,
        well,
        text,
    } in said
    {
        sum.answered += u64::from(*well);
        sum.refused += u64::from(!well);
        for found in canaries.in_bytes(text.as_bytes(), command) {
            println!("   FOUND: {found:?}");
            sum.secrets += 1;
        }
    }
}

/// The control: what is counted is seen when it happens.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_was_agreed_to_and_a_secret_that_was_told_are_seen() {
    let story = Story::begin().await;
    story.org.listen();
    let id = story.connect("okta_realms", "Realms").await.row.id;
    let place = Place::open(&story.console);
    let given = serde_json::json!({ "request": {
        "connection": id, "action": "delete_realm", "inputs": { "realm": "Empty Realm" },
    }});
    story.person.answers(Answer::Refuses);
    let said = place.call("run_action", given.clone()).await;
    assert!(!said.well, "{}", said.text);
    assert_eq!(place::writes(&story, false).count(), 0);
    story.person.answers(Answer::Agrees);
    let said = place.call("run_action", given).await;
    assert!(said.well, "{}", said.text);
    let written: Vec<_> = place::writes(&story, false).collect();
    assert!(
        matches!(&written[..], [line] if line.starts_with("DELETE")),
        "{written:?}"
    );

    let secrets = place::secrets(&story);
    let told = format!("{{\"reason\":\"{}\"}}", secrets[0].1);
    let mut sum = Sum::default();
    let said = Said {
        command: "run_action".into(),
        well: false,
        text: told,
    };
    look_for_secrets(&story, &[said], &mut sum);
    assert!(sum.secrets > 0, "it is seen");
    place.close();
}
