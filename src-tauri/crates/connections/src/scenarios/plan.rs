//! Before a run: the scenario with all that it runs, looked at whole. What cannot work is said
//! before anything is sent.

use std::collections::BTreeMap;

use domain::Explanation;
use scenario::{Deed, Problem, Scenario, family};

use super::check::against_catalogue;
use super::hand_over::hand_over;
use crate::rooms::Rooms;
use crate::views::{Failure, StepRunView, StepState};

/// A scenario and its children, ready to run.
pub(super) struct Plan {
    pub(super) id: String,
    /// The scenario and every one that it runs, by id.
    pub(super) family: BTreeMap<String, Scenario>,
    /// Its steps in the order in which they are shown, those of children below their step.
    pub(super) lines: Vec<StepRunView>,
    /// The same as a tree.
    pub(super) nodes: Vec<Node>,
}

/// Where a step is shown, and the steps of the child that it runs.
pub(super) struct Node {
    pub(super) line: usize,
    pub(super) below: Vec<Node>,
}

impl Plan {
    pub(super) fn scenario(&self) -> &Scenario {
        &self.family[&self.id]
    }
}

impl Rooms {
    /// Looks at a scenario and at every one that it runs.
    pub(super) fn plan(&self, id: &str) -> Result<Plan, Failure> {
        let scenario = self.readable_scenario(id)?;
        if scenario.steps.is_empty() {
            return Err(not_started(
                &scenario,
                &scenario,
                &Problem::new("It has no step.", "Add one, then start it."),
            ));
        }
        let mut known = self.readable_scenarios()?;
        family(&scenario, id, &known)
            .map_err(|problem| not_started(&scenario, &scenario, &problem))?;
        let mut members = vec![id.to_owned()];
        let mut at = 0;
        while let Some(one) = members.get(at).and_then(|id| known.get(id)) {
            let fits = self.fits(one, &known);
            fits.map_err(|problem| not_started(&scenario, one, &problem))?;
            for (_, child) in one.children() {
                if !members.iter().any(|member| member == child) {
                    members.push(child.to_owned());
                }
            }
            at += 1;
        }
        known.retain(|id, _| members.contains(id));
        let mut lines = Vec::new();
        let nodes = self.lines(&scenario, &known, 0, &mut lines);
        Ok(Plan {
            id: id.to_owned(),
            family: known,
            lines,
            nodes,
        })
    }

    fn fits(&self, scenario: &Scenario, known: &BTreeMap<String, Scenario>) -> Result<(), Problem> {
        against_catalogue(scenario, &self.catalogue)?;
        for (connector, version) in &scenario.catalogue {
            let now = self.catalogue.connector(connector);
            if let Some(now) = now.filter(|now| now.version != *version) {
                return Err(Problem::new(
                    format!(
                        "It was saved with version {version} of the catalogue of {}, and this program has version {}: an action may mean another thing.",
                        now.name, now.version
                    ),
                    "Open it, look at its steps, and save it again.",
                ));
            }
        }
        for (step, child) in scenario.children() {
            if let Some(child) = known.get(child) {
                hand_over(scenario, step, child, &self.catalogue)?;
            }
        }
        Ok(())
    }

    fn lines(
        &self,
        scenario: &Scenario,
        known: &BTreeMap<String, Scenario>,
        depth: u32,
        lines: &mut Vec<StepRunView>,
    ) -> Vec<Node> {
        let mut nodes = Vec::new();
        for step in &scenario.steps {
            let child = match &step.deed {
                Deed::Scenario { scenario } => known.get(scenario),
                Deed::Connect { .. } | Deed::Disconnect { .. } | Deed::Action { .. } => None,
            };
            let line = lines.len();
            lines.push(StepRunView {
                id: step.id.clone(),
                depth,
                title: self.title(&step.deed, child),
                always: step.always,
                state: StepState::Waiting,
                said: String::new(),
                answer: None,
                problem: None,
                duration_ms: None,
            });
            let below =
                child.map_or_else(Vec::new, |child| self.lines(child, known, depth + 1, lines));
            nodes.push(Node { line, below });
        }
        nodes
    }

    fn title(&self, deed: &Deed, child: Option<&Scenario>) -> String {
        match deed {
            Deed::Connect { .. } => "Connect".to_owned(),
            Deed::Disconnect { .. } => "Disconnect".to_owned(),
            Deed::Action {
                connector, action, ..
            } => {
                let known = self.catalogue.connector(connector);
                let known = known.and_then(|connector| connector.action(action));
                known.map_or_else(|| action.clone(), |action| action.name.clone())
            }
            Deed::Scenario { scenario } => {
                child.map_or_else(|| scenario.clone(), |child| child.name.clone())
            }
        }
    }
}

fn not_started(root: &Scenario, one: &Scenario, problem: &Problem) -> Failure {
    let what = if root.name == one.name {
        format!("“{}” was not started.", root.name)
    } else {
        format!(
            "“{}” was not started, for something is wrong with “{}”.",
            root.name, one.name
        )
    };
    let Explanation { what, why, fix } = problem.explain(what);
    Failure::other(Explanation::new(what, why, fix))
}
