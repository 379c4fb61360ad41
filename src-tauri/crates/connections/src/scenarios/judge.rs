//! Whether what came of a step is what was expected.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

use domain::Explanation;
use scenario::{Expectation, Scenario, Step, is_met};
use serde_json::Value;

use super::given::{Came, Skipped, text_for};
use super::play::{Frame, Player};
use super::report::Report;
use crate::run::Ran;
use crate::views::StepState;

impl Player {
    /// Whether what came is what was expected, and as much of it as later steps ask for.
    pub(super) fn judged(
        &self,
        scenario: &Scenario,
        step: &Step,
        frame: &Frame,
        ran: Ran,
    ) -> Report {
        let Ran { view, mut outputs } = ran;
        let body = || serde_json::from_str(&view.body).unwrap_or_else(|_| Value::from(&*view.body));
        outputs.insert("body".to_owned(), body());
        let came = |outputs: BTreeMap<String, Value>| {
            let asked = asked(scenario, step, frame);
            let kept = outputs.into_iter().filter(|(id, _)| asked.contains(id));
            Came::Out(kept.collect())
        };
        let expected = step.expect.iter().any(|expectation| {
            matches!(expectation, Expectation::Status(status) if Some(*status) == view.status)
        });
        let left_out = self.left_out.load(Ordering::Relaxed);
        if let Some(refusal) = view.refusal.clone().filter(|_| !expected) {
            if left_out && refusal.kind == "notFound" {
                let said = "A dry run does not find what it left out before.".to_owned();
                return Report::skipped(Skipped::Dry, said);
            }
            return Report {
                state: StepState::Failed,
                said: refusal.explanation.what.clone(),
                problem: Some(refusal.explanation),
                came: if view.outcome == "unknown" {
                    came(outputs)
                } else {
                    Came::Refused
                },
                answer: Some(view),
            };
        }
        let met = self::met(step, frame, view.status, &outputs);
        let (state, said, problem) = match met {
            Ok(said) => (StepState::Done, said, None),
            // What it expects comes of a write that was not sent.
            Err(_) if left_out => {
                let said = "Done; what is expected would come of what a dry run leaves out.";
                (StepState::Done, said.to_owned(), None)
            }
            Err(why) => {
                let explanation = Explanation::new(
                    why.clone(),
                    "The step was carried out, and this is not what was expected of it.",
                    "Look at the answer; mend the org, or what the step expects.",
                );
                (StepState::Failed, why, Some(explanation.into()))
            }
        };
        Report {
            state,
            said,
            problem,
            came: came(outputs),
            answer: Some(view),
        }
    }
}

/// The outputs of a step that anybody asks for, by id.
pub(super) fn asked(scenario: &Scenario, step: &Step, frame: &Frame) -> BTreeSet<String> {
    let own = scenario.asked_of(&step.id).map(str::to_owned);
    let by_parent = frame.asked.iter().filter_map(|asked| {
        let rest = asked.strip_prefix(step.id.as_str())?;
        Some(rest.strip_prefix('.')?.to_owned())
    });
    own.chain(by_parent).collect()
}

/// What is said of a step all of whose expectations are met, or of the first that is not.
fn met(
    step: &Step,
    frame: &Frame,
    status: Option<u16>,
    outputs: &BTreeMap<String, Value>,
) -> Result<String, String> {
    for expectation in &step.expect {
        let value = match expectation.value() {
            None => None,
            Some(source) => text_for(source, None, &frame.gifts, &frame.came)
                .map_err(|unfilled| unfilled.why)?,
        };
        is_met(expectation, status, outputs, &value.unwrap_or_default())?;
    }
    let as_expected = if step.expect.is_empty() {
        ""
    } else {
        ", as expected"
    };
    Ok(match status {
        Some(status) => format!("Done{as_expected}: status {status}."),
        None => format!("Done{as_expected}."),
    })
}
