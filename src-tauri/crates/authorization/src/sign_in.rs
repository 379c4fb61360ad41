//! Signing in: authorization code with PKCE (RFC 6749 §4.1, RFC 7636, RFC 8252).

use std::sync::Arc;
use std::time::Duration;

use domain::{Clock, Identity, OrgHost, ScopeSet};
use jiff::Timestamp;
use oauth2::{AuthorizationCode, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;
use transport::{Origin, Transport};

use crate::access_token::{Tokens, Unusable};
use crate::callback::{Answer, Listener, RefusedRequests};
use crate::claims::Expected;
use crate::server::{Server, token_error};
use crate::{
    AuthorizeUrl, BusyPort, Client, IdTokenProblem, SignInError, id_token, ports, redirect_uri,
    userinfo,
};

/// How long the browser may take: as long as Okta lets a code live.
const LIFETIME: Duration = Duration::from_mins(5);
/// 256 bits each for state and nonce, 512 for the verifier, which makes 86 characters.
const RANDOM_BYTES: u32 = 32;
const VERIFIER_BYTES: u32 = 64;

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
    /// The client, given back.
    pub client: Client,
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
}

/// What must agree when the browser comes back.
struct Attempt {
    transport: Transport,
    clock: Arc<dyn Clock>,
    request: SignInRequest,
    redirect_uri: RedirectUrl,
    verifier: PkceCodeVerifier,
    /// Only where an ID token is expected.
    nonce: Option<String>,
}

impl SignIn {
    /// Binds the first free port of `ports`, then makes state, nonce and verifier. Nothing is
    /// sent, and no browser is opened: that is for the caller, with [`Self::authorize_url`].
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

        let state = CsrfToken::new_random_len(RANDOM_BYTES);
        let nonce = CsrfToken::new_random_len(RANDOM_BYTES).secret().clone();
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256_len(VERIFIER_BYTES);
        let attempt = Attempt {
            nonce: request.scopes.contains("openid").then_some(nonce),
            redirect_uri: RedirectUrl::new(redirect_uri(port)).expect("a literal URL with a port"),
            transport,
            request,
            verifier,
            clock,
        };
        let expires_at = attempt
            .clock
            .now()
            .checked_add(LIFETIME)
            .unwrap_or(Timestamp::MAX);
        Ok(Self {
            authorize_url: attempt.authorize_url(&state, challenge),
            listener: Listener::new(socket, port, state.secret()),
            attempt,
            expires_at,
            deadline: Instant::now() + LIFETIME,
            busy_ports,
        })
    }

    /// What the browser is to open.
    pub fn authorize_url(&self) -> &AuthorizeUrl {
        &self.authorize_url
    }

    /// Where the browser will return to: what must be registered.
    pub fn redirect_uri(&self) -> &str {
        &self.attempt.redirect_uri
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

    /// Waits for the browser and turns its code into tokens, once.
    ///
    /// Dropping the future at any point closes the port and keeps nothing. When it ends, well or
    /// not, the port is free again.
    pub async fn wait(self) -> Result<SignedIn, SignInError> {
        let Self {
            attempt,
            mut listener,
            deadline,
            ..
        } = self;
        let answer = tokio::time::timeout_at(deadline, listener.answer())
            .await
            .map_err(|_| SignInError::TimedOut {
                redirect_uri: attempt.redirect_uri.to_string(),
            })?;
        let org = attempt.request.org.clone();
        let refused = listener.refused();
        let (signed_in, ()) = tokio::join!(attempt.finish(answer), listener.farewell());
        match &signed_in {
            Ok(_) => tracing::info!(%org, refused = refused.count(), "signed in"),
            Err(error) => tracing::warn!(%org, refused = refused.count(), %error, "not signed in"),
        }
        signed_in
    }
}

impl Attempt {
    fn authorize_url(&self, state: &CsrfToken, challenge: PkceCodeChallenge) -> AuthorizeUrl {
        let SignInRequest {
            org,
            client,
            scopes,
            login_hint,
            prompt_login,
        } = &self.request;
        let oauth = client.at(org).set_redirect_uri(self.redirect_uri.clone());
        let mut request = oauth
            .authorize_url(|| state.clone())
            .add_scopes(
                scopes
                    .iter()
                    .map(|scope| oauth2::Scope::new(scope.to_string())),
            )
            .set_pkce_challenge(challenge);
        if let Some(nonce) = &self.nonce {
            request = request.add_extra_param("nonce", nonce);
        }
        if let Some(login) = login_hint {
            request = request.add_extra_param("login_hint", login);
        }
        if *prompt_login {
            request = request.add_extra_param("prompt", "login");
        }
        AuthorizeUrl::new(request.url().0)
    }

    /// From the browser's answer to tokens that are believed.
    async fn finish(self, answer: Answer) -> Result<SignedIn, SignInError> {
        let server = Server::new(
            &self.transport,
            Origin::from(&self.request.org),
            self.clock.as_ref(),
        );
        self.check_issuer(&server, answer.issuer.as_deref()).await?;
        let code = answer.code.map_err(SignInError::from_refusal)?;

        // EXPOSE: `oauth2` takes a String. It goes into one request and is dropped.
        let code = AuthorizationCode::new(code.expose_secret().to_owned());
        let oauth = self
            .request
            .client
            .at(&self.request.org)
            .set_redirect_uri(self.redirect_uri);
        let token_answer = oauth
            .exchange_code(code)
            .set_pkce_verifier(self.verifier)
            .request_async(&server)
            .await
            .map_err(token_error)?;
        let now = server.now();
        let tokens = Tokens::read(&token_answer, now).map_err(|unusable| match unusable {
            Unusable::DpopBound => SignInError::DpopRequired,
            Unusable::NotBearer => SignInError::Unreadable,
        })?;

        let identity = match &self.nonce {
            None => None,
            Some(nonce) => {
                let expected = Expected {
                    client_id: &self.request.client.id,
                    nonce: Some(nonce),
                    // EXPOSE: its hash is compared with the one in the ID token.
                    access_token: tokens.access.expose_secret(),
                    now,
                };
                let token = tokens.id_token.as_deref().ok_or(IdTokenProblem::Missing)?;
                let claims =
                    id_token::validate(&server, &self.request.org, token, &expected).await?;
                let client = &self.request.client;
                Some(userinfo::identify(&server, client, &claims, &tokens.access).await?)
            }
        };
        Ok(SignedIn {
            access: tokens.access,
            access_expires_at: tokens.access_expires_at,
            refresh: tokens.refresh,
            // An answer that does not say grants what was asked for (RFC 6749 §5.1).
            granted: tokens.granted.unwrap_or(self.request.scopes),
            identity,
            client: self.request.client,
        })
    }

    /// RFC 9207 §2.4: an answer that names its issuer must name ours, before anything else in it
    /// is used. Okta does not name it.
    async fn check_issuer(
        &self,
        server: &Server<'_>,
        claimed: Option<&str>,
    ) -> Result<(), SignInError> {
        let Some(claimed) = claimed else {
            return Ok(());
        };
        let SignInRequest { org, client, .. } = &self.request;
        if crate::issuer::is_the_orgs(server, org, &client.id, claimed).await? {
            return Ok(());
        }
        Err(SignInError::WrongIssuer {
            claimed: crate::refusal::clean(claimed),
        })
    }
}
