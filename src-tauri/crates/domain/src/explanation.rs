//! A refusal in three sentences.

use serde::{Deserialize, Serialize};

/// What happened, why, and what to do next: the form of every message that a person reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// What happened, naming the object.
    pub what: String,
    /// The cause, in plain words.
    pub why: String,
    /// The one next step.
    pub fix: String,
}

impl Explanation {
    /// Three whole sentences.
    pub fn new(what: impl Into<String>, why: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            why: why.into(),
            fix: fix.into(),
        }
    }
}
