//! The one kind of URL that is ever opened.

use std::fmt;
use std::io;

use url::Url;

/// An authorization request (RFC 6749 §4.1.1) to a validated host, ready for the browser.
///
/// Only this crate can make one, so a URL that a server names cannot reach the opener
/// (the way CVE-2025-6514 went).
#[derive(Clone, PartialEq, Eq)]
pub struct AuthorizeUrl(Url);

/// Opens the person's own browser.
pub trait Browser: Send + Sync + 'static {
    /// Opens `url` and returns at once; whether anyone looks at it is not known.
    fn open(&self, url: &AuthorizeUrl) -> io::Result<()>;
}

impl AuthorizeUrl {
    pub(crate) fn new(url: Url) -> Self {
        Self(url)
    }

    /// Whether it only refers to a request that was pushed, and is good for one visit (RFC 9126 §4).
    pub fn is_reference(&self) -> bool {
        self.0.query_pairs().any(|(name, _)| name == "request_uri")
    }

    /// The whole URL, for the browser and for *Copy link*. It carries the state: whoever has it
    /// can answer in the browser's place, so it is shown and not logged.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for AuthorizeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "AuthorizeUrl({}, …)",
            self.0.host_str().unwrap_or_default()
        )
    }
}
