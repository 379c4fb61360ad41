//! Requests to one org or OPA team.

use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::Clock;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request, Response};
use jiff::Timestamp;
use oauth2::RequestTokenError;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use transport::{BodyLimit, Origin, RateLimit, Transport};

use crate::dpop::{DpopKey, present, wants_nonce};
use crate::{ServerError, clock, refusal};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The far end, and what it said of itself in its last answer.
pub(crate) struct Server<'a> {
    transport: &'a Transport,
    origin: Origin,
    clock: &'a dyn Clock,
    heard: Mutex<Heard>,
}

#[derive(Default)]
struct Heard {
    /// Theirs, and ours at the same moment.
    date: Option<(Timestamp, Timestamp)>,
    /// Of the last answer that was counted, and its path.
    rate: Option<(String, RateLimit)>,
    headers: HeaderMap,
}

impl<'a> Server<'a> {
    pub(crate) fn new(transport: &'a Transport, origin: Origin, clock: &'a dyn Clock) -> Self {
        Self {
            transport,
            origin,
            clock,
            heard: Mutex::default(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The URL of one of its endpoints.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// `Date` of the last answer that had one.
    pub(crate) fn date(&self) -> Option<Timestamp> {
        self.heard().date.map(|(theirs, _)| theirs)
    }

    /// [`Self::date`], and what the local clock said when it was read.
    pub(crate) fn date_seen(&self) -> Option<(Timestamp, Timestamp)> {
        self.heard().date
    }

    /// The headers of the last answer, whatever it was; none where none came.
    pub(crate) fn headers(&self) -> HeaderMap {
        self.heard().headers.clone()
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The rate limit of the last answer that was counted, and its path.
    pub(crate) fn rate(&self) -> Option<(String, RateLimit)> {
        self.heard().rate.clone()
    }

    /// Sends once. What comes back is a success; a refusal is read here, because `oauth2` would
    /// forget the status and the headers that tell refusals apart.
    pub(crate) async fn send(
        &self,
        request: Request<Vec<u8>>,
        limit: BodyLimit,
    ) -> Result<Response<Vec<u8>>, ServerError> {
        let response = self.exchange(request, limit).await?;
        self.judge(response)
    }

    async fn exchange(
        &self,
        request: Request<Vec<u8>>,
        limit: BodyLimit,
    ) -> Result<Response<Vec<u8>>, ServerError> {
        self.heard().headers.clear();
        let path = request.uri().path().to_owned();
        let response = self.transport.send(&self.origin, request, limit).await?;
        self.note(path, &response);
        Ok(response)
    }

    fn judge(&self, response: Response<Vec<u8>>) -> Result<Response<Vec<u8>>, ServerError> {
        match response.status().as_u16() {
            200..=299 => Ok(response),
            429 => Err(ServerError::Busy {
                retry_at: transport::retry_at(&response, self.now()),
            }),
            status => {
                let refusal = refusal::read(&response);
                let date = transport::server_date(&response);
                Err(match clock::skew(&refusal, self.now(), date) {
                    Some(by_seconds) => ServerError::ClockOff {
                        by_seconds,
                        refusal,
                    },
                    None => ServerError::Refused { status, refusal },
                })
            }
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
        let now = self.now();
        let mut heard = self.heard();
        heard.date = transport::server_date(response)
            .map(|theirs| (theirs, now))
            .or(heard.date);
        if let Some(rate) = transport::rate_limit(response) {
            heard.rate = Some((path, rate));
        }
        heard.headers.clone_from(response.headers());
    }

    /// GET, without a token, of a JSON document.
    pub(crate) async fn document<T: DeserializeOwned>(&self, path: &str) -> Result<T, ServerError> {
        let request = request(Method::GET, path, Vec::new());
        parse(&self.send(request, BodyLimit::Metadata).await?)
    }

    /// GET with the access token, as its kind is shown.
    pub(crate) async fn document_for<T: DeserializeOwned>(
        &self,
        path: &str,
        access: &SecretString,
        bound_to: Option<&DpopKey>,
    ) -> Result<T, ServerError> {
        let ask = || {
            let mut request = request(Method::GET, path, Vec::new());
            present(&mut request, &self.origin, access, bound_to, self.now());
            self.exchange(request, BodyLimit::Token)
        };
        let mut response = ask().await?;
        if wants_nonce(&response, &self.origin, bound_to) {
            response = ask().await?;
        }
        parse(&self.judge(response)?)
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
    object(response.body()).ok_or(ServerError::Unreadable)
}

/// A JSON object. `serde` would read a list as one too, its members in their order.
pub(crate) fn object<T: DeserializeOwned>(json: &[u8]) -> Option<T> {
    let is_object = json.trim_ascii_start().starts_with(b"{");
    is_object.then(|| serde_json::from_slice(json).ok())?
}
