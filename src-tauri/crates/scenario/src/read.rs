//! From text to a scenario, parsed at the door.

use std::ops::Range;

use crate::check;
use crate::written::WrittenScenario;
use crate::{Problem, Scenario};

/// The largest text that is read, in bytes.
pub const LARGEST: usize = 256 * 1024;

impl Scenario {
    /// Reads and checks a text. A problem says its line and column, and the step.
    pub fn read(text: &str) -> Result<Self, Problem> {
        if text.len() > LARGEST {
            return Err(too_large());
        }
        let written: WrittenScenario = toml::from_str(text).map_err(|error| Problem {
            place: error.span().map(|span| place(text, &span)),
            ..Problem::new(sentence(error.message()), "Mend it there, then save again.")
        })?;
        let mut places = Vec::new();
        let mut steps = Vec::new();
        for step in written.steps {
            let at = place(text, &step.span());
            let step = step.into_inner().read().map_err(|problem| Problem {
                place: Some(at),
                ..problem
            })?;
            places.push((step.id.clone(), at));
            steps.push(step);
        }
        let scenario = Self {
            name: written.name,
            about: written.about,
            dry: written.dry,
            catalogue: written.catalogue,
            inputs: written.inputs,
            steps,
        };
        scenario.check().map_err(|problem| {
            let at = places
                .iter()
                .rev()
                .find(|(id, _)| Some(id) == problem.step.as_ref());
            Problem {
                place: at.map(|(_, place)| *place),
                ..problem
            }
        })?;
        Ok(scenario)
    }

    /// Whether it agrees with itself: what [`Scenario::read`] checks after reading.
    pub fn check(&self) -> Result<(), Problem> {
        check::scenario(self)
    }
}

/// A text that is larger than [`LARGEST`].
fn too_large() -> Problem {
    Problem::new(
        format!("It is larger than {} KiB.", LARGEST / 1024),
        "Take out what is not a scenario.",
    )
}

/// Line and column of where a span begins.
fn place(text: &str, span: &Range<usize>) -> (usize, usize) {
    let before = text.get(..span.start).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    (line, column)
}

/// The parser's words as a sentence in one line.
fn sentence(message: &str) -> String {
    let mut text = message
        .lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join("; ");
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    text + "."
}
