//! Sessions that *Connect* opened, as the Sessions page lists them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::RunLine;

/// One open session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SessionRow {
    /// For as long as it is open.
    pub id: String,
    /// As typed into *Connect*.
    pub name: String,
    /// Who may use it.
    pub kind: SessionKind,
    /// Who opened it: the scenario's name, or *By hand*.
    pub owner: String,
    /// Through which connection.
    pub connection: String,
    /// That connection's nickname.
    pub nickname: String,
    /// The org's domain, or the team and its base URL.
    pub address: String,
    /// When it was opened.
    pub opened_at: String,
    /// When an action last used it.
    pub last_used_at: Option<String>,
    /// When its access token ends; it is renewed before that.
    pub token_expires_at: Option<String>,
}

/// What uses a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct UsageView {
    /// Id and name of each scenario that names it, or whose last run went through it.
    pub scenarios: Vec<(String, String)>,
    /// Its open sessions.
    pub sessions: Vec<SessionRow>,
    /// What was last run through it, newest first, a few.
    pub runs: Vec<RunLine>,
}

/// Who may use a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum SessionKind {
    /// The scenario that opened it, and nobody else.
    Local,
    /// All scenarios, parent and child, until *Disconnect* or quit.
    Global,
    /// Whoever is handed the variable that holds it.
    Variable,
}
