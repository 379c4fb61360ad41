//! What is shown of a step, and what later steps may ask of it.

use domain::Explanation;
use scenario::Step;

use super::given::{Came, Skipped, Unfilled};
use crate::views::{ExplanationView, Failure, RunView, StepState};

/// What is shown of a step, and what later ones may ask for.
pub(super) struct Report {
    pub(super) state: StepState,
    pub(super) said: String,
    pub(super) answer: Option<RunView>,
    pub(super) problem: Option<ExplanationView>,
    pub(super) came: Came,
}

impl Report {
    pub(super) fn skipped(why: Skipped, said: String) -> Self {
        Self {
            state: StepState::Skipped,
            said,
            answer: None,
            problem: None,
            came: Came::Not(why),
        }
    }

    pub(super) fn failed(explanation: Explanation) -> Self {
        Self {
            state: StepState::Failed,
            said: explanation.what.clone(),
            answer: None,
            problem: Some(explanation.into()),
            came: Came::Refused,
        }
    }
}

impl From<Failure> for Box<Report> {
    fn from(failure: Failure) -> Self {
        Box::new(Report::failed(Explanation::new(
            failure.what,
            failure.why,
            failure.fix,
        )))
    }
}

/// A step that cannot be filled: one that cleans up has nothing to do, any other fails.
pub(super) fn left_empty(step: &Step, unfilled: &Unfilled) -> Report {
    if unfilled.dry {
        return Report::skipped(Skipped::Dry, unfilled.why.clone());
    }
    if step.always {
        return Report::skipped(Skipped::NothingToDo, unfilled.why.clone());
    }
    let explanation = Explanation::new(
        unfilled.why.clone(),
        "What an earlier step brings is known only where it was run.",
        "Begin with that step, or earlier.",
    );
    Report::failed(explanation)
}
