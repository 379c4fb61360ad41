//! *Run scenario* as a step: what the child is handed, and what it brings back.

use std::collections::{BTreeMap, BTreeSet};

use domain::Explanation;
use scenario::{Expectation, InputKind, Scenario, Step};

use super::form::default_of;
use super::given::{Came, Gift, Gifts};
use super::judge::asked;
use super::plan::Node;
use super::play::{Frame, Player};
use super::report::Report;
use crate::run::Ran;

impl Player {
    /// Runs a child scenario to its end.
    pub(super) async fn child(
        &self,
        scenario: &Scenario,
        step: &Step,
        node: &Node,
        frame: &mut Frame,
        child: &str,
    ) -> Result<Report, Box<Report>> {
        let sessions = &self.console.rooms.sessions;
        let child = &self.plan.family[child];
        let home = sessions.new_home();
        let gifts = self.handed(step, frame, child).await?;
        for input in &child.inputs {
            if let Some(Gift::Session(id)) = gifts.get(&input.id) {
                sessions.hand_over(id, home, &input.id);
            }
        }
        let fields = step.expect.iter().filter_map(Expectation::field);
        let asked: BTreeSet<String> = asked(scenario, step, frame)
            .into_iter()
            .chain(fields.map(str::to_owned))
            .collect();
        let below = Frame::below(home, gifts, asked.clone(), self.run.orders().stops);
        let below = self.frame(below, child, &node.below, None).await;
        sessions.leave(home);
        frame.connections.extend(below.connections);
        frame.cut |= below.cut;

        let mut outputs = BTreeMap::new();
        for asked in asked {
            let parts = asked.split_once('.');
            let found = parts.and_then(|(of, output)| match below.came.get(of) {
                Some(Came::Out(outputs)) => outputs.get(output).cloned(),
                Some(Came::Refused | Came::Earlier(_) | Came::Not(_)) | None => None,
            });
            outputs.extend(found.map(|value| (asked, value)));
        }
        if below.failed || below.cut {
            let why = if below.failed {
                "A step of it failed."
            } else {
                "It was stopped."
            };
            let explanation = Explanation::new(
                format!("“{}” did not come to its end.", child.name),
                why,
                "Look at its steps below.",
            );
            return Ok(Report {
                came: Came::Out(outputs),
                ..Report::failed(explanation)
            });
        }
        let mut ran = Ran::unsent(None);
        ran.outputs = outputs;
        let report = self.judged(scenario, step, frame, ran);
        Ok(Report {
            answer: None,
            ..report
        })
    }

    /// What a child is handed, read by the kind of each of its inputs.
    async fn handed(
        &self,
        step: &Step,
        frame: &Frame,
        child: &Scenario,
    ) -> Result<Gifts, Box<Report>> {
        let rooms = &self.console.rooms;
        let given = self.given(step, frame, None)?;
        let mut gifts = Gifts::default();
        for input in &child.inputs {
            let text = given.get(&input.id).filter(|text| !text.is_empty());
            let text = text.cloned().or_else(|| default_of(input, rooms.now()));
            match text {
                Some(id) if input.kind == InputKind::Session => {
                    gifts.give(&input.id, Gift::Session(id));
                }
                Some(text) => gifts.give(&input.id, rooms.gift(input, text).await?),
                None if input.required => {
                    return Err(Box::new(Report::failed(Explanation::new(
                        format!("“{}” was not run.", child.name),
                        format!("It needs “{}”, and was given nothing.", input.label),
                        "Fill in what this scenario hands over.",
                    ))));
                }
                None => {}
            }
        }
        Ok(gifts)
    }
}
