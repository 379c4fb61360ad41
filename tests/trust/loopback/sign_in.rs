//! One sign-in in the middle of a crowd that wants it to fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use anyhow::{Context, Result, anyhow, ensure};
use authorization::{Client, ClientAuthentication, Nonces, SignIn, SignInRequest};
use domain::{LoopbackOrgs, OrgHost, ScopeSet, SystemClock};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use transport::Transport;
use url::{Position, Url};

use super::classes::{CLASSES, Target};
use super::knock::Outcome;
use crate::trust::issuer::{CLIENT_ID, CLIENT_SECRET, Issuer};
use crate::trust::wire;

/// How many knock at the same time.
const CROWD: u64 = 32;
/// How many silent connections one of the crowd keeps open.
const HELD: usize = 40;

/// What the crowd did and saw, over all sign-ins.
#[derive(Debug, Default)]
pub struct Crowd {
    /// Requests and connections.
    pub knocks: AtomicU64,
    /// Answers that were not the one constant page.
    pub let_in: AtomicU64,
    turn: AtomicUsize,
}

/// Signs in while a crowd knocks, so many times before the browser comes and for as long as it
/// takes. An error says what was not as it must be.
pub async fn amid(crowd: &Arc<Crowd>, knocks: u64) -> Result<()> {
    transport::install_crypto();
    let issuer = Issuer::start(SystemClock).await;
    let sign_in = begin(&issuer).await?;
    let callback = callback(&sign_in).await?;
    let state = callback.query_pairs().find(|(name, _)| name == "state");
    let target = Target {
        state: state.context("the org forgot the state")?.1.into_owned(),
        authority: callback[Position::BeforeHost..Position::AfterPort].to_owned(),
        real: callback[Position::BeforePath..Position::AfterQuery].to_owned(),
    };
    let refused = sign_in.refused_requests();
    let waiting = tokio::spawn(sign_in.wait());

    let page = constant_page(&target).await?;
    let over = Arc::new(AtomicBool::new(false));
    let enough = Arc::new(Notify::new());
    let still = Arc::new(AtomicU64::new(knocks));
    let mut attackers = JoinSet::new();
    for _ in 0..CROWD {
        let attacker = Attacker {
            crowd: Arc::clone(crowd),
            target: target.clone(),
            page: page.clone(),
            over: Arc::clone(&over),
            still: Arc::clone(&still),
            enough: Arc::clone(&enough),
        };
        attackers.spawn(attacker.rage());
    }
    enough.notified().await;
    ensure!(!waiting.is_finished(), "the sign-in was ended by the crowd");
    ensure!(
        issuer.seen().token.is_empty(),
        "something was exchanged before the browser came"
    );
    ensure!(refused.count() > 0, "nothing was counted as refused");

    // The browser comes while they go on.
    let sent_on = wire::go(&callback)
        .await
        .context("the browser was kept out")?;
    let to = sent_on.location().map(str::to_owned);
    let to = to.with_context(|| format!("the browser was refused: {}", sent_on.head))?;
    replay(&target).await?;
    let last = wire::go(&callback.join(&to)?).await;
    over.store(true, Ordering::Relaxed);
    let signed_in = waiting.await?;
    attackers.join_all().await;

    signed_in.map_err(|error| anyhow!("the sign-in failed: {error:?}"))?;
    let last = last.context("the browser found no page to end on")?;
    ensure!(
        last.body.contains("Sign-in arrived"),
        "the browser ended on: {}",
        last.head
    );
    ensure!(
        issuer.seen().token.len() == 1,
        "{} exchanges",
        issuer.seen().token.len()
    );
    let nobody = TcpStream::connect(&target.authority).await;
    ensure!(nobody.is_err(), "the listener is still there");
    Ok(())
}

struct Attacker {
    crowd: Arc<Crowd>,
    target: Target,
    page: Vec<u8>,
    over: Arc<AtomicBool>,
    /// How many knocks there are to come before the browser does.
    still: Arc<AtomicU64>,
    enough: Arc<Notify>,
}

impl Attacker {
    async fn rage(self) {
        let mut held = std::collections::VecDeque::new();
        while !self.over.load(Ordering::Relaxed) {
            let turn = self.crowd.turn.fetch_add(1, Ordering::Relaxed);
            let (_, class) = CLASSES[turn % CLASSES.len()];
            let knock = class(&self.target, turn / CLASSES.len());
            match knock.knock(&self.target.authority).await {
                Ok(Outcome::Held(stream)) => {
                    held.push_back(stream);
                    if held.len() > HELD {
                        held.pop_front();
                    }
                }
                Ok(Outcome::HungUp) => {}
                Ok(Outcome::Answered(answer)) => {
                    if answer != self.page {
                        self.crowd.let_in.fetch_add(1, Ordering::Relaxed);
                    }
                }
                // Nobody listens any more: the sign-in is over, which it should not be.
                Err(_) => {
                    self.enough.notify_one();
                    break;
                }
            }
            self.crowd.knocks.fetch_add(1, Ordering::Relaxed);
            if self.still.fetch_sub(1, Ordering::Relaxed) == 1 {
                self.enough.notify_one();
            }
        }
    }
}

/// The browser's own request once more, many times at once, after it was answered.
async fn replay(target: &Target) -> Result<()> {
    let mut replays = JoinSet::new();
    for _ in 0..8 {
        let request = format!(
            "GET {} HTTP/1.1\r\nHost: {}\r\n\r\n",
            target.real, target.authority
        );
        let authority = target.authority.clone();
        replays.spawn(async move { wire::say(&authority, request.as_bytes()).await });
    }
    let answers = replays.join_all().await;
    let let_in = answers
        .iter()
        .flatten()
        .any(|answer| answer.contains(" 303 "));
    ensure!(!let_in, "a replay was let in");
    Ok(())
}

async fn constant_page(target: &Target) -> Result<Vec<u8>> {
    let request = format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", target.authority);
    let page = wire::say(&target.authority, request.as_bytes()).await?;
    ensure!(page.starts_with("HTTP/1.1 404 "), "{page}");
    Ok(page.into_bytes())
}

async fn begin(issuer: &Issuer) -> Result<SignIn> {
    let org = OrgHost::parse(&issuer.url(), LoopbackOrgs::Allowed)
        .map_err(|problem| anyhow!("{problem:?}"))?;
    let client = Client {
        id: CLIENT_ID.into(),
        authentication: ClientAuthentication::Secret(CLIENT_SECRET.into()),
        dpop: None,
    };
    let request = SignInRequest {
        org,
        client,
        scopes: ScopeSet::from_wire("openid offline_access okta.users.read"),
        login_hint: None,
        prompt_login: false,
        pushed: false,
        nonces: Nonces::default(),
    };
    Ok(SignIn::begin(Transport::new()?, Arc::new(SystemClock), &[0], request).await?)
}

/// Where the org sends the browser: the callback with code and state.
async fn callback(sign_in: &SignIn) -> Result<Url> {
    let authorize = Url::parse(sign_in.authorize_url().as_str())?;
    let page = wire::go(&authorize).await?;
    Ok(Url::parse(
        page.location().context("the org sends nobody on")?,
    )?)
}
