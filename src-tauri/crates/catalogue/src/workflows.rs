//! What Okta Workflows has of the same kind: its connector's cards and the scopes that they need.

use domain::Scope;
use serde::Deserialize;

/// One connector of Okta Workflows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkflowsConnector {
    /// How an export names it, such as `oktarealms`.
    pub module: String,
    /// What every event card needs that `cards` does not list; empty where there are no events.
    #[serde(default)]
    pub events: Vec<Scope>,
    /// The cards that are known.
    pub cards: Vec<WorkflowsCard>,
}

/// One card.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkflowsCard {
    /// As in Okta's help.
    pub name: String,
    /// How an export names it; none where no export was seen that has it.
    pub key: Option<String>,
    /// All of these scopes; empty exactly where `endpoint` is set.
    #[serde(default)]
    pub scopes: Vec<Scope>,
    /// Whether what it needs depends on the endpoint that it is told to call.
    #[serde(default)]
    pub endpoint: bool,
    /// Where that is written.
    pub source: CardSource,
}

/// Where it is written what a card needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardSource {
    /// On Okta's page of the scopes of its cards.
    Page,
    /// In Okta's API description, for the calls that the card makes.
    Calls,
}

impl WorkflowsConnector {
    /// The card with this key; else the one with this name, for that is how Okta's page lists them.
    pub fn card(&self, key: &str, name: &str) -> Option<&WorkflowsCard> {
        let by_key = |card: &&WorkflowsCard| card.key.as_deref() == Some(key);
        let by_name = |card: &&WorkflowsCard| card.name.eq_ignore_ascii_case(name);
        let cards = &self.cards;
        cards
            .iter()
            .find(by_key)
            .or_else(|| cards.iter().find(by_name))
    }
}
