//! A console over an empty folder, an issuer that may lie, and the look into what is kept.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, ensure};
use connections::views::{
    AppChoice, ConnectRequest, ConnectStep, ConnectionDetails, Failure, NewSecret,
    ReauthorizeRequest, Review,
};
use connections::{Console, Opening};
use domain::{Clock, LoopbackOrgs, SecretField, StoppedClock, SystemClock};
use store::{SessionRow, Store};
use tempfile::TempDir;
use vault::{Keyring, MemoryKeyring};

use crate::person::{Mood, Person};
use crate::trust::issuer::{CLIENT_ID, CLIENT_SECRET, Issuer};
use crate::trust::wire;

/// Everything that one case needs.
pub(crate) struct Desk {
    pub(crate) console: Console,
    pub(crate) issuer: Issuer,
    pub(crate) clock: StoppedClock,
    keyring: MemoryKeyring,
    folder: TempDir,
}

/// What is kept of all connections: their ids, tokens as they are sealed, and sessions.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) connections: Vec<String>,
    pub(crate) tokens: Vec<Vec<u8>>,
    pub(crate) sessions: Vec<SessionRow>,
    pub(crate) any_secret: bool,
}

impl Desk {
    pub(crate) async fn set_up() -> Result<Self> {
        transport::install_crypto();
        let clock = StoppedClock::at(SystemClock.now());
        let keyring = MemoryKeyring::default();
        let folder = TempDir::new()?;
        Ok(Self {
            console: open(folder.path(), &keyring, &clock).await?,
            issuer: Issuer::start(clock.clone()).await,
            clock,
            keyring,
            folder,
        })
    }

    /// The same without a keyring: what is kept is opened by this passphrase, in any process.
    pub(crate) async fn with_passphrase(passphrase: &str) -> Result<Self> {
        let mut desk = Self::set_up().await?;
        desk.console.shut_down().await;
        desk.keyring.set_absent();
        desk.console = open(desk.folder.path(), &desk.keyring, &desk.clock).await?;
        let unlocked = desk.console.unlock_with_passphrase(passphrase.into());
        unlocked.await.map_err(told)?;
        Ok(desk)
    }

    /// Quits, and hands over the key that opens what is kept.
    pub(crate) async fn leave(&self) -> Result<String> {
        self.console.shut_down().await;
        let keys = Keyring::read(&self.keyring)?;
        let key = keys.first().context("the keyring holds a key")?;
        Ok(String::from_utf8(key.to_vec())?)
    }

    /// Starts again, after [`Desk::leave`].
    pub(crate) async fn come_back(&mut self) -> Result<()> {
        self.console = open(self.folder.path(), &self.keyring, &self.clock).await?;
        Ok(())
    }

    /// Where everything is kept.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// *Create* up to the browser.
    pub(crate) async fn begin(&self) -> Result<ConnectStep> {
        self.begin_as("Trusted").await
    }

    async fn begin_as(&self, nickname: &str) -> Result<ConnectStep> {
        let mut request = form(&self.issuer.url());
        request
            .values
            .insert("nickname".to_owned(), nickname.to_owned());
        self.console.begin_connect(request).await.map_err(told)
    }

    /// *Reauthorize* with nothing changed, up to the browser.
    pub(crate) async fn begin_again(&self, id: &str) -> Result<ConnectStep> {
        let request = ReauthorizeRequest {
            connection: id.into(),
            scopes: None,
            client_id: None,
            secret: NewSecret::SameAs {
                connection: id.into(),
            },
            choose_user: false,
        };
        self.console.begin_reauthorize(request).await.map_err(told)
    }

    /// The browser walks while the console waits: the attempt, and what came of it.
    pub(crate) async fn walk(
        &self,
        step: ConnectStep,
    ) -> Result<(String, Result<Review, Failure>)> {
        walk(&self.console, step).await
    }

    /// An honest connection, saved and tested.
    pub(crate) async fn connect(&self) -> Result<ConnectionDetails> {
        self.connect_as("Trusted").await
    }

    /// The same under a name of its own.
    pub(crate) async fn connect_as(&self, nickname: &str) -> Result<ConnectionDetails> {
        let (_, outcome) = self.walk(self.begin_as(nickname).await?).await?;
        let saved = self.save(&outcome.map_err(told)?.attempt).await;
        let details = saved.map_err(told)?;
        ensure!(details.row.status.state == "active", "{details:?}");
        Ok(details)
    }

    pub(crate) async fn save(&self, attempt: &str) -> Result<ConnectionDetails, Failure> {
        self.console.save_connection(attempt, false).await
    }

    /// Quits, lets somebody at the folder, and starts again.
    pub(crate) async fn meanwhile(
        &mut self,
        meddle: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<()> {
        self.console.shut_down().await;
        meddle(self.folder.path())?;
        self.console = open(self.folder.path(), &self.keyring, &self.clock).await?;
        Ok(())
    }

    /// Quits, looks at what the store holds, and starts again.
    pub(crate) async fn kept(&mut self) -> Result<Kept> {
        self.console.shut_down().await;
        let store = Store::open(self.folder.path(), env!("CARGO_PKG_VERSION")).await?;
        let mut kept = Kept {
            connections: Vec::new(),
            tokens: Vec::new(),
            sessions: Vec::new(),
            any_secret: store.holds_secrets().await?,
        };
        for connection in store.connections().await? {
            for field in [SecretField::AccessToken, SecretField::RefreshToken] {
                let sealed = store.sealed(connection.id, field).await?;
                kept.tokens.extend(sealed.map(|sealed| sealed.bytes));
            }
            kept.sessions.extend(store.session(connection.id).await?);
            kept.connections.push(connection.id.to_string());
        }
        store.close().await;
        self.console = open(self.folder.path(), &self.keyring, &self.clock).await?;
        Ok(kept)
    }

    /// Whether a file of the data folder holds one of the issuer's tokens or codes in the clear.
    pub(crate) fn lies_in_the_clear(&self) -> Result<bool> {
        let mut found = false;
        for needle in [
            "access-token-number-",
            "refresh-token-number-",
            CLIENT_SECRET,
        ] {
            found |= holds(self.folder.path(), needle.as_bytes())?;
        }
        Ok(found)
    }
}

/// The form of a connection to the issuer at this address, filled in.
pub(crate) fn form(issuer: &str) -> ConnectRequest {
    let values = BTreeMap::from([
        ("nickname".to_owned(), "Trusted".to_owned()),
        ("domain".to_owned(), issuer.to_owned()),
        ("client_id".to_owned(), CLIENT_ID.to_owned()),
    ]);
    ConnectRequest {
        connector: "okta".into(),
        values,
        app: AppChoice::default(),
        secret: NewSecret::Typed {
            value: CLIENT_SECRET.to_owned().into(),
        },
        scopes: ["openid", "offline_access", "okta.users.read"]
            .map(str::to_owned)
            .into(),
        actions: Vec::new(),
        folder: None,
        custom_domain_confirmed: false,
    }
}

/// The browser walks while the console waits: the attempt, and what came of it.
pub(crate) async fn walk(
    console: &Console,
    step: ConnectStep,
) -> Result<(String, Result<Review, Failure>)> {
    let ConnectStep::SignIn { sign_in } = step else {
        return Err(anyhow!("no browser was needed"));
    };
    let waiting = console.finish_sign_in(&sign_in.attempt);
    let (outcome, page) = tokio::join!(waiting, wire::walk(&sign_in.url));
    page.context("the browser came nowhere")?;
    Ok((sign_in.attempt, outcome))
}

pub(crate) async fn open(
    folder: &Path,
    keyring: &MemoryKeyring,
    clock: &StoppedClock,
) -> Result<Console> {
    open_with(folder, Arc::new(keyring.clone()), clock).await
}

/// As [`open`], with any keyring.
pub(crate) async fn open_with(
    folder: &Path,
    keyring: Arc<dyn Keyring>,
    clock: &StoppedClock,
) -> Result<Console> {
    console(folder, keyring, clock).await.map_err(told)
}

/// As [`open_with`], for a suite that looks at why it was refused.
pub(crate) async fn console(
    folder: &Path,
    keyring: Arc<dyn Keyring>,
    clock: &StoppedClock,
) -> Result<Console, Failure> {
    // The suite walks by itself, one step after the other.
    let person = Person::new("", "", |_| {});
    person.feels(Mood::Leaves);
    let opening = Opening {
        data_dir: folder.to_owned(),
        keyring,
        browser: Arc::new(person.clone()),
        confirmation: Arc::new(person.clone()),
        files: Arc::new(person.clone()),
        notices: Arc::new(person),
        clock: Arc::new(clock.clone()),
        loopback: LoopbackOrgs::Allowed,
        ports: vec![0],
        version: env!("CARGO_PKG_VERSION").into(),
    };
    Console::open(opening).await
}

fn holds(folder: &Path, needle: &[u8]) -> Result<bool> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let found = if path.is_dir() {
            holds(&path, needle)?
        } else {
            let bytes = fs::read(&path)?;
            bytes.windows(needle.len()).any(|window| window == needle)
        };
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A refusal where there should have been none.
#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
pub(crate) fn told(failure: Failure) -> anyhow::Error {
    anyhow!("{} {}", failure.what, failure.why)
}
