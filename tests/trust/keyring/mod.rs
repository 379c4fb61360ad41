//! The keyring suite: a keyring in every state it can be in, real where that can be had, and the
//! console in front of it.

mod console;
#[expect(
    clippy::unused_self,
    clippy::used_underscore_binding,
    reason = "methods are as the Secret Service's interface has them"
)]
mod misbehaving;
mod stage;
mod states;
mod windows;

use std::path::Path;
use std::time::Instant;

pub use console::{PROCESS, be_a_console};
pub use states::State;
use states::Told;

use crate::trust::figure::Figure;

/// The most that a person waits for a keyring that is a machine, and for one that asks her.
const ANSWER_MS: u64 = 10_000;
const PROMPT_MS: u64 = 60_000;
/// The most that a call waits that needs no keyring.
const QUICK_MS: u64 = 100;

/// Every state, each with consoles that are `program`; then so many writes to the double of
/// Windows.
pub async fn measure(program: &Path, writes: u64, mut tell: impl FnMut(&str)) -> Vec<Figure> {
    let mut figures = states(program, &State::ALL, &mut tell).await;
    figures.extend(on_windows(writes, &mut tell).await);
    figures
}

/// So many writes to a double that behaves as Windows does.
pub async fn on_windows(writes: u64, mut tell: impl FnMut(&str)) -> Vec<Figure> {
    windows::measure(writes, &mut tell)
        .await
        .unwrap_or_else(|fault| {
            tell(&format!("FAILED: {fault:#}"));
            let what = "the double of Windows";
            vec![Figure::every_time(what, 0, 1, Instant::now())]
        })
}

/// These states only.
pub async fn states(program: &Path, states: &[State], mut tell: impl FnMut(&str)) -> Vec<Figure> {
    let begun = Instant::now();
    let mut held: Vec<Told> = Vec::new();
    for state in states {
        let began = Instant::now();
        match state.play(program).await {
            Ok(told) => {
                let Told {
                    answer_ms,
                    slowest_ms,
                    calls,
                    ..
                } = told;
                let seconds = began.elapsed().as_secs_f64();
                tell(&format!(
                    "{}: answered after {answer_ms} ms, {calls} other calls, {slowest_ms} ms the \
                     slowest ({seconds:.1} s)",
                    state.name()
                ));
                held.push(told);
            }
            Err(fault) => tell(&format!("FAILED {}: {fault:#}", state.name())),
        }
    }
    let all = states.len() as u64;
    let slowest = |prompt| {
        let those = held.iter().filter(|told| told.prompt == prompt);
        those.map(|told| told.answer_ms).max()
    };
    let what = "states of the keyring with the right words, one clear action, and nothing lost";
    let mut figures = vec![Figure::every_time(what, held.len() as u64, all, begun)];
    for (who, prompt, most) in [
        (
            "a keyring answers or is given up after, ms",
            false,
            ANSWER_MS,
        ),
        (
            "one that asks the person is given up after, ms",
            true,
            PROMPT_MS,
        ),
    ] {
        if let Some(slowest) = slowest(prompt) {
            figures.push(Figure::at_most(who, most, slowest, all, begun));
        }
    }
    let calls: u64 = held.iter().map(|told| told.calls).sum();
    let slowest = held.iter().map(|told| told.slowest_ms).max();
    let what = "the slowest other call meanwhile, of the quickest of three in a row, ms";
    let slowest = slowest.unwrap_or(u64::MAX);
    figures.push(Figure::at_most(what, QUICK_MS, slowest, calls, begun));
    let (files, clear) = held.iter().fold((0, 0), |(files, clear), told| {
        (files + told.files, clear + told.in_the_clear)
    });
    let what = "secrets or keys in the clear in the files of console and keyring";
    figures.push(Figure::never(what, clear, files, begun));
    figures
}
