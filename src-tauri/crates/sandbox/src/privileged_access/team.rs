//! What a team holds. Resources are kept as the JSON they are answered with.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use serde_json::Value;

use crate::shelf::Shelf;

/// An OPA team.
#[derive(Debug)]
pub(crate) struct Team {
    pub(crate) name: String,
    pub(crate) id: String,
    /// The service user that the learner connects as.
    pub(crate) console_user: String,
    /// By name, as the API addresses them.
    pub(crate) service_users: Shelf<ServiceUser>,
    pub(crate) users: Shelf<Value>,
    pub(crate) groups: Shelf<TeamGroup>,
    pub(crate) resource_groups: Shelf<Value>,
    pub(crate) projects: Shelf<Value>,
    pub(crate) servers: Shelf<Value>,
    pub(crate) server_accounts: Shelf<Value>,
    pub(crate) directory_accounts: Shelf<Placed>,
    pub(crate) folders: Shelf<Folder>,
    pub(crate) secrets: Shelf<Secret>,
    pub(crate) bundles: Shelf<Value>,
    pub(crate) policies: Shelf<Value>,
    pub(crate) settings: Value,
    pub(crate) bearers: HashMap<String, Bearer>,
}

/// A user that is a program.
#[derive(Debug, Clone)]
pub(crate) struct ServiceUser {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) roles: Vec<String>,
    pub(crate) keys: Vec<Key>,
}

/// An API key.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) issued: Timestamp,
    pub(crate) expires: Option<Timestamp>,
    pub(crate) last_used: Option<Timestamp>,
}

/// A bearer token.
#[derive(Debug, Clone)]
pub(crate) struct Bearer {
    pub(crate) user: String,
    pub(crate) key_id: String,
    pub(crate) expires: i64,
}

/// A group and the names of who is in it.
#[derive(Debug, Clone)]
pub(crate) struct TeamGroup {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) roles: Vec<String>,
    pub(crate) members: BTreeSet<String>,
}

/// Something that lies in a project.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) project: String,
    pub(crate) value: Value,
}

/// A secret folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) project: String,
    pub(crate) parent: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) created_by: String,
    pub(crate) updated: Timestamp,
    pub(crate) updated_by: String,
}

/// A secret, opened: the vault has the key.
#[derive(Debug, Clone)]
pub(crate) struct Secret {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) project: String,
    pub(crate) folder: String,
    pub(crate) plain: String,
    /// No policy lets the service user see it.
    pub(crate) guarded: bool,
    pub(crate) created: Timestamp,
    pub(crate) created_by: String,
    pub(crate) updated: Timestamp,
    pub(crate) updated_by: String,
}

/// Go's zero time, which OPA writes for "not set".
pub(crate) const ZERO_DATE: &str = "0001-01-01T00:00:00Z";
