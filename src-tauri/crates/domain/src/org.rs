//! The Okta org's own address.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::Explanation;
use crate::host_grammar::{
    LoopbackOrgs, Malformed, is_label, loopback_port, take_apart, under_okta, without_admin,
};
use crate::look_alike::looks_like_okta;

/// Labels under an Okta suffix that are Okta's own sites, and no org.
const RESERVED: [&str; 11] = [
    "www",
    "login",
    "developer",
    "support",
    "help",
    "status",
    "system",
    "system-admin",
    "trust",
    "pam",
    "admin",
];
/// Okta's internal and test suffixes, refused as in Okta's own validator.
const INTERNAL: [&str; 4] = [
    "trexcloud.com",
    "okta1.com",
    "okta-miltest.com",
    "trex-gov.com",
];
/// Suffixes that never leave a private network (RFC 6761, RFC 6762, RFC 8375, ICANN `.internal`).
const PRIVATE: [&str; 8] = [
    "localhost",
    "local",
    "internal",
    "home.arpa",
    "lan",
    "test",
    "invalid",
    "example",
];

/// Who answers at this address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OrgKind {
    /// A name under one of Okta's own suffixes.
    Okta,
    /// A custom domain: an alias that the org's admins set up. The person must have confirmed it.
    Custom,
    /// `http://127.0.0.1:PORT`: a sandbox org on this computer.
    Loopback,
}

/// A host that a token of this org may be sent to.
///
/// Endpoints are built from it, never taken from an answer of the server.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OrgHost {
    kind: OrgKind,
    /// `acme.okta.com`, or `127.0.0.1:7100`.
    authority: String,
}

/// Why a text is no address of an org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainProblem {
    /// What the wizard says.
    pub explanation: Explanation,
    /// What was probably meant, offered and never taken silently.
    pub repaired: Option<String>,
}

impl OrgHost {
    /// Reads what was typed into *Domain*: `acme.okta.com`, with `https://` and one trailing `/`
    /// forgiven, lower-cased, in ASCII.
    pub fn parse(typed: &str, loopback: LoopbackOrgs) -> Result<Self, DomainProblem> {
        let pasted = take_apart(typed).map_err(|malformed| malformed_domain(&malformed))?;
        if let Some(port) = loopback_port(&pasted) {
            return match loopback {
                LoopbackOrgs::Allowed => Ok(Self {
                    kind: OrgKind::Loopback,
                    authority: format!("127.0.0.1:{port}"),
                }),
                LoopbackOrgs::Refused => Err(loopback_refused()),
            };
        }

        let (name, port) = match pasted.authority.rsplit_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (pasted.authority, None),
        };
        let host = ascii_host(name)?;
        let kind = kind_of(&host)?;
        let repaired = || Some(host.clone());
        if pasted.plain_http {
            return Err(DomainProblem::new(
                "The domain begins with http://.",
                "Okta answers over https:// only, and a secret must not travel in the clear.",
                format!("Use {host}."),
                repaired(),
            ));
        }
        if port.is_some() {
            return Err(DomainProblem::new(
                "The domain holds a port.",
                "An Okta org answers on the standard port.",
                format!("Use {host}."),
                repaired(),
            ));
        }
        if pasted.rest.starts_with("/oauth2") {
            return Err(DomainProblem::new(
                "This is the address of an authorization server, not of the org.",
                "Only the org's own authorization server can grant okta.* scopes; a custom one \
                 such as /oauth2/default cannot.",
                format!("Use {host}."),
                repaired(),
            ));
        }
        if !matches!(pasted.rest, "" | "/") {
            return Err(DomainProblem::new(
                "The domain is followed by a path.",
                "Only the org's name is needed; everything else is built from it.",
                format!("Use {host}."),
                repaired(),
            ));
        }
        Ok(Self {
            kind,
            authority: host,
        })
    }

    /// Who answers here.
    pub fn kind(&self) -> OrgKind {
        self.kind
    }

    /// `acme.okta.com`, or `127.0.0.1:7100` for an org on this computer.
    pub fn as_str(&self) -> &str {
        &self.authority
    }

    /// The issuer of the org authorization server, without a trailing slash: byte for byte what
    /// the ID token must say.
    pub fn issuer(&self) -> String {
        let scheme = if self.kind == OrgKind::Loopback {
            "http"
        } else {
            "https"
        };
        format!("{scheme}://{}", self.authority)
    }

    /// An absolute URL on this host. `path` begins with `/`.
    pub fn url(&self, path: &str) -> Url {
        let mut url = Url::parse(&self.issuer()).expect("a parsed host makes a URL");
        let (path, query) = path
            .split_once('?')
            .map_or((path, None), |(p, q)| (p, Some(q)));
        url.set_path(path);
        url.set_query(query);
        url
    }

    /// A page of the Admin Console (`https://acme-admin.okta.com/admin/…`); `None` where the
    /// console's host cannot be told from the domain. The sandbox org has its own in its place.
    pub fn admin_console(&self, path: &str) -> Option<Url> {
        match self.kind {
            OrgKind::Okta => {
                let (label, suffix) = under_okta(&self.authority)?;
                Url::parse(&format!("https://{label}-admin.{suffix}{path}")).ok()
            }
            OrgKind::Loopback => Some(self.url(path)),
            OrgKind::Custom => None,
        }
    }
}

impl fmt::Display for OrgHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.authority)
    }
}

impl DomainProblem {
    pub(crate) fn new(
        what: impl Into<String>,
        why: impl Into<String>,
        fix: impl Into<String>,
        repaired: Option<String>,
    ) -> Self {
        Self {
            explanation: Explanation::new(what, why, fix),
            repaired,
        }
    }
}

fn malformed_domain(malformed: &Malformed) -> DomainProblem {
    let (what, why) = match malformed {
        Malformed::Empty => (
            "The domain is empty.".to_owned(),
            "It says which org to connect to.",
        ),
        Malformed::Placeholder => (
            "The domain still holds a placeholder.".to_owned(),
            "The text in braces in Okta's guides stands for your own org's name.",
        ),
        Malformed::OtherScheme(scheme) => (
            format!("The domain begins with {scheme}://."),
            "An org is reached over https:// and nothing else.",
        ),
        Malformed::UserInfo => (
            "The domain holds an @.".to_owned(),
            "What stands before an @ in an address is a user name, and the real host comes \
             after it: a common way to disguise an address.",
        ),
        Malformed::Character(c) => (
            format!("The domain holds the character {c:?}."),
            "No host name has it.",
        ),
    };
    DomainProblem::new(what, why, SIGHT, None)
}

const SIGHT: &str =
    "Copy the domain from the menu under your name in the Admin Console, such as acme.okta.com.";

fn loopback_refused() -> DomainProblem {
    DomainProblem::new(
        "This address is on this computer.",
        "Orgs on this computer are for practice and are switched off.",
        "Start the practice org from the Connections page, or set \
         CONNECTIONS_CONSOLE_LOOPBACK_ORGS=1 before starting the console.",
        None,
    )
}

/// Lower case, IDNA, and no address in any notation.
fn ascii_host(name: &str) -> Result<String, DomainProblem> {
    let address = || {
        DomainProblem::new(
            "This is an IP address.",
            "An org is known by its name; its certificate and its tokens carry that name.",
            SIGHT,
            None,
        )
    };
    if name.contains(':') {
        return Err(address());
    }
    let not_a_name = || {
        DomainProblem::new(
            "This is not a host name.",
            "No org can have it.",
            SIGHT,
            None,
        )
    };
    let host = match Host::parse(name) {
        Ok(Host::Domain(host)) => host,
        Ok(Host::Ipv4(_) | Host::Ipv6(_)) => return Err(address()),
        Err(url::ParseError::InvalidIpv4Address | url::ParseError::InvalidIpv6Address) => {
            return Err(address());
        }
        Err(_) => return Err(not_a_name()),
    };
    if let Some(bare) = host.strip_suffix('.') {
        let is_host = bare.split('.').all(is_label) && kind_of(bare).is_ok();
        let repaired = is_host.then(|| bare.to_owned());
        return Err(DomainProblem::new(
            "The domain ends with a dot.",
            "The org's certificate and tokens carry the name without it.",
            "Remove the dot.",
            repaired,
        ));
    }
    if host.len() > 253 || !host.split('.').all(is_label) {
        return Err(not_a_name());
    }
    Ok(host)
}

fn kind_of(host: &str) -> Result<OrgKind, DomainProblem> {
    if let Some((label, suffix)) = under_okta(host) {
        return okta_label(label, suffix).map(|()| OrgKind::Okta);
    }
    if crate::host_grammar::OKTA_SUFFIXES.contains(&host) {
        return Err(DomainProblem::new(
            format!("{host} is Okta itself."),
            "Your org's name stands before it.",
            SIGHT,
            None,
        ));
    }
    let ends_with = |suffix: &&str| host == *suffix || host.ends_with(&format!(".{suffix}"));
    if INTERNAL.iter().any(ends_with) {
        return Err(DomainProblem::new(
            format!("{host} is one of Okta's internal test systems."),
            "Credentials of a real org must not be sent there.",
            SIGHT,
            None,
        ));
    }
    if !host.contains('.') || PRIVATE.iter().any(ends_with) {
        return Err(DomainProblem::new(
            format!("{host} is a name of a private network."),
            "An org is reached over the internet, under a public name.",
            SIGHT,
            None,
        ));
    }
    if looks_like_okta(host) {
        return Err(DomainProblem::new(
            format!("{host} looks like Okta and is not."),
            "Okta's own orgs end with okta.com, oktapreview.com, okta-emea.com, okta-gov.com or \
             okta.mil, with one name before it. Whoever owns this host would receive your \
             client secret.",
            SIGHT,
            None,
        ));
    }
    Ok(OrgKind::Custom)
}

fn okta_label(label: &str, suffix: &str) -> Result<(), DomainProblem> {
    if let Some(org) = label.strip_suffix(".pam").filter(|org| is_label(org)) {
        return Err(instead(
            "This is the address of Okta Privileged Access.",
            "The org itself answers at the name without .pam.",
            without_admin(org),
            suffix,
        ));
    }
    if label.contains('.') {
        return Err(DomainProblem::new(
            format!("{label}.{suffix} has too many parts."),
            "An org has exactly one name before Okta's own.",
            SIGHT,
            None,
        ));
    }
    if RESERVED.contains(&label) {
        return Err(DomainProblem::new(
            format!("{label}.{suffix} is a site of Okta's, not an org."),
            "Your org's own name stands before Okta's.",
            SIGHT,
            None,
        ));
    }
    if label.ends_with("-admin") {
        return Err(instead(
            "This is the address of the Admin Console.",
            "The console lives at a name of its own, and the APIs do not answer there.",
            without_admin(label),
            suffix,
        ));
    }
    if label.starts_with("xn--") {
        return Err(DomainProblem::new(
            format!("{label}.{suffix} holds letters that Okta does not use in names of orgs."),
            "Such letters can look like others.",
            SIGHT,
            None,
        ));
    }
    Ok(())
}

/// Refused, with the org of this name offered in its place where there can be one.
fn instead(what: &str, why: &str, org: &str, suffix: &str) -> DomainProblem {
    if !is_label(org) || okta_label(org, suffix).is_err() {
        return DomainProblem::new(what, why, SIGHT, None);
    }
    let meant = format!("{org}.{suffix}");
    DomainProblem::new(what, why, format!("Use {meant}."), Some(meant))
}

#[cfg(test)]
#[path = "org_tests.rs"]
mod tests;
