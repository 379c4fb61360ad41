//! `org.toml`: what an org holds before anybody touched it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A parsed `org.toml`. It is expanded into people, groups and devices when the sandbox starts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    pub(crate) org: OrgSeed,
    pub(crate) people: Vec<PersonSeed>,
    pub(crate) people_pool: PeoplePool,
    pub(crate) groups: GroupSeed,
    pub(crate) realms: Vec<RealmSeed>,
    pub(crate) devices: DeviceSeed,
    pub(crate) apps: AppSeed,
    pub(crate) clients: Vec<ClientSeed>,
    pub(crate) behaviour: Behaviour,
    pub(crate) team: TeamSeed,
}

/// Why an `org.toml` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// Not TOML, or not an org.
    #[error("the org file cannot be read")]
    Toml(#[source] Box<toml::de::Error>),
    /// A pool that people, groups or devices are made from has nothing in it.
    #[error("the list {0} of the org file is empty")]
    Empty(&'static str),
}

impl Seed {
    /// The practice org that comes with the sandbox.
    pub fn builtin() -> Self {
        Self::parse(include_str!("../org.toml")).expect("the built-in org is tested to parse")
    }

    /// Reads an org file.
    pub fn parse(text: &str) -> Result<Self, SeedError> {
        let seed: Self = toml::from_str(text).map_err(|e| SeedError::Toml(Box::new(e)))?;
        let pools = [
            ("people_pool.first", seed.people_pool.first.is_empty()),
            ("people_pool.last", seed.people_pool.last.is_empty()),
            (
                "people_pool.departments",
                seed.people_pool.departments.is_empty(),
            ),
            ("people_pool.titles", seed.people_pool.titles.is_empty()),
            ("people_pool.cities", seed.people_pool.cities.is_empty()),
            ("groups.places", seed.groups.places.is_empty()),
            ("groups.purpose", seed.groups.purpose.is_empty()),
            ("realms", seed.realms.is_empty()),
            ("devices.models", seed.devices.models.is_empty()),
        ];
        match pools.iter().find(|(_, empty)| *empty) {
            Some((name, _)) => Err(SeedError::Empty(name)),
            None => Ok(seed),
        }
    }

    /// The same org with this many people in it, for lists that are long.
    #[must_use]
    pub fn with_people(mut self, count: usize) -> Self {
        self.people_pool.count = count.saturating_sub(self.people.len());
        self
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrgSeed {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) cell: String,
    pub(crate) pipeline: Pipeline,
    pub(crate) governance: bool,
    pub(crate) domain: String,
    pub(crate) password: String,
}

/// Okta's two engines. Devices exist on the newer one only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Pipeline {
    /// Identity Engine.
    #[serde(rename = "idx")]
    IdentityEngine,
    /// Classic Engine.
    #[serde(rename = "v1")]
    Classic,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonSeed {
    pub(crate) login: String,
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) title: String,
    pub(crate) role: Option<AdminRole>,
    #[serde(default)]
    pub(crate) status: UserStatus,
    #[serde(default)]
    pub(crate) unassigned: bool,
}

/// The administrator roles that the sandbox knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AdminRole {
    /// May do everything.
    SuperAdmin,
    /// May see everything and change nothing.
    ReadOnlyAdmin,
    /// May see people and groups, reset and unlock.
    HelpDeskAdmin,
}

/// A user's place in Okta's life cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UserStatus {
    /// Made, not activated.
    Staged,
    /// Activated, no credentials yet.
    Provisioned,
    /// Can sign in.
    #[default]
    Active,
    /// Must choose a new password.
    PasswordExpired,
    /// Is resetting the password.
    Recovery,
    /// Tried too often.
    LockedOut,
    /// Held off for a while.
    Suspended,
    /// Deactivated: one step from deleted.
    Deprovisioned,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PeoplePool {
    pub(crate) count: usize,
    pub(crate) first: Vec<String>,
    pub(crate) last: Vec<String>,
    pub(crate) departments: Vec<String>,
    pub(crate) titles: Vec<String>,
    pub(crate) cities: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupSeed {
    pub(crate) count: usize,
    pub(crate) named: Vec<String>,
    pub(crate) app: Vec<String>,
    pub(crate) places: Vec<String>,
    pub(crate) purpose: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RealmSeed {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: Option<String>,
    pub(crate) domains: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeviceSeed {
    pub(crate) count: usize,
    pub(crate) models: Vec<ModelSeed>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ModelSeed {
    pub(crate) platform: String,
    pub(crate) manufacturer: String,
    pub(crate) model: String,
    pub(crate) os: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppSeed {
    pub(crate) redirect_uris: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClientSeed {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) connector: Option<String>,
    #[serde(default)]
    pub(crate) kind: ClientKind,
    pub(crate) secret: Option<String>,
    pub(crate) role: Option<AdminRole>,
    pub(crate) scopes: Vec<String>,
}

/// What Okta's Admin Console calls the application type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClientKind {
    /// Web Application: has a secret.
    #[default]
    Web,
    /// Native Application: PKCE and no secret.
    Native,
    /// API Services: a key pair, no user.
    Service,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Behaviour {
    pub(crate) access_token_seconds: i64,
    pub(crate) refresh_token_seconds: i64,
    pub(crate) requests_per_minute: u32,
    pub(crate) search_lag_seconds: i64,
    pub(crate) opa_token_seconds: i64,
    #[serde(default)]
    pub(crate) buckets: BTreeMap<String, u32>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TeamSeed {
    pub(crate) name: String,
    pub(crate) user: String,
    pub(crate) key_id: String,
    pub(crate) key_secret: String,
    pub(crate) roles: Vec<String>,
    pub(crate) humans: usize,
    pub(crate) groups: Vec<TeamGroupSeed>,
    pub(crate) resource_groups: Vec<ResourceGroupSeed>,
    pub(crate) servers_per_project: usize,
    pub(crate) secret_folders: Vec<String>,
    pub(crate) sudo_bundles: Vec<String>,
    pub(crate) policies: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TeamGroupSeed {
    pub(crate) name: String,
    pub(crate) roles: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResourceGroupSeed {
    pub(crate) name: String,
    pub(crate) projects: Vec<String>,
}
