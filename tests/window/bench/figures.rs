//! What was measured, beside what it is measured by.

use anyhow::Result;
use serde::Serialize;

/// One line of the table.
#[derive(Debug, Serialize)]
pub(crate) struct Figure {
    name: &'static str,
    unit: &'static str,
    /// The console.
    ours: f64,
    /// What it is measured by.
    floor: f64,
    ratio: f64,
    aim: Aim,
}

/// What is good enough.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Aim {
    /// So many times the floor.
    Ratio(f64),
    /// So much, whatever the floor.
    Most(f64),
    /// So much more than the floor.
    Over(f64),
    /// Nothing was agreed.
    Open,
}

impl Figure {
    /// Ours over the floor.
    pub(crate) fn of(
        name: &'static str,
        unit: &'static str,
        ours: f64,
        floor: f64,
        aim: Aim,
    ) -> Self {
        Self {
            name,
            unit,
            ours,
            floor,
            ratio: ours / floor,
            aim,
        }
    }

    fn verdict(&self) -> &'static str {
        let reached = match self.aim {
            Aim::Ratio(aim) => self.ratio <= aim,
            Aim::Most(aim) => self.ours <= aim,
            Aim::Over(aim) => self.ours - self.floor <= aim,
            Aim::Open => return "",
        };
        if reached { "reached" } else { "MISSED" }
    }
}

/// The middle one; of an even number, the lower of the two.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values
        .get(values.len().saturating_sub(1) / 2)
        .copied()
        .unwrap_or(f64::NAN)
}

/// The table, side by side.
pub(crate) fn print(figures: &[Figure]) {
    println!(
        "\n{:40} {:>11} {:>11} {:>7} {:>9}",
        "", "ours", "floor", "ratio", "aim"
    );
    for figure in figures {
        let Figure {
            name,
            unit,
            ours,
            floor,
            ratio,
            aim,
        } = figure;
        let aim = match aim {
            Aim::Ratio(aim) => format!("{aim:.2}"),
            Aim::Most(aim) => format!("{aim:.0} {unit}"),
            Aim::Over(aim) => format!("+{aim:.0} {unit}"),
            Aim::Open => String::new(),
        };
        println!(
            "{name:40} {ours:>7.1} {unit:3} {floor:>7.1} {unit:3} {ratio:>7.2} {aim:>9} {}",
            figure.verdict()
        );
    }
    println!(
        "\nThe floor is a blank window; for 10,000 connections the console with none; for a list a \
         loop over reqwest that follows its links; for a click the same request alone."
    );
}

/// For machines.
pub(crate) fn json(figures: &[Figure]) -> Result<String> {
    Ok(serde_json::to_string_pretty(figures)? + "\n")
}
