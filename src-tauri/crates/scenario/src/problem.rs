//! Why a scenario cannot be used, and where in it.

use domain::Explanation;

/// What is wrong with a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line and column, both from 1, where a text was read.
    pub place: Option<(usize, usize)>,
    /// The id of the step that it is about.
    pub step: Option<String>,
    /// The id of the scenario's input that it is about.
    pub input: Option<String>,
    /// What is wrong, in one sentence.
    pub why: String,
    /// What to do.
    pub fix: String,
}

impl Problem {
    /// Of the scenario as a whole.
    pub fn new(why: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            place: None,
            step: None,
            input: None,
            why: why.into(),
            fix: fix.into(),
        }
    }

    /// Of one step.
    pub fn of_step(step: &str, why: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            step: Some(step.to_owned()),
            ..Self::new(why, fix)
        }
    }

    /// Of one input of the scenario.
    pub fn of_input(input: &str, why: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            input: Some(input.to_owned()),
            ..Self::new(why, fix)
        }
    }

    /// Where it is and what is wrong, in one line.
    pub fn sentence(&self) -> String {
        let place = match (self.place, &self.step) {
            (Some((line, column)), Some(step)) => {
                format!("Line {line}, column {column}, step “{step}”: ")
            }
            (Some((line, column)), None) => format!("Line {line}, column {column}: "),
            (None, Some(step)) => format!("Step “{step}”: "),
            (None, None) => String::new(),
        };
        format!("{place}{}", self.why)
    }

    /// What the person reads. `what` says what was not done with which scenario.
    pub fn explain(&self, what: impl Into<String>) -> Explanation {
        Explanation::new(what, self.sentence(), &self.fix)
    }
}
