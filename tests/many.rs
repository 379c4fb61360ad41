//! A person with connections to several orgs, and a console that can be ended in the middle of
//! anything, as a kill does.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use connections::views::{
    AppChoice, ConnectRequest, ConnectStep, ConnectionRow, GrantView, NewSecret, QueueRequest,
    QueueView, QueuedState, QueuedView,
};
use connections::{Console, Opening};
use domain::{Clock, LoopbackOrgs, StoppedClock, SystemClock};
use jiff::SignedDuration;
use sandbox::{Knobs, Sandbox, Settings};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use vault::MemoryKeyring;

use crate::person::Person;
use crate::story::{PASSWORD, SERVICE_ACCOUNT};

/// Orgs, a person, and what outlives a console.
pub struct Many {
    /// The orgs.
    pub orgs: Vec<Sandbox>,
    /// Who sits in front of the window.
    pub person: Person,
    /// The time.
    pub clock: StoppedClock,
    keyring: MemoryKeyring,
    folder: TempDir,
}

/// A console in a runtime of its own.
pub struct Running {
    /// The console. Its tasks are in the runtime only if it is asked through [`Running::ask`].
    pub console: Console,
    /// There until it is killed.
    runtime: Option<Runtime>,
}

impl Many {
    /// So many orgs, and nothing connected yet.
    pub async fn orgs(count: usize) -> Self {
        transport::install_crypto();
        let mut orgs = Vec::new();
        for _ in 0..count {
            let org = Sandbox::start(Settings::default()).await;
            orgs.push(org.expect("a practice org starts"));
        }
        let all: Vec<Knobs> = orgs.iter().map(Sandbox::knobs).collect();
        let person = Person::new(SERVICE_ACCOUNT, PASSWORD, move |page| {
            let pairs: BTreeMap<_, _> = page.query_pairs().into_owned().collect();
            if let (Some(client), Some(uri)) = (pairs.get("client_id"), pairs.get("redirect_uri")) {
                for org in &all {
                    org.add_redirect_uri(client, uri);
                }
            }
        });
        Self {
            orgs,
            person,
            clock: StoppedClock::at(SystemClock.now()),
            keyring: MemoryKeyring::default(),
            folder: TempDir::new().expect("a folder"),
        }
    }

    /// Starts a console over the same folder.
    pub async fn start(&self) -> Running {
        let runtime = Runtime::new().expect("a runtime");
        let opening = Opening {
            data_dir: self.folder.path().to_owned(),
            keyring: Arc::new(self.keyring.clone()),
            browser: Arc::new(self.person.clone()),
            confirmation: Arc::new(self.person.clone()),
            files: Arc::new(self.person.clone()),
            notices: Arc::new(self.person.clone()),
            clock: Arc::new(self.clock.clone()),
            loopback: LoopbackOrgs::Allowed,
            ports: vec![0],
            version: env!("CARGO_PKG_VERSION").into(),
        };
        let opened = runtime.spawn(Console::open(opening)).await;
        let console = opened.expect("it is not cancelled");
        Running {
            console: console.unwrap_or_else(|failure| panic!("{failure:?}")),
            runtime: Some(runtime),
        }
    }

    /// Time passes, here and in the orgs.
    pub fn later(&self, by: SignedDuration) {
        self.clock.advance(by);
        let offset = self.clock.now().duration_since(SystemClock.now());
        for org in &self.orgs {
            org.knobs().set_clock_offset_s(offset.as_secs());
        }
    }

    /// Where the database is.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Connects to an org, as whoever she feels like, and gives the row.
    pub async fn connect(&self, running: &Running, org: usize, nickname: &str) -> ConnectionRow {
        let connectors = running.console.list_connectors();
        let okta = connectors
            .iter()
            .find(|view| view.id == "okta")
            .expect("okta");
        let GrantView::AuthorizationCode { presets, .. } = &okta.grant else {
            panic!("people sign in for it");
        };
        let apps = self.orgs[org].apps();
        let app = apps
            .iter()
            .find(|app| app.connector.as_deref() == Some("Okta"))
            .expect("an app");
        let values = [
            ("domain", self.orgs[org].org_url()),
            ("client_id", app.client_id.clone()),
            ("nickname", nickname.to_owned()),
        ];
        let request = ConnectRequest {
            connector: "okta".into(),
            app: AppChoice::default(),
            values: values.map(|(key, value)| (key.to_owned(), value)).into(),
            secret: NewSecret::Typed {
                value: app.client_secret.clone().expect("a web app").into(),
            },
            scopes: presets[0].scopes.clone(),
            actions: Vec::new(),
            folder: None,
            custom_domain_confirmed: false,
        };
        let saved = running.ask(async move |console| {
            let ConnectStep::SignIn { sign_in } = console.begin_connect(request).await? else {
                panic!("a sign-in");
            };
            let review = console.finish_sign_in(&sign_in.attempt).await?;
            console.save_connection(&review.attempt, false).await
        });
        saved
            .await
            .unwrap_or_else(|failure| panic!("{failure:?}"))
            .row
    }
}

impl Running {
    /// Asks the console inside its own runtime, so that what it spawns ends with it.
    pub async fn ask<T, F>(&self, ask: impl FnOnce(Console) -> F) -> T
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let runtime = self.runtime.as_ref().expect("it is not killed");
        let asked = runtime.spawn(ask(self.console.clone()));
        asked.await.expect("it is not cancelled")
    }

    /// Queues these, and goes on at once.
    pub async fn queue(&self, rows: &[ConnectionRow], hand_over_to: Option<&str>) {
        let request = QueueRequest {
            connections: rows.iter().map(|row| row.id.clone()).collect(),
            hand_over_to: hand_over_to.map(str::to_owned),
        };
        let queued = self.ask(async move |console| console.queue_connections(request).await);
        queued.await.unwrap_or_else(|failure| panic!("{failure:?}"));
    }

    /// The whole queue, as soon as it is so.
    pub async fn queue_when(&self, so: impl Fn(&QueueView) -> bool) -> Vec<QueuedView> {
        let mut seen = 0;
        loop {
            let view = self.console.follow_queue(seen).await;
            let news = view.unwrap_or_else(|failure| panic!("{failure:?}"));
            seen = news.revision;
            let whole = self.console.follow_queue(0).await.expect("the whole of it");
            if so(&whole) {
                return whole.items;
            }
        }
    }

    /// The whole queue, when it goes on no more by itself.
    pub async fn queue_at_rest(&self) -> Vec<QueuedView> {
        self.queue_when(|view| !view.running).await
    }

    /// How a connection of the queue stands.
    pub async fn state_of(&self, row: &ConnectionRow) -> QueuedState {
        let view = self.console.follow_queue(0).await.expect("the queue");
        let found = view
            .items
            .into_iter()
            .find(|item| item.connection == row.id);
        found.expect("it is in the queue").state
    }

    /// From now on a passphrase keeps the secrets.
    pub async fn keeps_them_under(&self, passphrase: &str) {
        let unlocked = self.console.unlock_with_passphrase(passphrase.into()).await;
        unlocked.unwrap_or_else(|failure| panic!("{failure:?}"));
    }

    /// Ends it in the middle of whatever it does: no task comes to its end.
    pub async fn kill(mut self) {
        let runtime = self.runtime.take().expect("it is killed once");
        let ended = tokio::task::spawn_blocking(move || {
            runtime.shutdown_timeout(Duration::from_secs(20));
            drop(self);
        });
        ended.await.expect("it is not cancelled");
    }

    /// Ends it as the window does.
    pub async fn quit(self) {
        self.ask(async move |console| console.shut_down().await)
            .await;
        self.kill().await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A runtime cannot be waited for where a test ends.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
