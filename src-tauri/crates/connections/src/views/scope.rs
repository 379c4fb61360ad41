//! Scopes: what was asked for, granted and needed, and the fewest that are enough.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AppKind, SetupLink};

/// One scope of a connection: a row of the truth table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScopeLine {
    /// The scope.
    pub name: String,
    /// Whether the sign-in asked for it.
    pub requested: bool,
    /// Whether it was granted.
    pub granted: bool,
    /// Whether it was granted before; only where two sign-ins are compared.
    pub before: Option<bool>,
    /// The wider scope that was granted and does in its place.
    pub served_by: Option<String>,
    /// What is used here and needs it, by name.
    pub needed_by: Vec<String>,
    /// What that comes to.
    pub mark: ScopeMark,
    /// What it is for, or what its lack costs.
    pub about: String,
}

/// What a row of the truth table comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum ScopeMark {
    /// Asked for or needed, and neither it nor a wider one was granted.
    Missing,
    /// Granted, and nothing that is used here needs it.
    Unused,
    /// As it should be. Where nothing is known of what is used, a granted scope is this.
    Ok,
    /// Granted by itself; no admin grants or revokes it.
    Automatic,
    /// Granted before, and neither granted, asked for nor needed now.
    Dropped,
}

/// What is used with a connection.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct UsedView {
    /// The ids of the actions that a person has marked.
    pub marked: Vec<String>,
    /// What is used without a mark.
    pub elsewhere: Vec<UseView>,
}

/// One use that nobody had to mark.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct UseView {
    /// The action's id.
    pub action: String,
    /// The scenario that has it as a step; none where a person ran it.
    pub scenario: Option<String>,
}

/// The smallest request under which what is used runs, and what has to change for it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LeastScopes {
    /// What to ask for.
    pub scopes: Vec<LeastScope>,
    /// What a super admin grants first, as far as is known here.
    pub grant: Vec<String>,
    /// What may be revoked: granted now, and needed by nothing that is used.
    pub revoke: Vec<String>,
    /// Used actions of which nobody can say what they need: it depends on what is typed.
    pub open: Vec<String>,
    /// Whether just these were asked for and granted already.
    pub same: bool,
    /// The app's own page, whose tab *Okta API Scopes* is where scopes are granted; none for a
    /// custom domain.
    pub page: Option<SetupLink>,
}

/// One scope of the smallest request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LeastScope {
    /// The scope.
    pub name: String,
    /// Granted by itself.
    pub automatic: bool,
    /// Granted now.
    pub granted: bool,
    /// What needs it, by name; empty for what every sign-in needs.
    pub needed_by: Vec<String>,
    /// What it is for.
    pub about: String,
}

/// For whom a request to a super admin is written.
#[derive(Debug, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[ts(export)]
pub enum ScopeRequestFor {
    /// A connection, and what is used with it.
    Connection {
        /// Its id.
        connection: String,
    },
    /// A form that is being filled in.
    Form {
        /// The connector's id.
        connector: String,
        /// Field id and value, half filled as they may be.
        values: BTreeMap<String, String>,
        /// The ids of the actions that were ticked.
        actions: Vec<String>,
        /// The scopes that are ticked now.
        asked: Vec<String>,
        /// What asks for them.
        app: AppKind,
    },
}
