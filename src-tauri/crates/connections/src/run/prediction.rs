//! Whether an action can run with what is known: predicted, never asserted. Pure.

use catalogue::{Action, Connector, Effect};
use domain::{Connection, InstanceDetails, Pipeline, Settings, Status};

use super::joined::Way;
use super::sending::granted;
use crate::probe::who_acts;
use crate::views::Prediction;

/// What the connection's sign-in and its last test tell of an action.
pub(crate) fn predict(
    action: &Action,
    connector: &Connector,
    connection: &Connection,
) -> Prediction {
    if let Way::NotYet(why) = Way::of(action) {
        return told("unknown", format!("This version cannot run it yet. {why}"));
    }
    // First of all: neither a sign-in nor a scope nor a role helps against it.
    if let Some(why) = feature_missing(action, connector, connection) {
        return told("featureMissing", why);
    }
    match &connection.status {
        Status::NotAuthorized | Status::NeedsReauthorization { .. } => {
            return told("notAuthorized", "Reauthorize the connection first.");
        }
        Status::CredentialsRejected { .. } => {
            return told(
                "notAuthorized",
                "Its secret or key was refused: reauthorize it first.",
            );
        }
        _ if connection.authorization.is_none() => {
            return told("notAuthorized", "Nobody has signed in for it yet.");
        }
        _ => {}
    }
    if matches!(connection.settings, Settings::Team { .. }) {
        return by_roles(action, connection);
    }
    by_scopes(action, connection)
}

fn by_scopes(action: &Action, connection: &Connection) -> Prediction {
    let who = who_acts(connection);
    let granted = granted(connection);
    let missing: Vec<&str> = action
        .needs
        .scopes
        .iter()
        .map(domain::Scope::as_str)
        .filter(|scope| !granted.covers(scope))
        .collect();
    if !missing.is_empty() {
        return told(
            "missingScope",
            format!("Not granted: {}.", missing.join(", ")),
        );
    }
    if action.effect == Effect::ByRequest {
        return told("unknown", "It depends on the endpoint that is called.");
    }
    if let Status::RoleInsufficient { .. } = &connection.status {
        return told(
            "roleNeeded",
            format!("The last test said that the {who} lacks an admin role."),
        );
    }
    told(
        "willRun",
        format!("Every scope that it needs was granted; the {who}'s admin role decides the rest."),
    )
}

/// Why the org does not have what the action needs, where that is known. What is typed by hand
/// may be about anything.
fn feature_missing(
    action: &Action,
    connector: &Connector,
    connection: &Connection,
) -> Option<String> {
    if action.effect == Effect::ByRequest {
        return None;
    }
    let instance = connection.authorization.as_ref()?.instance.as_ref();
    let classic =
        matches!(instance, Some(InstanceDetails::Org(org)) if org.pipeline == Pipeline::Classic);
    if connector.identity_engine_only && classic {
        return Some(format!(
            "{} needs Okta Identity Engine, and this org runs on Classic Engine.",
            connector.name
        ));
    }
    match &connection.status {
        Status::RoleInsufficient { refusal, .. } if refusal.code == "E0000015" => {
            Some("The last test said that this org lacks the feature.".to_owned())
        }
        _ => None,
    }
}

fn by_roles(action: &Action, connection: &Connection) -> Prediction {
    let roles = &action.needs.roles;
    let instance = connection
        .authorization
        .as_ref()
        .and_then(|a| a.instance.as_ref());
    let Some(InstanceDetails::Team(team)) = instance else {
        return told(
            "unknown",
            "OPA has not said which roles the service user holds.",
        );
    };
    if roles.is_empty() {
        return if action.request.is_some() {
            told("willRun", "It needs no role.")
        } else {
            told("unknown", "It depends on the endpoint that is called.")
        };
    }
    if roles.iter().any(|role| team.held_roles.contains(role)) {
        return told("willRun", "The service user holds a role that serves.");
    }
    let needed = format!("It needs {}.", roles.join(" or "));
    if roles.iter().all(|role| team.lacking_roles.contains(role)) {
        told("roleNeeded", needed)
    } else {
        told(
            "unknown",
            format!("{needed} OPA does not say whether the service user holds it."),
        )
    }
}

/// An action that runs through a session, where none is open.
pub(crate) fn no_session_yet() -> Prediction {
    told(
        "unknown",
        "No session is open: Connect comes first, and this runs through what it opened.",
    )
}

pub(crate) fn told(kind: &str, reason: impl Into<String>) -> Prediction {
    Prediction {
        kind: kind.to_owned(),
        reason: reason.into(),
    }
}
