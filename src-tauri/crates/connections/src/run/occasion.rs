//! Who ran what, through which connection, and when.

use std::collections::BTreeMap;

use catalogue::{Action, Connector};
use domain::Connection;
use jiff::Timestamp;
use uuid::Uuid;

use super::ran::RanBy;
use super::redact::Redactor;

/// One run, before anything came of it.
pub(crate) struct Occasion<'a> {
    /// The run's id.
    pub(crate) run: String,
    pub(crate) began_at: Timestamp,
    pub(crate) by: RanBy,
    pub(crate) connection: &'a Connection,
    pub(crate) connector: &'a Connector,
    pub(crate) action: &'a Action,
    /// What was typed into the form, by the input's id. Secrets are among it.
    pub(crate) typed: &'a BTreeMap<String, String>,
    /// What of it, and of what comes back, is masked.
    pub(crate) redactor: Redactor,
}

impl<'a> Occasion<'a> {
    /// A new run.
    pub(crate) fn begin(
        now: Timestamp,
        by: RanBy,
        connection: &'a Connection,
        connector: &'a Connector,
        action: &'a Action,
        typed: &'a BTreeMap<String, String>,
    ) -> Self {
        Self {
            run: Uuid::new_v4().to_string(),
            began_at: now,
            by,
            connection,
            connector,
            action,
            typed,
            redactor: Redactor::of(action, typed),
        }
    }
}
