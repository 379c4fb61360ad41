//! A scenario against the catalogue: what it runs exists, is given what it needs, and shows no
//! secret. Pure.

use catalogue::{Action, Catalogue, InputKind as Asked};
use scenario::{Deed, InputKind, Problem, Scenario, Source, Step};

use super::outputs;
use crate::run::is_secret_input;

const MEND_SECRET: &str = "Make it an input of kind secret, and give it to a secret input only.";

/// Checks every step by itself; what parent and child owe each other is `hand_over`'s.
pub(super) fn against_catalogue(scenario: &Scenario, catalogue: &Catalogue) -> Result<(), Problem> {
    for input in &scenario.inputs {
        if let Some(connector) = &input.connector
            && catalogue.connector(connector).is_none()
        {
            return Err(Problem::of_input(
                &input.id,
                format!(
                    "The input “{}” names the connector {connector}, and there is none.",
                    input.id
                ),
                "Name one of this version's connectors, such as okta.",
            ));
        }
    }
    let check = Check {
        scenario,
        catalogue,
    };
    scenario.steps.iter().try_for_each(|step| check.step(step))
}

/// Whether an input of a step is filled at all; an empty text fills nothing.
pub(super) fn is_given(step: &Step, input: &str) -> bool {
    match step.inputs.get(input) {
        None => false,
        Some(Source::Text(text)) => !text.trim().is_empty(),
        Some(Source::Step { .. } | Source::Input(_)) => true,
    }
}

/// A secret that would be shown.
pub(super) fn mend_secret(step: &Step, label: &str) -> Problem {
    Problem::of_step(
        &step.id,
        format!("“{label}” would show a secret."),
        MEND_SECRET,
    )
}

struct Check<'a> {
    scenario: &'a Scenario,
    catalogue: &'a Catalogue,
}

impl Check<'_> {
    fn step(&self, step: &Step) -> Result<(), Problem> {
        let action = match &step.deed {
            Deed::Action {
                connector, action, ..
            } => Some(self.action(step, connector, action)?),
            Deed::Connect { .. } | Deed::Disconnect { .. } | Deed::Scenario { .. } => None,
        };
        for (id, source) in &step.inputs {
            let fits = self.reference(step, source).and_then(|()| match action {
                Some(action) => self.input(step, action, id, source),
                None => self.shown_input(step, id, source),
            });
            fits.map_err(|problem| problem.at(&format!("inputs.{id}")))?;
        }
        for (nth, expectation) in step.expect.iter().enumerate() {
            let value = expectation.value();
            let fits = value.map_or(Ok(()), |source| self.reference(step, source));
            fits.and_then(|()| match expectation.field() {
                Some(field) => self.field(step, field, value.is_some()),
                None => Ok(()),
            })
            .map_err(|problem| problem.at(&format!("expect.{nth}")))?;
        }
        action.map_or(Ok(()), |action| missing(step, action))
    }

    fn action(&self, step: &Step, connector: &str, action: &str) -> Result<&Action, Problem> {
        let wrong = |why: String, fix: &str| Err(Problem::of_step(&step.id, why, fix));
        if matches!(action, "connect" | "disconnect") {
            return wrong(
                format!("“{action}” is not run as an action."),
                "Write it as a step of its own: connect = \"Default\" or disconnect = \"Default\".",
            );
        }
        let Some(found) = self.catalogue.connector(connector) else {
            return wrong(
                format!("There is no connector {connector}."),
                "Name one of this version's connectors, such as okta.",
            );
        };
        found.action(action).map_or_else(
            || {
                wrong(
                    format!("{} has no action {action}.", found.name),
                    "Pick one that the connector's page lists.",
                )
            },
            Ok,
        )
    }

    fn input(
        &self,
        step: &Step,
        action: &Action,
        id: &str,
        source: &Source,
    ) -> Result<(), Problem> {
        let mut inputs = action.inputs.iter();
        let asked = inputs.find(|input| input.id == id && input.kind != Asked::Session);
        let Some(input) = asked else {
            return Err(Problem::of_step(
                &step.id,
                format!("“{}” has no input “{id}”.", action.name),
                "Take it out, or write the input's id. The session is the step's own.",
            ));
        };
        if !is_secret_input(input.kind) {
            return self.shown_input(step, &input.label, source);
        }
        match source {
            Source::Text(text) if !text.is_empty() => Err(Problem::of_step(
                &step.id,
                format!("“{}” is a secret and would stand in the file.", input.label),
                MEND_SECRET,
            )),
            Source::Text(_) | Source::Input(_) | Source::Step { .. } => Ok(()),
        }
    }

    /// An input that may be seen is given no secret. What a child is handed is looked at with it.
    fn shown_input(&self, step: &Step, label: &str, source: &Source) -> Result<(), Problem> {
        let secret = match source {
            Source::Text(_) => false,
            Source::Input(input) => {
                let input = self.scenario.input(input);
                let to_child = matches!(step.deed, Deed::Scenario { .. });
                input.is_some_and(|input| input.kind == InputKind::Secret) && !to_child
            }
            Source::Step { step: of, output } => {
                let of = self.scenario.step(of);
                of.is_some_and(|of| outputs::is_secret(of, output, self.catalogue))
            }
        };
        if secret {
            return Err(mend_secret(step, label));
        }
        Ok(())
    }

    /// What an expectation looks at is there, and what it compares may be shown.
    fn field(&self, step: &Step, field: &str, compared: bool) -> Result<(), Problem> {
        if matches!(step.deed, Deed::Scenario { .. }) {
            return Ok(());
        }
        if !outputs::of_step(step, self.catalogue).any(|id| id == field) {
            return Err(no_output(step, field, step));
        }
        if compared && outputs::is_secret(step, field, self.catalogue) {
            return Err(Problem::of_step(
                &step.id,
                format!("“{field}” is a secret, and what is compared is shown."),
                "Expect that it exists instead.",
            ));
        }
        Ok(())
    }

    fn reference(&self, step: &Step, source: &Source) -> Result<(), Problem> {
        let Source::Step { step: of, output } = source else {
            return Ok(());
        };
        let Some(of) = self.scenario.step(of) else {
            return Ok(());
        };
        let child = matches!(of.deed, Deed::Scenario { .. });
        if child || outputs::of_step(of, self.catalogue).any(|id| id == output) {
            return Ok(());
        }
        Err(no_output(step, output, of))
    }
}

/// What an action cannot run without.
fn missing(step: &Step, action: &Action) -> Result<(), Problem> {
    // What an option asks for is known when it is chosen, which may be when it runs.
    let missing = action.inputs.iter().find(|input| {
        input.required
            && input.default.is_none()
            && input.when.is_empty()
            && !matches!(input.kind, Asked::Session | Asked::UserList)
            && !is_given(step, &input.id)
    });
    let Some(input) = missing else {
        return Ok(());
    };
    let problem = Problem::of_step(
        &step.id,
        format!(
            "“{}” needs “{}”, and is not given it.",
            action.name, input.label
        ),
        "Give it a text, an input or an output.",
    );
    Err(problem.at(&format!("inputs.{}", input.id)))
}

fn no_output(step: &Step, output: &str, of: &Step) -> Problem {
    Problem::of_step(
        &step.id,
        format!("“{}” brings no “{output}”.", of.id),
        "Use one of the outputs that the action's page names.",
    )
}
