//! A user as the API shows one.

use std::sync::LazyLock;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::clock::written;
use crate::ids::stable;
use crate::seed::UserStatus;
use crate::state::{State, User};

/// The one user type.
static TYPE: LazyLock<Value> = LazyLock::new(|| json!({ "id": stable("oty", "default") }));

/// A member of a list: only the `self` link. It is written without being copied, for lists are
/// long; its members stand in the order in which a [`Value`] writes them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InList<'a> {
    #[serde(rename = "_links")]
    links: Value,
    activated: Option<String>,
    created: String,
    credentials: Value,
    id: &'a str,
    last_login: Option<String>,
    last_updated: String,
    password_changed: Option<String>,
    profile: &'a Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    realm_id: Option<&'a str>,
    status: &'static str,
    status_changed: Option<String>,
    r#type: &'static Value,
}

impl<'a> InList<'a> {
    pub(crate) fn of(state: &State, base: &str, user: &'a User) -> Self {
        Self {
            links: json!({ "self": { "href": format!("{base}/api/v1/users/{}", user.id) } }),
            activated: user.activated.map(written),
            created: written(user.created),
            credentials: credentials(user),
            id: &user.id,
            last_login: user.last_login.map(written),
            last_updated: written(user.last_updated),
            password_changed: user.password_changed.map(written),
            profile: &user.profile,
            realm_id: state.org.governance.then_some(user.realm_id.as_str()),
            status: user.status.name(),
            status_changed: user.status_changed.map(written),
            r#type: &TYPE,
        }
    }
}

/// As a member of a list, to be looked into.
pub(crate) fn in_list(state: &State, base: &str, user: &User) -> Value {
    serde_json::to_value(InList::of(state, base, user)).expect("plain data")
}

/// Alone: with a link for each thing that may be done to it now.
pub(crate) fn alone(state: &State, base: &str, user: &User) -> Value {
    let mut shown = in_list(state, base, user);
    let at = format!("{base}/api/v1/users/{}", user.id);
    let mut links = Map::new();
    links.insert("self".to_owned(), json!({ "href": at }));
    links.insert(
        "schema".to_owned(),
        json!({ "href": format!("{base}/api/v1/meta/schemas/user/{}", stable("osc", "default")) }),
    );
    links.insert(
        "type".to_owned(),
        json!({ "href": format!("{base}/api/v1/meta/types/user/{}", stable("oty", "default")) }),
    );
    for (name, operation) in transitions(user.status) {
        let href = format!("{at}/lifecycle/{operation}");
        links.insert(
            (*name).to_owned(),
            json!({ "href": href, "method": "POST" }),
        );
    }
    shown["_links"] = Value::Object(links);
    shown
}

fn transitions(status: UserStatus) -> &'static [(&'static str, &'static str)] {
    match status {
        UserStatus::Staged => &[("activate", "activate"), ("deactivate", "deactivate")],
        UserStatus::Provisioned | UserStatus::Recovery => &[
            ("reactivate", "reactivate"),
            ("resetPassword", "reset_password"),
            ("deactivate", "deactivate"),
        ],
        UserStatus::Active | UserStatus::PasswordExpired => &[
            ("suspend", "suspend"),
            ("resetPassword", "reset_password"),
            ("expirePassword", "expire_password"),
            ("resetFactors", "reset_factors"),
            ("deactivate", "deactivate"),
        ],
        UserStatus::LockedOut => &[("unlock", "unlock"), ("deactivate", "deactivate")],
        UserStatus::Suspended => &[("unsuspend", "unsuspend"), ("deactivate", "deactivate")],
        UserStatus::Deprovisioned => &[("activate", "activate"), ("delete", "delete")],
    }
}

fn credentials(user: &User) -> Value {
    let provider = json!({ "type": "OKTA", "name": "OKTA" });
    let mut shown = json!({ "provider": user.provider.clone().unwrap_or(provider) });
    if user.password_changed.is_some() {
        shown["password"] = json!({});
    }
    if let Some(question) = &user.recovery_question {
        shown["recovery_question"] = json!({ "question": question });
    }
    shown
}

impl UserStatus {
    /// As the API writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Staged => "STAGED",
            Self::Provisioned => "PROVISIONED",
            Self::Active => "ACTIVE",
            Self::PasswordExpired => "PASSWORD_EXPIRED",
            Self::Recovery => "RECOVERY",
            Self::LockedOut => "LOCKED_OUT",
            Self::Suspended => "SUSPENDED",
            Self::Deprovisioned => "DEPROVISIONED",
        }
    }
}
