//! Requests as handlers see them and answers as they give them.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde_json::Value;
use url::form_urlencoded;

use crate::refusal::Refusal;
use crate::state::{Shared, State};

/// One request, read to the end.
pub(crate) struct Call {
    pub(crate) org: Shared,
    pub(crate) method: Method,
    /// The path as it was sent, without the query.
    pub(crate) path: String,
    pub(crate) query: Params,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// What the `{names}` of the route's template stood for, percent-decoded.
    pub(crate) places: Vec<(&'static str, String)>,
}

/// What a handler gives back.
pub(crate) type Answer = Result<Response, Refusal>;

impl Call {
    /// The org, locked for as long as the guard lives.
    pub(crate) fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.org.state()
    }

    /// What a `{name}` of the template stood for.
    pub(crate) fn at(&self, name: &str) -> &str {
        self.places
            .iter()
            .find(|(place, _)| *place == name)
            .map_or("", |(_, value)| value)
    }

    pub(crate) fn header(&self, name: impl Into<HeaderNameLike>) -> Option<&str> {
        self.headers.get(name.into().0)?.to_str().ok()
    }

    /// The body as a form (`application/x-www-form-urlencoded`).
    pub(crate) fn form(&self) -> Params {
        Params::parse(&String::from_utf8_lossy(&self.body))
    }

    /// The body as a JSON object, or Okta's refusal of it.
    pub(crate) fn json(&self) -> Result<Value, Refusal> {
        match serde_json::from_slice(&self.body) {
            Ok(value @ Value::Object(_)) => Ok(value),
            _ => Err(Refusal::malformed()),
        }
    }

    /// One cookie of the request.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let cookies = self.header("cookie")?;
        cookies.split(';').find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then(|| value.to_owned())
        })
    }
}

/// Lets `header` take a literal.
pub(crate) struct HeaderNameLike(HeaderName);

impl From<&'static str> for HeaderNameLike {
    fn from(name: &'static str) -> Self {
        Self(HeaderName::from_static(name))
    }
}

/// Query or form parameters, in order, with their repetitions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params(pub(crate) Vec<(String, String)>);

impl Params {
    pub(crate) fn parse(text: &str) -> Self {
        Self(
            form_urlencoded::parse(text.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// The first value of a parameter. An empty one counts as absent.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    pub(crate) fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == Some(value)
    }

    /// RFC 6749 §3.1: parameters must not be included more than once.
    pub(crate) fn repeats(&self) -> bool {
        let mut names: Vec<_> = self.0.iter().map(|(key, _)| key).collect();
        names.sort();
        names.windows(2).any(|pair| pair[0] == pair[1])
    }

    pub(crate) fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.0)
            .finish()
    }
}

/// A path segment without its percent signs.
pub(crate) fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

/// JSON with a status.
pub(crate) fn json(status: StatusCode, value: &Value) -> Response {
    typed(status, "application/json", value.to_string())
}

/// The same of what is not a value yet.
pub(crate) fn written(status: StatusCode, value: &impl Serialize) -> Response {
    let text = serde_json::to_string(value).expect("plain data");
    typed(status, "application/json", text)
}

/// JSON with 200.
pub(crate) fn ok(value: &Value) -> Response {
    json(StatusCode::OK, value)
}

/// A status and nothing else.
pub(crate) fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// 204, as most writes answer.
pub(crate) fn done() -> Response {
    empty(StatusCode::NO_CONTENT)
}

/// A page.
pub(crate) fn page(status: StatusCode, html: String) -> Response {
    let mut response = typed(status, "text/html;charset=utf-8", html);
    let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    response
}

/// Sends the browser elsewhere.
pub(crate) fn redirect(to: &str) -> Response {
    with(empty(StatusCode::FOUND), "location", to)
}

/// The same answer with one header line more. Lines of the same name stay separate lines.
pub(crate) fn with(mut response: Response, name: &'static str, value: &str) -> Response {
    // A value that no header can carry (a line break in it) is left out, as a server would.
    if let Ok(value) = HeaderValue::from_str(value) {
        response
            .headers_mut()
            .append(HeaderName::from_static(name), value);
    }
    response
}

fn typed(status: StatusCode, kind: &'static str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
