//! The loopback suite: a crowd knocks at the real listener over raw sockets while a person signs
//! in, and she succeeds, once, every time.

mod classes;
mod knock;
mod sign_in;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use crate::trust::figure::Figure;

pub use classes::{CLASSES, Class, Target};
pub use knock::{Knock, Outcome};
pub use sign_in::{Crowd, amid};

/// So many sign-ins, each amid so many hostile knocks at least.
pub async fn measure(sign_ins: u64, knocks: u64, mut tell: impl FnMut(&str)) -> Vec<Figure> {
    let begun = Instant::now();
    let crowd = Arc::new(Crowd::default());
    let mut held = 0;
    for number in 1..=sign_ins {
        match amid(&crowd, knocks).await {
            Ok(()) => held += 1,
            Err(fault) => tell(&format!("FAILED sign-in {number}: {fault:#}")),
        }
        if number % 20 == 0 {
            let seconds = begun.elapsed().as_secs();
            let so_far = crowd.knocks.load(Ordering::Relaxed);
            tell(&format!(
                "{number} sign-ins, {held} succeeded, {so_far} knocks, {seconds} s"
            ));
        }
    }
    let all = crowd.knocks.load(Ordering::Relaxed);
    let let_in = crowd.let_in.load(Ordering::Relaxed);
    vec![
        Figure::at_least("hostile classes", 40, CLASSES.len() as u64, 1, begun),
        Figure::every_time(
            "sign-ins that succeed amid the crowd, exchanged once, no replay let in, listener gone",
            held,
            sign_ins,
            begun,
        ),
        Figure::at_least(
            "hostile knocks per sign-in",
            knocks,
            all / sign_ins.max(1),
            all,
            begun,
        ),
        Figure::never(
            "knocks answered with more than the one constant page",
            let_in,
            all,
            begun,
        ),
    ]
}
