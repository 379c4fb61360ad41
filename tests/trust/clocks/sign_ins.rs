//! Signing in while the clock is off, or is set while the browser is away.

use anyhow::{Context, Result, ensure};
use connections::views::Failure;

use super::is_off;
use crate::story::Story;
use crate::trust::desk::told;

/// How far an ID token may come from the future, and from the past, in seconds (as `SECURITY.md`
/// says).
const FUTURE: i64 = 120;
const PAST: i64 = 600;

/// Whether an ID token of now is out of the bounds for a clock that is so far ahead.
fn breaks(ahead: i64) -> bool {
    -ahead > FUTURE || ahead > PAST
}

/// One sign-in; where it is refused, another one as soon as the clock is right.
pub(super) async fn one(story: &Story, by: i64, jumps: bool) -> Result<()> {
    is_off(story, if jumps { 0 } else { by });
    let nickname = format!("Off by {by}, {jumps}");
    let form = story.form("okta", &nickname);
    let step = story.console.begin_connect(form).await.map_err(told)?;
    if jumps {
        is_off(story, by);
    }
    match story.finish(step).await {
        Ok(review) => {
            ensure!(!breaks(by), "it was believed");
            let saved = story.console.save_connection(&review.attempt, false);
            let state = saved.await.map_err(told)?.row.status.state;
            ensure!(state == "active", "it is {state}");
        }
        Err(failure) => {
            ensure!(breaks(by), "it was refused: {failure:?}");
            is_named(&failure, by).with_context(|| format!("{failure:?}"))?;
            is_off(story, 0);
            let again = story.sign_in(story.form("okta", &nickname)).await;
            let review = again.map_err(told).context("the clock is right again")?;
            let saved = story.console.save_connection(&review.attempt, false);
            saved.await.map_err(told)?;
        }
    }
    is_off(story, 0);
    Ok(())
}

/// The clock is named, the direction, and about how much.
pub(super) fn is_named(failure: &Failure, by: i64) -> Result<()> {
    let direction = if by > 0 { "ahead of" } else { "behind" };
    let amount = match by.abs() {
        0..120 => "seconds",
        120..7_200 => "minutes",
        7_200..172_800 => "hours",
        _ => "days",
    };
    ensure!(
        failure.what.contains("clock is wrong"),
        "the clock is not named"
    );
    ensure!(failure.why.contains(direction), "the direction is wrong");
    ensure!(failure.why.contains(amount), "the amount is wrong");
    Ok(())
}
