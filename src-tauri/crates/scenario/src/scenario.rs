//! What a scenario is made of.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Steps in order, and what they are given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scenario {
    /// Its name; no two share one.
    pub name: String,
    /// One sentence; may be empty.
    pub about: String,
    /// Whether a run of it is dry unless the person says otherwise.
    pub dry: bool,
    /// The version of each connector's catalogue that it was saved with, by connector id.
    pub catalogue: BTreeMap<String, u32>,
    /// What is asked before it runs, or handed to it by a parent.
    pub inputs: Vec<Input>,
    /// In the order in which they run.
    pub steps: Vec<Step>,
}

/// One thing that a scenario is given.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The name that steps refer to: lower case, digits, underscores.
    pub id: String,
    /// What stands beside its control.
    pub label: String,
    /// What is typed or picked.
    #[serde(default)]
    pub kind: InputKind,
    /// For a connection: of which connector.
    pub connector: Option<String>,
    /// Whether it must be filled.
    #[serde(default)]
    pub required: bool,
    /// What stands in it at first; `{unique}` in it becomes a few characters of the moment.
    pub default: Option<String>,
    /// One line below it.
    pub help: Option<String>,
}

/// What an input of a scenario takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    /// Text.
    #[default]
    Text,
    /// Masked, and kept nowhere.
    Secret,
    /// Yes or no.
    Boolean,
    /// A whole number.
    Integer,
    /// A connection of this console.
    Connection,
    /// A session variable.
    Session,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The name that later steps refer to: lower case, digits, underscores.
    pub id: String,
    /// What it does.
    pub deed: Deed,
    /// What it is given, by the id of the input.
    pub inputs: BTreeMap<String, Source>,
    /// What must be so afterwards.
    pub expect: Vec<Expectation>,
    /// Whether it runs although an earlier step failed or the run was stopped.
    pub always: bool,
    /// The earlier step that it undoes: where that was not carried out, this is not needed.
    pub undoes: Option<String>,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Opens a session.
    Connect {
        /// Its name, or the variable's.
        session: String,
        /// Who may use it.
        kind: SessionKind,
    },
    /// Ends a session.
    Disconnect {
        /// Its name, or `{variable}`.
        session: String,
    },
    /// Runs one action.
    Action {
        /// Of which connector.
        connector: String,
        /// Which one.
        action: String,
        /// Through which session: its name, or `{variable}`.
        session: String,
    },
    /// Runs another scenario.
    Scenario {
        /// The name of its file, without the ending.
        scenario: String,
    },
}

/// Who may use a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// The scenario that opened it, and nobody else.
    Local,
    /// All scenarios, parent and child.
    Global,
    /// Whoever is handed the variable that holds it.
    Variable,
}

/// Where the value of an input comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// This text.
    Text(String),
    /// An output of an earlier step.
    Step {
        /// Which step.
        step: String,
        /// The output's id; `body` for a whole answer, `child_step.output` after a child scenario.
        output: String,
    },
    /// An input of the scenario.
    Input(String),
}

/// What must be so after a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// The HTTP status of the last answer.
    Status(u16),
    /// An output equals a value.
    Equals {
        /// The output's id.
        field: String,
        /// The value.
        value: Source,
    },
    /// An output contains a text; a list, a record with it.
    Contains {
        /// The output's id.
        field: String,
        /// The text.
        value: Source,
    },
    /// An output is there and not empty.
    Exists {
        /// The output's id.
        field: String,
    },
}

impl Scenario {
    /// The input with this id.
    pub fn input(&self, id: &str) -> Option<&Input> {
        self.inputs.iter().find(|input| input.id == id)
    }

    /// The step with this id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The connectors whose actions it runs, each once.
    pub fn connectors(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for step in &self.steps {
            if let Deed::Action { connector, .. } = &step.deed
                && !found.contains(&connector.as_str())
            {
                found.push(connector);
            }
        }
        found
    }

    /// The scenarios that it runs, with the step that does.
    pub fn children(&self) -> impl Iterator<Item = (&Step, &str)> {
        self.steps.iter().filter_map(|step| match &step.deed {
            Deed::Scenario { scenario } => Some((step, scenario.as_str())),
            Deed::Connect { .. } | Deed::Disconnect { .. } | Deed::Action { .. } => None,
        })
    }

    /// The outputs of one of its steps that other steps ask for: all that must be kept of it.
    pub fn asked_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        let sources = self.steps.iter().flat_map(Step::sources);
        sources.filter_map(move |source| match source {
            Source::Step { step, output } if step == id => Some(output.as_str()),
            Source::Step { .. } | Source::Text(_) | Source::Input(_) => None,
        })
    }
}

impl Step {
    /// Everything that it is given, and that is compared after it.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        let compared = self.expect.iter().filter_map(Expectation::value);
        self.inputs.values().chain(compared)
    }
}

impl Expectation {
    /// What is compared with.
    pub fn value(&self) -> Option<&Source> {
        match self {
            Self::Equals { value, .. } | Self::Contains { value, .. } => Some(value),
            Self::Status(_) | Self::Exists { .. } => None,
        }
    }

    /// Which output is looked at.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Equals { field, .. } | Self::Contains { field, .. } | Self::Exists { field } => {
                Some(field)
            }
            Self::Status(_) => None,
        }
    }
}

impl InputKind {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Secret => "secret",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Connection => "connection",
            Self::Session => "session",
        }
    }

    /// The kind that is written so.
    pub fn of(word: &str) -> Option<Self> {
        [
            Self::Text,
            Self::Secret,
            Self::Boolean,
            Self::Integer,
            Self::Connection,
            Self::Session,
        ]
        .into_iter()
        .find(|kind| kind.word() == word)
    }
}

impl SessionKind {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Global => "global",
            Self::Variable => "variable",
        }
    }
}
