//! The core that lets one renew for all, under a model checker: the console's own file, compiled
//! over locks that let the checker decide who goes on.

#[path = "../../../src-tauri/crates/connections/src/single_flight.rs"]
mod console;
mod locks;
mod models;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::trust::figure::Figure;

/// The depth of the preemptions that are looked for, where they are looked for (PCT).
const DEPTH: usize = 3;

/// `schedules` in all, shared out among the models; half at random, half by PCT.
pub fn measure(schedules: u64, mut tell: impl FnMut(&str)) -> Vec<Figure> {
    let share = schedules.div_ceil(models::ALL.len() as u64 * 2);
    let mut figures = Vec::new();
    for (what, model) in models::ALL {
        let begun = Instant::now();
        let held = check(share, *model);
        tell(&format!("{what}: {held} schedules"));
        figures.push(Figure::every_time(what, held, share * 2, begun));
    }
    let begun = Instant::now();
    let found = check(share, models::each_with_a_turn_of_its_own) < share * 2;
    figures.push(Figure::every_time(
        "cores without a common turn, which the checker must refuse, and does",
        u64::from(found),
        1,
        begun,
    ));
    figures
}

/// How many schedules held; the first that does not ends them. On a thread without a runtime, whose
/// budget would run out: the checker's tasks are not its own.
fn check(share: u64, model: fn()) -> u64 {
    let checking = std::thread::spawn(move || check_here(share, model));
    checking.join().unwrap_or(0)
}

fn check_here(share: u64, model: fn()) -> u64 {
    let held = Arc::new(AtomicU64::new(0));
    let counted = |held: &Arc<AtomicU64>| {
        let held = Arc::clone(held);
        move || {
            model();
            held.fetch_add(1, Ordering::SeqCst);
        }
    };
    let iterations = usize::try_from(share).unwrap_or(usize::MAX);
    // A schedule that does not hold is told by a panic, with the way to see it again.
    for checked in [
        catch_unwind(AssertUnwindSafe(|| {
            shuttle::check_random(counted(&held), iterations);
        })),
        catch_unwind(AssertUnwindSafe(|| {
            shuttle::check_pct(counted(&held), iterations, DEPTH);
        })),
    ] {
        if checked.is_err() {
            break;
        }
    }
    held.load(Ordering::SeqCst)
}
