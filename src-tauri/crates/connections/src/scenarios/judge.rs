//! Whether what came of a step is what was expected.

use std::collections::{BTreeMap, BTreeSet};

use domain::Explanation;
use scenario::{Expectation, Scenario, Step, is_met};
use serde_json::Value;

use super::given::{Came, text_for};
use super::play::{Frame, Player};
use super::report::Report;
use super::trimmed::trimmed;
use crate::run::Ran;
use crate::views::{RunView, StepState};

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
        if let Some(refusal) = view.refusal.clone().filter(|_| !expected) {
            return Report {
                state: StepState::Failed,
                said: refusal.explanation.what.clone(),
                problem: Some(refusal.explanation),
                came: if view.outcome == "unknown" {
                    came(outputs)
                } else {
                    Came::Refused
                },
                answer: Some(trimmed(view)),
            };
        }
        let mut left_out = 0;
        for expectation in &step.expect {
            let value = match expectation.value() {
                None => Ok(None),
                Some(source) => text_for(source, None, &frame.gifts, &frame.came),
            };
            let met = match value {
                Err(unfilled) if unfilled.dry => {
                    left_out += 1;
                    continue;
                }
                Err(unfilled) => Err(unfilled.why),
                Ok(value) => is_met(
                    expectation,
                    view.status,
                    &outputs,
                    &value.unwrap_or_default(),
                ),
            };
            if let Err(why) = met {
                let explanation = Explanation::new(
                    why.clone(),
                    "The step was carried out, and this is not what was expected of it.",
                    "Look at the answer; mend the org, or what the step expects.",
                );
                return Report {
                    state: StepState::Failed,
                    said: why,
                    problem: Some(explanation.into()),
                    came: came(outputs),
                    answer: Some(trimmed(view)),
                };
            }
        }
        Report {
            state: StepState::Done,
            said: done(&view, step.expect.len() - left_out, left_out),
            problem: None,
            came: came(outputs),
            answer: Some(trimmed(view)),
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

/// What is said of a step that did what it should.
fn done(view: &RunView, met: usize, left_out: usize) -> String {
    let mut said = match view.status {
        Some(status) => format!("Done, with status {status}"),
        None => "Done".to_owned(),
    };
    if met > 0 {
        said.push_str("; as expected");
    }
    if left_out > 0 {
        said.push_str("; a dry run leaves out some of what is expected");
    }
    said + "."
}
