//! What an export of Okta Workflows needs, and which connections would serve it.

use serde::Serialize;
use ts_rs::TS;

use super::ConnectionRow;

/// An export, read.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ExportView {
    /// The file's name, without its folder.
    pub name: String,
    /// The version of its format; empty where it does not say.
    pub version: String,
    /// When it was made, as written in it.
    pub created: Option<String>,
    /// How many flows it holds.
    pub flows: usize,
    /// How many cards of Okta's connectors it holds.
    pub okta_cards: usize,
    /// How many cards of other connectors it holds; nothing is said of them.
    pub other_cards: usize,
    /// What it needs of each of Okta's connectors that it uses.
    pub connectors: Vec<ExportConnector>,
}

/// One of Okta's connectors, as far as the export uses it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ExportConnector {
    /// The connector of this console that stands for it.
    pub connector: String,
    /// Its name.
    pub name: String,
    /// Its cards, by name.
    pub cards: Vec<ExportCard>,
    /// The scopes that its known cards need, a wider one in the place of a narrower.
    pub scopes: Vec<String>,
    /// How many of its cards are not counted in `scopes`, because nobody can say what they need.
    pub uncounted: usize,
    /// The connections here, those that serve first.
    pub connections: Vec<ServingView>,
}

/// One card, however often it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ExportCard {
    /// As the file names it, such as `okta:readUser`.
    pub address: String,
    /// Its name; the file's where the card is not known.
    pub name: String,
    /// What is known of it.
    pub known: CardKnown,
    /// What it needs.
    pub scopes: Vec<String>,
    /// Requests that the flows spell out, such as `GET /api/v1/users`.
    pub requests: Vec<String>,
    /// The flows that use it.
    pub flows: Vec<String>,
}

/// What is known of what a card needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum CardKnown {
    /// Okta's page of the scopes of its cards lists them.
    Listed,
    /// They follow from the calls that the card makes.
    Derived,
    /// They depend on the endpoint that the flow calls.
    Endpoint,
    /// It has no scopes; roles decide.
    Roles,
    /// Nothing: it is not guessed.
    Unknown,
}

/// Whether one connection would serve.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ServingView {
    /// The connection.
    pub row: ConnectionRow,
    /// Whether it would.
    pub serves: Serves,
    /// What was not granted to it.
    pub lacks: Vec<String>,
}

/// Whether a connection would serve an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Serves {
    /// Every scope that is known to be needed was granted.
    Yes,
    /// Roles decide, which nobody can tell from an export.
    Roles,
    /// It lacks scopes.
    Lacks,
    /// Nobody has signed in for it.
    NotAuthorized,
}
