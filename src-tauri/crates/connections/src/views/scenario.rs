//! Scenarios: steps in order, what each is given, and how a run of them stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ActionLine, ExplanationView, Failure, InputView, RunView, SessionKind};

/// One row of the Scenarios page.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScenarioRow {
    /// The name of its file, without the ending.
    pub id: String,
    /// Its name.
    pub name: String,
    /// One sentence; may be empty.
    pub about: String,
    /// Whether it came with the program: it can be run and copied, not changed.
    pub bundled: bool,
    /// How many steps it has.
    pub steps: usize,
    /// The connectors whose actions it runs, by name.
    pub connectors: Vec<String>,
    /// When it was last run.
    pub last_run_at: Option<String>,
    /// `done`, `failed` or `stopped`, of that run.
    pub last_outcome: Option<String>,
    /// Its run that goes on, or else the last one since the start: `follow_scenario` shows it.
    pub run: Option<String>,
    /// Why it cannot be read, where its file is broken; all else is then empty.
    pub problem: Option<String>,
}

/// A scenario, to be read, changed and run.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScenarioView {
    /// See [`ScenarioRow::id`].
    pub id: String,
    /// See [`ScenarioRow::bundled`].
    pub bundled: bool,
    /// What it is made of.
    pub draft: ScenarioDraft,
    /// The form that is filled in before it runs, one control for each of its inputs.
    pub form: Vec<InputView>,
    /// The file as it is kept: TOML.
    pub text: String,
    /// See [`ScenarioRow::run`].
    pub run: Option<String>,
    /// Why the text cannot be read; draft and form are then empty, and the text can be mended.
    pub problem: Option<Failure>,
}

/// What a scenario is made of: what the window shows, edits and sends back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScenarioDraft {
    /// Its name; no two share one.
    pub name: String,
    /// One sentence; may be empty.
    pub about: String,
    /// Whether a run of it is dry unless the person says otherwise.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub dry: bool,
    /// The version of each connector's catalogue that it was saved with, by connector id. Saving
    /// writes the present ones.
    #[serde(default)]
    pub catalogue: BTreeMap<String, u32>,
    /// What is asked before it runs, or handed to it by a parent.
    pub inputs: Vec<ScenarioInput>,
    /// In the order in which they run.
    pub steps: Vec<ScenarioStep>,
}

/// One thing that a scenario is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScenarioInput {
    /// The name that steps refer to: lower case, digits, underscores.
    pub id: String,
    /// What stands beside its control.
    pub label: String,
    /// `text`, `secret`, `boolean`, `integer`, `connection` or `session` (a session variable).
    pub kind: String,
    /// For a connection: of which connector.
    pub connector: Option<String>,
    /// Whether it must be filled.
    pub required: bool,
    /// What stands in it at first; `{unique}` in it becomes a few characters of the moment.
    pub default: Option<String>,
    /// One line below it.
    pub help: Option<String>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScenarioStep {
    /// The name that later steps refer to: lower case, digits, underscores.
    pub id: String,
    /// What it does.
    pub kind: StepKind,
    /// What is put into the inputs of the action, of *Connect* or of the child scenario, by id.
    pub inputs: BTreeMap<String, Source>,
    /// What must be so afterwards.
    pub expect: Vec<Expectation>,
    /// Whether it runs although an earlier step failed or the run was stopped: for cleaning up.
    pub always: bool,
    /// The earlier step that it undoes: it runs only if that one was carried out, or may have been.
    #[serde(default)]
    #[ts(optional)]
    pub undoes: Option<String>,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "camelCase")]
#[ts(export)]
pub enum StepKind {
    /// *Connect*: opens a session. Its inputs are `connection` and, to prove it, `domain`.
    Connect {
        /// The session's name, or the variable's.
        session: String,
        /// Who may use it.
        session_kind: SessionKind,
    },
    /// *Disconnect*: ends a session.
    Disconnect {
        /// The session's name; see [`StepKind::Action::session`].
        session: String,
    },
    /// Runs one action.
    Action {
        /// Of which connector.
        connector: String,
        /// Which one.
        action: String,
        /// Through which session: a name, or `{input}` for the session variable that was handed in.
        session: String,
    },
    /// Runs another scenario.
    Scenario {
        /// Which one, by its id.
        scenario: String,
    },
}

/// What an input of a step is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "from", rename_all = "camelCase")]
#[ts(export)]
pub enum Source {
    /// This text.
    Text {
        /// The text.
        text: String,
    },
    /// An output of an earlier step.
    Step {
        /// The step.
        step: String,
        /// The output's id; `body` for a whole answer, `child_step.output` after a child scenario.
        output: String,
    },
    /// An input of the scenario.
    Input {
        /// The input.
        input: String,
    },
}

/// What must be so after a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "camelCase")]
#[ts(export)]
pub enum Expectation {
    /// The HTTP status is this one.
    Status {
        /// Such as 200.
        status: u16,
    },
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

/// One action as a step of a scenario meets it: without a connection.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ActionCard {
    /// As the connector lists it; nothing is missing without a connection.
    pub line: ActionLine,
    /// What it does, with the trap that Okta's API sets for it.
    pub about: String,
    /// What is asked, without the session.
    pub inputs: Vec<InputView>,
    /// Id and label of each output that later steps can refer to.
    pub outputs: Vec<(String, String)>,
    /// Whether the answer is a list.
    pub list: bool,
}

/// What to run, and how.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StartScenario {
    /// Which one.
    pub scenario: String,
    /// Input id and value; empty ones are left out.
    pub inputs: BTreeMap<String, String>,
    /// Begin with this step; those before it are skipped.
    pub from: Option<String>,
    /// Wait before each step until the person goes on.
    pub step_by_step: bool,
    /// Say what would be done and send no write.
    pub dry: bool,
}

/// How a run of a scenario stands. Each change raises `revision`.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScenarioRunView {
    /// Of this run.
    pub id: String,
    /// Which scenario.
    pub scenario: String,
    /// Its name.
    pub name: String,
    /// Grows with each change.
    pub revision: u32,
    /// `running`, `waiting` (for *Next step*), `done`, `failed` or `stopped`.
    pub state: String,
    /// When it began.
    pub started_at: String,
    /// Milliseconds so far.
    pub duration_ms: u64,
    /// Its steps, those of child scenarios below the step that runs them.
    pub steps: Vec<StepRunView>,
    /// Whether no write is sent.
    pub dry: bool,
}

/// How one step of a run stands.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StepRunView {
    /// The step's id.
    pub id: String,
    /// How deep it lies: 0 for the scenario's own, 1 for a child's.
    pub depth: u32,
    /// What it does, such as *Create user*.
    pub title: String,
    /// Whether it cleans up.
    pub always: bool,
    /// How far it is.
    pub state: StepState,
    /// One sentence: what came of it, or which expectation was not met.
    pub said: String,
    /// For an action that was run: its answer.
    pub answer: Option<RunView>,
    /// Why it failed, where that is known.
    pub problem: Option<ExplanationView>,
    /// Milliseconds that it took or takes, where it has begun.
    pub duration_ms: Option<u64>,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum StepState {
    /// Not yet.
    Waiting,
    /// Under way.
    Running,
    /// It did what was expected.
    Done,
    /// Refused, lost, or not as expected.
    Failed,
    /// Not run: an earlier step failed, it lies before the first one, or it would have written in a dry run.
    Skipped,
}
