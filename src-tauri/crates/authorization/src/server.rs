//! Requests to one org or OPA team: the narrow place where `oauth2` meets `transport`.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use domain::Clock;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response};
use jiff::Timestamp;
use oauth2::{AsyncHttpClient, RequestTokenError};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use transport::{BodyLimit, Origin, RateLimit, Transport};

use crate::{ServerError, refusal};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The far end, and what it said the time was.
pub(crate) struct Server<'a> {
    transport: &'a Transport,
    origin: Origin,
    clock: &'a dyn Clock,
    /// Theirs, and ours at the same moment.
    date: Mutex<Option<(Timestamp, Timestamp)>>,
    rate: Mutex<Option<(String, RateLimit)>>,
}

impl<'a> Server<'a> {
    pub(crate) fn new(transport: &'a Transport, origin: Origin, clock: &'a dyn Clock) -> Self {
        Self {
            transport,
            origin,
            clock,
            date: Mutex::default(),
            rate: Mutex::default(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// `Date` of the last answer.
    pub(crate) fn date(&self) -> Option<Timestamp> {
        self.date_seen().map(|(theirs, _)| theirs)
    }

    /// [`Self::date`], and what the local clock said when it was read.
    pub(crate) fn date_seen(&self) -> Option<(Timestamp, Timestamp)> {
        *self.date.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The rate limit of the last answer that was counted, and its path.
    pub(crate) fn rate(&self) -> Option<(String, RateLimit)> {
        let rate = self.rate.lock();
        rate.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sends once. What comes back is a success; a refusal is read here, because `oauth2` would
    /// forget the status and the headers that tell refusals apart.
    pub(crate) async fn send(
        &self,
        request: Request<Vec<u8>>,
        limit: BodyLimit,
    ) -> Result<Response<Vec<u8>>, ServerError> {
        let path = request.uri().path().to_owned();
        let response = self.transport.send(&self.origin, request, limit).await?;
        self.note(path, &response);
        match response.status().as_u16() {
            200..=299 => Ok(response),
            429 => Err(ServerError::Busy {
                retry_at: transport::retry_at(&response, self.now()),
            }),
            status => Err(ServerError::Refused {
                status,
                refusal: refusal::read(&response),
            }),
        }
    }

    /// Sends once, for whoever asks where a browser would be sent: any answer but a 429 is one.
    pub(crate) async fn ask_where(
        &self,
        request: Request<Vec<u8>>,
        limit: BodyLimit,
    ) -> Result<Response<Vec<u8>>, ServerError> {
        let path = request.uri().path().to_owned();
        let asked = self.transport.ask_where(&self.origin, request, limit);
        let response = asked.await?;
        self.note(path, &response);
        match response.status().as_u16() {
            429 => Err(ServerError::Busy {
                retry_at: transport::retry_at(&response, self.now()),
            }),
            status @ 500.. => Err(ServerError::Refused {
                status,
                refusal: refusal::read(&response),
            }),
            _ => Ok(response),
        }
    }

    fn note(&self, path: String, response: &Response<Vec<u8>>) {
        if let Some(date) = transport::server_date(response) {
            let seen = Some((date, self.now()));
            *self.date.lock().unwrap_or_else(PoisonError::into_inner) = seen;
        }
        if let Some(rate) = transport::rate_limit(response) {
            let rate = Some((path, rate));
            *self.rate.lock().unwrap_or_else(PoisonError::into_inner) = rate;
        }
    }

    /// GET, without a token, of a JSON document.
    pub(crate) async fn document<T: DeserializeOwned>(&self, path: &str) -> Result<T, ServerError> {
        let request = request(Method::GET, path, Vec::new());
        parse(&self.send(request, BodyLimit::Metadata).await?)
    }

    /// GET with the access token in the header (RFC 6750 §2.1).
    pub(crate) async fn document_for<T: DeserializeOwned>(
        &self,
        path: &str,
        access: &SecretString,
    ) -> Result<T, ServerError> {
        let mut request = request(Method::GET, path, Vec::new());
        // EXPOSE: the token goes into the header of this one request.
        let bearer = HeaderValue::from_str(&format!("Bearer {}", access.expose_secret()));
        let bearer = bearer.map_err(|_| ServerError::Unreadable)?;
        request.headers_mut().insert(AUTHORIZATION, bearer);
        parse(&self.send(request, BodyLimit::Token).await?)
    }

    /// POST of a JSON body.
    pub(crate) async fn post_json<T: DeserializeOwned>(
        &self,
        url: &str,
        body: Vec<u8>,
    ) -> Result<T, ServerError> {
        let mut request = request(Method::POST, url, body);
        request.headers_mut().insert(CONTENT_TYPE, JSON);
        parse(&self.send(request, BodyLimit::Token).await?)
    }
}

/// So that `oauth2` sends its token requests through here.
impl<'c> AsyncHttpClient<'c> for Server<'_> {
    type Error = ServerError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, ServerError>> + Send + 'c>>;

    fn call(&'c self, request: Request<Vec<u8>>) -> Self::Future {
        Box::pin(self.send(request, BodyLimit::Token))
    }
}

/// What `oauth2` says of a token request. Refusals were read in [`Server::send`]; what else it
/// finds is a success that cannot be understood.
pub(crate) fn token_error<E: oauth2::ErrorResponse>(
    error: RequestTokenError<ServerError, E>,
) -> ServerError {
    match error {
        RequestTokenError::Request(error) => error,
        RequestTokenError::ServerResponse(_)
        | RequestTokenError::Parse(..)
        | RequestTokenError::Other(_) => ServerError::Unreadable,
    }
}

pub(crate) fn request(method: Method, uri: &str, body: Vec<u8>) -> Request<Vec<u8>> {
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = uri
        .parse()
        .expect("paths here are literals or come from a URL");
    request.headers_mut().insert(ACCEPT, JSON);
    request
}

pub(crate) fn parse<T: DeserializeOwned>(response: &Response<Vec<u8>>) -> Result<T, ServerError> {
    serde_json::from_slice(response.body()).map_err(|_| ServerError::Unreadable)
}
