//! Runs a command, shows what it says, and counts the tests it tells of.

use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::step::shown;

/// How many tests there were.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) ignored: u64,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

/// Runs it to its end. Whether it succeeded is told beside the count.
pub(crate) fn run(mut command: Command) -> Result<(bool, Count)> {
    let mut running = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} cannot be run", shown(&command)))?;
    let said = running.stdout.take().context("its output was asked for")?;
    let mut count = Count::default();
    for line in BufReader::new(said).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        count += told(&line);
    }
    Ok((running.wait()?.success(), count))
}

/// What one line tells: `test result: ok. 3 passed; 0 failed; 1 ignored; …` from Rust's harness,
/// `Tests  1 failed | 12 passed | 1 skipped (14)` from Vitest.
fn told(line: &str) -> Count {
    let line = plain(line);
    let line = line.trim_start();
    let numbers = match line.strip_prefix("test result: ") {
        Some(rest) => rest.split_once(". ").map_or("", |(_, numbers)| numbers),
        None => line.strip_prefix("Tests  ").unwrap_or_default(),
    };
    let mut count = Count::default();
    for part in numbers.split([';', '|', '(']) {
        let mut words = part.split_whitespace();
        let (Some(Ok(number)), Some(what)) = (words.next().map(str::parse::<u64>), words.next())
        else {
            continue;
        };
        match what {
            "passed" => count.passed += number,
            "failed" => count.failed += number,
            "ignored" | "skipped" | "todo" => count.ignored += number,
            _ => (),
        }
    }
    count
}

/// The line without its colours.
fn plain(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        text.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(passed: u64, failed: u64, ignored: u64) -> Count {
        Count {
            passed,
            failed,
            ignored,
        }
    }

    #[test]
    fn the_results_of_both_harnesses_are_counted() {
        let rust =
            "test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 3 filtered out";
        let vitest = "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m3 failed\u{1b}[22m | 40 passed (43)";

        assert_eq!(told(rust), count(12, 1, 2));
        assert_eq!(told(vitest), count(40, 3, 0));
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(told("test result is unknown"), count(0, 0, 0));
        assert_eq!(told(" Test Files  3 passed (3)"), count(0, 0, 0));
        assert_eq!(told("test a_sentence ... ok"), count(0, 0, 0));
    }
}
