//! A story: a practice org over real HTTP, a real database and vault in an empty folder, a
//! keyring in memory, a clock that stands still, and a person who signs in.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use connections::views::{
    AppChoice, ConnectRequest, ConnectStep, ConnectionDetails, Failure, NewSecret,
    ReauthorizeRequest, Review, RunRequest, RunView,
};
use connections::{Console, Opening};
use domain::{Clock, LoopbackOrgs, StoppedClock, SystemClock};
use jiff::SignedDuration;
use sandbox::{Knobs, Sandbox, Seed, Settings};
use tempfile::TempDir;
use vault::MemoryKeyring;

use crate::person::Person;

/// The service account of the practice org, which holds the super admin role.
pub const SERVICE_ACCOUNT: &str = "svc-workflows@sandbox.example";
/// A person who is super admin.
pub const DANA: &str = "dana.admin@sandbox.example";
/// What every user of the practice org types.
pub const PASSWORD: &str = "practice";

/// Everything a story needs. Dropping it stops the org and removes the folder.
pub struct Story {
    /// What is told about.
    pub console: Console,
    /// The org's hidden levers.
    pub org: Knobs,
    /// Who sits in front of the window.
    pub person: Person,
    /// The time.
    pub clock: StoppedClock,
    /// The keyring.
    pub keyring: MemoryKeyring,
    sandbox: Sandbox,
    folder: TempDir,
}

impl Story {
    /// An empty list, and a practice org that is allowed.
    pub async fn begin() -> Self {
        Self::with(LoopbackOrgs::Allowed).await
    }

    /// As [`Story::begin`], saying whether orgs on this computer are taken.
    pub async fn with(loopback: LoopbackOrgs) -> Self {
        Self::on(Settings::default(), loopback).await
    }

    /// As [`Story::begin`], in an org with so many people.
    pub async fn with_people(count: usize) -> Self {
        let settings = Settings {
            seed: Seed::builtin().with_people(count),
            ..Settings::default()
        };
        Self::on(settings, LoopbackOrgs::Allowed).await
    }

    async fn on(settings: Settings, loopback: LoopbackOrgs) -> Self {
        transport::install_crypto();
        let sandbox = Sandbox::start(settings)
            .await
            .expect("the practice org starts");
        let org = sandbox.knobs();
        let knobs = org.clone();
        // Stories run side by side, so each listens on any free port; the admin registers it.
        let person = Person::new(SERVICE_ACCOUNT, PASSWORD, move |page| {
            let pairs: BTreeMap<_, _> = page.query_pairs().into_owned().collect();
            if let (Some(client), Some(uri)) = (pairs.get("client_id"), pairs.get("redirect_uri")) {
                knobs.add_redirect_uri(client, uri);
            }
        });
        let folder = TempDir::new().expect("a folder");
        let clock = StoppedClock::at(SystemClock.now());
        let keyring = MemoryKeyring::default();
        let console = open(folder.path(), &keyring, &person, &clock, loopback, &[0])
            .await
            .expect("the console opens");
        Self {
            console,
            org,
            person,
            clock,
            keyring,
            sandbox,
            folder,
        }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn org_url(&self) -> String {
        self.sandbox.org_url()
    }

    /// Nobody listens at the org's address any more.
    pub fn org_goes_away(&self) {
        self.sandbox.stop();
    }

    /// Where the database is.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The practice org's own credentials for a connector.
    pub fn credentials(&self, connector: &str) -> (BTreeMap<String, String>, String) {
        if connector == "okta_privileged_access" {
            let user = self.sandbox.service_user();
            let values = [
                ("team", user.team),
                ("key_id", user.key_id),
                ("base_url", self.sandbox.opa_url()),
            ];
            return (owned(values), user.key_secret);
        }
        let views = self.console.list_connectors();
        let name = views
            .into_iter()
            .find(|view| view.id == connector)
            .expect("a connector")
            .name;
        let app = self
            .sandbox
            .apps()
            .into_iter()
            .find(|app| app.connector.as_deref() == Some(&name))
            .expect("the practice org has an app for each connector");
        let values = [("domain", self.org_url()), ("client_id", app.client_id)];
        (
            owned(values),
            app.client_secret.expect("a web app has a secret"),
        )
    }

    /// The form, filled in as the guide says, default scopes ticked.
    pub fn form(&self, connector: &str, nickname: &str) -> ConnectRequest {
        let (mut values, secret) = self.credentials(connector);
        values.insert("nickname".into(), nickname.into());
        let view = self.console.list_connectors();
        let view = view
            .iter()
            .find(|view| view.id == connector)
            .expect("a connector");
        let scopes = match &view.grant {
            connections::views::GrantView::AuthorizationCode { presets, .. } => {
                presets[0].scopes.clone()
            }
            connections::views::GrantView::ServiceToken { .. } => Vec::new(),
        };
        ConnectRequest {
            connector: connector.into(),
            values,
            app: AppChoice::default(),
            secret: NewSecret::Typed {
                value: secret.into(),
            },
            scopes,
            actions: Vec::new(),
            folder: None,
            custom_domain_confirmed: false,
        }
    }

    /// *Create*, and the sign-in where there is one.
    pub async fn sign_in(&self, request: ConnectRequest) -> Result<Review, Failure> {
        let step = self.console.begin_connect(request).await?;
        self.finish(step).await
    }

    /// What follows *Create* and *Reauthorize*.
    pub async fn finish(&self, step: ConnectStep) -> Result<Review, Failure> {
        match step {
            ConnectStep::SignIn { sign_in } => self.console.finish_sign_in(&sign_in.attempt).await,
            ConnectStep::Review { review } => Ok(*review),
        }
    }

    /// Through the whole wizard.
    pub async fn connect(&self, connector: &str, nickname: &str) -> ConnectionDetails {
        let review = self
            .sign_in(self.form(connector, nickname))
            .await
            .expect("the sign-in succeeds");
        self.console
            .save_connection(&review.attempt, false)
            .await
            .expect("it is saved")
    }

    /// The form of an action, filled in.
    pub fn filled(connection: &str, action: &str, inputs: &[(&str, &str)]) -> RunRequest {
        let inputs = inputs
            .iter()
            .map(|(id, text)| ((*id).to_owned(), (*text).to_owned()));
        RunRequest {
            connection: connection.into(),
            action: action.into(),
            inputs: inputs.collect(),
        }
    }

    /// Runs an action; a form that is not taken ends the story.
    pub async fn run(&self, connection: &str, action: &str, inputs: &[(&str, &str)]) -> RunView {
        self.console
            .run_action(Self::filled(connection, action, inputs))
            .await
            .unwrap_or_else(|failure| panic!("{action}: {failure:?}"))
    }

    /// *Connect* by hand: a Local session `Default` of a connection to the practice org.
    pub async fn open_session(&self, connection: &str) -> RunView {
        let domain = self.org_url();
        let inputs = [("domain", &*domain), ("connection", connection)];
        let run = self.run(connection, "connect", &inputs).await;
        assert_eq!(run.outcome, "done", "{:?}", run.refusal);
        run
    }

    /// *Reauthorize* with nothing changed.
    pub fn same_again(&self, id: &str) -> ReauthorizeRequest {
        ReauthorizeRequest {
            connection: id.into(),
            scopes: None,
            client_id: None,
            secret: NewSecret::SameAs {
                connection: id.into(),
            },
            choose_user: false,
        }
    }

    /// Time passes, here and in the org.
    pub fn later(&self, by: SignedDuration) {
        self.clock.advance(by);
        let offset = self.clock.now().duration_since(SystemClock.now());
        self.org.set_clock_offset_s(offset.as_secs());
    }

    /// Quits and starts again; what is in memory is gone.
    pub async fn restart(self) -> Self {
        self.restart_on(&[0]).await
    }

    /// As [`Story::restart`], listening on these ports.
    pub async fn restart_on(mut self, ports: &[u16]) -> Self {
        self.console.shut_down().await;
        self.console = self.start(ports).await.expect("the console opens again");
        self
    }

    /// Starts a console over the same folder.
    pub async fn start(&self, ports: &[u16]) -> Result<Console, Failure> {
        let allowed = LoopbackOrgs::Allowed;
        open(
            self.folder(),
            &self.keyring,
            &self.person,
            &self.clock,
            allowed,
            ports,
        )
        .await
    }
}

async fn open(
    folder: &Path,
    keyring: &MemoryKeyring,
    person: &Person,
    clock: &StoppedClock,
    loopback: LoopbackOrgs,
    ports: &[u16],
) -> Result<Console, Failure> {
    Console::open(Opening {
        data_dir: folder.to_owned(),
        keyring: Arc::new(keyring.clone()),
        browser: Arc::new(person.clone()),
        confirmation: Arc::new(person.clone()),
        files: Arc::new(person.clone()),
        clock: Arc::new(clock.clone()),
        loopback,
        ports: ports.to_vec(),
        version: env!("CARGO_PKG_VERSION").into(),
    })
    .await
}

fn owned<const N: usize>(pairs: [(&str, String); N]) -> BTreeMap<String, String> {
    pairs
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}
