//! One console and its org, under a sky of their own: what is done in bad weather, and whether
//! all is well when it has cleared.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail, ensure};
use connections::views::{
    AppChoice, ConnectRequest, ConnectStep, Failure, NewSecret, ReauthorizeRequest, RunView,
};
use connections::{Console, Opening};
use domain::{LoopbackOrgs, SystemClock};
use sandbox::{Rotation, Sandbox, Settings};
use tempfile::TempDir;
use vault::MemoryKeyring;

use super::network::{Location, Network};
use super::weather::{Chance, Fault};
use crate::person::Person;
use crate::story::{DANA, PASSWORD, SERVICE_ACCOUNT, Story};
use crate::trust::desk::told;
use crate::trust::quick;

/// How often *Test* is pressed once the weather has cleared: a computer that is busy with sixty
/// consoles at once may take longer to shake hands than they wait.
const PRESSES: usize = 4;

/// What a fault comes up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Errand {
    /// *Reauthorize* and *Save*: a sign-in.
    SignIn,
    /// *Test*.
    Test,
    /// A read.
    Read,
    /// A write.
    Write,
}

impl Errand {
    /// Every fifth is a sign-in, and every fifth a write.
    pub(super) fn of(round: u64) -> Self {
        match round % 5 {
            0 => Self::SignIn,
            1 | 3 => Self::Read,
            2 => Self::Write,
            _ => Self::Test,
        }
    }

    /// How many requests it makes, so that each of them is hit.
    fn requests(self) -> usize {
        match self {
            Self::SignIn => 9,
            Self::Test | Self::Read | Self::Write => 2,
        }
    }
}

/// What one trial saw.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Whether the fault did anything.
    pub(super) harmed: bool,
    /// The longest that anything took.
    pub(super) longest: Duration,
    /// Whether a write was sent twice, or called what it was not.
    pub(super) wrong_write: Option<String>,
    /// Whether the connection did not work once the weather had cleared.
    pub(super) lost: Option<String>,
}

pub(super) struct Office {
    console: Console,
    sandbox: Sandbox,
    location: Location,
    connection: String,
    _folder: TempDir,
}

impl Office {
    /// A connection to an org of its own; the weather is good.
    pub(super) async fn opens(network: &Network, number: u64) -> Result<Self> {
        // Preview: production would have to be armed before each write.
        let host = format!("weather-{number}.oktapreview.com");
        let settings = Settings {
            served_as: Some(format!("https://{host}")),
            ..Settings::default()
        };
        let sandbox = Sandbox::start(settings).await?;
        let location = network.knows(&host, sandbox.address());
        let knobs = sandbox.knobs();
        let app = sandbox.apps();
        let app = app
            .iter()
            .find(|app| app.connector.as_deref() == Some("Okta"))
            .ok_or_else(|| anyhow!("the org has no app"))?;
        knobs.grant_scope(&app.client_id, "okta.groups.manage");
        knobs.set_rotation(&app.client_id, Rotation::Rotate { leeway_s: 30 });
        // Every call renews the token first, and nobody is slowed down for it.
        knobs.set_access_token_lifetime(30);
        knobs.set_user_token_limit(None);
        knobs.set_rate_limit(None, 1_000_000);

        let uris = knobs.clone();
        let client = app.client_id.clone();
        let person = Person::new(SERVICE_ACCOUNT, PASSWORD, move |page| {
            let uri = page.query_pairs().find(|(name, _)| name == "redirect_uri");
            if let Some((_, uri)) = uri {
                uris.add_redirect_uri(&client, &uri);
            }
        });
        person.reaches(&sandbox.org_url(), sandbox.address());
        let folder = quick::folder()?;
        let console = Console::open(Opening {
            data_dir: folder.path().to_owned(),
            keyring: Arc::new(MemoryKeyring::default()),
            browser: Arc::new(person.clone()),
            confirmation: Arc::new(person.clone()),
            files: Arc::new(person.clone()),
            notices: Arc::new(person),
            clock: Arc::new(SystemClock),
            loopback: LoopbackOrgs::Refused,
            ports: vec![0],
            version: env!("CARGO_PKG_VERSION").into(),
        });
        let console = console.await.map_err(told)?;
        let values = [
            ("nickname", "Weather"),
            ("domain", &*host),
            ("client_id", &*app.client_id),
        ];
        let values = values.map(|(id, text)| (id.to_owned(), text.to_owned()));
        let request = ConnectRequest {
            connector: "okta".into(),
            values: BTreeMap::from(values),
            app: AppChoice::default(),
            secret: NewSecret::Typed {
                value: app.client_secret.clone().unwrap_or_default().into(),
            },
            scopes: [
                "openid",
                "offline_access",
                "okta.users.read",
                "okta.groups.manage",
            ]
            .map(str::to_owned)
            .into(),
            actions: Vec::new(),
            folder: None,
            custom_domain_confirmed: false,
        };
        let step = console.begin_connect(request).await.map_err(told)?;
        let ConnectStep::SignIn { sign_in } = step else {
            bail!("no browser was needed");
        };
        let review = console.finish_sign_in(&sign_in.attempt).await;
        let review = review.map_err(told)?;
        let saved = console.save_connection(&review.attempt, false).await;
        Ok(Self {
            console,
            sandbox,
            location,
            connection: saved.map_err(told)?.row.id,
            _folder: folder,
        })
    }

    /// One errand in one weather, and a test when it has cleared.
    pub(super) async fn goes_out(&self, errand: Errand, fault: Fault, chance: Chance) -> Seen {
        // Half the time over a connection that stands, half the time over a new one.
        if chance.heads(1) {
            self.location.is_swept();
        }
        let after = chance.below(errand.requests(), 2);
        self.sandbox.knobs().clear_ledger();
        self.location.sky.darkens(fault, chance, after);
        if matches!(fault, Fault::Elsewhere | Fault::OtherCertificate) {
            self.location.is_swept();
        }
        let mut seen = Seen::default();
        match errand {
            Errand::SignIn => seen.longest = Box::pin(self.signs_in()).await,
            Errand::Test => {
                let (_, took) = timed(self.console.test_connection(&self.connection)).await;
                seen.longest = took;
            }
            Errand::Read => seen.longest = self.runs("read_user", ("user", DANA)).await.1,
            Errand::Write => {
                let name = format!("Group {}", chance.below(1 << 40, 3));
                let (run, took) = self.runs("create_group", ("name", &name)).await;
                seen.longest = took;
                seen.wrong_write = self.judged(run).err().map(|fault| format!("{fault:#}"));
            }
        }
        seen.harmed = self.location.sky.clears();
        self.location.is_swept();
        for _ in 0..PRESSES {
            let (tested, took) = timed(self.console.test_connection(&self.connection)).await;
            seen.longest = seen.longest.max(took);
            seen.lost = match tested {
                Ok(details) if details.row.status.state == "active" => None,
                Ok(details) => Some(format!("{:?} {:?}", details.row.status, details.problem)),
                Err(failure) => Some(format!("{failure:?}")),
            };
            if seen.lost.is_none() {
                break;
            }
        }
        seen
    }

    /// Each of its three steps is waited for by itself; the longest of them.
    async fn signs_in(&self) -> Duration {
        let request = ReauthorizeRequest {
            connection: self.connection.clone(),
            scopes: None,
            client_id: None,
            secret: NewSecret::SameAs {
                connection: self.connection.clone(),
            },
            choose_user: false,
        };
        let (begun, mut longest) = timed(Box::pin(self.console.begin_reauthorize(request))).await;
        let Ok(ConnectStep::SignIn { sign_in }) = begun else {
            return longest;
        };
        let (review, took) = timed(Box::pin(self.console.finish_sign_in(&sign_in.attempt))).await;
        longest = longest.max(took);
        if let Ok(review) = review {
            let saved = self.console.save_connection(&review.attempt, false);
            longest = longest.max(timed(Box::pin(saved)).await.1);
        } else {
            self.console.cancel_sign_in(&sign_in.attempt);
        }
        longest
    }

    async fn runs(
        &self,
        action: &str,
        input: (&str, &str),
    ) -> (Result<RunView, Failure>, Duration) {
        let request = Story::filled(&self.connection, action, &[input]);
        timed(Box::pin(self.console.run_action(request))).await
    }

    /// Whether a write was sent once, and called what it was.
    fn judged(&self, run: Result<RunView, Failure>) -> Result<()> {
        let sent: Vec<_> = self
            .sandbox
            .knobs()
            .requests("/api/v1/groups")
            .into_iter()
            .filter(|request| request.starts_with("POST "))
            .collect();
        ensure!(sent.len() <= 1, "it was sent {} times", sent.len());
        let done = sent.iter().any(|request| request.contains(" 20"));
        let run = run.map_err(told)?;
        let right = match run.outcome.as_str() {
            "done" => done,
            "refused" => !done,
            "unknown" => true,
            _ => false,
        };
        let kind = run.refusal.map(|refusal| refusal.kind);
        ensure!(
            right,
            "it is called {} ({kind:?}), and sent: {sent:?}",
            run.outcome
        );
        Ok(())
    }
}

async fn timed<T>(what: impl Future<Output = T>) -> (T, Duration) {
    let begun = Instant::now();
    let came = what.await;
    (came, begun.elapsed())
}
