//! Several orgs, and one console with a connection to each.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use connections::views::{AppChoice, ConnectRequest, ConnectStep, NewSecret};
use connections::{Console, Opening};
use domain::{Clock, LoopbackOrgs, StoppedClock, SystemClock};
use sandbox::{Sandbox, Seed, Settings};
use tempfile::TempDir;
use vault::MemoryKeyring;

use crate::person::Person;
use crate::story::{DANA, PASSWORD, SERVICE_ACCOUNT};
use crate::trust::desk::told;
use crate::trust::quick;

/// One org, as the console is connected to it.
pub(super) struct At {
    pub(super) sandbox: Arc<Sandbox>,
    pub(super) connection: String,
    /// One of its users, by her ID.
    pub(super) user: String,
}

pub(super) struct Town {
    pub(super) console: Console,
    pub(super) clock: StoppedClock,
    pub(super) orgs: Vec<At>,
    _folder: TempDir,
}

/// So many orgs with so many people in each. They live in whichever runtime they are started in.
pub(super) async fn found(orgs: u64, people: usize) -> Result<Vec<Arc<Sandbox>>> {
    let mut all = Vec::new();
    for _ in 0..orgs {
        let settings = Settings {
            seed: Seed::builtin().with_people(people),
            ..Settings::default()
        };
        all.push(Arc::new(Sandbox::start(settings).await?));
    }
    Ok(all)
}

impl Town {
    /// Connects a console to all of them.
    pub(super) async fn settles(orgs: Vec<Arc<Sandbox>>) -> Result<Self> {
        let all: Vec<_> = orgs.iter().map(|org| org.knobs()).collect();
        let person = Person::new(SERVICE_ACCOUNT, PASSWORD, move |page| {
            let pairs: BTreeMap<_, _> = page.query_pairs().into_owned().collect();
            if let (Some(client), Some(uri)) = (pairs.get("client_id"), pairs.get("redirect_uri")) {
                for org in &all {
                    org.add_redirect_uri(client, uri);
                }
            }
        });
        let folder = quick::folder()?;
        let clock = StoppedClock::at(SystemClock.now());
        let console = Console::open(Opening {
            data_dir: folder.path().to_owned(),
            keyring: Arc::new(MemoryKeyring::default()),
            browser: Arc::new(person.clone()),
            confirmation: Arc::new(person.clone()),
            files: Arc::new(person.clone()),
            notices: Arc::new(person),
            clock: Arc::new(clock.clone()),
            loopback: LoopbackOrgs::Allowed,
            ports: vec![0],
            version: env!("CARGO_PKG_VERSION").into(),
        });
        let mut town = Self {
            console: console.await.map_err(told)?,
            clock,
            orgs: Vec::new(),
            _folder: folder,
        };
        for (number, org) in orgs.into_iter().enumerate() {
            let connection = town.connect(&org, number).await?;
            let user = org.knobs().user_id(DANA);
            town.orgs.push(At {
                sandbox: org,
                connection,
                user: user.context("nobody is there")?,
            });
        }
        Ok(town)
    }

    async fn connect(&self, org: &Sandbox, number: usize) -> Result<String> {
        let app = org.apps();
        let app = app
            .iter()
            .find(|app| app.connector.as_deref() == Some("Okta"))
            .context("no app")?;
        let values = [
            ("domain", org.org_url()),
            ("client_id", app.client_id.clone()),
            ("nickname", format!("Org {number}")),
        ];
        let request = ConnectRequest {
            connector: "okta".into(),
            app: AppChoice::default(),
            values: values.map(|(key, value)| (key.to_owned(), value)).into(),
            secret: NewSecret::Typed {
                value: app.client_secret.clone().unwrap_or_default().into(),
            },
            scopes: ["openid", "offline_access", "okta.users.read"]
                .map(str::to_owned)
                .into(),
            actions: Vec::new(),
            folder: None,
            custom_domain_confirmed: false,
        };
        let step = self.console.begin_connect(request).await.map_err(told)?;
        let ConnectStep::SignIn { sign_in } = step else {
            bail!("no browser was needed");
        };
        let review = self.console.finish_sign_in(&sign_in.attempt).await;
        let review = review.map_err(told)?;
        let saved = self.console.save_connection(&review.attempt, false).await;
        Ok(saved.map_err(told)?.row.id)
    }
}
