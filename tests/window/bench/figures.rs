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
    /// A blank window, or the console with nothing in it.
    floor: f64,
    ratio: f64,
    /// The largest ratio that is good enough, where one was agreed.
    aim: Option<f64>,
}

impl Figure {
    /// Ours over the floor.
    pub(crate) fn of(
        name: &'static str,
        unit: &'static str,
        ours: f64,
        floor: f64,
        aim: impl Into<Option<f64>>,
    ) -> Self {
        Self {
            name,
            unit,
            ours,
            floor,
            ratio: ours / floor,
            aim: aim.into(),
        }
    }

    fn verdict(&self) -> &'static str {
        match self.aim {
            Some(aim) if self.ratio <= aim => "reached",
            Some(_) => "MISSED",
            None => "",
        }
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
        "\n{:40} {:>10} {:>10} {:>7} {:>6}",
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
        let aim = aim.map_or_else(String::new, |aim| format!("{aim:.2}"));
        println!(
            "{name:40} {ours:>6.1} {unit:3} {floor:>6.1} {unit:3} {ratio:>7.2} {aim:>6} {}",
            figure.verdict()
        );
    }
    println!("\nThe floor is a blank window; for 10,000 connections it is the console with none.");
}

/// For machines.
pub(crate) fn json(figures: &[Figure]) -> Result<String> {
    Ok(serde_json::to_string_pretty(figures)? + "\n")
}
