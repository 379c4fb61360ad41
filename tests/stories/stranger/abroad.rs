//! A console, a provider that knows nothing of it, and a person between them.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;

use connections::views::{
    AppChoice, AppKind, ConnectRequest, ConnectStep, ConnectionDetails, Failure, NewSecret,
    ReauthorizeRequest, Review,
};
use connections::{Console, Opening};
use domain::{Clock, LoopbackOrgs, StoppedClock, SystemClock};
use jiff::SignedDuration;
use stories::person::Person;
use tempfile::TempDir;
use vault::MemoryKeyring;

use super::provider::{App, How, Provider};
use super::visitor::Visitor;

/// Who signs in where nothing else is said.
pub(super) const STELLA: &str = "stella@stranger.example";
/// Another user.
pub(super) const SAM: &str = "sam@stranger.example";

/// A console that knows nothing of the provider but its address.
pub(super) struct Abroad {
    pub(super) console: Console,
    pub(super) provider: Provider,
    pub(super) visitor: Visitor,
    pub(super) clock: StoppedClock,
    /// The one that the browser returns to.
    port: u16,
    keyring: MemoryKeyring,
    folder: TempDir,
}

impl Abroad {
    /// None where the provider is not installed; that was said then.
    pub(super) async fn begin() -> Option<Self> {
        Self::begin_with(How::Usual).await
    }

    pub(super) async fn begin_with(how: How) -> Option<Self> {
        transport::install_crypto();
        let provider = Provider::start(how).await?;
        let visitor = Visitor::new(STELLA);
        let clock = StoppedClock::at(SystemClock.now());
        let (keyring, folder) = (MemoryKeyring::default(), TempDir::new().expect("a folder"));
        let port = free_port();
        let console = open(&folder, &keyring, &visitor, &clock, port).await;
        Some(Self {
            console,
            provider,
            visitor,
            clock,
            port,
            keyring,
            folder,
        })
    }

    /// The form for `connector`, with the IDs of `app`.
    pub(super) fn form(&self, connector: &str, app: &str) -> ConnectRequest {
        let App {
            client_id,
            client_secret,
        } = self.provider.app(app);
        let values = [
            ("nickname", app),
            ("domain", self.provider.issuer()),
            ("client_id", &client_id),
        ];
        let views = self.console.list_connectors();
        let view = views
            .iter()
            .find(|view| view.id == connector)
            .expect("a connector");
        let connections::views::GrantView::AuthorizationCode { presets, .. } = &view.grant else {
            panic!("{connector} has no sign-in");
        };
        ConnectRequest {
            connector: connector.into(),
            values: BTreeMap::from(values.map(|(key, value)| (key.into(), value.into()))),
            app: AppChoice {
                kind: match client_secret {
                    Some(_) => AppKind::WebApp,
                    None => AppKind::NativeApp,
                },
                ..AppChoice::default()
            },
            secret: client_secret.map_or(NewSecret::None, |secret| NewSecret::Typed {
                value: secret.into(),
            }),
            scopes: presets[0].scopes.clone(),
            actions: Vec::new(),
            folder: None,
            custom_domain_confirmed: false,
        }
    }

    /// *Create* and the sign-in; the admin has registered the redirect URI.
    pub(super) async fn sign_in(&self, connector: &str, app: &str) -> Result<Review, Failure> {
        self.visitor.registers_at(Some(app));
        let step = self
            .console
            .begin_connect(self.form(connector, app))
            .await?;
        self.finish(step).await
    }

    pub(super) async fn finish(&self, step: ConnectStep) -> Result<Review, Failure> {
        let ConnectStep::SignIn { sign_in } = step else {
            panic!("a sign-in")
        };
        self.console.finish_sign_in(&sign_in.attempt).await
    }

    pub(super) async fn connect(&self, connector: &str, app: &str) -> ConnectionDetails {
        let review = self
            .sign_in(connector, app)
            .await
            .expect("the sign-in succeeds");
        self.console
            .save_connection(&review.attempt, false)
            .await
            .expect("it is saved")
    }

    pub(super) async fn reauthorize(&self, id: &str, choose_user: bool) -> Review {
        let request = ReauthorizeRequest {
            connection: id.into(),
            scopes: None,
            client_id: None,
            secret: NewSecret::SameAs {
                connection: id.into(),
            },
            choose_user,
        };
        let step = self
            .console
            .begin_reauthorize(request)
            .await
            .expect("the browser opens");
        self.finish(step).await.expect("the sign-in succeeds")
    }

    pub(super) async fn test(&self, id: &str) -> String {
        self.console
            .test_connection(id)
            .await
            .expect("it is tested")
            .row
            .status
            .state
    }

    /// Time passes, here and at the provider.
    pub(super) async fn later(&self, by: SignedDuration) {
        self.clock.advance(by);
        let ahead = self.clock.now().duration_since(SystemClock.now());
        self.provider.set_clock_ahead(ahead.as_secs()).await;
    }

    /// What an admin registers as sign-in redirect URI.
    pub(super) fn redirect_uri(&self) -> String {
        format!("http://127.0.0.1:{}/authorization-code/callback", self.port)
    }

    pub(super) async fn restart(mut self) -> Self {
        self.console.shut_down().await;
        let (folder, keyring) = (&self.folder, &self.keyring);
        self.console = open(folder, keyring, &self.visitor, &self.clock, self.port).await;
        self
    }
}

fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    free.local_addr().expect("it is bound").port()
}

async fn open(
    folder: &TempDir,
    keyring: &MemoryKeyring,
    visitor: &Visitor,
    clock: &StoppedClock,
    port: u16,
) -> Console {
    let opening = Opening {
        data_dir: folder.path().to_owned(),
        keyring: Arc::new(keyring.clone()),
        browser: Arc::new(visitor.clone()),
        clock: Arc::new(clock.clone()),
        loopback: LoopbackOrgs::Allowed,
        // Any other where somebody was quicker; what is pushed needs the one that is registered.
        ports: vec![port, 0],
        version: env!("CARGO_PKG_VERSION").into(),
        // No story abroad destroys anything, so nobody is asked.
        confirmation: Arc::new(Person::new("", "", |_| {})),
        files: Arc::new(Person::new("", "", |_| {})),
        notices: Arc::new(Person::new("", "", |_| {})),
    };
    Console::open(opening).await.expect("the console opens")
}
