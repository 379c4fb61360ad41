//! A refusal whose headers make no sense: nobody hammers, and nobody waits for ever.

use anyhow::{Result, ensure};
use connections::views::{Extent, ListingRequest, ListingState, ListingView};
use domain::Clock;
use jiff::SignedDuration;
use sandbox::FaultSpec;

use super::steps::Steps;
use super::town::{At, Town};
use crate::story::Story;
use crate::trust::desk::told;

/// What is told of the reset, by the org's clock, and how many seconds the console waits then.
pub(super) const FAULTS: [(&str, u64); 9] = [
    ("missing", 5),
    ("past", 1),
    ("the year 2100", 90),
    ("negative", 1),
    ("text", 5),
    ("milliseconds", 5),
    ("told twice", 5),
    ("too much at once, which is a limit of zero", 30),
    ("an HTTP date", 5),
];

/// A list that is refused once, so: whether nothing is sent before the wait is over, and it goes
/// on then.
pub(super) async fn is_borne(town: &Town, steps: &Steps, name: &str, wait: u64) -> Result<()> {
    let at = &town.orgs[0];
    let now = town.clock.now();
    let seconds = |by: i64| {
        (now + SignedDuration::from_secs(by))
            .as_second()
            .to_string()
    };
    let reset: Vec<String> = match name {
        "missing" => vec![],
        "past" => vec![seconds(-7_200)],
        "the year 2100" => vec!["4102444800".into()],
        "negative" => vec!["-30".into()],
        "text" => vec!["soon".into()],
        "milliseconds" => vec![format!("{}000", seconds(30))],
        "told twice" => vec![seconds(30), seconds(31)],
        "an HTTP date" => {
            let at = now + SignedDuration::from_secs(30);
            vec![at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()]
        }
        _ => vec![seconds(30)],
    };
    let limit = if name.starts_with("too much") {
        "0"
    } else {
        "60"
    };
    let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let mut headers = vec![
        ("date".to_owned(), date),
        ("x-rate-limit-limit".to_owned(), limit.to_owned()),
        ("x-rate-limit-remaining".to_owned(), "0".to_owned()),
    ];
    headers.extend(
        reset
            .into_iter()
            .map(|at| ("x-rate-limit-reset".to_owned(), at)),
    );
    at.sandbox.knobs().fail_next(FaultSpec {
        headers,
        bare: true,
        after: 1,
        ..FaultSpec::answer("/api/v1/users", 429, r#"{"errorCode":"E0000047"}"#)
    });

    let view = follow(town, steps.meanwhile(start(town, at)).await?, |view| {
        view.state == ListingState::Waiting
    });
    let view = steps.meanwhile(view).await?;
    let asked = || at.sandbox.knobs().requests("/api/v1/users").len();
    let before = asked();
    for _ in 1..wait {
        steps.second().await;
        ensure!(asked() == before, "it was asked again too early");
    }
    // Date and time are told in whole seconds.
    for _ in 0..2 {
        steps.second().await;
    }
    let view = steps.meanwhile(follow(town, view, |_| false)).await?;
    ensure!(view.state == ListingState::Done, "{:?}", view.answer);
    Ok(())
}

async fn start(town: &Town, at: &At) -> Result<ListingView> {
    let filled = Story::filled(&at.connection, "list_users_with_filter", &[("limit", "50")]);
    let request = ListingRequest {
        connection: filled.connection,
        action: filled.action,
        inputs: filled.inputs,
        extent: Extent::All,
        file: None,
    };
    town.console.start_listing(request).await.map_err(told)
}

/// Until it looks so, or is over.
async fn follow(
    town: &Town,
    mut view: ListingView,
    so: impl Fn(&ListingView) -> bool,
) -> Result<ListingView> {
    while view.answer.is_none() && view.failure.is_none() && !so(&view) {
        let followed = town.console.follow_listing(&view.id, view.revision, 0);
        view = followed.await.map_err(told)?;
    }
    Ok(view)
}
