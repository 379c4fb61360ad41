//! Somebody with a console of her own, without its window.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use authorization::{
    Browser, Client, ClientAuthentication, Nonces, REDIRECT_PORTS, SignIn, SignInRequest,
};
use connections::views::{
    AppChoice, ConnectRequest, ConnectStep, Extent, Failure, FileFormat, ListingRequest,
    ListingView, NewSecret,
};
use connections::{Console, Opening};
use domain::{LoopbackOrgs, OrgHost, ScopeSet, SystemClock};
use secrecy::SecretString;
use stories::person::Person;
use stories::window::{PASSWORD, SERVICE_ACCOUNT};
use transport::Transport;
use vault::MemoryKeyring;

use crate::org::Door;

const SCOPES: &str = "openid profile offline_access okta.users.read okta.groups.read";

/// A console with one connection.
pub(crate) struct Visitor {
    console: Console,
    connection: String,
    person: Person,
}

impl Visitor {
    /// Opens a console in `folder` and connects it.
    pub(crate) async fn come(folder: &Path, door: &Door) -> Result<Self> {
        let person = Person::new(SERVICE_ACCOUNT, PASSWORD, |_| {});
        let console = Console::open(Opening {
            data_dir: folder.to_owned(),
            keyring: Arc::new(MemoryKeyring::default()),
            browser: Arc::new(person.clone()),
            confirmation: Arc::new(person.clone()),
            files: Arc::new(person.clone()),
            clock: Arc::new(SystemClock),
            loopback: LoopbackOrgs::Allowed,
            ports: REDIRECT_PORTS.to_vec(),
            version: env!("CARGO_PKG_VERSION").into(),
        })
        .await
        .map_err(told)?;
        let values = [
            ("domain", door.url.clone()),
            ("client_id", door.client_id.clone()),
            ("nickname", "Measured".to_owned()),
        ];
        let request = ConnectRequest {
            connector: "okta".into(),
            values: BTreeMap::from(values.map(|(name, value)| (name.to_owned(), value))),
            app: AppChoice::default(),
            secret: NewSecret::Typed {
                value: door.client_secret.clone().into(),
            },
            scopes: SCOPES.split(' ').map(str::to_owned).collect(),
            folder: None,
            custom_domain_confirmed: false,
            actions: Vec::new(),
        };
        let step = console.begin_connect(request).await.map_err(told)?;
        let ConnectStep::SignIn { sign_in } = step else {
            bail!("nobody was asked to sign in");
        };
        let review = console.finish_sign_in(&sign_in.attempt).await;
        let attempt = review.map_err(told)?.attempt;
        let saved = console.save_connection(&attempt, false).await;
        Ok(Self {
            connection: saved.map_err(told)?.row.id,
            console,
            person,
        })
    }

    /// Reads every user into a file, as the window would have it done.
    pub(crate) async fn stream(&self, file: &Path) -> Result<ListingView> {
        self.person.picks(Some(file));
        let request = ListingRequest {
            connection: self.connection.clone(),
            action: "custom_api_action".into(),
            inputs: BTreeMap::from([("relative_url".to_owned(), crate::plain::USERS.to_owned())]),
            extent: Extent::All,
            file: Some(FileFormat::Ndjson),
        };
        let mut view = self.console.start_listing(request).await.map_err(told)?;
        let mut have = 0;
        while view.answer.is_none() && view.failure.is_none() {
            let followed = self.console.follow_listing(&view.id, view.revision, have);
            view = followed.await.map_err(told)?;
            have = view.kept;
        }
        let refusal = view
            .answer
            .as_ref()
            .and_then(|answer| answer.refusal.as_ref());
        match (refusal, &view.failure) {
            (None, None) => Ok(view),
            (refusal, failure) => bail!("the list was not read: {refusal:?} {failure:?}"),
        }
    }
}

/// An access token for whoever reads without a console.
pub(crate) async fn token(door: &Door) -> Result<SecretString> {
    let person = Person::new(SERVICE_ACCOUNT, PASSWORD, |_| {});
    let request = SignInRequest {
        org: OrgHost::parse(&door.url, LoopbackOrgs::Allowed)
            .ok()
            .context("an address")?,
        client: Client {
            id: door.client_id.clone(),
            authentication: ClientAuthentication::Secret(door.client_secret.clone().into()),
            dpop: None,
        },
        scopes: ScopeSet::from_wire(SCOPES),
        login_hint: None,
        prompt_login: false,
        pushed: false,
        nonces: Nonces::default(),
    };
    let transport = Transport::new().map_err(|error| anyhow!("{error}"))?;
    let sign_in = SignIn::begin(transport, Arc::new(SystemClock), &REDIRECT_PORTS, request).await;
    let sign_in = sign_in.map_err(|error| anyhow!("{error:?}"))?;
    person.open(sign_in.authorize_url())?;
    let signed_in = sign_in.wait().await.map_err(|error| anyhow!("{error:?}"))?;
    Ok(signed_in.access)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that `map_err` wants"
)]
fn told(failure: Failure) -> anyhow::Error {
    anyhow!("{} {} {:?}", failure.what, failure.why, failure.detail)
}
