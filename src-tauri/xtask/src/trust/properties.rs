//! The properties of the ordinary tests, with a million values each instead of a few hundred.

use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::figures::Figure;
use crate::step::{self, cargo, shown};

const CASES: u64 = 1_000_000;
/// Where the properties are, and which tests there are properties: all, where none is named.
const PLACES: [(&[&str], &[&str]); 2] = [
    (&["--test", "properties"], &[]),
    (
        &["--lib"],
        &[
            "no_depth_hides_a_secret",
            "what_is_masked_once_stays_as_it_is",
            "an_answer_that_was_cut_off_shows_no_part_of_a_secret",
            "a_body_that_is_no_json_shows_nothing_after_the_name_of_a_secret",
            "a_query_shows_no_secret_and_all_else",
        ],
    ),
];

/// Runs all of them.
pub(crate) fn properties() -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (place, names) in PLACES {
        figures.extend(of(place, names)?);
    }
    Ok(figures)
}

fn of(place: &[&str], names: &[&str]) -> Result<Vec<Figure>> {
    let test = |more: &[&str]| {
        let mut test = cargo(["test", "--locked", "--profile", "proofs"]);
        // Both together each time, so that what both need is built once.
        test.args(["-p", "fuzz", "-p", "connections"]);
        let cases = CASES.to_string();
        test.args(place).args(more).env("PROPTEST_CASES", cases);
        test
    };
    step::run("the properties", test(&["--no-run"]))?;
    let begun = Instant::now();
    let mut test = test(&[&["--"], names].concat());
    let said = test.stderr(Stdio::inherit()).output();
    let said = said.with_context(|| shown(&test))?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let figures: Vec<Figure> = said
        .lines()
        .filter_map(outcome)
        .map(|(name, held)| Figure::never(&name, usize::from(!held), CASES, begun))
        .collect();
    ensure!(
        figures.len() >= names.len().max(1),
        "a property was not tried:\n{said}"
    );
    if said.contains("FAILED") {
        println!("{said}");
    }
    Ok(figures)
}

/// `test hosts::no_host_is_taken ... ok`, as a sentence.
fn outcome(line: &str) -> Option<(String, bool)> {
    let (name, outcome) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let name = name.rsplit("::").next().unwrap_or(name).replace('_', " ");
    Some((format!("cases that contradict: {name}"), outcome == "ok"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tests_name_is_read_as_a_sentence() {
        let line = "test hosts::every_org_is_taken ... ok";
        let name = "cases that contradict: every org is taken".to_owned();
        assert_eq!(outcome(line), Some((name, true)));
        assert_eq!(outcome("test result: ok. 3 passed"), None);
    }
}
