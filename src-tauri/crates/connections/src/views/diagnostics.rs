//! What this program runs on, and the way from here to each org.

use serde::Serialize;
use ts_rs::TS;

use super::DoctorLine;

/// The page *Diagnostics*.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DiagnosticsView {
    /// Program, storage, network.
    pub groups: Vec<FactGroup>,
    /// Each host that connections lead to; only its proxy until it was contacted.
    pub orgs: Vec<OrgWay>,
    /// The same as text to send to somebody, without names of orgs and people.
    pub text: String,
}

/// Facts under one heading.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FactGroup {
    /// The heading.
    pub title: String,
    /// Label and value, in the order to show them.
    pub facts: Vec<(String, String)>,
}

/// The way to one host.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OrgWay {
    /// The host.
    pub address: String,
    /// Clock, proxy and certificate authority.
    pub lines: Vec<DoctorLine>,
}

impl FactGroup {
    pub(crate) fn new<const N: usize>(title: &str, facts: [(&str, String); N]) -> Self {
        Self {
            title: title.to_owned(),
            facts: facts.map(|(label, value)| (label.to_owned(), value)).into(),
        }
    }
}
