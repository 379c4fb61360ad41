//! A connection, in the list and on its own page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::console::ExplanationView;
use super::{ActionLine, AppView, LeastScopes, ScopeLine, UsedView};

/// One row of the list.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ConnectionRow {
    /// For life.
    pub id: String,
    /// Its name.
    pub nickname: String,
    /// May be empty.
    pub description: String,
    /// The connector's id.
    pub connector: String,
    /// The connector's name.
    pub connector_name: String,
    /// Domain, or team and base URL.
    pub address: String,
    /// On this computer.
    pub loopback: bool,
    /// `production`, `preview` or `sandbox`.
    pub environment: String,
    /// For production: until when writes are allowed; none while it is read-only.
    pub armed_until: Option<String>,
    /// The folder; none at org level.
    pub folder: Option<String>,
    /// Kept at the top.
    pub starred: bool,
    /// Who Okta's log names.
    pub authorized_as: Option<String>,
    /// How it is.
    pub status: StatusView,
    /// Scopes granted of those asked for; none for a team.
    pub granted: Option<usize>,
    /// Scopes asked for; none for a team.
    pub requested: Option<usize>,
    /// When it must be reauthorized.
    pub reauthorize_by: Option<String>,
    /// When it was last tested.
    pub last_tested_at: Option<String>,
    /// When it was made.
    pub created_at: String,
}

/// How a connection is: an icon (by `state`), a word, a reason and one action.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StatusView {
    /// `untested`, `notAuthorized`, `active`, `activeWithMissingScopes`, `needsReauthorization`,
    /// `credentialsRejected`, `roleInsufficient` or `unreachable`.
    pub state: String,
    /// The word beside the icon.
    pub word: String,
    /// One sentence.
    pub reason: String,
    /// The button that goes with it.
    pub action: StatusAction,
    /// Since when, or when it was checked.
    pub at: Option<String>,
    /// The server's request id, where a server refused.
    pub request_id: Option<String>,
}

/// The one button that a status offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum StatusAction {
    /// *Test*.
    Test,
    /// *Reauthorize*.
    Reauthorize,
}

/// A connection's own page.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ConnectionDetails {
    /// What the list shows.
    pub row: ConnectionRow,
    /// What was typed into the wizard, by field id, secrets left out: to duplicate it.
    pub values: BTreeMap<String, String>,
    /// The app; none for a team.
    pub app: Option<AppView>,
    /// Client ID or key ID.
    pub client_id: String,
    /// Whether a probe was answered and nothing has been refused since.
    pub connected: bool,
    /// What is at the other end.
    pub instance: Option<InstanceView>,
    /// Who signed in.
    pub identity: Option<IdentityView>,
    /// Scopes: requested, granted, needed; empty for a team and before the first sign-in.
    pub scopes: Vec<ScopeLine>,
    /// What is used with it.
    pub used: UsedView,
    /// The fewest scopes that what is used needs; none for a team.
    pub least: Option<LeastScopes>,
    /// OPA roles.
    pub roles: Vec<RoleLine>,
    /// When the last sign-in was.
    pub authorized_at: Option<String>,
    /// Whether the end date comes from the server (else it is 90 days after the sign-in).
    pub reauthorize_by_measured: bool,
    /// When the OPA bearer token ends.
    pub bearer_expires_at: Option<String>,
    /// What it can do, and what each action lacks.
    pub actions: Vec<ActionLine>,
    /// What the last test found, where it was refused.
    pub problem: Option<ExplanationView>,
}

/// What is at the other end.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct InstanceView {
    /// Label and value, in the order to show them: org ID, URL, cell, engine; or team, URL.
    pub facts: Vec<(String, String)>,
}

/// Who a connection acts as.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct IdentityView {
    /// Login, or the service user's name.
    pub username: String,
    /// Full name, where known.
    pub name: Option<String>,
    /// Okta's ID of the user.
    pub subject: String,
}

/// One OPA role of a connection.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RoleLine {
    /// As the API writes it.
    pub id: String,
    /// As the OPA Console writes it.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// Held: yes, no, or OPA would not tell.
    pub held: Option<bool>,
}

/// Changes what is not part of the sign-in.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EditRequest {
    /// Which connection.
    pub connection: String,
    /// Its name.
    pub nickname: String,
    /// May be empty.
    pub description: String,
    /// The folder; none for org level.
    pub folder: Option<String>,
    /// `production`, `preview` or `sandbox`.
    pub environment: String,
}

/// What became of a deletion: both steps are told.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DeleteReport {
    /// At Okta.
    pub revoked: DeleteStep,
    /// On this computer.
    pub wiped: DeleteStep,
    /// The names of the sessions that ended with it.
    pub sessions: Vec<String>,
}

/// One step of a deletion.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[ts(export)]
pub enum DeleteStep {
    /// Done.
    Done,
    /// There was nothing to do, and why.
    NothingToDo {
        /// Why.
        reason: String,
    },
    /// It failed.
    Failed {
        /// What happened, why, and what to do.
        explanation: ExplanationView,
    },
}
