//! Whose name Okta's log gets, and whether that is a person's.

use serde::Serialize;
use ts_rs::TS;

/// What the user of a connection looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunsAsView {
    /// A guess.
    pub look: RunsAsLook,
    /// What it is made from, a sentence each.
    pub reasons: Vec<String>,
}

/// A person leaves one day, and her connections end with her.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum RunsAsLook {
    /// A person.
    Person,
    /// An account that belongs to nobody.
    Service,
    /// It may be either.
    Unclear,
}
