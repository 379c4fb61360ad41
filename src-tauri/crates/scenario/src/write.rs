//! From a scenario to its text: always the same order, a blank line between thoughts.

use std::fmt::Write as _;

use toml::Value;

use crate::{Deed, Expectation, Input, InputKind, Scenario, Source, Step};

impl Scenario {
    /// The text that [`Scenario::read`] reads back as this.
    pub fn write(&self) -> String {
        let mut text = String::new();
        put(&mut text, "name", &self.name);
        if !self.about.is_empty() {
            put(&mut text, "about", &self.about);
        }
        if self.dry {
            text.push_str("dry = true\n");
        }
        if !self.catalogue.is_empty() {
            text.push_str("\n[catalogue]\n");
            for (connector, version) in &self.catalogue {
                let _ = writeln!(text, "{connector} = {version}");
            }
        }
        for input in &self.inputs {
            self::input(&mut text, input);
        }
        for step in &self.steps {
            self::step(&mut text, step);
        }
        text
    }
}

fn input(text: &mut String, input: &Input) {
    text.push_str("\n[[inputs]]\n");
    put(text, "id", &input.id);
    put(text, "label", &input.label);
    if input.kind != InputKind::Text {
        put(text, "kind", input.kind.word());
    }
    for (name, value) in [
        ("connector", &input.connector),
        ("default", &input.default),
        ("help", &input.help),
    ] {
        if let Some(value) = value {
            put(text, name, value);
        }
    }
    if input.required {
        text.push_str("required = true\n");
    }
}

fn step(text: &mut String, step: &Step) {
    text.push_str("\n[[steps]]\n");
    put(text, "id", &step.id);
    match &step.deed {
        Deed::Connect { session, kind } => {
            put(text, "connect", session);
            put(text, "kind", kind.word());
        }
        Deed::Disconnect { session } => put(text, "disconnect", session),
        Deed::Action {
            connector,
            action,
            session,
        } => {
            put(text, "action", &format!("{connector}.{action}"));
            put(text, "session", session);
        }
        Deed::Scenario { scenario } => put(text, "scenario", scenario),
    }
    if step.always {
        text.push_str("always = true\n");
    }
    if let Some(undone) = &step.undoes {
        put(text, "undoes", undone);
    }
    if !step.expect.is_empty() {
        text.push_str("expect = [\n");
        for expectation in &step.expect {
            let _ = writeln!(text, "  {},", expected(expectation));
        }
        text.push_str("]\n");
    }
    if !step.inputs.is_empty() {
        text.push_str("[steps.inputs]\n");
        for (id, source) in &step.inputs {
            let _ = writeln!(text, "{id} = {}", given(source));
        }
    }
}

fn expected(expectation: &Expectation) -> String {
    match expectation {
        Expectation::Status(status) => format!("{{ status = {status} }}"),
        Expectation::Equals { field, value } => {
            format!("{{ field = {}, equals = {} }}", quoted(field), given(value))
        }
        Expectation::Contains { field, value } => {
            format!(
                "{{ field = {}, contains = {} }}",
                quoted(field),
                given(value)
            )
        }
        Expectation::Exists { field } => format!("{{ field = {}, exists = true }}", quoted(field)),
    }
}

fn given(source: &Source) -> String {
    match source {
        Source::Text(text) => quoted(text),
        Source::Input(input) => format!("{{ input = {} }}", quoted(input)),
        Source::Step { step, output } => {
            format!("{{ step = {}, output = {} }}", quoted(step), quoted(output))
        }
    }
}

fn put(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "{name} = {}", quoted(value));
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
