//! Whether a scenario agrees with itself.

use std::collections::BTreeSet;

use crate::names::{is_name, is_output, is_session_name, is_step_id, session_variable};
use crate::{
    Deed, Expectation, Input, InputKind, Problem, Scenario, SessionKind, Source, Step, is_id,
};

const MOST_STEPS: usize = 100;
const MOST_INPUTS: usize = 40;
const LONGEST_LINE: usize = 500;
/// What *Connect* takes: which connection, and what proves that it is the one that is meant.
const CONNECT_TAKES: [&str; 3] = ["connection", "domain", "team"];

const MEND_NAME: &str = "Use lower case, digits and underscores, beginning with a letter.";
const MEND_REFERENCE: &str = "Refer to an input of the scenario or to an earlier step.";

pub(crate) fn scenario(scenario: &Scenario) -> Result<(), Problem> {
    if !is_name(&scenario.name) {
        return Err(Problem::new(
            "The scenario has no name that can be shown in one line.",
            "Give it a name of at most 80 characters.",
        ));
    }
    line(&scenario.about, "What it is about")?;
    if scenario.steps.len() > MOST_STEPS || scenario.inputs.len() > MOST_INPUTS {
        return Err(Problem::new(
            format!("It has more than {MOST_STEPS} steps or {MOST_INPUTS} inputs."),
            "Move some steps to a scenario of their own, and run it as a step.",
        ));
    }
    if let Some(connector) = scenario.catalogue.keys().find(|name| !is_step_id(name)) {
        return Err(Problem::new(
            format!("“{connector}” under [catalogue] is no connector."),
            "Write a connector's id, such as okta_devices.",
        ));
    }
    let mut seen = BTreeSet::new();
    for input in &scenario.inputs {
        self::input(input)?;
        if !seen.insert(input.id.as_str()) {
            return Err(Problem::of_input(
                &input.id,
                format!("Two inputs are called “{}”.", input.id),
                "Rename one.",
            ));
        }
    }
    let mut earlier = Earlier {
        scenario,
        steps: Vec::new(),
    };
    for step in &scenario.steps {
        earlier.step(step)?;
        earlier.steps.push(step);
    }
    Ok(())
}

fn input(input: &Input) -> Result<(), Problem> {
    let wrong = |why: &str, fix: &str| {
        let why = format!("The input “{}” {why}", input.id);
        Err(Problem::of_input(&input.id, why, fix))
    };
    if !is_step_id(&input.id) {
        return wrong("has a name that steps cannot refer to.", MEND_NAME);
    }
    if !is_name(&input.label) {
        return wrong("has no label.", "Say what is asked, in a few words.");
    }
    if let Some(help) = &input.help {
        line(help, "The help of an input")?;
    }
    if input.connector.is_some() && input.kind != InputKind::Connection {
        return wrong(
            "names a connector and is no connection.",
            "Take the connector out, or make it a connection.",
        );
    }
    let Some(default) = &input.default else {
        return Ok(());
    };
    match input.kind {
        InputKind::Secret => wrong(
            "is a secret and would stand in the file.",
            "Take its default out: a secret is typed each time.",
        ),
        InputKind::Session => wrong(
            "is a session, which no file can hold.",
            "Take its default out: it is handed over when the scenario runs.",
        ),
        InputKind::Boolean if !matches!(default.as_str(), "true" | "false") => {
            wrong("is neither true nor false.", "Write true or false.")
        }
        InputKind::Integer if default.parse::<i64>().is_err() => {
            wrong("is no whole number.", "Write digits only.")
        }
        InputKind::Boolean | InputKind::Integer | InputKind::Connection | InputKind::Text => Ok(()),
    }
}

fn line(text: &str, whose: &str) -> Result<(), Problem> {
    let in_one_line = text.chars().count() <= LONGEST_LINE && !text.chars().any(char::is_control);
    if in_one_line {
        return Ok(());
    }
    Err(Problem::new(
        format!("{whose} is longer than one line of {LONGEST_LINE} characters."),
        "Say it in one sentence.",
    ))
}

/// The steps before one, and what they may be asked for.
struct Earlier<'a> {
    scenario: &'a Scenario,
    steps: Vec<&'a Step>,
}

impl Earlier<'_> {
    fn step(&self, step: &Step) -> Result<(), Problem> {
        let wrong = |why: String, fix: &str| Err(Problem::of_step(&step.id, why, fix));
        if !is_step_id(&step.id) {
            return wrong("Its name cannot be referred to.".to_owned(), MEND_NAME);
        }
        if self.find(&step.id).is_some() {
            return wrong("Another step has its name.".to_owned(), "Rename one.");
        }
        if let Some(id) = step.inputs.keys().find(|id| !is_step_id(id)) {
            return wrong(format!("It has no input “{id}”."), "Take it out.");
        }
        self.deed(step)?;
        for (id, source) in &step.inputs {
            self.source(step, source)
                .and_then(|()| self.hand_over(step, id, source))
                .map_err(|problem| problem.at(&format!("inputs.{id}")))?;
        }
        for (nth, expectation) in step.expect.iter().enumerate() {
            self.expectation(step, expectation)
                .map_err(|problem| problem.at(&format!("expect.{nth}")))?;
        }
        match &step.undoes {
            Some(undone) if !step.always || self.find(undone).is_none() => wrong(
                format!(
                    "It undoes “{undone}”, which is no earlier step, or it does not always run."
                ),
                "Name an earlier step, and let this one always run.",
            ),
            Some(_) | None => Ok(()),
        }
    }

    fn deed(&self, step: &Step) -> Result<(), Problem> {
        let wrong = |why: String, fix: &str| Err(Problem::of_step(&step.id, why, fix));
        match &step.deed {
            Deed::Connect { session, .. } => {
                if !is_session_name(session) {
                    return Err(no_session_name(
                        step,
                        session,
                        "Use at most 80 characters in one line, without braces.",
                    ));
                }
                if let Some(id) = step
                    .inputs
                    .keys()
                    .find(|id| !CONNECT_TAKES.contains(&id.as_str()))
                {
                    return wrong(
                        format!("Connect has no input “{id}”."),
                        "It takes connection, domain and team.",
                    );
                }
                if !step.inputs.contains_key("connection") {
                    let problem = Problem::of_step(
                        &step.id,
                        "Connect is not told which connection.",
                        "Give it the input connection.",
                    );
                    return Err(problem.at("inputs.connection"));
                }
                Ok(())
            }
            Deed::Disconnect { session } => {
                if !step.inputs.is_empty() {
                    return wrong(
                        "Disconnect takes nothing.".to_owned(),
                        "Take its inputs out.",
                    );
                }
                self.session(step, session)
            }
            Deed::Action {
                session,
                connector,
                action,
            } => {
                if !is_step_id(connector) || !is_step_id(action) {
                    return wrong(
                        format!("“{connector}.{action}” is no action."),
                        "Write it like okta.read_user.",
                    );
                }
                self.session(step, session)
            }
            Deed::Scenario { scenario } if is_id(scenario) => Ok(()),
            Deed::Scenario { scenario } => wrong(
                format!("“{scenario}” cannot be the name of a scenario's file."),
                "Write the name of its file without the ending: lower case, digits and hyphens.",
            ),
        }
    }

    /// A variable must be one of this scenario's; a name is looked up when the step runs.
    fn session(&self, step: &Step, session: &str) -> Result<(), Problem> {
        let Some(variable) = session_variable(session) else {
            return if is_session_name(session) {
                Ok(())
            } else {
                Err(no_session_name(
                    step,
                    session,
                    "Write a name, or {name} for a session variable.",
                ))
            };
        };
        let opened = self.steps.iter().any(|step| {
            matches!(&step.deed, Deed::Connect { session, kind: SessionKind::Variable } if session == variable)
        });
        let handed_in = self
            .scenario
            .input(variable)
            .is_some_and(|input| input.kind == InputKind::Session);
        if opened || handed_in {
            return Ok(());
        }
        let problem = Problem::of_step(
            &step.id,
            format!("“{variable}” is no session variable of this scenario."),
            "Open it with Connect before this step, or let it be handed in by an input of kind session.",
        );
        Err(problem.at("session"))
    }

    fn source(&self, step: &Step, source: &Source) -> Result<(), Problem> {
        match source {
            Source::Text(_) => Ok(()),
            Source::Input(input) if self.scenario.input(input).is_some() => Ok(()),
            Source::Input(input) => Err(Problem::of_step(
                &step.id,
                format!("The scenario has no input “{input}”."),
                MEND_REFERENCE,
            )),
            Source::Step {
                step: other,
                output,
            } if self.find(other).is_some() => {
                if is_output(output) {
                    Ok(())
                } else {
                    Err(Problem::of_step(
                        &step.id,
                        format!("“{output}” is no output."),
                        MEND_REFERENCE,
                    ))
                }
            }
            Source::Step { step: other, .. } => Err(Problem::of_step(
                &step.id,
                if self.scenario.step(other).is_some() {
                    format!("It refers to “{other}”, which does not come before it.")
                } else {
                    format!("It refers to “{other}”, and there is no such step.")
                },
                MEND_REFERENCE,
            )),
        }
    }

    /// A session is handed over to a child scenario and goes nowhere else; only a variable can be.
    fn hand_over(&self, step: &Step, id: &str, source: &Source) -> Result<(), Problem> {
        let held = match source {
            Source::Text(_) => None,
            Source::Input(input) => {
                let input = self.scenario.input(input);
                input
                    .filter(|input| input.kind == InputKind::Session)
                    .map(|input| (input.id.as_str(), SessionKind::Variable))
            }
            Source::Step { step, output } => match self.find(step).map(|step| &step.deed) {
                Some(Deed::Connect { session, kind }) if output == "session" => {
                    Some((session.as_str(), *kind))
                }
                _ => None,
            },
        };
        let wrong = |why: String, fix: &str| Err(Problem::of_step(&step.id, why, fix));
        match held {
            None => Ok(()),
            Some((session, kind)) if kind != SessionKind::Variable => wrong(
                format!(
                    "“{session}” is a {} session, which cannot be handed over.",
                    kind.word()
                ),
                "Open it as a variable, or as a global session, which a child knows by its name.",
            ),
            Some(_) if matches!(step.deed, Deed::Scenario { .. }) => Ok(()),
            Some((session, _)) => wrong(
                format!("“{session}” is a session, and “{id}” takes none."),
                "Write it as the step's session, in braces; only a child scenario can be handed one.",
            ),
        }
    }

    fn expectation(&self, step: &Step, expectation: &Expectation) -> Result<(), Problem> {
        let wrong = |why: String, fix: &str| Err(Problem::of_step(&step.id, why, fix));
        if let Expectation::Status(status) = expectation
            && !(100..600).contains(status)
        {
            return wrong(
                format!("{status} is no HTTP status."),
                "Use one such as 200.",
            );
        }
        if let Some(field) = expectation.field()
            && !is_output(field)
        {
            return wrong(
                format!("“{field}” is no output."),
                "Name an output of the step.",
            );
        }
        let Some(value) = expectation.value() else {
            return Ok(());
        };
        self.source(step, value)?;
        match value {
            Source::Input(input)
                if self.scenario.input(input).is_some_and(|input| {
                    matches!(input.kind, InputKind::Secret | InputKind::Session)
                }) =>
            {
                wrong(
                    format!("“{input}” is kept secret, and what an expectation compares is shown."),
                    "Compare with something that may be shown.",
                )
            }
            _ => Ok(()),
        }
    }

    fn find(&self, id: &str) -> Option<&Step> {
        self.steps.iter().copied().find(|step| step.id == id)
    }
}

fn no_session_name(step: &Step, session: &str, fix: &str) -> Problem {
    let why = format!("“{session}” cannot be the name of a session.");
    Problem::of_step(&step.id, why, fix).at("session")
}
