//! One attempt to sign in: what must agree when the browser comes back, and the exchange of its
//! code for tokens that are believed.

use std::sync::Arc;

use domain::{Clock, OrgHost};
use oauth2::{AuthorizationCode, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl};
use secrecy::{ExposeSecret, SecretString};
use transport::{Origin, Transport};

use crate::access_token::{Tokens, Unusable};
use crate::claims::Expected;
use crate::client::TokenAnswer;
use crate::server::{Server, token_error};
use crate::token_endpoint::TokenEndpoint;
use crate::{
    AuthorizeUrl, ClientAuthentication, ClientFault, DpopKey, IdTokenProblem, ServerError,
    SignInError, SignInRequest, SignedIn, dpop, id_token, pushed, redirect_uri, userinfo,
};

/// 256 bits each for state and nonce, 512 for the verifier, which makes 86 characters.
const RANDOM_BYTES: u32 = 32;
const VERIFIER_BYTES: u32 = 64;

pub(crate) struct Attempt {
    transport: Transport,
    clock: Arc<dyn Clock>,
    request: SignInRequest,
    redirect_uri: RedirectUrl,
    state: CsrfToken,
    verifier: PkceCodeVerifier,
    /// Only where an ID token is expected.
    nonce: Option<String>,
}

impl Attempt {
    /// With fresh secrets; the browser will return to `port`.
    pub(crate) fn new(
        transport: Transport,
        clock: Arc<dyn Clock>,
        request: SignInRequest,
        port: u16,
    ) -> Self {
        let (state, verifier, nonce) = fresh(&request);
        Self {
            transport,
            clock,
            redirect_uri: RedirectUrl::new(redirect_uri(port)).expect("a literal URL with a port"),
            request,
            state,
            verifier,
            nonce,
        }
    }

    /// From now on the request is pushed. Nothing of the earlier one is used again.
    pub(crate) fn begin_pushed(&mut self) {
        self.request.pushed = true;
        (self.state, self.verifier, self.nonce) = fresh(&self.request);
    }

    pub(crate) fn is_pushed(&self) -> bool {
        self.request.pushed
    }

    pub(crate) fn org(&self) -> &OrgHost {
        &self.request.org
    }

    pub(crate) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    pub(crate) fn state(&self) -> &str {
        self.state.secret()
    }

    fn server(&self) -> Server<'_> {
        let origin = Origin::from(&self.request.org);
        Server::new(&self.transport, origin, self.clock.as_ref())
    }

    /// What the browser is to open. A request that is pushed is pushed here, each time.
    pub(crate) async fn page(&self) -> Result<AuthorizeUrl, SignInError> {
        let SignInRequest {
            org,
            client,
            scopes,
            login_hint,
            prompt_login,
            pushed,
            ..
        } = &self.request;
        let oauth = client.at(org).set_redirect_uri(self.redirect_uri.clone());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&self.verifier);
        let mut request = oauth
            .authorize_url(|| self.state.clone())
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
        let url = request.url().0;
        if !pushed {
            return Ok(AuthorizeUrl::new(url));
        }
        let key = client.dpop.as_ref().map(DpopKey::thumbprint);
        let page = pushed::push(&self.server(), client, &url, key).await;
        page.map_err(|error| match error {
            ServerError::Refused { refusal, .. } if refusal.summary.contains("redirect_uri") => {
                SignInError::RedirectUriUnknown {
                    redirect_uri: self.redirect_uri().to_owned(),
                    refusal,
                }
            }
            other => other.into(),
        })
    }

    /// RFC 9207 §2.4: an answer that names its issuer must name ours, before anything else in it
    /// is used. Okta does not name it.
    pub(crate) async fn check_issuer(&self, claimed: Option<&str>) -> Result<(), SignInError> {
        let Some(claimed) = claimed else {
            return Ok(());
        };
        let SignInRequest { org, client, .. } = &self.request;
        if crate::issuer::is_the_orgs(&self.server(), org, &client.id, claimed).await? {
            return Ok(());
        }
        Err(SignInError::WrongIssuer {
            claimed: crate::refusal::clean(claimed),
        })
    }

    /// From the browser's code to tokens that are believed.
    pub(crate) async fn finish(mut self, code: SecretString) -> Result<SignedIn, SignInError> {
        let answer = self.exchange(&code).await?;
        let server = self.server();
        let proven = self.request.client.dpop.is_some();
        let tokens = Tokens::read(&answer, proven, server.now())
            .map_err(|Unusable| SignInError::Unreadable)?;
        if !tokens.bound {
            // The server says what the token is (RFC 9449 §5), and this one needs no proof.
            drop(server);
            self.request.client.dpop = None;
        }
        let server = self.server();
        let client = &self.request.client;
        let identity = match &self.nonce {
            None => None,
            Some(nonce) => {
                let expected = Expected {
                    client_id: &client.id,
                    nonce: Some(nonce),
                    // EXPOSE: its hash is compared with the one in the ID token.
                    access_token: tokens.access.expose_secret(),
                    now: server.now(),
                };
                let token = tokens.id_token.as_deref().ok_or(IdTokenProblem::Missing)?;
                let claims =
                    id_token::validate(&server, &self.request.org, token, &expected).await?;
                Some(userinfo::identify(&server, client, &claims, &tokens.access).await?)
            }
        };
        drop(server);
        Ok(SignedIn {
            access: tokens.access,
            access_expires_at: tokens.access_expires_at,
            refresh: tokens.refresh,
            // An answer that does not say grants what was asked for (RFC 6749 §5.1).
            granted: tokens.granted.unwrap_or(self.request.scopes),
            identity,
            client: self.request.client,
            pushed: self.request.pushed,
        })
    }

    /// Exchanges the code. Some of what an app is shows only here, in refusals that look at
    /// nothing but the client; then the same code is sent once more, as it must be.
    async fn exchange(&mut self, code: &SecretString) -> Result<TokenAnswer, SignInError> {
        let mut with_the_secret = None;
        let mut proof_was_missing = false;
        loop {
            let refused = match self.ask(code).await {
                Ok(answer) => return Ok(answer),
                Err(ServerError::Refused { status, refusal }) => (status, refusal),
                Err(error) => return Err(error.into()),
            };
            let (status, refusal) = refused;
            let client = &mut self.request.client;
            if client.dpop.is_none() && dpop::is_missing(&refusal) {
                client.dpop = Some(DpopKey::generate(&self.request.nonces));
                proof_was_missing = true;
                continue;
            }
            let error = SignInError::from(ServerError::Refused { status, refusal });
            match (error, &client.authentication) {
                // A native app is refused with a secret, in the words for a wrong one. PKCE alone
                // tells the two apart.
                (
                    error @ SignInError::InvalidClient {
                        fault: ClientFault::Secret | ClientFault::Unsaid,
                        ..
                    },
                    ClientAuthentication::Secret(_),
                ) => {
                    client.authentication = ClientAuthentication::Public;
                    with_the_secret = Some(error);
                }
                (SignInError::CodeRefused(_), _) if proof_was_missing => {
                    return Err(SignInError::DpopRequired);
                }
                (error, _) => return Err(with_the_secret.unwrap_or(error)),
            }
        }
    }

    async fn ask(&self, code: &SecretString) -> Result<TokenAnswer, ServerError> {
        let (server, client) = (self.server(), &self.request.client);
        let oauth = client
            .at(&self.request.org)
            .set_redirect_uri(self.redirect_uri.clone());
        // EXPOSE: `oauth2` takes a String. It goes into one request and is dropped.
        let code = AuthorizationCode::new(code.expose_secret().to_owned());
        oauth
            .exchange_code(code)
            .set_pkce_verifier(PkceCodeVerifier::new(self.verifier.secret().to_owned()))
            .request_async(&TokenEndpoint::new(&server, client))
            .await
            .map_err(token_error)
    }
}

fn fresh(request: &SignInRequest) -> (CsrfToken, PkceCodeVerifier, Option<String>) {
    let state = CsrfToken::new_random_len(RANDOM_BYTES);
    let nonce = CsrfToken::new_random_len(RANDOM_BYTES).secret().clone();
    let (_, verifier) = PkceCodeChallenge::new_random_sha256_len(VERIFIER_BYTES);
    let expected = request.scopes.contains("openid");
    (state, verifier, expected.then_some(nonce))
}
