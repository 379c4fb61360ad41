//! Whether a request is the browser coming back. Pure.

use domain::Refusal;
use secrecy::SecretString;
use subtle::ConstantTimeEq;
use url::form_urlencoded;

use crate::ports::CALLBACK_PATH;
use crate::refusal::clean;

const HEADERS: usize = 64;

/// What must be in a request.
pub(crate) struct Door {
    host: String,
    state: String,
    done: String,
    failed: String,
}

/// An authorization response (RFC 6749 §4.1.2) that carries our state.
pub(crate) struct Answer {
    /// RFC 9207; to be compared before anything else here is used.
    pub(crate) issuer: Option<String>,
    /// The code, or the error in its place.
    pub(crate) code: Result<SecretString, Refusal>,
}

pub(crate) enum Verdict {
    /// The browser is back.
    Answer(Answer),
    /// The browser asks for the page that it was sent on to.
    Done,
    /// The same after an error.
    Failed,
    /// Anybody else.
    Refused,
}

impl Door {
    /// `end` is known to nobody but the browser that is sent on: whoever could ask for the last page
    /// would end the wait for her.
    pub(crate) fn new(port: u16, state: &str, end: &str) -> Self {
        Self {
            host: format!("127.0.0.1:{port}"),
            state: state.to_owned(),
            done: format!("/done/{end}"),
            failed: format!("/failed/{end}"),
        }
    }

    /// The path that the browser is sent on to.
    pub(crate) fn done(&self) -> &str {
        &self.done
    }

    /// The same after an error.
    pub(crate) fn failed(&self) -> &str {
        &self.failed
    }

    /// Judges what has been received so far; `None` while the head is not complete.
    ///
    /// In this order: host (a page of another name may point to this address), method, where the
    /// request comes from, path, doubled parameters, state, and only then what it says.
    pub(crate) fn judge(&self, received: &[u8]) -> Option<Verdict> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        match request.parse(received) {
            Ok(httparse::Status::Complete(_)) => {}
            Ok(httparse::Status::Partial) => return None,
            Err(_) => return Some(Verdict::Refused),
        }
        Some(self.judge_head(&request).unwrap_or(Verdict::Refused))
    }

    fn judge_head(&self, request: &httparse::Request<'_, '_>) -> Option<Verdict> {
        if only(request, "host")? != self.host.as_bytes() || request.method? != "GET" {
            return None;
        }
        if !is_navigation(request) || has_body(request) {
            return None;
        }
        let target = request.path?;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        match (path, query) {
            (path, "") if path == self.done => Some(Verdict::Done),
            (path, "") if path == self.failed => Some(Verdict::Failed),
            (CALLBACK_PATH, query) => self.judge_query(query).map(Verdict::Answer),
            _ => None,
        }
    }

    fn judge_query(&self, query: &str) -> Option<Answer> {
        let parameters = Parameters::read(query)?;
        let state = parameters.one("state")?;
        if !bool::from(state.as_bytes().ct_eq(self.state.as_bytes())) {
            return None;
        }
        let code = match (parameters.one("error"), parameters.one("code")) {
            (Some(error), _) => Err(Refusal {
                code: clean(error),
                summary: parameters
                    .one("error_description")
                    .map(clean)
                    .unwrap_or_default(),
                request_id: None,
            }),
            (None, Some(code)) if !code.is_empty() => Ok(code.into()),
            (None, _) => return None,
        };
        Some(Answer {
            issuer: parameters.one("iss").map(str::to_owned),
            code,
        })
    }
}

/// The parameters of a query, none of them twice.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn read(query: &str) -> Option<Self> {
        let read: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let doubled = read
            .iter()
            .enumerate()
            .any(|(at, (name, _))| read[..at].iter().any(|(earlier, _)| earlier == name));
        (!doubled).then_some(Self(read))
    }

    fn one(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(candidate, _)| candidate == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// The value of a header that stands there exactly once.
fn only<'h>(request: &httparse::Request<'h, '_>, name: &str) -> Option<&'h [u8]> {
    let mut values = all(request, name);
    let value = values.next()?;
    values.next().is_none().then_some(value)
}

fn all<'r, 'h>(
    request: &'r httparse::Request<'h, '_>,
    name: &'r str,
) -> impl Iterator<Item = &'h [u8]> + use<'r, 'h> {
    let headers: &'r [httparse::Header<'h>] = request.headers;
    headers
        .iter()
        .filter(move |header| header.name.eq_ignore_ascii_case(name))
        .map(|header| header.value)
}

/// A browser says whether a person goes to a page or a page fetches something (Fetch Metadata);
/// what does not say so may be an old browser.
fn is_navigation(request: &httparse::Request<'_, '_>) -> bool {
    all(request, "sec-fetch-mode").all(|mode| mode == b"navigate")
        && all(request, "sec-fetch-dest").all(|destination| destination == b"document")
}

fn has_body(request: &httparse::Request<'_, '_>) -> bool {
    all(request, "transfer-encoding").next().is_some()
        || all(request, "content-length").any(|length| length != b"0")
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
