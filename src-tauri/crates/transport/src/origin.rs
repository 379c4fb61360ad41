//! Where a request may go.

use std::fmt;

use domain::{OpaBaseUrl, OrgHost, OrgKind};
use http::Uri;
use url::Url;

use crate::TransportError;

/// Scheme, host and port (RFC 6454), built from a host that `domain` has validated.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    /// Without a trailing slash.
    text: String,
    loopback: bool,
}

impl Origin {
    /// `https://acme.okta.com`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is on this computer, where plain HTTP is right and a proxy is not.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The URL of a request: a path is put behind this origin, an absolute URL must be of it.
    pub fn locate(&self, uri: &Uri) -> Result<Url, TransportError> {
        let text = if uri.scheme().is_some() || uri.authority().is_some() {
            uri.to_string()
        } else {
            format!("{}{uri}", self.text)
        };
        let url = Url::parse(&text).map_err(|_| TransportError::WrongOrigin)?;
        if self.is_of(&url) {
            Ok(url)
        } else {
            Err(TransportError::WrongOrigin)
        }
    }

    /// Whether `url` has this scheme, host and port, and carries no user name.
    pub(crate) fn is_of(&self, url: &Url) -> bool {
        url.username().is_empty()
            && url.password().is_none()
            && url.origin().ascii_serialization() == self.text
    }

    /// Tests reach servers on this computer under the rules for public ones.
    #[cfg(test)]
    pub(crate) fn public_for_test(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            loopback: false,
        }
    }
}

impl From<&OrgHost> for Origin {
    fn from(host: &OrgHost) -> Self {
        Self {
            text: host.issuer(),
            loopback: host.kind() == OrgKind::Loopback,
        }
    }
}

impl From<&OpaBaseUrl> for Origin {
    fn from(base: &OpaBaseUrl) -> Self {
        Self {
            text: base.origin(),
            loopback: base.is_loopback(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use domain::LoopbackOrgs;

    use super::*;

    fn acme() -> Origin {
        Origin::from(&OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused).unwrap())
    }

    #[test]
    fn a_path_is_put_behind_the_origin() {
        let url = acme()
            .locate(&Uri::from_static("/api/v1/users?limit=2"))
            .unwrap();
        assert_eq!(url.as_str(), "https://acme.okta.com/api/v1/users?limit=2");
    }

    #[test]
    fn an_absolute_url_must_be_of_the_same_origin() {
        for same in [
            "https://acme.okta.com/api/v1/users",
            "https://acme.okta.com:443/api/v1/users",
            "https://ACME.okta.com/api/v1/users",
        ] {
            assert!(acme().locate(&same.parse().unwrap()).is_ok(), "{same}");
        }
        for other in [
            "http://acme.okta.com/api/v1/users",
            "https://acme.okta.com:8443/",
            "https://acme.okta.com.evil.dev/",
            "https://acme.okta.com@evil.dev/",
            "https://user@acme.okta.com/",
            "https://acme-admin.okta.com/",
            "https://evil.dev/",
        ] {
            let located = acme().locate(&other.parse().unwrap());
            assert!(
                matches!(located, Err(TransportError::WrongOrigin)),
                "{other}"
            );
        }
    }

    #[test]
    fn a_path_with_two_slashes_does_not_leave_the_origin() {
        if let Ok(uri) = "//evil.dev/x".parse::<Uri>()
            && let Ok(url) = acme().locate(&uri)
        {
            assert_eq!(url.host_str(), Some("acme.okta.com"));
        }
    }
}
