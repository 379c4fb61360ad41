//! Calling for some hours with a clock that was set, or through a computer's sleep.

use anyhow::{Result, ensure};
use jiff::SignedDuration;
use sandbox::{Event, Rotation};

use super::is_off;
use crate::story::Story;
use crate::trust::desk::told;

const HALF_HOURS: i64 = 6;

/// When the clock is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// Between two calls; and set right after some hours.
    Between,
    /// While a renewal is on its way; and set right after some hours.
    Within,
    /// Not at all: the computer slept so long, and so did the console, and time went on.
    Asleep,
}

pub(super) const WHEN: [When; 3] = [When::Between, When::Within, When::Asleep];

/// How often it was renewed, and how often nothing called for it: neither a token that had ended
/// by the org's clock, nor a clock that was set.
pub(super) async fn one(by: i64, when: When) -> Result<(u64, u64)> {
    let story = Story::begin().await;
    // No sign-in ends in the meantime.
    story.org.set_refresh_token_lifetime(30 * 31_536_000);
    is_off(&story, 0);
    let details = story.connect("okta", "Clock").await;
    // Not a second of grace: what is asked for twice is lost.
    let rotation = Rotation::Rotate { leeway_s: 0 };
    story.org.set_rotation(&details.client_id, rotation);
    let id = &details.row.id;
    let mut passed = 0;
    let mut called_for = 0;
    match when {
        When::Between => {
            is_off(&story, by);
            called_for += 1;
        }
        When::Within => {
            goes_on(&story, &mut passed, 3_600);
            story.org.set_latency_ms(60);
            let sets = async {
                // Time itself is the matter: the renewal is on its way by then.
                tokio::time::sleep(std::time::Duration::from_millis(30)).await;
                story.clock.advance(SignedDuration::from_secs(by));
            };
            let (tested, ()) = tokio::join!(story.console.test_connection(id), sets);
            let state = tested.map_err(told)?.row.status.state;
            ensure!(state == "active", "amid the renewal it is {state}");
            story.org.set_latency_ms(0);
            called_for += 1;
        }
        When::Asleep => goes_on(&story, &mut passed, by.abs()),
    }
    for _ in 0..HALF_HOURS {
        goes_on(&story, &mut passed, 1_800);
        calls(&story, id).await?;
    }
    if when != When::Asleep {
        story.clock.advance(SignedDuration::from_secs(-by));
        called_for += 1;
        for _ in 0..HALF_HOURS {
            goes_on(&story, &mut passed, 1_800);
            calls(&story, id).await?;
        }
    }
    let mut renewed = 0;
    for entry in story.org.ledger() {
        match entry.event {
            Event::Refreshed { in_grace, .. } => {
                ensure!(!in_grace, "a token was asked for twice");
                renewed += 1;
            }
            Event::RefreshReused { .. } => ensure!(false, "a spent token was sent"),
            _ => {}
        }
    }
    // A token lasts an hour, and it was called more often than that. Who slept longer than an hour
    // needs one token for all of it.
    let slept = if when == When::Asleep { by.abs() } else { 0 };
    let awake = u64::try_from((passed - slept) / 3_600)?;
    called_for += awake + u64::from(slept >= 3_500);
    Ok((renewed, renewed.saturating_sub(called_for)))
}

/// Time goes on for both, and nobody's clock is set.
fn goes_on(story: &Story, passed: &mut i64, by: i64) {
    *passed += by;
    story.clock.advance(SignedDuration::from_secs(by));
    story.org.set_clock_offset_s(*passed);
}

async fn calls(story: &Story, id: &str) -> Result<()> {
    let details = story.console.test_connection(id).await.map_err(told)?;
    let state = &details.row.status.state;
    ensure!(state == "active", "it is {state}: {:?}", details.problem);
    Ok(())
}
