//! The addresses and names of Okta Privileged Access.

use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use crate::host_grammar::{
    LoopbackOrgs, Malformed, OKTA_SUFFIXES, Pasted, is_label, loopback_port, take_apart,
    under_okta, without_admin,
};
use crate::{Explanation, OrgHost};

/// `https://{org}.pam.okta.com`, without a trailing slash.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OpaBaseUrl {
    authority: String,
    loopback: bool,
}

/// A team in OPA, as it stands in paths.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TeamName(String);

/// The ID of a service user's API key: a UUID.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(String);

/// Why a text is no OPA base URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpaProblem {
    /// What the wizard says.
    pub explanation: Explanation,
    /// What was probably meant.
    pub repaired: Option<String>,
    /// The team, where the pasted address names one (`…/t/{TeamName}/…`).
    pub team: Option<String>,
}

/// Why a text is no team name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("letters, digits, - and _ only, 1 to 255")]
pub struct TeamProblem;

/// Why a text is no key ID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the key ID is a UUID")]
pub struct KeyIdProblem;

const SIGHT: &str = "Enter https://{OktaOrgName}.pam.okta.com, where {OktaOrgName} is the name of \
                     your Okta org.";

impl OpaBaseUrl {
    /// Reads what was typed into *OPA Base URL*. A missing `https://` is forgiven; a trailing
    /// slash, a path and the org's own address are refused, with what was meant.
    pub fn parse(typed: &str, loopback: LoopbackOrgs) -> Result<Self, OpaProblem> {
        let pasted = take_apart(typed).map_err(|malformed| malformed_url(&malformed))?;
        let team = team_in(pasted.rest);
        let taken = match loopback_port(&Pasted { rest: "", ..pasted }) {
            Some(port) if loopback == LoopbackOrgs::Allowed => Self {
                authority: format!("127.0.0.1:{port}"),
                loopback: true,
            },
            Some(_) => {
                return Err(OpaProblem::new(
                    "This address is on this computer.",
                    "Teams on this computer are for practice and are switched off.",
                    "Start the practice org from the Connections page, or set \
                     CONNECTIONS_CONSOLE_LOOPBACK_ORGS=1 before starting the console.",
                    None,
                    None,
                ));
            }
            None => Self {
                authority: opa_host(pasted.authority, team.as_ref())?,
                loopback: false,
            },
        };

        if pasted.plain_http && !taken.loopback {
            return Err(taken.offer(
                "The base URL begins with http://.",
                "A key must not travel in the clear.",
                team,
            ));
        }
        match pasted.rest {
            "" => Ok(taken),
            "/" => Err(taken.offer(
                "The base URL ends with a slash.",
                "Paths are appended to it, and two slashes lead nowhere.",
                team,
            )),
            _ => Err(taken.offer(
                "The base URL is followed by a path.",
                "Only the address itself is needed; the team has a field of its own.",
                team,
            )),
        }
    }

    /// `acme.pam.okta.com`, or `127.0.0.1:7100`.
    pub fn as_str(&self) -> &str {
        &self.authority
    }

    /// Whether it is on this computer.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// As it is shown and was asked for: with the scheme, without a trailing slash.
    pub fn origin(&self) -> String {
        let scheme = if self.loopback { "http" } else { "https" };
        format!("{scheme}://{}", self.authority)
    }

    /// The URL of a team's own resource: `/v1/teams/{team}` and the segments, each escaped.
    pub fn team_url(&self, team: &TeamName, segments: &[&str]) -> Url {
        let mut url = Url::parse(&self.origin()).expect("a parsed host makes a URL");
        // A URL drops these, and `..` would be one only then.
        let dropped = ['\t', '\n', '\r'];
        let segments = segments.iter().map(|segment| segment.replace(dropped, ""));
        url.path_segments_mut()
            .expect("an http URL has segments")
            .extend(["v1", "teams", team.as_str()])
            .extend(segments);
        url
    }

    fn offer(&self, what: &str, why: &str, team: Option<String>) -> OpaProblem {
        let origin = self.origin();
        OpaProblem::new(what, why, format!("Use {origin}."), Some(origin), team)
    }
}

impl OpaProblem {
    fn new(
        what: impl Into<String>,
        why: impl Into<String>,
        fix: impl Into<String>,
        repaired: Option<String>,
        team: Option<String>,
    ) -> Self {
        Self {
            explanation: Explanation::new(what, why, fix),
            repaired,
            team,
        }
    }
}

impl TeamName {
    /// Trims and checks what was typed into *OPA Team Name*.
    pub fn parse(typed: &str) -> Result<Self, TeamProblem> {
        let typed = typed.trim();
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        let fits = (1..=255).contains(&typed.len()) && typed.bytes().all(allowed);
        fits.then(|| Self(typed.to_owned())).ok_or(TeamProblem)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a server's answer names the same team; OPA compares without regard to case.
    pub fn is(&self, other: &str) -> bool {
        self.0.eq_ignore_ascii_case(other)
    }
}

impl TeamProblem {
    /// What the wizard says beside the field.
    pub fn explain(&self) -> Explanation {
        Explanation::new(
            "This is not a team name.",
            "A team name has letters, digits, hyphens and underscores only.",
            "Copy it from the OPA Console's address, between /t/ and /team/.",
        )
    }
}

impl KeyId {
    /// Trims and checks what was typed into *Service Account API Key ID*.
    pub fn parse(typed: &str) -> Result<Self, KeyIdProblem> {
        Uuid::parse_str(typed.trim())
            .map(|id| Self(id.to_string()))
            .map_err(|_| KeyIdProblem)
    }

    /// Lower case, hyphenated.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl KeyIdProblem {
    /// What the wizard says beside the field.
    pub fn explain(&self) -> Explanation {
        Explanation::new(
            "This is not the ID of an API key.",
            "The ID is a UUID: 32 hexadecimal digits in five groups.",
            "Copy the API Key ID that was shown when the key was created; the longer text beside \
             it is the key itself.",
        )
    }
}

/// `acme.pam.okta.com` out of what was pasted, or what was meant.
fn opa_host(authority: &str, team: Option<&String>) -> Result<String, OpaProblem> {
    let host = authority.to_ascii_lowercase();
    if let Some((label, suffix)) = under_okta(&host) {
        let (org, is_opa) = match label.strip_suffix(".pam") {
            Some(org) => (org, true),
            None => (label, false),
        };
        let meant = without_admin(org);
        if is_opa && meant == org && is_org(org) {
            return Ok(host);
        }
        if is_org(meant) {
            let what = if is_opa {
                "This is an address of an Admin Console, which Privileged Access does not have."
            } else {
                "This is the address of the org, not of Okta Privileged Access."
            };
            let meant = format!("https://{meant}.pam.{suffix}");
            return Err(OpaProblem::new(
                what,
                "Privileged Access answers at the org's name with .pam after it.",
                format!("Use {meant}."),
                Some(meant),
                team.cloned(),
            ));
        }
    }
    // The org's own grammar knows the look-alikes, the addresses and the private names.
    let explanation = match OrgHost::parse(authority, LoopbackOrgs::Refused) {
        Err(problem) => Explanation {
            fix: SIGHT.into(),
            ..problem.explanation
        },
        Ok(_) => Explanation::new(
            format!("{host} is not an address of Okta Privileged Access."),
            format!(
                "It answers only under .pam.{} and its sister domains.",
                OKTA_SUFFIXES[0]
            ),
            SIGHT,
        ),
    };
    Err(OpaProblem {
        explanation,
        repaired: None,
        team: team.cloned(),
    })
}

/// A name of letters that Okta uses in names of orgs; others can look like them.
fn is_org(label: &str) -> bool {
    is_label(label) && !label.starts_with("xn--")
}

fn malformed_url(malformed: &Malformed) -> OpaProblem {
    let what = match malformed {
        Malformed::Empty => "The base URL is empty.".to_owned(),
        Malformed::Placeholder => "The base URL still holds a placeholder.".to_owned(),
        Malformed::OtherScheme(scheme) => format!("The base URL begins with {scheme}://."),
        Malformed::UserInfo => "The base URL holds an @.".to_owned(),
        Malformed::Character(c) => format!("The base URL holds the character {c:?}."),
    };
    OpaProblem::new(what, "It says where your team is.", SIGHT, None, None)
}

/// `{TeamName}` of `/t/{TeamName}/team/clientsession`, the address that Okta's guide points to.
fn team_in(path: &str) -> Option<String> {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.find(|&segment| segment == "t")?;
    segments
        .next()
        .and_then(|team| TeamName::parse(team).ok())
        .map(|team| team.0)
}

#[cfg(test)]
#[path = "opa_tests.rs"]
mod tests;
