//! A data folder with a dozen connections of four orgs, each with its secrets under a real key: as
//! a console leaves it that was closed, and as one leaves it that was cut off.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use domain::{
    Authorization, ClientKind, Clock, Connection, ConnectionId, ConnectorId, Environment, Identity,
    LoopbackOrgs, Nickname, OrgHost, Place, Requirements, ScopeSet, SealContext, SecretField,
    Settings, Status, SystemClock,
};
use secrecy::SecretString;
use store::{SessionRow, Store};
use tempfile::TempDir;
use vault::{MemoryKeyring, Vault};

/// How many connections there are.
pub(super) const COUNT: usize = 12;
const ORGS: usize = 4;
pub(super) const FIELDS: [SecretField; 3] = [
    SecretField::ClientSecret,
    SecretField::AccessToken,
    SecretField::RefreshToken,
];

/// The files of a database: its own, and its log's.
#[derive(Debug, Clone, Default)]
pub(super) struct Files {
    pub(super) database: Vec<u8>,
    pub(super) log: Vec<u8>,
}

/// What is damaged, and what must come of it.
pub(super) struct Base {
    /// As a console leaves it that was closed.
    pub(super) closed: Files,
    /// As one leaves it that was cut off: a part is in the log.
    pub(super) cut_off: Files,
    pub(super) keyring: MemoryKeyring,
    /// What each secret says.
    pub(super) secrets: HashMap<(ConnectionId, &'static str), String>,
    /// One copy, in a folder of its own.
    pub(super) copies: TempDir,
}

impl Base {
    pub(super) async fn make() -> Result<Self> {
        let folder = TempDir::new()?;
        let keyring = MemoryKeyring::default();
        let vault = Vault::new(Arc::new(keyring.clone()));
        let header = vault.unlock(None, false).await?;
        let store = Store::open(folder.path(), env!("CARGO_PKG_VERSION")).await?;
        store
            .set_vault_header(&serde_json::to_string(&header)?)
            .await?;
        let mut secrets = HashMap::new();
        for number in 0..COUNT {
            insert(&store, &vault, number, &mut secrets).await?;
        }
        store.back_up(SystemClock.now()).await?;
        store.close().await;
        let closed = Files::read(folder.path());

        let store = Store::open(folder.path(), env!("CARGO_PKG_VERSION")).await?;
        for connection in store.connections().await? {
            let described = Connection {
                description: "Described again. ".repeat(60),
                ..connection
            };
            store.update(&described).await?;
        }
        let cut_off = Files::read(folder.path());
        store.close().await;
        anyhow::ensure!(!cut_off.log.is_empty(), "a part is in the log");
        let copies = TempDir::new()?;
        for entry in fs::read_dir(folder.path().join("backups"))? {
            let path = entry?.path();
            let name = path.file_name().context("a name")?;
            fs::copy(&path, copies.path().join(name))?;
        }
        Ok(Self {
            closed,
            cut_off,
            keyring,
            secrets,
            copies,
        })
    }
}

impl Files {
    pub(super) fn read(folder: &Path) -> Self {
        let read = |name: &str| fs::read(folder.join(name)).unwrap_or_default();
        Self {
            database: read("connections.db"),
            log: read("connections.db-wal"),
        }
    }

    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        fs::write(folder.join("connections.db"), &self.database)?;
        if !self.log.is_empty() {
            fs::write(folder.join("connections.db-wal"), &self.log)?;
        }
        Ok(())
    }
}

async fn insert(
    store: &Store,
    vault: &Vault,
    number: usize,
    secrets: &mut HashMap<(ConnectionId, &'static str), String>,
) -> Result<()> {
    let generation = number as u64;
    let connection = connection(number)?;
    let mut sealed = Vec::new();
    for field in FIELDS {
        let text = format!("the {} of {}", field.as_str(), connection.nickname);
        let context = SealContext {
            connection: connection.id,
            host: connection.settings.host().to_owned(),
            field,
            generation: if field == SecretField::ClientSecret {
                0
            } else {
                generation
            },
        };
        sealed.push(vault.seal(&context, &SecretString::from(text.clone()))?);
        secrets.insert((connection.id, field.as_str()), text);
    }
    let session = SessionRow {
        generation,
        access_expires_at: SystemClock.now(),
        refreshed_at: SystemClock.now(),
        intent: None,
    };
    Ok(store.insert(&connection, &sealed, Some(&session)).await?)
}

fn connection(number: usize) -> Result<Connection> {
    let now = SystemClock.now();
    let scopes = ScopeSet::from_wire("openid offline_access okta.users.read");
    let host = format!("org-{}.okta.com", number % ORGS);
    let org = OrgHost::parse(&host, LoopbackOrgs::Refused);
    Ok(Connection {
        id: ConnectionId::new(),
        connector: ConnectorId::new("okta"),
        nickname: Nickname::parse(&format!("Connection {number:02}"))?,
        description: format!("Made for department {number}"),
        place: Place::Org,
        starred: false,
        environment: Environment::Production,
        settings: Settings::Org {
            domain: org.map_err(|_| anyhow!("{host} is an org"))?,
            client_id: format!("0oa{number:017}"),
            client: ClientKind::WebApp,
            requirements: Requirements::default(),
            requested: scopes.clone(),
        },
        authorization: Some(Authorization {
            at: now,
            identity: Identity {
                subject: format!("00u{number:017}"),
                username: format!("svc-{number}@example.com"),
                name: None,
            },
            granted: scopes,
            reauthorize_by: None,
            reauthorize_by_measured: false,
            instance: None,
            bound_to: None,
        }),
        status: Status::Active { checked_at: now },
        created_at: now,
        last_tested_at: Some(now),
    })
}
