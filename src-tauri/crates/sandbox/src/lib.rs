//! A local Okta org and OPA team that speak real HTTP. Knows nothing of ours.
//!
//! It behaves as Okta does, above all where that is awkward: scopes that were not granted are
//! dropped without a word, a wrong redirect URI never comes back, a first DELETE only deactivates.
//! It refuses to be reached from another computer: it listens on loopback only.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the handlers of the route table have one signature"
)]
#![expect(
    clippy::format_collect,
    reason = "pages are small, and a row that formats itself reads best"
)]

mod admin;
mod authorization_server;
mod clock;
mod directory;
mod exchange;
mod fault;
mod founding;
mod front_desk;
mod http;
mod ids;
mod keys;
mod knobs;
mod ledger;
mod privileged_access;
mod refusal;
mod routes;
mod seed;
mod shelf;
mod state;
mod wire;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use exchange::Exchange;
pub use fault::FaultSpec;
pub use knobs::{Knobs, Rotation};
pub use ledger::{Event, LedgerEntry, fingerprint};
pub use seed::{AdminRole, ClientKind, Pipeline, Seed, SeedError, UserStatus};

/// Where the sandbox listens and what is in it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The port of org and OPA team; 0 takes any that is free.
    pub org_port: u16,
    /// What the org holds at the start.
    pub seed: Seed,
    /// The origin under which it is reached, where something stands before it that speaks TLS;
    /// `None` for its own.
    pub served_as: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            org_port: 0,
            seed: Seed::builtin(),
            served_as: None,
        }
    }
}

/// A running org. Dropping it stops the server.
#[derive(Debug)]
pub struct Sandbox {
    knobs: Knobs,
    address: SocketAddr,
    server: JoinHandle<()>,
    closing: wire::Scissors,
}

/// An app as the learner needs it: what the wizard asks for.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The name in the Admin Console.
    pub name: String,
    /// The connector it is meant for.
    pub connector: Option<String>,
    /// Web, native or service.
    pub kind: ClientKind,
    /// The client id.
    pub client_id: String,
    /// The client secret, when there is one.
    pub client_secret: Option<String>,
}

/// The OPA service user as the learner needs it.
#[derive(Debug, Clone)]
pub struct ServiceUser {
    /// OPA Team Name.
    pub team: String,
    /// Service Account API Key ID.
    pub key_id: String,
    /// Service Account API Key.
    pub key_secret: String,
}

impl Sandbox {
    /// Starts the server on 127.0.0.1.
    pub async fn start(settings: Settings) -> io::Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, settings.org_port));
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let base = settings
            .served_as
            .unwrap_or_else(|| format!("http://{address}"));
        let org = Arc::new(state::Org {
            base,
            clock: clock::OrgClock::default(),
            state: Mutex::new(founding::found(settings.seed)),
        });
        let router = Router::new()
            .fallback(front_desk::receive)
            .with_state(Arc::clone(&org));
        let service = router.into_make_service_with_connect_info::<wire::Scissors>();
        let closing = wire::Scissors::default();
        let door = wire::Door {
            listener,
            closing: closing.clone(),
        };
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(door, service).await {
                tracing::error!(%error, "the sandbox org stopped listening");
            }
        });
        Ok(Self {
            knobs: Knobs::new(&org),
            address,
            server,
            closing,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The Okta org, without a slash at the end.
    pub fn org_url(&self) -> String {
        self.knobs.org.base.clone()
    }

    /// The OPA base URL: the same origin, under `/v1/teams/…`.
    pub fn opa_url(&self) -> String {
        self.org_url()
    }

    /// The page in place of the Admin Console.
    pub fn admin_url(&self) -> String {
        format!("{}/admin", self.org_url())
    }

    /// Stops listening, as when the network is gone. What the org holds stays.
    pub fn stop(&self) {
        self.server.abort();
        // Connections that are kept alive end with the server.
        self.closing.cut();
    }

    /// The knobs.
    pub fn knobs(&self) -> Knobs {
        self.knobs.clone()
    }

    /// Every app with its credentials.
    pub fn apps(&self) -> Vec<Credentials> {
        let state = self.knobs.org.state();
        let apps = state.apps.iter().map(|app| Credentials {
            name: app.name.clone(),
            connector: app.connector.clone(),
            kind: app.kind,
            client_id: app.id.clone(),
            client_secret: app.secret.clone(),
        });
        apps.collect()
    }

    /// The OPA service user with its newest key.
    pub fn service_user(&self) -> ServiceUser {
        let state = self.knobs.org.state();
        let user = state.team.service_users.by_id(&state.team.console_user);
        let key = user.and_then(|user| user.keys.last());
        ServiceUser {
            team: state.team.name.clone(),
            key_id: key.map(|key| key.id.clone()).unwrap_or_default(),
            key_secret: key.map(|key| key.secret.clone()).unwrap_or_default(),
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop();
    }
}
