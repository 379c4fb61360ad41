//! One action: its form, the request that it will send, and what came of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::console::ExplanationView;
use super::{ActionLine, SuggestionsView};

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
    /// Whether the answer is a list: the first record, the first 200 or all can be asked for.
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
    /// What can be looked up while it is typed, for one line and for lines; any text is taken.
    pub suggestions: Option<SuggestionsView>,
    /// With which choices of the input `option` it is asked, and then required; empty: always.
    pub when: Vec<String>,
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
    /// Names and masked values, sent as a JSON object of texts.
    SecretPairs,
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
    /// `willRun`, `missingScope`, `roleNeeded`, `featureMissing`, `wrongState`,
    /// `notAuthorized` or `unknown`.
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

/// A request, as it will be or was sent. The history keeps it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RequestView {
    /// GET, POST, …
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// Names and values; the token and other secrets are masked.
    pub headers: Vec<(String, String)>,
    /// The body, indented; secrets masked. A long one is cut off, and says so.
    pub body: Option<String>,
}

/// What came of a run. Every secret in it is masked, in every field.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunView {
    /// The run's id: the history knows it by it, and *Show* asks for its outputs by it.
    pub run: String,
    /// `done`, `refused`, `stopped` (a list that was not read to its end), or `unknown`: sent, and
    /// no answer came back.
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
    /// Why the run is not in the history, if it is not.
    pub not_kept: Option<String>,
}

/// One declared output of a record. The history keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OutputView {
    /// The name under which a later step refers to it.
    pub id: String,
    /// As on the card.
    pub label: String,
    /// As text; empty where the answer has none, and where it is masked.
    pub value: String,
    /// Whether it is a secret, or holds one: *Show* asks for it.
    pub masked: bool,
}

/// Why an action was refused, and the button that mends it. The history keeps it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RefusalView {
    /// `insufficientScope`, `roleMissing`, `featureMissing`, `wrongState`, `notFound`,
    /// `validation`, `expired`, `rateLimit`, `dpopRequired`, `proofRefused`, `clockOff`, `opaRole`,
    /// `opaAccessMethods`, `eventualConsistency`, `vaultKey`, `unopened`, `notOkta`, `cutOff`,
    /// `tooLarge`, `offline`, `outcomeUnknown`, `noSession` or `other`.
    pub kind: String,
    /// What happened, why, and what to do.
    pub explanation: ExplanationView,
    /// For `insufficientScope`: the scopes to add, as the server named them.
    pub scopes: Vec<String>,
    /// For `validation`: input id and sentence, as far as a cause could be placed.
    pub causes: Vec<(String, String)>,
    /// For `wrongState`: ID and name of each action that goes with the state it is in.
    pub instead: Vec<(String, String)>,
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
