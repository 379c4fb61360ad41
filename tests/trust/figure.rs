//! One measured figure, and the line that tells it.

use std::fmt;
use std::time::Instant;

/// What was promised and what came of it.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What is measured.
    pub what: String,
    /// What it shall be.
    pub promised: String,
    /// What it is.
    pub measured: String,
    /// How often it was tried.
    pub trials: u64,
    /// How long that took.
    pub seconds: f64,
    /// Whether it is as promised.
    pub met: bool,
}

impl Figure {
    /// `held` of `trials` times it was as it must be; each time is promised.
    pub fn every_time(what: &str, held: u64, trials: u64, begun: Instant) -> Self {
        Self {
            what: what.to_owned(),
            promised: format!("{trials} of {trials}"),
            measured: format!("{held} of {trials}"),
            trials,
            seconds: begun.elapsed().as_secs_f64(),
            met: held == trials && trials > 0,
        }
    }

    /// At least `promised`.
    pub fn at_least(what: &str, promised: u64, measured: u64, trials: u64, begun: Instant) -> Self {
        Self {
            what: what.to_owned(),
            promised: format!("at least {promised}"),
            measured: measured.to_string(),
            trials,
            seconds: begun.elapsed().as_secs_f64(),
            met: measured >= promised,
        }
    }

    /// At most `promised`.
    pub fn at_most(what: &str, promised: u64, measured: u64, trials: u64, begun: Instant) -> Self {
        Self {
            what: what.to_owned(),
            promised: format!("at most {promised}"),
            measured: measured.to_string(),
            trials,
            seconds: begun.elapsed().as_secs_f64(),
            met: measured <= promised && trials > 0,
        }
    }

    /// What it is, where nothing is promised.
    pub fn told(what: &str, measured: &str, trials: u64, begun: Instant) -> Self {
        Self {
            what: what.to_owned(),
            promised: "told, not promised".to_owned(),
            measured: measured.to_owned(),
            trials,
            seconds: begun.elapsed().as_secs_f64(),
            met: true,
        }
    }

    /// Not once, in so many trials.
    pub fn never(what: &str, happened: u64, trials: u64, begun: Instant) -> Self {
        Self {
            what: what.to_owned(),
            promised: "0".to_owned(),
            measured: happened.to_string(),
            trials,
            seconds: begun.elapsed().as_secs_f64(),
            met: happened == 0 && trials > 0,
        }
    }
}

/// `figure`, then what, promised, measured, trials, seconds and `met` or `short`, with tabs
/// between: what `cargo xtask trust` reads.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            what,
            promised,
            measured,
            trials,
            seconds,
            met,
        } = self;
        let met = if *met { "met" } else { "short" };
        write!(
            f,
            "figure\t{what}\t{promised}\t{measured}\t{trials}\t{seconds:.1}\t{met}"
        )
    }
}
