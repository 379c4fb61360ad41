//! What each org still allows, and how the console watches: for the gauges.

use std::collections::BTreeMap;

use domain::{Connection, Settings};
use transport::{Budget, Origin};

use crate::Console;
use crate::explain::IntoFailure;
use crate::list::address_of;
use crate::rooms::Rooms;
use crate::views::{BucketView, Failure, HealthView, OrgBudget};

impl Console {
    /// The orgs that there are connections to, each with what it allows by what its answers said.
    pub async fn health(&self) -> Result<HealthView, Failure> {
        let rooms = &self.rooms;
        let connections = rooms.store.connections().await;
        let connections = connections.map_err(IntoFailure::into_failure)?;
        let mut orgs: BTreeMap<String, OrgBudget> = BTreeMap::new();
        for connection in &connections {
            let origin = origin(&connection.settings);
            let org = orgs
                .entry(origin.as_str().to_owned())
                .or_insert_with(|| rooms.org_budget(connection, &origin));
            org.connections += 1;
        }
        Ok(HealthView {
            orgs: orgs.into_values().collect(),
            online: rooms.has_way_out(&connections),
        })
    }
}

impl Rooms {
    fn org_budget(&self, connection: &Connection, origin: &Origin) -> OrgBudget {
        OrgBudget {
            address: match &connection.settings {
                Settings::Org { .. } => address_of(&connection.settings),
                Settings::Team { base_url, .. } => base_url.as_str().to_owned(),
            },
            loopback: connection.settings.is_loopback(),
            connections: 0,
            buckets: self
                .transport
                .budgets(origin)
                .into_iter()
                .map(of_bucket)
                .collect(),
        }
    }

    /// Whether anything that is not on this computer can be reached.
    fn has_way_out(&self, connections: &[Connection]) -> bool {
        connections
            .iter()
            .map(|connection| origin(&connection.settings))
            .find(|origin| !origin.is_loopback())
            .is_none_or(|origin| self.transport.has_way_to(&origin))
    }
}

fn of_bucket(budget: Budget) -> BucketView {
    BucketView {
        bucket: budget.bucket,
        limit: budget.limit,
        remaining: budget.remaining,
        resets_in_s: u32::try_from(budget.resets_in.as_secs()).unwrap_or(u32::MAX),
    }
}

/// Whom the requests of a connection are counted by.
pub(super) fn origin(settings: &Settings) -> Origin {
    match settings {
        Settings::Org { domain, .. } => Origin::from(domain),
        Settings::Team { base_url, .. } => Origin::from(base_url),
    }
}
