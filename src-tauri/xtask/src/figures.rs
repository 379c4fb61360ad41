//! Figures that a suite prints, and the page that shows them.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::step::shown;

/// One figure: what was promised and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figure {
    what: String,
    promised: String,
    measured: String,
    trials: String,
    seconds: String,
    met: bool,
}

/// What one suite told.
pub(crate) struct Told {
    pub(crate) suite: &'static str,
    pub(crate) proves: &'static str,
    pub(crate) figures: Vec<Figure>,
    /// Whether its program ended as one that is content.
    pub(crate) ended_well: bool,
}

impl Told {
    /// A suite that tells no figure has proven nothing.
    pub(crate) fn met(&self) -> bool {
        self.ended_well && !self.figures.is_empty() && self.figures.iter().all(|f| f.met)
    }
}

/// Runs a suite to its end and shows what it says on the way.
pub(crate) fn run(mut command: Command) -> Result<(bool, Vec<Figure>)> {
    let mut running = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} cannot be run", shown(&command)))?;
    let said = running.stdout.take().context("its output was asked for")?;
    let mut figures = Vec::new();
    for line in BufReader::new(said).lines() {
        let line = line?;
        match Figure::parse(&line) {
            Some(figure) => {
                println!("   {}", figure.line());
                figures.push(figure);
            }
            None => println!("{line}"),
        }
    }
    Ok((running.wait()?.success(), figures))
}

impl Figure {
    /// `held` of `trials` times it was as it must be; each time is promised.
    pub(crate) fn every_time(what: &str, held: usize, trials: usize, begun: Instant) -> Self {
        Self {
            what: what.to_owned(),
            promised: format!("{trials} of {trials}"),
            measured: format!("{held} of {trials}"),
            trials: trials.to_string(),
            seconds: format!("{:.1}", begun.elapsed().as_secs_f64()),
            met: held == trials && trials > 0,
        }
    }

    /// At least `promised`.
    pub(crate) fn at_least(
        what: &str,
        promised: usize,
        measured: usize,
        trials: usize,
        begun: Instant,
    ) -> Self {
        Self {
            what: what.to_owned(),
            promised: format!("at least {promised}"),
            measured: measured.to_string(),
            trials: trials.to_string(),
            seconds: format!("{:.1}", begun.elapsed().as_secs_f64()),
            met: measured >= promised,
        }
    }

    /// Not once, in so many trials.
    pub(crate) fn never(what: &str, happened: usize, trials: u64, begun: Instant) -> Self {
        let met = happened == 0 && trials > 0;
        let measured = happened.to_string();
        Self::told(what, "0", &measured, begun, met).of(trials)
    }

    /// Anything else, after one trial.
    pub(crate) fn told(
        what: &str,
        promised: &str,
        measured: &str,
        begun: Instant,
        met: bool,
    ) -> Self {
        Self {
            what: what.to_owned(),
            promised: promised.to_owned(),
            measured: measured.to_owned(),
            trials: "1".to_owned(),
            seconds: format!("{:.1}", begun.elapsed().as_secs_f64()),
            met,
        }
    }

    /// The same after so many.
    pub(crate) fn of(self, trials: u64) -> Self {
        Self {
            trials: trials.to_string(),
            ..self
        }
    }

    /// `figure`, what, promised, measured, trials, seconds, `met` or `short`, with tabs between.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let parts: Vec<&str> = line.strip_prefix("figure\t")?.split('\t').collect();
        let [what, promised, measured, trials, seconds, met] = parts[..] else {
            return None;
        };
        Some(Self {
            what: what.to_owned(),
            promised: promised.to_owned(),
            measured: measured.to_owned(),
            trials: trials.to_owned(),
            seconds: seconds.to_owned(),
            met: met == "met",
        })
    }

    /// As a suite tells it, and as it is parsed.
    pub(crate) fn told_line(&self) -> String {
        let met = if self.met { "met" } else { "short" };
        let Self {
            what,
            promised,
            measured,
            trials,
            seconds,
            ..
        } = self;
        format!("figure\t{what}\t{promised}\t{measured}\t{trials}\t{seconds}\t{met}")
    }

    fn line(&self) -> String {
        let Self {
            what,
            promised,
            measured,
            trials,
            seconds,
            met,
        } = self;
        let mark = if *met { "ok   " } else { "SHORT" };
        format!(
            "{mark} {what}: promised {promised}, measured {measured} ({trials} trials, {seconds} s)"
        )
    }
}

/// The page: a table for each suite.
pub(crate) fn page(all: &[Told]) -> String {
    let mut page = "# What was measured\n\nBy `cargo xtask trust`.\n".to_owned();
    for told in all {
        let verdict = if told.met() { "as promised" } else { "SHORT" };
        let Told { suite, proves, .. } = told;
        let _ = write!(page, "\n## {suite}: {verdict}\n\n{proves}\n");
        if !told.ended_well {
            page.push_str("\nIts program ended with a failure.\n");
        }
        page.push_str("\n| Figure | Promised | Measured | Trials | Seconds | |\n");
        page.push_str("|---|---|---|---|---|---|\n");
        for figure in &told.figures {
            let mark = if figure.met { "ok" } else { "**short**" };
            let cells = [
                &figure.what,
                &figure.promised,
                &figure.measured,
                &figure.trials,
                &figure.seconds,
            ]
            .map(|cell| cell.replace('|', "\\|"));
            let _ = writeln!(page, "| {} | {mark} |", cells.join(" | "));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "figure\tsign-ins that succeed\t10 of 10\t9 of 10\t10\t1.5\tshort";

    #[test]
    fn a_figure_is_read_and_shown_and_other_lines_are_none() {
        let figure = Figure::parse(LINE).unwrap();
        assert!(!figure.met);
        assert!(figure.line().starts_with("SHORT sign-ins that succeed"));
        assert_eq!(figure.told_line(), LINE);
        assert_eq!(Figure::parse("figure of speech"), None);
        assert_eq!(Figure::parse("figure\ttoo\tfew"), None);
    }

    #[test]
    fn a_suite_without_figures_or_with_a_short_one_has_not_kept_its_promise() {
        let told = |figures, ended_well| Told {
            suite: "a",
            proves: "b",
            figures,
            ended_well,
        };
        let met = || Figure::parse(&LINE.replace("short", "met")).unwrap();
        assert!(told(vec![met()], true).met());
        assert!(!told(vec![met()], false).met());
        assert!(!told(Vec::new(), true).met());
        let short = told(vec![met(), Figure::parse(LINE).unwrap()], true);
        assert!(!short.met());
        assert!(page(&[short]).contains("| 10 of 10 | 9 of 10 | 10 | 1.5 | **short** |"));
    }
}
