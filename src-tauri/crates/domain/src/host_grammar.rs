//! What a person may have pasted where a host was asked for, taken apart.
//!
//! Shared by the Okta domain and the OPA base URL, so that both refuse the same tricks.

use serde::{Deserialize, Serialize};

/// The suffixes under which Okta itself hosts orgs, as in Okta's own configuration validator.
pub(crate) const OKTA_SUFFIXES: [&str; 5] = [
    "okta.com",
    "oktapreview.com",
    "okta-emea.com",
    "okta-gov.com",
    "okta.mil",
];

/// Whether `http://127.0.0.1:PORT` may stand for an org (`CONNECTIONS_CONSOLE_LOOPBACK_ORGS`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LoopbackOrgs {
    /// Refused, like every address that is not public.
    Refused,
    /// Taken, and marked so everywhere.
    Allowed,
}

/// The parts of what was pasted. `rest` begins with `/`, `?` or `#`, or is empty.
pub(crate) struct Pasted<'a> {
    pub(crate) plain_http: bool,
    pub(crate) authority: &'a str,
    pub(crate) rest: &'a str,
}

/// What no host can be parsed from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Malformed {
    Empty,
    Placeholder,
    OtherScheme(String),
    UserInfo,
    Character(char),
}

/// Splits `[https://]authority[rest]`.
pub(crate) fn take_apart(typed: &str) -> Result<Pasted<'_>, Malformed> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Malformed::Empty);
    }
    if typed.contains(['{', '}']) {
        return Err(Malformed::Placeholder);
    }
    let (scheme, after) = match typed.split_once("://") {
        Some((scheme, after)) => (scheme.to_ascii_lowercase(), after),
        None => ("https".to_owned(), typed),
    };
    if scheme != "https" && scheme != "http" {
        return Err(Malformed::OtherScheme(scheme));
    }
    let end = after.find(['/', '?', '#']).unwrap_or(after.len());
    let (authority, rest) = after.split_at(end);
    if authority.contains('@') {
        return Err(Malformed::UserInfo);
    }
    if let Some(bad) = authority.chars().find(|&c| forbidden(c)) {
        return Err(Malformed::Character(bad));
    }
    if authority.is_empty() {
        return Err(Malformed::Empty);
    }
    Ok(Pasted {
        plain_http: scheme == "http",
        authority,
        rest,
    })
}

fn forbidden(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\\' | '%' | '<' | '>' | '"' | '\'' | '^' | '|' | '`')
}

/// The port of `http://127.0.0.1:PORT`, if that is what was pasted. HTTP's own port is none: it is
/// left out of every URL (RFC 3986 §6.2.3), which then names another host than was stored.
pub(crate) fn loopback_port(pasted: &Pasted<'_>) -> Option<u16> {
    let port = pasted.authority.strip_prefix("127.0.0.1:")?;
    let all_digits = port.bytes().all(|b| b.is_ascii_digit());
    let port: u16 = port
        .parse()
        .ok()
        .filter(|port| !matches!(port, 0 | 80) && all_digits)?;
    (pasted.plain_http && matches!(pasted.rest, "" | "/")).then_some(port)
}

/// The label in front of an Okta suffix, such as `acme` or `acme.pam`, and the suffix.
pub(crate) fn under_okta(host: &str) -> Option<(&str, &'static str)> {
    OKTA_SUFFIXES.iter().find_map(|suffix| {
        let label = host.strip_suffix(suffix)?.strip_suffix('.')?;
        Some((label, *suffix))
    })
}

/// The org's name out of that of its Admin Console.
pub(crate) fn without_admin(label: &str) -> &str {
    let mut org = label;
    while let Some(shorter) = org.strip_suffix("-admin") {
        org = shorter;
    }
    org
}

/// One DNS label of letters, digits and inner hyphens, at most 63 long.
pub(crate) fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}
