//! What an action answers.

use serde::Deserialize;

/// How much comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Nothing but a status.
    Status,
    /// One record of this kind; `samples/` holds one by the same name.
    Record(String),
    /// Any number of records of this kind: the first, the first 200, or all.
    List(String),
}

impl Answer {
    /// The kind of record, as `answers.toml` names it.
    pub fn kind(&self) -> Option<&str> {
        match self {
            Self::Status => None,
            Self::Record(kind) | Self::List(kind) => Some(kind),
        }
    }
}

/// One field of a record.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// The name under which a later step refers to it.
    pub id: String,
    /// As on the card.
    pub label: String,
    /// What it holds.
    #[serde(default)]
    pub kind: OutputKind,
    /// Where it stands in the answer, as a JSON pointer (RFC 6901).
    pub at: String,
    /// Whether a record of this kind may leave it out, or empty.
    #[serde(default)]
    pub optional: bool,
}

/// What an output holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputKind {
    /// Text.
    #[default]
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
    /// A moment, RFC 3339; OPA writes the year 1 for none.
    Timestamp,
    /// A JSON object.
    Object,
    /// A list.
    List,
    /// Something to mask until it is asked for.
    Secret,
}
