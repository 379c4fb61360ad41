//! Reads an export of Okta Workflows: which flows are in it, and which connectors' cards they use.
//! Pure; a file comes in as bytes, and nothing of it is run or kept.
//!
//! A `.flopack`, a `.folder` and a `.flow` are one format: JSON of the type `flopack`, whose
//! `data.flos` holds one flow or many. Public exports of all three kinds, of the versions 1.2 to
//! 1.5, say so; Okta describes it nowhere. A flow has its cards in `methods`, and a card that runs
//! a flow of its own carries that flow in an input.
//!
//! Refuses to trust the file: its size, its depth, what it counts and the length of its names have
//! bounds, and what stands where something else is expected is passed over.

mod format;
mod lenient;
mod read;
mod shown;
mod unreadable;

#[cfg(test)]
mod tests;

pub use read::read;
pub use unreadable::{MOST_BYTES, Unreadable};

/// What an export holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The version of the format, such as `1.5.0`; empty where it does not say.
    pub version: String,
    /// When it was made, as written in it.
    pub created: Option<String>,
    /// Its flows, in the order of the file.
    pub flows: Vec<Flow>,
}

/// One flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Its name.
    pub name: String,
    /// The cards of connectors in it and in the flows that it carries; functions are left out.
    pub cards: Vec<Card>,
}

/// One card of a connector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The connector, such as `okta`.
    pub module: String,
    /// The card's key in it, such as `readUser`.
    pub key: String,
    /// What the connector calls the card.
    pub name: String,
    /// Whether it is an event that starts a flow.
    pub event: bool,
    /// The request that it makes, where it is told one in so many words.
    pub request: Option<Request>,
}

/// What a card for any request is told to call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    /// The method; empty where it is picked while the flow runs.
    pub method: String,
    /// The path without its query.
    pub path: String,
}
