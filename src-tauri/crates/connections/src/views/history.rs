//! What was run: the list, one of it, and how long it is kept.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::RunView;
use super::connector::ActionEffect;
use super::console::ExplanationView;

/// Which runs. What is empty or `null` lets all through.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct RunFilter {
    /// Words that begin like these, all of them.
    pub text: String,
    /// Through which connection.
    pub connection: Option<String>,
    /// Of which connector; goes with `action`.
    pub connector: Option<String>,
    /// Which action.
    pub action: Option<String>,
    /// `done`, `refused`, `unknown` or `sending`.
    pub outcome: Option<String>,
    /// The first moment that counts.
    pub from: Option<String>,
    /// The first moment that does not count any more.
    pub before: Option<String>,
}

/// Some runs, newest first.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunPage {
    /// At most a hundred.
    pub runs: Vec<RunLine>,
    /// What the next page is asked for by; `null` where there is none.
    pub next: Option<String>,
    /// With the first page: how many runs there are.
    pub total: Option<u32>,
}

/// One run, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunLine {
    /// The run's id.
    pub id: String,
    /// When it began.
    pub began_at: String,
    /// Milliseconds, all requests together.
    pub duration_ms: u32,
    /// Through which connection; it may be gone.
    pub connection: String,
    /// What the connection was called at the time.
    pub nickname: String,
    /// Domain, or team and base URL.
    pub address: String,
    /// The connector's id.
    pub connector: String,
    /// The connector's name.
    pub connector_name: String,
    /// Who had signed in.
    pub identity: Option<String>,
    /// The action's id.
    pub action: String,
    /// What the action was called.
    pub action_name: String,
    /// What the action does to the org.
    pub effect: ActionEffect,
    /// `done`, `refused`, `unknown`, or `sending`: not answered yet.
    pub outcome: String,
    /// As the kind of a refusal.
    pub refusal: Option<String>,
    /// The HTTP status of the last answer.
    pub status: Option<u16>,
    /// The server's request id.
    pub request_id: Option<String>,
    /// Which scenario asked; `null` for a person.
    pub asked_by: Option<AskedBy>,
}

/// Which step of which scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AskedBy {
    /// The scenario's name.
    pub scenario: String,
    /// The step's id in it.
    pub step: String,
}

/// One run, opened.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunDetails {
    /// As it is listed.
    pub line: RunLine,
    /// What was filled in.
    pub inputs: Vec<KeptInput>,
    /// What was sent and what came back.
    pub view: RunView,
    /// What was too long to be kept whole, in words.
    pub cut: Option<String>,
    /// Why its form cannot be opened any more, if it cannot.
    pub gone: Option<ExplanationView>,
}

/// One input that was filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeptInput {
    /// Its id in the form.
    pub id: String,
    /// As in the form; the id where the action is gone.
    pub label: String,
    /// What was typed; what is secret of it is masked.
    pub value: String,
    /// Whether something of it is.
    pub masked: bool,
}

/// What the history can be filtered by.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunChoices {
    /// Id and nickname of each connection that ran something.
    pub connections: Vec<(String, String)>,
    /// Each action that was run.
    pub actions: Vec<ActionChoice>,
}

/// One action that was run.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ActionChoice {
    /// The connector's id.
    pub connector: String,
    /// The connector's name.
    pub connector_name: String,
    /// The action's id.
    pub action: String,
    /// The action's name.
    pub name: String,
}

/// How long runs are kept, and what they take now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HistorySettings {
    /// Days after which a run goes.
    pub days: u32,
    /// Megabytes beyond which the oldest go.
    pub megabytes: u32,
    /// How many runs there are.
    pub runs: u32,
    /// How many bytes they take, about.
    pub bytes: u32,
}

/// How runs are written to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum ExportFormat {
    /// One JSON object a line, with all that an opened run shows.
    Ndjson,
    /// One line a run, for a spreadsheet.
    Csv,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Exported {
    /// How many runs.
    pub runs: u32,
    /// The file that was picked.
    pub file: String,
}
