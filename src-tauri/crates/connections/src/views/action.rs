//! One action: its form, the request that it will send, and what came of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ActionLine;
use super::console::ExplanationView;

/// The form of one action for one connection.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ActionForm {
    /// What the connection's page lists.
    pub line: ActionLine,
    /// What it does, with the trap that Okta's API sets for it.
    pub about: String,
    /// What is asked.
    pub inputs: Vec<InputView>,
    /// Whether it can run: predicted, never asserted.
    pub prediction: Prediction,
    /// Whether the answer is a list; only its first page is read here.
    pub list: bool,
    /// For a destructive one: what is lost.
    pub loses: Option<String>,
}

/// One thing that is asked.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct InputView {
    /// The key under which the window sends it.
    pub id: String,
    /// As in the guide.
    pub label: String,
    /// Which control it needs.
    pub kind: InputKindView,
    /// Whether it must be filled.
    pub required: bool,
    /// One line below it.
    pub help: Option<String>,
    /// What stands in it at first.
    pub default: Option<String>,
    /// For a choice: value and label.
    pub choices: Vec<(String, String)>,
}

/// Which control an input needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum InputKindView {
    /// One line.
    Text,
    /// Several lines, or one value a line.
    Lines,
    /// A JSON value.
    Json,
    /// Masked.
    Secret,
    /// Yes or no: `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// One of `choices`.
    Choice,
}

/// Whether an action can run with what is known.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Prediction {
    /// `willRun`, `missingScope`, `roleNeeded`, `notAuthorized` or `unknown`.
    pub kind: String,
    /// One sentence.
    pub reason: String,
}

/// What to send.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunRequest {
    /// Through which connection.
    pub connection: String,
    /// Which action.
    pub action: String,
    /// Input id and value; empty ones are left out.
    pub inputs: BTreeMap<String, String>,
}

/// A request, as it will be or was sent.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RequestView {
    /// GET, POST, …
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// Names and values; the token is masked.
    pub headers: Vec<(String, String)>,
    /// The body, indented; secrets masked.
    pub body: Option<String>,
}

/// What came of a run.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunView {
    /// `done`, `refused` or `unknown`: sent, and no answer came back.
    pub outcome: String,
    /// The requests that were sent, in order; the last one is the action's own.
    pub requests: Vec<RequestView>,
    /// The HTTP status of the last answer.
    pub status: Option<u16>,
    /// Milliseconds, all requests together.
    pub duration_ms: u64,
    /// The server's request id.
    pub request_id: Option<String>,
    /// What is left of the rate limit, in words.
    pub rate_limit: Option<String>,
    /// What an ID, login or name was taken for, in words.
    pub matched: Vec<String>,
    /// Each declared output, for one record.
    pub fields: Vec<OutputView>,
    /// For a list: the column labels, then one row a record.
    pub columns: Vec<String>,
    /// See `columns`.
    pub rows: Vec<Vec<String>>,
    /// Whether the org has more than is shown.
    pub more: bool,
    /// The last answer's body, indented if it is JSON.
    pub body: String,
    /// Why it was refused, or what is not known.
    pub refusal: Option<RefusalView>,
}

/// One declared output of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OutputView {
    /// The name under which a later step refers to it.
    pub id: String,
    /// As on the card.
    pub label: String,
    /// As text; empty where the answer has none.
    pub value: String,
}

/// Why an action was refused, and the button that mends it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RefusalView {
    /// `insufficientScope`, `roleMissing`, `featureMissing`, `wrongState`, `notFound`,
    /// `validation`, `expired`, `rateLimit`, `dpopRequired`, `proofRefused`, `clockOff`, `opaRole`,
    /// `opaAccessMethods`, `notOkta`, `offline`, `outcomeUnknown` or `other`.
    pub kind: String,
    /// What happened, why, and what to do.
    pub explanation: ExplanationView,
    /// For `insufficientScope`: the scopes to add, as the server named them.
    pub scopes: Vec<String>,
    /// For `validation`: input id and sentence, as far as a cause could be placed.
    pub causes: Vec<(String, String)>,
    /// The server's code.
    pub code: Option<String>,
}

/// How a request is written down to be run elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum CopyFormat {
    /// A shell line.
    Curl,
    /// `Invoke-RestMethod`.
    PowerShell,
    /// `requests`.
    Python,
    /// The fields of an Okta Workflows *Custom API Action* card.
    WorkflowsCard,
}
