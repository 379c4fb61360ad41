//! What fits what is typed so far: suggestions for the inputs of a form.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What an input asks for, where there are suggestions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Suggested {
    /// A user of an org.
    User,
    /// A group of an org.
    Group,
    /// A group rule.
    GroupRule,
    /// A realm.
    Realm,
    /// A realm assignment.
    RealmAssignment,
    /// A device.
    Device,
    /// A user of an OPA team.
    TeamUser,
    /// A service user of an OPA team.
    ServiceUser,
    /// A group of an OPA team.
    TeamGroup,
    /// An OPA resource group.
    ResourceGroup,
    /// A project of the resource group that is filled in.
    Project,
    /// An OPA security policy.
    SecurityPolicy,
    /// An OPA sudo command bundle.
    SudoBundle,
    /// A folder of secrets.
    SecretFolder,
    /// A secret.
    VaultSecret,
    /// A session that is open, by its name.
    Session,
}

/// That an input has suggestions.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SuggestionsView {
    /// Of what.
    pub of: Suggested,
    /// How many letters must be typed before anything is asked for.
    pub letters: u32,
}

/// What to look for.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CandidatesRequest {
    /// The connection of the form's page. A session that the form names leads through its own.
    pub connection: String,
    /// What is wanted.
    pub of: Suggested,
    /// What the form's other inputs hold, by what they ask for: a project is looked for in its
    /// resource group.
    pub beside: BTreeMap<Suggested, String>,
    /// What is typed so far.
    pub text: String,
}

/// What was found. Suggestions only: what is picked is read again before anything is written.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CandidatesView {
    /// The best first; a handful.
    pub candidates: Vec<CandidateView>,
    /// Why there are none, or why there may be none for a while.
    pub note: Option<String>,
}

/// One suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CandidateView {
    /// What goes into the input.
    pub value: String,
    /// Its name.
    pub label: String,
    /// What tells it from others of that name; may be empty.
    pub detail: String,
    /// Its status, where such things have one.
    pub status: Option<String>,
}
