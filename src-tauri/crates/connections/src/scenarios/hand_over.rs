//! What parent and child owe each other: what is handed down fits, and what is asked back is
//! brought. Pure.

use catalogue::Catalogue;
use scenario::{Deed, InputKind, Problem, Scenario, SessionKind, Source, Step};

use super::check::{is_given, mend_secret};
use super::outputs;

/// Checks what a step hands to the child that it runs, and what is asked of the child afterwards.
pub(super) fn hand_over(
    parent: &Scenario,
    step: &Step,
    child: &Scenario,
    catalogue: &Catalogue,
) -> Result<(), Problem> {
    for (id, source) in &step.inputs {
        handed(parent, step, child, id, source)
            .map_err(|problem| problem.at(&format!("inputs.{id}")))?;
    }
    for input in &child.inputs {
        if input.required && input.default.is_none() && !is_given(step, &input.id) {
            let problem = Problem::of_step(
                &step.id,
                format!(
                    "“{}” needs “{}”, and is not given it.",
                    child.name, input.label
                ),
                "Give it a text, an input or an output.",
            );
            return Err(problem.at(&format!("inputs.{}", input.id)));
        }
    }
    for (nth, expectation) in step.expect.iter().enumerate() {
        if let Some(field) = expectation.field() {
            brings(step, child, field, catalogue)
                .map_err(|problem| problem.at(&format!("expect.{nth}")))?;
        }
    }
    for asked in parent.asked_of(&step.id) {
        brings(step, child, asked, catalogue)?;
    }
    Ok(())
}

fn handed(
    parent: &Scenario,
    step: &Step,
    child: &Scenario,
    id: &str,
    source: &Source,
) -> Result<(), Problem> {
    let wrong = |why: String, fix: &str| Err(Problem::of_step(&step.id, why, fix));
    let Some(input) = child.input(id) else {
        return wrong(
            format!("“{}” has no input “{id}”.", child.name),
            "Take it out, or write the input's id.",
        );
    };
    let given = kind_given(parent, source);
    if (given == Some(InputKind::Session)) != (input.kind == InputKind::Session) {
        return wrong(
            format!(
                "“{id}” of “{}” and what it is given are not both a session.",
                child.name
            ),
            "Give it the output session of a Connect step that opened a variable.",
        );
    }
    let secret = input.kind == InputKind::Secret;
    let typed = secret && matches!(source, Source::Text(_));
    if typed || given == Some(InputKind::Secret) && !secret {
        return Err(mend_secret(step, id));
    }
    Ok(())
}

fn brings(
    step: &Step,
    child: &Scenario,
    asked: &str,
    catalogue: &Catalogue,
) -> Result<(), Problem> {
    let parts = asked.split_once('.');
    let of = parts.and_then(|(of, output)| Some((child.step(of)?, output)));
    let known = of.is_some_and(|(of, output)| {
        let deeper = matches!(of.deed, Deed::Scenario { .. });
        deeper || outputs::of_step(of, catalogue).any(|id| id == output)
    });
    let shown = of.is_none_or(|(of, output)| !outputs::is_secret(of, output, catalogue));
    let wrong = |why: String, fix: &str| Err(Problem::of_step(&step.id, why, fix));
    if !known {
        return wrong(
            format!("“{}” brings no “{asked}”.", child.name),
            "Write the child's step and its output, such as create.id.",
        );
    }
    if !shown {
        return wrong(
            format!(
                "“{asked}” of “{}” is a secret, which stays below.",
                child.name
            ),
            "Use it in the child itself.",
        );
    }
    Ok(())
}

/// The kind of the scenario's input, where that is what is given.
fn kind_given(parent: &Scenario, source: &Source) -> Option<InputKind> {
    match source {
        Source::Text(_) => None,
        Source::Input(input) => parent.input(input).map(|input| input.kind),
        Source::Step { step, output } => {
            let opened = parent.step(step).map(|step| &step.deed);
            let variable = matches!(
                opened,
                Some(Deed::Connect {
                    kind: SessionKind::Variable,
                    ..
                })
            );
            (variable && output == "session").then_some(InputKind::Session)
        }
    }
}
