//! One authorized link to one org or team, through a connector.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    ClientKind, ConnectionId, ConnectorId, KeyId, Nickname, OpaBaseUrl, OrgHost, OrgKind,
    Requirements, ScopeSet, Status, TeamName,
};

/// What the console remembers of a connection. No secret is in it: those are sealed beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// For life.
    pub id: ConnectionId,
    /// Through which connector.
    pub connector: ConnectorId,
    /// Unique among all, without regard to case.
    pub nickname: Nickname,
    /// Free text; may be empty.
    pub description: String,
    /// Where it stands in the list.
    pub place: Place,
    /// Kept at the top.
    pub starred: bool,
    /// Production, preview or sandbox.
    pub environment: Environment,
    /// Where it leads.
    pub settings: Settings,
    /// What was asked for and what came of it; `None` until the first sign-in.
    pub authorization: Option<Authorization>,
    /// How it is.
    pub status: Status,
    /// When it was first saved.
    pub created_at: Timestamp,
    /// When a probe last ran, whatever came of it.
    pub last_tested_at: Option<Timestamp>,
}

/// Where a connection belongs, as in Okta Workflows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Place {
    /// Open to all.
    Org,
    /// In one folder, by its name.
    Folder {
        /// The folder's name.
        name: String,
    },
}

/// How careful one must be. Guessed from the host, changed by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Environment {
    /// Real people and machines.
    Production,
    /// An Okta preview org.
    Preview,
    /// Practice.
    Sandbox,
}

/// What the wizard asked, without the secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Settings {
    /// An OAuth client of an Okta org.
    Org {
        /// The org.
        domain: OrgHost,
        /// The app's client ID.
        client_id: String,
        /// How the app proves that it is itself.
        #[serde(default)]
        client: ClientKind,
        /// What the app requires beyond that.
        #[serde(default)]
        requirements: Requirements,
        /// What the person asked for; reauthorizing inherits it.
        requested: ScopeSet,
    },
    /// A service user of an OPA team.
    Team {
        /// Where OPA answers.
        base_url: OpaBaseUrl,
        /// Which team.
        team: TeamName,
        /// Which of the service user's keys.
        key_id: KeyId,
    },
}

/// What the last sign-in gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorization {
    /// When.
    pub at: Timestamp,
    /// Who Okta's log will name.
    pub identity: Identity,
    /// What was granted; empty for a team, which has roles.
    pub granted: ScopeSet,
    /// When the refresh token ends, as introspection said, or 90 days after sign-in where it
    /// would not say; `None` without a refresh token.
    pub reauthorize_by: Option<Timestamp>,
    /// Whether the server said so itself.
    pub reauthorize_by_measured: bool,
    /// What is at the other end, where it would say.
    pub instance: Option<InstanceDetails>,
    /// The thumbprint (RFC 7638) of the key that its tokens are bound to (`DPoP`, RFC 9449);
    /// `None` for bearer tokens.
    #[serde(default)]
    pub bound_to: Option<String>,
}

/// Who a connection acts as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// `sub` of the ID token, or the OPA user's ID: what two sign-ins are compared by.
    pub subject: String,
    /// Login, or the service user's name.
    pub username: String,
    /// Full name, where known.
    pub name: Option<String>,
}

/// What is at the other end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum InstanceDetails {
    /// An Okta org.
    Org(OrgDetails),
    /// An OPA team.
    Team(TeamDetails),
}

/// From `/.well-known/okta-organization`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrgDetails {
    /// `00o…`.
    pub id: String,
    /// Okta's cell, such as `op3`.
    pub cell: Option<String>,
    /// Identity Engine or Classic.
    pub pipeline: Pipeline,
    /// The org's canonical URL, which a custom domain hides.
    pub url: String,
}

/// Okta's two generations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Pipeline {
    /// Identity Engine (`idx`). Devices need it.
    IdentityEngine,
    /// Classic Engine (`v1`).
    Classic,
    /// Something that was not there when this was written.
    Unknown,
}

/// What OPA tells of the team and of the service user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TeamDetails {
    /// As the server writes it.
    pub team: String,
    /// The base URL.
    pub url: String,
    /// Roles that a read showed the service user to hold.
    pub held_roles: Vec<String>,
    /// Roles that a read showed it to lack. Of all others OPA tells nothing.
    pub lacking_roles: Vec<String>,
    /// When the bearer token of the last sign-in ends.
    pub bearer_expires_at: Timestamp,
    /// When the API key was issued, where the service user may ask.
    #[serde(default)]
    pub key_issued_at: Option<Timestamp>,
}

impl Settings {
    /// The one host that this connection's secrets may be sent to, with the port if it has one.
    pub fn host(&self) -> &str {
        match self {
            Self::Org { domain, .. } => domain.as_str(),
            Self::Team { base_url, .. } => base_url.as_str(),
        }
    }

    /// Whether the other end is on this computer.
    pub fn is_loopback(&self) -> bool {
        match self {
            Self::Org { domain, .. } => domain.kind() == OrgKind::Loopback,
            Self::Team { base_url, .. } => base_url.is_loopback(),
        }
    }
}

impl Environment {
    /// The guess: what is on this computer is practice, `oktapreview.com` is preview, a
    /// developer org (`dev-…`, `trial-…`) is practice, all else is to be treated as production.
    pub fn of(settings: &Settings) -> Self {
        let host = settings.host();
        if settings.is_loopback() || host.starts_with("dev-") || host.starts_with("trial-") {
            Self::Sandbox
        } else if host.ends_with(".oktapreview.com") {
            Self::Preview
        } else {
            Self::Production
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::LoopbackOrgs;

    use super::*;

    fn org(typed: &str) -> Settings {
        Settings::Org {
            domain: OrgHost::parse(typed, LoopbackOrgs::Allowed).unwrap(),
            client_id: "0oa1".into(),
            client: ClientKind::WebApp,
            requirements: Requirements::default(),
            requested: ScopeSet::default(),
        }
    }

    fn team(typed: &str) -> Settings {
        Settings::Team {
            base_url: OpaBaseUrl::parse(typed, LoopbackOrgs::Allowed).unwrap(),
            team: TeamName::parse("practice").unwrap(),
            key_id: KeyId::parse("9f1b7e0c-3a5d-4c63-8e1f-2b7a6d5c4e3f").unwrap(),
        }
    }

    #[test]
    fn how_careful_one_must_be_is_told_by_the_one_host() {
        use Environment::{Preview, Production, Sandbox};
        for (settings, host, environment) in [
            (org("acme.okta.com"), "acme.okta.com", Production),
            (org("login.acme.dev"), "login.acme.dev", Production),
            (
                org("acme-dev-1.okta.com"),
                "acme-dev-1.okta.com",
                Production,
            ),
            (org("acme.oktapreview.com"), "acme.oktapreview.com", Preview),
            (
                org("dev-12345678.okta.com"),
                "dev-12345678.okta.com",
                Sandbox,
            ),
            (
                org("trial-1234567.okta.com"),
                "trial-1234567.okta.com",
                Sandbox,
            ),
            (org("http://127.0.0.1:7100"), "127.0.0.1:7100", Sandbox),
            (team("acme.pam.okta.com"), "acme.pam.okta.com", Production),
            (
                team("acme.pam.oktapreview.com"),
                "acme.pam.oktapreview.com",
                Preview,
            ),
            (team("http://127.0.0.1:7100"), "127.0.0.1:7100", Sandbox),
        ] {
            assert_eq!(settings.host(), host);
            assert_eq!(settings.is_loopback(), host == "127.0.0.1:7100", "{host}");
            assert_eq!(Environment::of(&settings), environment, "{host}");
        }
    }
}
