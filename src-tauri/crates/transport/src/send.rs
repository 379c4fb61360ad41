//! One attempt on the wire.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use http::header::{AUTHORIZATION, LOCATION};
use http::{Request, Response};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use reqwest::{Client, ClientBuilder};
use rustls::ClientConfig;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use crate::authority::{Authority, Shown, client_config};
use crate::budget::Budgets;
use crate::classify::classify;
use crate::resolver::PublicNames;
use crate::{
    Arriving, BodyLimit, Budget, Origin, Phase, TransportError, install_crypto, request_id, way_out,
};

const USER_AGENT: &str = concat!("ConnectionsConsole/", env!("CARGO_PKG_VERSION"));
const CONNECT: Duration = Duration::from_secs(5);
/// From the start of the request, connecting included, to the head of the answer.
const HEAD: Duration = Duration::from_secs(10);
/// Between two pieces of a body.
const IDLE: Duration = Duration::from_secs(10);
const IN_FLIGHT: usize = 4;

/// The HTTP client. Clones share connections and limits.
#[derive(Clone)]
pub struct Transport(Arc<Inner>);

struct Inner {
    /// For origins on this computer: plain HTTP and no proxy.
    near: Mutex<Clients>,
    /// For all others, made when first needed: reading the certificate store takes a while.
    far: OnceLock<Result<Far, TransportError>>,
    in_flight: Mutex<HashMap<Origin, Arc<Semaphore>>>,
    budgets: Budgets,
}

struct Far {
    clients: Mutex<Clients>,
    tls: ClientConfig,
    names: PublicNames,
    shown: Shown,
    proxies: Matcher,
}

/// What becomes of an answer that points elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Redirects {
    AreRefused,
    AreTold,
}

#[derive(Clone)]
struct Clients {
    /// Takes answers as they are.
    plain: Client,
    /// Asks for them compressed.
    compressed: Client,
}

impl Transport {
    /// Ready to send. Nothing is contacted.
    pub fn new() -> Result<Self, TransportError> {
        install_crypto();
        Ok(Self(Arc::new(Inner {
            near: Mutex::new(Clients::near()?),
            far: OnceLock::new(),
            in_flight: Mutex::default(),
            budgets: Budgets::default(),
        })))
    }

    /// Lets go of every connection that waits for another request: what was sent and read through
    /// it is in its buffers. Those under way end by themselves.
    pub fn hang_up(&self) -> Result<(), TransportError> {
        *locked(&self.0.near) = Clients::near()?;
        if let Some(Ok(far)) = self.0.far.get() {
            *locked(&far.clients) = Clients::far(&far.tls, &far.names)?;
        }
        Ok(())
    }

    /// Sends `request` to `origin`, once, and reads the whole answer.
    ///
    /// `request.uri()` is a path with its query, or an absolute URL of the same origin. An answer
    /// is returned whatever its status, except a redirect. At most four requests to one origin
    /// are under way at a time; more wait their turn.
    pub async fn send(
        &self,
        origin: &Origin,
        request: Request<Vec<u8>>,
        limit: BodyLimit,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        self.begin(origin, request, limit).await?.whole().await
    }

    /// [`Transport::send`] for whoever asks where a browser would be sent: a redirect is an answer
    /// like any other. It is told, and not followed.
    pub async fn ask_where(
        &self,
        origin: &Origin,
        request: Request<Vec<u8>>,
        limit: BodyLimit,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let arriving = self.attempt(origin, request, limit, Redirects::AreTold);
        arriving.await?.whole().await
    }

    /// [`Transport::send`], as far as the head of the answer: what it says is known before the
    /// body is there. The request counts as under way until the body is read or given up, and the
    /// time in which the whole must have come runs on.
    pub async fn begin(
        &self,
        origin: &Origin,
        request: Request<Vec<u8>>,
        limit: BodyLimit,
    ) -> Result<Arriving, TransportError> {
        self.attempt(origin, request, limit, Redirects::AreRefused)
            .await
    }

    async fn attempt(
        &self,
        origin: &Origin,
        request: Request<Vec<u8>>,
        limit: BodyLimit,
        redirects: Redirects,
    ) -> Result<Arriving, TransportError> {
        let url = origin.locate(request.uri())?;
        let client = self.client(origin, limit)?;
        let turn = self
            .turns(origin)
            .acquire_owned()
            .await
            .expect("this semaphore is never closed");

        // Neither path nor query is written down: they hold names of people.
        let method = request.method().clone();
        let path = url.path().to_owned();
        let until = Instant::now() + limit.total();
        let answer = timeout_at(until, attempt(client, url, request, redirects))
            .await
            .unwrap_or(Err(TransportError::TimedOut {
                phase: Phase::Waiting,
            }))
            .and_then(|answer| Arriving::new(answer, limit, until, turn))
            .map_err(|error| self.naming_the_issuer(origin, error));
        match &answer {
            Ok(arriving) => {
                self.0.budgets.note(origin, &path, arriving.head());
                tracing::debug!(
                    %origin, %method, status = arriving.head().status().as_u16(),
                    request_id = request_id(arriving.head()), "answered"
                );
            }
            Err(error) => tracing::debug!(%origin, %method, %error, "not answered"),
        }
        answer
    }

    /// What is left of the rate limits of `origin`, by what its answers said; nothing before the
    /// first of them, and nothing for a server that does not say.
    pub fn budgets(&self, origin: &Origin) -> Vec<Budget> {
        self.0.budgets.of(origin)
    }

    /// Whether `origin` can be reached from here at all: it is on this computer, a proxy takes what
    /// is for it, or there is a network. Nothing is sent to find out.
    pub fn has_way_to(&self, origin: &Origin) -> bool {
        origin.is_loopback() || way_out::is_there() || self.proxy(origin).is_some()
    }

    /// The system's proxy for `origin`, as scheme, host and port; `None` where it is reached
    /// directly.
    pub fn proxy(&self, origin: &Origin) -> Option<String> {
        if origin.is_loopback() {
            return None;
        }
        let proxy = self.far().ok()?.proxy(origin)?;
        let uri = proxy.uri();
        let authority = uri.authority()?;
        let port = authority
            .port()
            .map_or(String::new(), |port| format!(":{port}"));
        Some(format!(
            "{}://{}{port}",
            uri.scheme_str()?,
            authority.host()
        ))
    }

    /// Who issued the certificate that `origin` showed last; `None` before it was contacted, and on
    /// this computer, where no TLS is spoken.
    pub fn authority(&self, origin: &Origin) -> Option<Authority> {
        if origin.is_loopback() {
            return None;
        }
        self.far().ok()?.shown.authority(&origin.host())
    }

    fn naming_the_issuer(&self, origin: &Origin, error: TransportError) -> TransportError {
        match (error, self.0.far.get()) {
            (TransportError::UnknownAuthority { .. }, Some(Ok(far))) => {
                TransportError::UnknownAuthority {
                    issuer: far.shown.issuer(&origin.host()),
                }
            }
            (other, _) => other,
        }
    }

    fn client(&self, origin: &Origin, limit: BodyLimit) -> Result<Client, TransportError> {
        if origin.is_loopback() {
            return Ok(locked(&self.0.near).of(limit).clone());
        }
        let far = self.far()?;
        if let Some(proxy) = far.proxy(origin)
            && let Some(host) = proxy.uri().host()
        {
            far.names.trust_proxy(host);
        }
        Ok(locked(&far.clients).of(limit).clone())
    }

    fn far(&self) -> Result<&Far, TransportError> {
        let far = self.0.far.get_or_init(Far::new);
        far.as_ref().map_err(TransportError::clone)
    }

    fn turns(&self, origin: &Origin) -> Arc<Semaphore> {
        let mut in_flight = locked(&self.0.in_flight);
        let turns = in_flight
            .entry(origin.clone())
            .or_insert_with(|| Arc::new(Semaphore::new(IN_FLIGHT)));
        Arc::clone(turns)
    }
}

impl Far {
    fn new() -> Result<Self, TransportError> {
        let (names, shown) = (PublicNames::default(), Shown::default());
        let tls = client_config(&shown)?;
        Ok(Self {
            clients: Mutex::new(Clients::far(&tls, &names)?),
            tls,
            proxies: Matcher::from_system(),
            names,
            shown,
        })
    }

    fn proxy(&self, origin: &Origin) -> Option<Intercept> {
        self.proxies.intercept(&origin.as_str().parse().ok()?)
    }
}

impl Clients {
    fn near() -> Result<Self, TransportError> {
        // No TLS is spoken here, so the system's certificates need not be read.
        Self::new(|| common().no_proxy().tls_certs_only([]))
    }

    fn far(tls: &ClientConfig, names: &PublicNames) -> Result<Self, TransportError> {
        Self::new(|| {
            common()
                .https_only(true)
                .tls_backend_preconfigured(tls.clone())
                .dns_resolver(names.clone())
        })
    }

    fn new(builder: impl Fn() -> ClientBuilder) -> Result<Self, TransportError> {
        let build = |gzip| builder().gzip(gzip).build().map_err(no_trust_store);
        Ok(Self {
            plain: build(false)?,
            compressed: build(true)?,
        })
    }

    fn of(&self, limit: BodyLimit) -> &Client {
        if limit.may_be_compressed() {
            &self.compressed
        } else {
            &self.plain
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What holds for every request.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where a client is made"
)]
fn common() -> ClientBuilder {
    Client::builder()
        .user_agent(USER_AGENT)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(CONNECT)
        .read_timeout(IDLE)
}

/// Sends it, and waits for the head of the answer. None is followed elsewhere.
async fn attempt(
    client: Client,
    url: Url,
    request: Request<Vec<u8>>,
    redirects: Redirects,
) -> Result<reqwest::Response, TransportError> {
    let (head, body) = request.into_parts();
    let mut outgoing = reqwest::Request::new(head.method, url.clone());
    *outgoing.headers_mut() = head.headers;
    if let Some(authorization) = outgoing.headers_mut().get_mut(AUTHORIZATION) {
        authorization.set_sensitive(true);
    }
    *outgoing.body_mut() = (!body.is_empty()).then(|| body.into());

    let answer = timeout(HEAD, client.execute(outgoing))
        .await
        .map_err(|_| TransportError::TimedOut {
            phase: Phase::Waiting,
        })?
        .map_err(|error| classify(&error, Phase::Waiting))?;
    if answer.status().is_redirection() && redirects == Redirects::AreRefused {
        return Err(redirected(&url, &answer));
    }
    Ok(answer)
}

fn redirected(url: &Url, answer: &reqwest::Response) -> TransportError {
    let location = answer
        .headers()
        .get(LOCATION)
        .and_then(|to| to.to_str().ok());
    let target = location.and_then(|to| url.join(to).ok());
    TransportError::Redirected {
        location_host: target
            .and_then(|target| target.host_str().map(str::to_owned))
            .filter(|host| Some(host.as_str()) != url.host_str()),
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that `map_err` wants"
)]
fn no_trust_store(error: reqwest::Error) -> TransportError {
    use std::error::Error;
    let cause = error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string);
    TransportError::NoTrustStore { reason: cause }
}

#[cfg(test)]
#[path = "send_tests/mod.rs"]
mod tests;
