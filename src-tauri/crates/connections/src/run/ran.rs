//! One run as the rest of the console sees it: who asked for it, and what it hands on.

use std::collections::BTreeMap;

use serde_json::Value;

use super::sending::Stop;
use crate::views::{Failure, RefusalView, RunView};

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

impl Ran {
    /// A run in which nothing was sent: it was done without, or refused before.
    pub(crate) fn unsent(refusal: Option<RefusalView>) -> Self {
        let view = RunView {
            outcome: if refusal.is_none() { "done" } else { "refused" }.to_owned(),
            refusal,
            ..RunView::default()
        };
        Self {
            view,
            outputs: BTreeMap::new(),
        }
    }

    /// A run that ended before its first request.
    pub(crate) fn stopped(stop: Stop) -> Result<Self, Failure> {
        match stop {
            Stop::Failure(failure) => Err(*failure),
            Stop::Refused(refusal) => Ok(Self::unsent(Some(*refusal))),
        }
    }
}
