//! Many connections at once, put into the database that a console will open.

use std::path::Path;

use anyhow::{Context, Result};
use domain::{
    Authorization, Clock, Connection, ConnectionId, ConnectorId, Environment, Identity,
    LoopbackOrgs, Nickname, OrgHost, Place, ScopeSet, Settings, Status, SystemClock,
};
use jiff::SignedDuration;
use store::{SessionRow, Store};

/// Fills `data_dir` with so many connections, of several orgs, connectors and states.
pub async fn seed(data_dir: &Path, count: usize) -> Result<()> {
    let store = Store::open(data_dir, env!("CARGO_PKG_VERSION")).await?;
    for number in 0..count {
        put(&store, number).await?;
    }
    store.close().await;
    Ok(())
}

/// Adds the one with this number to those that are there.
pub async fn seed_one(data_dir: &Path, number: usize) -> Result<()> {
    let store = Store::open(data_dir, env!("CARGO_PKG_VERSION")).await?;
    put(&store, number).await?;
    store.close().await;
    Ok(())
}

async fn put(store: &Store, number: usize) -> Result<()> {
    let session = SessionRow {
        generation: 0,
        access_expires_at: SystemClock.now(),
        refreshed_at: SystemClock.now(),
        intent: None,
    };
    let connection = connection(number)?;
    Ok(store.insert(&connection, &[], Some(&session)).await?)
}

fn connection(number: usize) -> Result<Connection> {
    let now = SystemClock.now();
    let connector = ["okta", "okta_realms", "okta_devices"][number % 3];
    let requested = ScopeSet::from_wire("openid offline_access okta.users.read okta.groups.read");
    let granted = ScopeSet::from_wire("openid offline_access okta.users.read");
    let missing = requested.minus(&granted);
    let whole = !number.is_multiple_of(4);
    let days = i64::try_from(number % 90 + 1)?;
    let host = format!("org-{}.okta.com", number % 40);
    Ok(Connection {
        id: ConnectionId::new(),
        connector: ConnectorId::new(connector),
        nickname: Nickname::parse(&format!("Connection {number:05}"))?,
        description: format!("Made for department {}", number % 17),
        place: match number % 5 {
            0 => Place::Org,
            folder => Place::Folder {
                name: format!("Team {folder}"),
            },
        },
        starred: number % 1000 == 7,
        environment: Environment::Production,
        settings: Settings::Org {
            domain: OrgHost::parse(&host, LoopbackOrgs::Refused)
                .ok()
                .with_context(|| format!("{host} is an org"))?,
            client_id: format!("0oaSeeded{number:011}"),
            client: domain::ClientKind::WebApp,
            requirements: domain::Requirements::default(),
            requested: requested.clone(),
        },
        authorization: Some(Authorization {
            at: now,
            identity: Identity {
                subject: format!("00uSeeded{:011}", number % 7),
                username: format!("svc-{}@example.com", number % 7),
                name: None,
            },
            granted: if whole { requested } else { granted },
            reauthorize_by: now.checked_add(SignedDuration::from_hours(24 * days)).ok(),
            reauthorize_by_measured: true,
            instance: None,
            bound_to: None,
        }),
        status: if whole {
            Status::Active { checked_at: now }
        } else {
            Status::ActiveWithMissingScopes {
                checked_at: now,
                missing,
            }
        },
        created_at: now,
        last_tested_at: Some(now),
    })
}
