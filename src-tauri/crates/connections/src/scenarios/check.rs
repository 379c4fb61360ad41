//! A scenario against the catalogue: what it runs exists, is given what it needs, and shows no
//! secret. Pure.

use catalogue::{Action, Answer, Catalogue, InputKind as Asked, OutputKind};
use scenario::{Deed, InputKind, Problem, Scenario, SessionKind, Source, Step};

const MEND_SECRET: &str = "Make it an input of kind secret, and give it to a secret input only.";

/// Checks every step by itself; what parent and child owe each other is [`hand_over`].
pub(crate) fn against_catalogue(scenario: &Scenario, catalogue: &Catalogue) -> Result<(), Problem> {
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

/// Checks what a step hands to the child that it runs, and what is asked of the child afterwards.
pub(crate) fn hand_over(
    parent: &Scenario,
    step: &Step,
    child: &Scenario,
    catalogue: &Catalogue,
) -> Result<(), Problem> {
    let wrong = |why: String, fix: &str| Err(Problem::of_step(&step.id, why, fix));
    for (id, source) in &step.inputs {
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
        if secret && matches!(source, Source::Text(_))
            || given == Some(InputKind::Secret) && !secret
        {
            return wrong(format!("“{id}” would show a secret."), MEND_SECRET);
        }
    }
    for input in &child.inputs {
        if input.required && input.default.is_none() && !step.inputs.contains_key(&input.id) {
            return wrong(
                format!(
                    "“{}” needs “{}”, and is not given it.",
                    child.name, input.id
                ),
                "Give it a text, an input or an output.",
            );
        }
    }
    let fields = step.expect.iter().filter_map(scenario::Expectation::field);
    for output in parent.asked_of(&step.id).chain(fields) {
        let known = output.split_once('.').is_some_and(|(of, output)| {
            child.step(of).is_some_and(|of| {
                matches!(of.deed, Deed::Scenario { .. })
                    || outputs(of, catalogue).any(|id| id == output)
            })
        });
        if !known {
            return wrong(
                format!("“{}” brings no “{output}”.", child.name),
                "Write the child's step and its output, such as create.id.",
            );
        }
    }
    Ok(())
}

/// The kind of the scenario's input, where that is what is given.
fn kind_given(parent: &Scenario, source: &Source) -> Option<InputKind> {
    match source {
        Source::Text(_) => None,
        Source::Input(input) => parent.input(input).map(|input| input.kind),
        Source::Step { step, output } => {
            let opens = parent.step(step).is_some_and(|step| {
                matches!(
                    step.deed,
                    Deed::Connect {
                        kind: SessionKind::Variable,
                        ..
                    }
                )
            });
            (opens && output == "session").then_some(InputKind::Session)
        }
    }
}

/// What may be asked of a step, but for a child scenario's.
fn outputs<'a>(step: &'a Step, catalogue: &'a Catalogue) -> impl Iterator<Item = &'a str> {
    let (action, session) = match &step.deed {
        Deed::Action {
            connector, action, ..
        } => (find(catalogue, connector, action), false),
        Deed::Connect { kind, .. } => (
            catalogue
                .connectors()
                .iter()
                .find_map(|connector| connector.action("connect")),
            *kind == SessionKind::Variable,
        ),
        Deed::Disconnect { .. } | Deed::Scenario { .. } => (None, false),
    };
    let list = action.is_some_and(|action| matches!(action.answer, Answer::List(_)));
    let declared = action.into_iter().flat_map(|action| &action.outputs);
    declared
        .map(|output| output.id.as_str())
        .chain(action.map(|_| "body"))
        .chain(list.then_some("count"))
        .chain(list.then_some("records"))
        .chain(session.then_some("session"))
}

fn find<'a>(catalogue: &'a Catalogue, connector: &str, action: &str) -> Option<&'a Action> {
    catalogue.connector(connector)?.action(action)
}

struct Check<'a> {
    scenario: &'a Scenario,
    catalogue: &'a Catalogue,
}

impl Check<'_> {
    fn step(&self, step: &Step) -> Result<(), Problem> {
        for source in step.sources() {
            self.reference(step, source)?;
        }
        match &step.deed {
            Deed::Action {
                connector, action, ..
            } => {
                let action = self.action(step, connector, action)?;
                self.inputs(step, action)?;
                self.expectations(step, Some(action))
            }
            Deed::Connect { .. } => {
                for (id, source) in &step.inputs {
                    if self.is_secret(source) {
                        return Err(shows(step, id));
                    }
                }
                self.expectations(step, None)
            }
            Deed::Disconnect { .. } => self.expectations(step, None),
            Deed::Scenario { .. } => Ok(()),
        }
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

    fn inputs(&self, step: &Step, action: &Action) -> Result<(), Problem> {
        let wrong = |why: String, fix: &str| Err(Problem::of_step(&step.id, why, fix));
        let asked = |id: &String| {
            let mut inputs = action.inputs.iter();
            inputs.find(|input| input.id == *id && input.kind != Asked::Session)
        };
        for (id, source) in &step.inputs {
            let Some(input) = asked(id) else {
                return wrong(
                    format!("“{}” has no input “{id}”.", action.name),
                    "Take it out, or write the input's id. The session is the step's own.",
                );
            };
            let secret = input.kind == Asked::Secret;
            if secret && matches!(source, Source::Text(_)) {
                return wrong(
                    format!("“{}” is a secret and would stand in the file.", input.label),
                    MEND_SECRET,
                );
            }
            if !secret && self.is_secret(source) {
                return Err(shows(step, &input.label));
            }
        }
        let missing = action.inputs.iter().find(|input| {
            input.required
                && input.default.is_none()
                && !matches!(input.kind, Asked::Session | Asked::UserList)
                && !step.inputs.contains_key(&input.id)
        });
        match missing {
            None => Ok(()),
            Some(input) => wrong(
                format!(
                    "“{}” needs “{}”, and is not given it.",
                    action.name, input.label
                ),
                "Give it a text, an input or an output.",
            ),
        }
    }

    /// What an expectation looks at is there, and may be shown.
    fn expectations(&self, step: &Step, action: Option<&Action>) -> Result<(), Problem> {
        for expectation in &step.expect {
            let Some(field) = expectation.field() else {
                continue;
            };
            if !outputs(step, self.catalogue).any(|id| id == field) {
                return Err(no_output(&step.id, field, step));
            }
            let output = action.and_then(|action| action.outputs.iter().find(|o| o.id == field));
            let secret = output.is_some_and(|output| output.kind == OutputKind::Secret);
            if secret && expectation.value().is_some() {
                return Err(Problem::of_step(
                    &step.id,
                    format!("“{field}” is a secret, and what is compared is shown."),
                    "Expect that it exists instead.",
                ));
            }
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
        if child || outputs(of, self.catalogue).any(|id| id == output) {
            return Ok(());
        }
        Err(no_output(&step.id, output, of))
    }

    fn is_secret(&self, source: &Source) -> bool {
        match source {
            Source::Text(_) => false,
            Source::Input(input) => {
                let input = self.scenario.input(input);
                input.is_some_and(|input| input.kind == InputKind::Secret)
            }
            Source::Step { step, output } => self.scenario.step(step).is_some_and(|step| {
                let Deed::Action {
                    connector, action, ..
                } = &step.deed
                else {
                    return false;
                };
                let action = find(self.catalogue, connector, action);
                action.is_some_and(|action| {
                    let mut outputs = action.outputs.iter();
                    outputs.any(|o| o.id == *output && o.kind == OutputKind::Secret)
                })
            }),
        }
    }
}

fn shows(step: &Step, label: &str) -> Problem {
    Problem::of_step(
        &step.id,
        format!("“{label}” would show a secret."),
        MEND_SECRET,
    )
}

fn no_output(step: &str, output: &str, of: &Step) -> Problem {
    Problem::of_step(
        step,
        format!("“{}” brings no “{output}”.", of.id),
        "Use one of the outputs that the action's page names.",
    )
}
