//! Signing in: authorization code with PKCE (RFC 6749 §4.1, RFC 7636, RFC 8252).

use std::io;
use std::sync::Arc;
use std::time::Duration;

use domain::{Clock, Identity, OrgHost, ScopeSet};
use jiff::Timestamp;
use secrecy::SecretString;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use transport::Transport;

use crate::attempt::Attempt;
use crate::callback::{Answer, Listener, RefusedRequests};
use crate::{AuthorizeUrl, BusyPort, Client, Nonces, SignInError, ports};

/// How long the browser may take: as long as Okta lets a code live.
const LIFETIME: Duration = Duration::from_mins(5);

/// Who signs in where, and for what.
#[derive(Debug)]
pub struct SignInRequest {
    /// The org.
    pub org: OrgHost,
    /// The app.
    pub client: Client,
    /// What is asked for. With `openid` the identity is proven; with `offline_access` the
    /// connection outlives the hour.
    pub scopes: ScopeSet,
    /// The login to put into the form.
    pub login_hint: Option<String>,
    /// Whether to ask for the password even of who is signed in.
    pub prompt_login: bool,
    /// Whether to push the request and send the browser with a reference only (RFC 9126).
    pub pushed: bool,
    /// For a `DPoP` key that turns out to be needed on the way.
    pub nonces: Nonces,
}

/// What a sign-in gave.
#[derive(Debug)]
pub struct SignedIn {
    /// Opaque: what it may do is `granted`, never what is inside it.
    pub access: SecretString,
    /// When it ends, by the local clock.
    pub access_expires_at: Timestamp,
    /// `None` where `offline_access` was not asked for, or the app has no *Refresh Token* grant.
    pub refresh: Option<SecretString>,
    /// What was really granted, which may be less than was asked for.
    pub granted: ScopeSet,
    /// Proven by the ID token; `None` without `openid`.
    pub identity: Option<Identity>,
    /// The client, given back as it turned out to be: without a secret where the app has none,
    /// and with the key that the tokens are bound to, if they are.
    pub client: Client,
    /// Whether the request was pushed.
    pub pushed: bool,
}

/// A sign-in under way. It holds the port and the secrets of this one attempt; dropping it closes
/// the one and forgets the others, and a browser that returns later finds nobody.
pub struct SignIn {
    attempt: Attempt,
    listener: Listener,
    authorize_url: AuthorizeUrl,
    expires_at: Timestamp,
    deadline: Instant,
    busy_ports: Vec<BusyPort>,
    another: (Another, mpsc::Receiver<Asked>),
    reopen: Option<Reopen>,
}

type Asked = oneshot::Sender<Result<AuthorizeUrl, SignInError>>;
type Reopen = Box<dyn Fn(&AuthorizeUrl) -> io::Result<()> + Send + Sync>;

/// Asks a sign-in that waits for a page to be opened once more. Clones ask the same one.
#[derive(Debug, Clone)]
pub struct Another(mpsc::Sender<Asked>);

impl Another {
    /// A page that is good for one more visit: what was pushed may be used once (RFC 9126 §4), so
    /// it is pushed anew. `None` where nobody waits any longer.
    pub async fn page(&self) -> Option<Result<AuthorizeUrl, SignInError>> {
        let (asked, page) = oneshot::channel();
        self.0.send(asked).await.ok()?;
        page.await.ok()
    }
}

impl SignIn {
    /// Binds the first free port of `ports`, then makes state, nonce and verifier. Nothing is sent
    /// unless the request is pushed, and no browser is opened: that is for the caller, with
    /// [`Self::authorize_url`].
    pub async fn begin(
        transport: Transport,
        clock: Arc<dyn Clock>,
        ports: &[u16],
        request: SignInRequest,
    ) -> Result<Self, SignInError> {
        let (socket, busy_ports) = ports::bind(ports).await;
        let bound = socket.and_then(|socket| Some((socket.local_addr().ok()?.port(), socket)));
        let Some((port, socket)) = bound else {
            return Err(SignInError::PortsTaken(busy_ports));
        };
        let expires_at = clock.now().checked_add(LIFETIME).unwrap_or(Timestamp::MAX);
        let attempt = Attempt::new(transport, clock, request, port);
        let (sender, asked) = mpsc::channel(1);
        Ok(Self {
            authorize_url: attempt.page().await?,
            listener: Listener::new(socket, port, attempt.state()),
            attempt,
            expires_at,
            deadline: Instant::now() + LIFETIME,
            busy_ports,
            another: (Another(sender), asked),
            reopen: None,
        })
    }

    /// Where the app turns out to take pushed requests only, the sign-in begins anew by itself,
    /// and `open` is given the page to open then.
    #[must_use]
    pub fn reopening(
        mut self,
        open: impl Fn(&AuthorizeUrl) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.reopen = Some(Box::new(open));
        self
    }

    /// What the browser is to open.
    pub fn authorize_url(&self) -> &AuthorizeUrl {
        &self.authorize_url
    }

    /// Where the browser will return to: what must be registered.
    pub fn redirect_uri(&self) -> &str {
        self.attempt.redirect_uri()
    }

    /// When nobody is waited for any longer.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// The registered ports before this one that were in use.
    pub fn busy_ports(&self) -> &[BusyPort] {
        &self.busy_ports
    }

    /// Counts what knocked and was not the browser; it can be watched while [`Self::wait`] runs.
    pub fn refused_requests(&self) -> RefusedRequests {
        self.listener.refused()
    }

    /// Gives pages for further visits while [`Self::wait`] runs.
    pub fn another(&self) -> Another {
        self.another.0.clone()
    }

    /// Waits for the browser and turns its code into tokens, once.
    ///
    /// Dropping the future at any point closes the port and keeps nothing. When it ends, well or
    /// not, the port is free again.
    pub async fn wait(self) -> Result<SignedIn, SignInError> {
        let Self {
            mut attempt,
            mut listener,
            deadline,
            another: (_, mut asked),
            reopen,
            ..
        } = self;
        let code = loop {
            let answer = tokio::select! {
                answer = listener.answer() => answer,
                Some(asked) = asked.recv() => {
                    let _nobody_waits = asked.send(attempt.page().await);
                    continue;
                }
                () = tokio::time::sleep_until(deadline) => {
                    let redirect_uri = attempt.redirect_uri().to_owned();
                    return Err(SignInError::TimedOut { redirect_uri });
                }
            };
            match (accept(&attempt, answer).await, &reopen) {
                (Err(SignInError::PushRequired(refusal)), Some(reopen)) if !attempt.is_pushed() => {
                    attempt.begin_pushed();
                    listener.expect(attempt.state());
                    match attempt.page().await {
                        Ok(page) if reopen(&page).is_ok() => {}
                        Ok(_) => break Err(SignInError::PushRequired(refusal)),
                        Err(error) => break Err(error),
                    }
                }
                (code, _) => break code,
            }
        };
        let org = attempt.org().clone();
        let refused = listener.refused();
        let finish = async { attempt.finish(code?).await };
        let (signed_in, ()) = tokio::join!(finish, listener.farewell());
        match &signed_in {
            Ok(_) => tracing::info!(%org, refused = refused.count(), "signed in"),
            Err(error) => tracing::warn!(%org, refused = refused.count(), %error, "not signed in"),
        }
        signed_in
    }
}

/// The code that the browser brought, if it comes from our server.
async fn accept(attempt: &Attempt, answer: Answer) -> Result<SecretString, SignInError> {
    attempt.check_issuer(answer.issuer.as_deref()).await?;
    answer.code.map_err(SignInError::from_refusal)
}
