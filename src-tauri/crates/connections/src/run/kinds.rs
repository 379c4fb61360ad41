//! Kinds of things that are addressed by an ID and known to people by other names. Pure.

use catalogue::InputKind;
use serde_json::Value;

use super::expression::equals;
use super::request::Prepared;
use crate::views::Suggested;

/// One kind.
pub(crate) struct Kind {
    pub(crate) noun: &'static str,
    /// Its own list, from where the catalogue's paths begin.
    pub(crate) collection: &'static [&'static str],
    /// What a read needs; a team has no scopes.
    pub(crate) scope: Option<&'static str>,
    /// How its IDs begin.
    prefix: &'static str,
    /// The member that a path names it by.
    pub(crate) key: &'static str,
    /// What it may be searched by; empty where the key is all.
    pub(crate) names: &'static [&'static str],
}

impl Kind {
    fn is_id(&self, typed: &str) -> bool {
        typed.len() == 20
            && typed.starts_with(self.prefix)
            && typed.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }

    /// Whether it is read at once, without a search: users are by their login as well. What has a
    /// slash in it cannot stand in a path of Okta's, not even escaped.
    pub(crate) fn is_direct(&self, typed: &str) -> bool {
        let known = self.noun == "user" || self.is_id(typed);
        self.names.is_empty() || known && !typed.contains('/')
    }

    /// Whether a read with this in its path looks something up first.
    pub(crate) fn is_looked_up(&self, typed: &str) -> bool {
        !self.is_id(typed) && !self.names.is_empty()
    }

    /// The GET of one, by its key.
    pub(crate) fn by_key(&self, prefix: &str, key: &str) -> Prepared {
        let segments: Vec<&str> = self.collection.iter().copied().chain([key]).collect();
        Prepared::get(prefix, &segments, &[])
    }

    /// The GET of those that have one of its names.
    pub(crate) fn by_name(&self, prefix: &str, name: &str) -> Prepared {
        let clauses: Vec<String> = self
            .names
            .iter()
            .map(|member| equals(member, name))
            .collect();
        let search = clauses.join(" or ");
        Prepared::get(
            prefix,
            self.collection,
            &[("search", &search), ("limit", "2")],
        )
    }
}

/// What people call a thing, and which name that is.
pub(crate) fn name_of(record: &Value) -> Option<(&'static str, &str)> {
    [
        ("login", "/profile/login"),
        ("name", "/profile/name"),
        ("name", "/profile/displayName"),
        ("name", "/name"),
    ]
    .into_iter()
    .find_map(|(what, place)| Some((what, record.pointer(place)?.as_str()?)))
    .filter(|(_, name)| !name.trim().is_empty())
}

/// What a single input asks for; none where it asks for text, or for many.
pub(crate) fn suggested(input: InputKind) -> Option<Suggested> {
    Some(match input {
        InputKind::User => Suggested::User,
        InputKind::Group => Suggested::Group,
        InputKind::GroupRule => Suggested::GroupRule,
        InputKind::Realm => Suggested::Realm,
        InputKind::RealmAssignment => Suggested::RealmAssignment,
        InputKind::Device => Suggested::Device,
        InputKind::TeamUser => Suggested::TeamUser,
        InputKind::ServiceUser => Suggested::ServiceUser,
        InputKind::TeamGroup => Suggested::TeamGroup,
        InputKind::ResourceGroup => Suggested::ResourceGroup,
        InputKind::Project => Suggested::Project,
        InputKind::SecurityPolicy => Suggested::SecurityPolicy,
        InputKind::SudoBundle => Suggested::SudoBundle,
        InputKind::SecretFolder => Suggested::SecretFolder,
        InputKind::VaultSecret => Suggested::VaultSecret,
        InputKind::Session => Suggested::Session,
        _ => return None,
    })
}

/// The kind that an input is looked up as; none for what is taken as it is typed.
pub(crate) fn kind_of(input: InputKind) -> Option<&'static Kind> {
    kind(suggested(input)?)
}

/// The kind of what is suggested, where one can be read by its key alone.
pub(crate) fn kind(of: Suggested) -> Option<&'static Kind> {
    Some(match of {
        Suggested::User => &Kind {
            noun: "user",
            collection: &["api", "v1", "users"],
            scope: Some("okta.users.read"),
            prefix: "00u",
            key: "id",
            names: &["profile.login", "profile.email"],
        },
        Suggested::Group => &Kind {
            noun: "group",
            collection: &["api", "v1", "groups"],
            scope: Some("okta.groups.read"),
            prefix: "00g",
            key: "id",
            names: &["profile.name"],
        },
        Suggested::Realm => &Kind {
            noun: "realm",
            collection: &["api", "v1", "realms"],
            scope: Some("okta.realms.read"),
            prefix: "guo",
            key: "id",
            names: &["profile.name"],
        },
        Suggested::Device => &Kind {
            noun: "device",
            collection: &["api", "v1", "devices"],
            scope: Some("okta.devices.read"),
            prefix: "guo",
            key: "id",
            names: &[],
        },
        Suggested::GroupRule => &Kind {
            noun: "group rule",
            collection: &["api", "v1", "groups", "rules"],
            scope: Some("okta.groups.read"),
            prefix: "0pr",
            key: "id",
            names: &[],
        },
        Suggested::RealmAssignment => &Kind {
            noun: "realm assignment",
            collection: &["api", "v1", "realm-assignments"],
            scope: Some("okta.realmAssignments.read"),
            prefix: "rul",
            key: "id",
            names: &[],
        },
        Suggested::ServiceUser => &Kind {
            noun: "service user",
            collection: &["service_users"],
            scope: None,
            prefix: "",
            key: "name",
            names: &[],
        },
        Suggested::SecurityPolicy => &Kind {
            noun: "security policy",
            collection: &["security_policy"],
            scope: None,
            prefix: "",
            key: "id",
            names: &[],
        },
        Suggested::SudoBundle => &Kind {
            noun: "sudo command bundle",
            collection: &["sudo_command_bundles"],
            scope: None,
            prefix: "",
            key: "id",
            names: &[],
        },
        _ => return None,
    })
}
