//! Between what the window edits and what a file holds. Pure.

use scenario::{Deed, InputKind, Problem, Scenario, Step};

use crate::views::{
    Expectation, ScenarioDraft, ScenarioInput, ScenarioStep, SessionKind, Source, StepKind,
};

/// What the window shows of a scenario.
pub(crate) fn draft_of(scenario: &Scenario) -> ScenarioDraft {
    ScenarioDraft {
        name: scenario.name.clone(),
        about: scenario.about.clone(),
        dry: scenario.dry,
        catalogue: scenario.catalogue.clone(),
        inputs: scenario.inputs.iter().map(input_view).collect(),
        steps: scenario.steps.iter().map(step_view).collect(),
    }
}

/// Reads what the window sends, and checks that it agrees with itself.
pub(crate) fn read_draft(draft: ScenarioDraft) -> Result<Scenario, Problem> {
    let scenario = Scenario {
        name: draft.name.trim().to_owned(),
        about: draft.about.trim().to_owned(),
        dry: draft.dry,
        catalogue: draft.catalogue,
        inputs: draft
            .inputs
            .into_iter()
            .map(input)
            .collect::<Result<_, _>>()?,
        steps: draft.steps.into_iter().map(step).collect(),
    };
    scenario.check()?;
    Ok(scenario)
}

fn input(input: ScenarioInput) -> Result<scenario::Input, Problem> {
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    let kind = InputKind::of(&input.kind).ok_or_else(|| {
        Problem::of_input(
            &input.id,
            format!(
                "The input “{}” is of no known kind: {}.",
                input.id, input.kind
            ),
            "Pick one of text, secret, boolean, integer, connection and session.",
        )
    })?;
    Ok(scenario::Input {
        kind,
        id: input.id,
        label: input.label.trim().to_owned(),
        connector: filled(input.connector),
        required: input.required,
        default: filled(input.default),
        help: filled(input.help),
    })
}

fn step(step: ScenarioStep) -> Step {
    Step {
        id: step.id,
        deed: match step.kind {
            StepKind::Connect {
                session,
                session_kind,
            } => Deed::Connect {
                session,
                kind: match session_kind {
                    SessionKind::Local => scenario::SessionKind::Local,
                    SessionKind::Global => scenario::SessionKind::Global,
                    SessionKind::Variable => scenario::SessionKind::Variable,
                },
            },
            StepKind::Disconnect { session } => Deed::Disconnect { session },
            StepKind::Action {
                connector,
                action,
                session,
            } => Deed::Action {
                connector,
                action,
                session,
            },
            StepKind::Scenario { scenario } => Deed::Scenario { scenario },
        },
        // An empty control fills nothing.
        inputs: step
            .inputs
            .into_iter()
            .filter(|(_, given)| !matches!(given, Source::Text { text } if text.trim().is_empty()))
            .map(|(id, given)| (id, source(given)))
            .collect(),
        expect: step.expect.into_iter().map(expectation).collect(),
        always: step.always,
        undoes: step.undoes.filter(|step| !step.is_empty()),
    }
}

fn source(source: Source) -> scenario::Source {
    match source {
        Source::Text { text } => scenario::Source::Text(text),
        Source::Step { step, output } => scenario::Source::Step { step, output },
        Source::Input { input } => scenario::Source::Input(input),
    }
}

fn expectation(expectation: Expectation) -> scenario::Expectation {
    match expectation {
        Expectation::Status { status } => scenario::Expectation::Status(status),
        Expectation::Equals { field, value } => scenario::Expectation::Equals {
            field,
            value: source(value),
        },
        Expectation::Contains { field, value } => scenario::Expectation::Contains {
            field,
            value: source(value),
        },
        Expectation::Exists { field } => scenario::Expectation::Exists { field },
    }
}

fn input_view(input: &scenario::Input) -> ScenarioInput {
    ScenarioInput {
        id: input.id.clone(),
        label: input.label.clone(),
        kind: input.kind.word().to_owned(),
        connector: input.connector.clone(),
        required: input.required,
        default: input.default.clone(),
        help: input.help.clone(),
    }
}

fn step_view(step: &Step) -> ScenarioStep {
    ScenarioStep {
        id: step.id.clone(),
        kind: match &step.deed {
            Deed::Connect { session, kind } => StepKind::Connect {
                session: session.clone(),
                session_kind: kind_view(*kind),
            },
            Deed::Disconnect { session } => StepKind::Disconnect {
                session: session.clone(),
            },
            Deed::Action {
                connector,
                action,
                session,
            } => StepKind::Action {
                connector: connector.clone(),
                action: action.clone(),
                session: session.clone(),
            },
            Deed::Scenario { scenario } => StepKind::Scenario {
                scenario: scenario.clone(),
            },
        },
        inputs: step
            .inputs
            .iter()
            .map(|(id, given)| (id.clone(), source_view(given)))
            .collect(),
        expect: step.expect.iter().map(expectation_view).collect(),
        always: step.always,
        undoes: step.undoes.clone(),
    }
}

/// Who may use a session that a step opens.
pub(crate) fn kind_view(kind: scenario::SessionKind) -> SessionKind {
    match kind {
        scenario::SessionKind::Local => SessionKind::Local,
        scenario::SessionKind::Global => SessionKind::Global,
        scenario::SessionKind::Variable => SessionKind::Variable,
    }
}

fn source_view(source: &scenario::Source) -> Source {
    match source {
        scenario::Source::Text(text) => Source::Text { text: text.clone() },
        scenario::Source::Step { step, output } => Source::Step {
            step: step.clone(),
            output: output.clone(),
        },
        scenario::Source::Input(input) => Source::Input {
            input: input.clone(),
        },
    }
}

fn expectation_view(expectation: &scenario::Expectation) -> Expectation {
    match expectation {
        scenario::Expectation::Status(status) => Expectation::Status { status: *status },
        scenario::Expectation::Equals { field, value } => Expectation::Equals {
            field: field.clone(),
            value: source_view(value),
        },
        scenario::Expectation::Contains { field, value } => Expectation::Contains {
            field: field.clone(),
            value: source_view(value),
        },
        scenario::Expectation::Exists { field } => Expectation::Exists {
            field: field.clone(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_window_sends_back_unchanged_is_the_same_scenario() {
        for (id, text) in scenario::bundled() {
            let scenario = Scenario::read(text).unwrap();
            let json = serde_json::to_string(&draft_of(&scenario)).unwrap();
            let draft: ScenarioDraft = serde_json::from_str(&json).unwrap();
            assert_eq!(read_draft(draft).unwrap(), scenario, "{id}");
        }
    }
}
