//! What the cards of an export need, and who has that. Pure.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::{CardSource, Catalogue, Connector, Grant, WorkflowsConnector};
use domain::{Scope, ScopeSet};
use workflows_export::{Card, Export};

use crate::views::{
    CardKnown, ConnectionRow, ExportCard, ExportConnector, ExportView, Serves, ServingView,
};

/// A connection here, and what was granted to it; none where nobody has signed in.
pub(crate) struct Held {
    pub(crate) row: ConnectionRow,
    pub(crate) granted: Option<ScopeSet>,
}

/// One card with all its uses in the export.
#[derive(Default)]
struct Uses {
    flows: BTreeSet<String>,
    requests: BTreeSet<String>,
    event: bool,
}

/// Everything that is shown of an export.
pub(crate) fn export_view(
    catalogue: &Catalogue,
    name: &str,
    export: &Export,
    held: &[Held],
) -> ExportView {
    let cards = export.flows.iter().flat_map(|flow| &flow.cards);
    let all = cards.clone().count();
    let ours = |card: &&Card| {
        let modules = catalogue.connectors().iter();
        let mut modules = modules.filter_map(|connector| connector.workflows.as_ref());
        modules.any(|workflows| workflows.module == card.module)
    };
    let okta_cards = cards.filter(ours).count();
    let connectors = catalogue.connectors().iter();
    ExportView {
        name: name.to_owned(),
        version: export.version.clone(),
        created: export.created.clone(),
        flows: export.flows.len(),
        okta_cards,
        other_cards: all - okta_cards,
        connectors: connectors
            .filter_map(|connector| needed_of(connector, export, held))
            .collect(),
    }
}

/// What the export needs of one connector; none where it does not use it.
fn needed_of(connector: &Connector, export: &Export, held: &[Held]) -> Option<ExportConnector> {
    let workflows = connector.workflows.as_ref()?;
    let mut uses: BTreeMap<(&str, &str), Uses> = BTreeMap::new();
    for flow in &export.flows {
        for card in flow
            .cards
            .iter()
            .filter(|card| card.module == workflows.module)
        {
            let uses = uses.entry((&card.key, &card.name)).or_default();
            uses.flows.insert(flow.name.clone());
            uses.event |= card.event;
            let request = card.request.as_ref();
            uses.requests.extend(request.map(|request| {
                format!("{} {}", request.method, request.path)
                    .trim()
                    .to_owned()
            }));
        }
    }
    if uses.is_empty() {
        return None;
    }
    let roles = matches!(connector.grant, Grant::ServiceToken { .. });
    let mut needed = ScopeSet::default();
    let mut cards: Vec<ExportCard> = uses
        .into_iter()
        .map(|((key, name), uses)| {
            let (known, scopes) = known(workflows, key, name, uses.event, roles);
            needed = needed.plus(&scopes.iter().cloned().collect());
            ExportCard {
                address: format!("{}:{key}", workflows.module),
                name: if name.is_empty() {
                    key.to_owned()
                } else {
                    name.to_owned()
                },
                known,
                scopes: scopes.iter().map(ToString::to_string).collect(),
                requests: uses.requests.into_iter().collect(),
                flows: uses.flows.into_iter().collect(),
            }
        })
        .collect();
    cards.sort_by(|one, other| one.name.cmp(&other.name));
    let uncounted =
        |card: &&ExportCard| matches!(card.known, CardKnown::Endpoint | CardKnown::Unknown);
    let needed = needed.reduced();
    let here = held
        .iter()
        .filter(|held| held.row.connector == connector.id.as_str());
    let mut connections: Vec<ServingView> =
        here.map(|held| serving(held, &needed, roles)).collect();
    connections.sort_by_key(|one| (one.serves, one.lacks.len()));
    Some(ExportConnector {
        connector: connector.id.to_string(),
        name: connector.name.clone(),
        scopes: needed.iter().map(ToString::to_string).collect(),
        uncounted: cards.iter().filter(uncounted).count(),
        connections,
        cards,
    })
}

/// What is known of a card, and what it needs.
fn known(
    workflows: &WorkflowsConnector,
    key: &str,
    name: &str,
    event: bool,
    roles: bool,
) -> (CardKnown, Vec<Scope>) {
    match workflows.card(key, name) {
        Some(_) if roles => (CardKnown::Roles, Vec::new()),
        Some(card) if card.endpoint => (CardKnown::Endpoint, Vec::new()),
        Some(card) => (
            match card.source {
                CardSource::Page => CardKnown::Listed,
                CardSource::Calls => CardKnown::Derived,
            },
            card.scopes.clone(),
        ),
        // Okta's page says of all events what they need.
        None if event && !workflows.events.is_empty() => {
            (CardKnown::Listed, workflows.events.clone())
        }
        None => (CardKnown::Unknown, Vec::new()),
    }
}

fn serving(held: &Held, needed: &ScopeSet, roles: bool) -> ServingView {
    let lacks: Vec<String> = match &held.granted {
        _ if roles => Vec::new(),
        None => needed.iter().map(ToString::to_string).collect(),
        Some(granted) => {
            let lacking = needed
                .iter()
                .filter(|scope| !granted.covers(scope.as_str()));
            lacking.map(ToString::to_string).collect()
        }
    };
    ServingView {
        row: held.row.clone(),
        serves: match &held.granted {
            None => Serves::NotAuthorized,
            Some(_) if roles => Serves::Roles,
            Some(_) if lacks.is_empty() => Serves::Yes,
            Some(_) => Serves::Lacks,
        },
        lacks,
    }
}
