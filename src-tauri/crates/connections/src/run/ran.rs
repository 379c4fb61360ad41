//! One run as the rest of the console sees it: who asked for it, and what it hands on.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::views::RunView;

/// Who asked for a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RanBy {
    /// A person, from the action's own page.
    Hand,
    /// A step of a scenario.
    Scenario {
        /// The scenario's name.
        scenario: String,
        /// The step's id in it.
        step: String,
    },
}

/// What came of a run.
#[derive(Default)]
pub(crate) struct Ran {
    /// What the window shows.
    pub(crate) view: RunView,
    /// The declared outputs as JSON, by id, for a later step to refer to.
    pub(crate) outputs: BTreeMap<String, Value>,
}
