//! The clocks suite: this computer's clock is off, or is set in the middle of something. A sign-in
//! is refused only where its ID token cannot be believed by that clock, with the reason; nothing is
//! renewed without need, and nothing is lost.

mod real;
mod renewals;
mod sign_ins;

use std::time::Instant;

use domain::Clock;
use domain::SystemClock;
use jiff::SignedDuration;

pub use self::real::{PROCESS, be_a_process};
use crate::story::Story;
use crate::trust::figure::Figure;

/// By how many seconds the clock is off: a second, a minute, five, an hour, a day, a year, ten.
const OFFSETS: [i64; 7] = [1, 60, 300, 3_600, 86_400, 31_536_000, 315_360_000];

/// Behind and ahead.
fn offsets() -> impl Iterator<Item = i64> {
    OFFSETS.into_iter().flat_map(|by| [-by, by])
}

/// Each offset so many times; and some of them in a real process whose clock is faked, unless it
/// shall not be.
pub async fn measure(rounds: u64, real: bool, mut tell: impl FnMut(&str)) -> Vec<Figure> {
    let mut figures = Vec::new();
    let begun = Instant::now();
    let (mut held, mut trials) = (0, 0);
    for _ in 0..rounds {
        let story = Story::begin().await;
        for by in offsets() {
            for jumps in [false, true] {
                trials += 1;
                match sign_ins::one(&story, by, jumps).await {
                    Ok(()) => held += 1,
                    Err(fault) => tell(&format!("FAILED {by} s, jump {jumps}: {fault:#}")),
                }
            }
        }
    }
    let what = "sign-ins refused only where the clock breaks the ID token, and told why";
    figures.push(Figure::every_time(what, held, trials, begun));

    let begun = Instant::now();
    let (mut wrong, mut trials) = (0, 0);
    for _ in 0..rounds {
        for by in offsets() {
            for when in renewals::WHEN {
                let (renewed, unneeded) = match renewals::one(by, when).await {
                    Ok(counts) => counts,
                    Err(fault) => {
                        tell(&format!("FAILED {by} s, {when:?}: {fault:#}"));
                        (1, 1)
                    }
                };
                trials += renewed;
                wrong += unneeded;
            }
        }
        tell(&format!("{trials} renewals, {wrong} of them wrong"));
    }
    let what = "renewals that nothing called for, or that lost the connection";
    figures.push(Figure::never(what, wrong, trials, begun));
    if real {
        figures.push(real::measure(&mut tell).await);
    }
    figures
}

/// The console's clock is off by so many seconds; the org's is right.
fn is_off(story: &Story, by: i64) {
    let right = SystemClock.now().duration_since(story.clock.now());
    story.clock.advance(right);
    story.clock.advance(SignedDuration::from_secs(by));
}
