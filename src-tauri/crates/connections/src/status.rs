//! How a connection is, in the words that the window shows.

use domain::{Connection, Status};

use crate::views::{StatusAction, StatusView};

/// A word, a reason and one action for each state.
pub(crate) fn status_view(connection: &Connection) -> StatusView {
    let view = |state: &str, word: &str, reason: String, action: StatusAction| StatusView {
        state: state.to_owned(),
        word: word.to_owned(),
        reason,
        action,
        at: None,
        request_id: None,
    };
    match &connection.status {
        Status::NotAuthorized => view(
            "notAuthorized",
            "Not authorized",
            "Nobody has signed in for it on this computer.".into(),
            StatusAction::Reauthorize,
        ),
        Status::Untested => view(
            "untested",
            "Not tested",
            "It was authorized, and no call has been made since.".into(),
            StatusAction::Test,
        ),
        Status::Active { checked_at } => StatusView {
            at: Some(checked_at.to_string()),
            ..view(
                "active",
                "Active",
                "The last test was answered.".into(),
                StatusAction::Test,
            )
        },
        Status::ActiveWithMissingScopes {
            checked_at,
            missing,
        } => StatusView {
            at: Some(checked_at.to_string()),
            ..view(
                "activeWithMissingScopes",
                "Active, scopes missing",
                format!("Not granted: {}.", missing.to_wire().replace(' ', ", ")),
                StatusAction::Reauthorize,
            )
        },
        Status::NeedsReauthorization { since, refusal } => StatusView {
            at: Some(since.to_string()),
            request_id: refusal.request_id.clone(),
            ..view(
                "needsReauthorization",
                "Needs reauthorization",
                format!("Okta refused to renew it: {}", refusal.summary),
                StatusAction::Reauthorize,
            )
        },
        Status::CredentialsRejected { since, refusal } => StatusView {
            at: Some(since.to_string()),
            request_id: refusal.request_id.clone(),
            ..view(
                "credentialsRejected",
                "Credentials rejected",
                format!("The secret or key was refused: {}", refusal.summary),
                StatusAction::Reauthorize,
            )
        },
        Status::RoleInsufficient {
            checked_at,
            refusal,
        } => StatusView {
            at: Some(checked_at.to_string()),
            request_id: refusal.request_id.clone(),
            ..view(
                "roleInsufficient",
                if refusal.code == "E0000015" {
                    "Feature missing"
                } else {
                    "Role insufficient"
                },
                if refusal.code == "E0000015" {
                    "The org does not have the feature that this connector is for.".into()
                } else {
                    format!("The user may not do this: {}", refusal.summary)
                },
                StatusAction::Test,
            )
        },
        Status::Unreachable { since, reason } => StatusView {
            at: Some(since.to_string()),
            ..view(
                "unreachable",
                "Unreachable",
                reason.clone(),
                StatusAction::Test,
            )
        },
    }
}
