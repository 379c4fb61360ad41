//! What an action would be done to, looked up before it is run.

use serde::Serialize;
use ts_rs::TS;

use super::Prediction;

/// What the form's inputs name, and whether the action goes with it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TargetView {
    /// The form's prediction, with the state of what was found in it.
    pub prediction: Prediction,
    /// What the inputs were taken for, as far as anything was looked up.
    pub matched: Vec<MatchedView>,
    /// For `wrongState`: ID and name of each action that goes with that state.
    pub instead: Vec<(String, String)>,
}

/// What one input was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MatchedView {
    /// Which input.
    pub input: String,
    /// The ID, login or name that matched, and of what.
    pub words: String,
    /// Its status, where such things have one.
    pub status: Option<String>,
}
