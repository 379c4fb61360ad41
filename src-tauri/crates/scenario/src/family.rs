//! What only several scenarios together can get wrong: a parent and the children that it runs.

use std::collections::BTreeMap;

use crate::{Problem, Scenario};

/// How many scenarios may run one below the other.
pub const DEEPEST: usize = 5;
const MOST_STEPS: usize = 500;

/// Checks a scenario and all that it runs, directly and not. `known` holds every scenario that
/// can be read, by the name of its file.
pub fn family(
    root: &Scenario,
    id: &str,
    known: &BTreeMap<String, Scenario>,
) -> Result<(), Problem> {
    let mut line = vec![(id, root)];
    let mut steps = 0;
    below(&mut line, known, &mut steps)
}

fn below<'a>(
    line: &mut Vec<(&'a str, &'a Scenario)>,
    known: &'a BTreeMap<String, Scenario>,
    steps: &mut usize,
) -> Result<(), Problem> {
    let Some((_, parent)) = line.last().copied() else {
        return Ok(());
    };
    *steps += parent.steps.len();
    if *steps > MOST_STEPS {
        return Err(Problem::new(
            format!("With all that it runs it has more than {MOST_STEPS} steps."),
            "Run some of the scenarios by themselves.",
        ));
    }
    for (step, child) in parent.children() {
        if let Some(at) = line.iter().position(|(id, _)| *id == child) {
            return Err(Problem::of_step(
                &step.id,
                round(&line[at..]),
                "Let it run another scenario, or take the step out.",
            ));
        }
        if line.len() == DEEPEST {
            return Err(Problem::of_step(
                &step.id,
                format!("It would run a scenario {DEEPEST} levels below the first."),
                "Let the scenarios run one after the other instead.",
            ));
        }
        let Some((id, scenario)) = known.get_key_value(child) else {
            return Err(Problem::of_step(
                &step.id,
                format!("There is no scenario “{child}” that can be read."),
                "Import it, or let the step run another one.",
            ));
        };
        versions(step.id.as_str(), parent, scenario)?;
        line.push((id, scenario));
        below(line, known, steps)?;
        line.pop();
    }
    Ok(())
}

/// `A runs B, which runs A again`, for the scenarios that run each other in turn.
fn round(turn: &[(&str, &Scenario)]) -> String {
    let names: Vec<String> = turn
        .iter()
        .map(|(_, scenario)| format!("“{}”", scenario.name))
        .collect();
    match names.as_slice() {
        [one] => format!("{one} runs itself, and would never end."),
        names => format!(
            "{}, which runs {} again: it would never end.",
            names.join(" runs "),
            names[0]
        ),
    }
}

/// Sessions are shared between parent and child, and so is the meaning of what runs through them.
fn versions(step: &str, parent: &Scenario, child: &Scenario) -> Result<(), Problem> {
    for (connector, version) in &parent.catalogue {
        if let Some(other) = child.catalogue.get(connector)
            && other != version
        {
            return Err(Problem::of_step(
                step,
                format!(
                    "“{}” was saved with version {version} of {connector}'s catalogue, and “{}” with version {other}.",
                    parent.name, child.name
                ),
                "Open both, look at their steps, and save them again.",
            ));
        }
    }
    Ok(())
}
