//! A user as the API shows one.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::clock::written;
use crate::ids::stable;
use crate::seed::UserStatus;
use crate::state::{State, User};

/// As a member of a list: only the `self` link.
pub(crate) fn in_list(state: &State, base: &str, user: &User) -> Value {
    let mut shown = json!({
        "id": user.id, "status": user.status.name(), "created": written(user.created),
        "activated": date(user.activated), "statusChanged": date(user.status_changed),
        "lastLogin": date(user.last_login), "lastUpdated": written(user.last_updated),
        "passwordChanged": date(user.password_changed),
        "type": { "id": stable("oty", "default") },
        "profile": user.profile, "credentials": credentials(user),
        "_links": { "self": { "href": format!("{base}/api/v1/users/{}", user.id) } },
    });
    if state.org.governance {
        shown["realmId"] = json!(user.realm_id);
    }
    shown
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

fn date(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, |at| json!(written(at)))
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
