//! Why a scenario cannot be used, and where in it.

use domain::Explanation;

/// What is wrong with a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line and column, both from 1, where a text was read.
    pub place: Option<(usize, usize)>,
    /// The id of the step that it is about.
    pub step: Option<String>,
    /// What it stands beside where the scenario is edited: `name`, `inputs.ID`, `steps.ID`,
    /// `steps.ID.inputs.INPUT`, `steps.ID.expect.N` (from 0) or `steps.ID.session`.
    pub beside: String,
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
            beside: "name".to_owned(),
            why: why.into(),
            fix: fix.into(),
        }
    }

    /// Of one step.
    pub fn of_step(step: &str, why: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            step: Some(step.to_owned()),
            beside: format!("steps.{step}"),
            ..Self::new(why, fix)
        }
    }

    /// Of one input of the scenario.
    pub fn of_input(input: &str, why: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            beside: format!("inputs.{input}"),
            ..Self::new(why, fix)
        }
    }

    /// The same, of a part of its step: `session`, `inputs.INPUT` or `expect.N`.
    #[must_use]
    pub fn at(mut self, part: &str) -> Self {
        self.beside.push('.');
        self.beside.push_str(part);
        self
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
