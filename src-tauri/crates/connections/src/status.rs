//! How a connection is, in the words that the window shows.

use domain::{Connection, Health, Refusal, ScopeSet, Settings};
use jiff::Timestamp;

use crate::health::left;
use crate::views::{StatusAction, StatusView};

/// A word, a reason and one action for each state. `locked` says whether the vault is closed.
pub(crate) fn status_view(connection: &Connection, now: Timestamp, locked: bool) -> StatusView {
    let team = matches!(connection.settings, Settings::Team { .. });
    match Health::of(connection, now, locked) {
        Health::Locked => view(
            ("locked", "Locked"),
            "Its secrets are sealed, and the key to them is not at hand.",
            StatusAction::Unlock,
        ),
        Health::NotAuthorized => view(
            ("notAuthorized", "Not authorized"),
            if connection.authorization.is_some() {
                "Its sign-in is kept no more: it was for one session, its key was lost, or the \
                 database was put back to an earlier state."
            } else {
                "Nobody has signed in for it on this computer."
            },
            StatusAction::Reauthorize,
        ),
        Health::Untested => view(
            ("untested", "Not tested"),
            "It was authorized, and no call has been made since.",
            StatusAction::Test,
        ),
        Health::Active { checked_at } => StatusView {
            at: Some(checked_at.to_string()),
            ..view(
                ("active", "Active"),
                "The last test was answered.",
                StatusAction::Test,
            )
        },
        Health::ScopesMissing {
            checked_at,
            missing,
        } => StatusView {
            at: Some(checked_at.to_string()),
            ..view(
                ("activeWithMissingScopes", "Active, scopes missing"),
                &format!("{}.", not_granted(missing)),
                StatusAction::Reauthorize,
            )
        },
        Health::Expiring { by, missing } => view(
            ("expiring", "Expiring"),
            &expiring(by, missing, now, team),
            StatusAction::Reauthorize,
        ),
        Health::NeedsReauthorization { since, refusal } => refused(
            ("needsReauthorization", "Needs reauthorization"),
            &format!("Okta refused to renew it: {}", refusal.summary),
            StatusAction::Reauthorize,
            (since, refusal),
        ),
        Health::Revoked {
            since,
            refusal,
            would_end,
        } => refused(
            ("revoked", "Revoked"),
            &format!(
                "Okta ended it before its time ({} early): its tokens were revoked, its user was \
                 signed out everywhere or deactivated. {}",
                left(would_end, since),
                refusal.summary
            ),
            StatusAction::Reauthorize,
            (since, refusal),
        ),
        Health::CredentialsRejected { since, refusal } if team => refused(
            ("credentialsRejected", "Key was rotated"),
            "The API key worked before, and is refused now: it was rotated, deleted or has expired.",
            StatusAction::Reauthorize,
            (since, refusal),
        ),
        Health::CredentialsRejected { since, refusal } => refused(
            ("credentialsRejected", "Credentials rejected"),
            &format!(
                "Its client secret was rotated, or its app was deleted or deactivated: {}",
                refusal.summary
            ),
            StatusAction::Reauthorize,
            (since, refusal),
        ),
        Health::RoleInsufficient {
            checked_at,
            refusal,
        } if refusal.code == "E0000015" => refused(
            ("roleInsufficient", "Feature missing"),
            "The org does not have the feature that this connector is for.",
            StatusAction::Test,
            (checked_at, refusal),
        ),
        Health::RoleInsufficient {
            checked_at,
            refusal,
        } => refused(
            ("roleInsufficient", "Role insufficient"),
            &format!("The user may not do this: {}", refusal.summary),
            StatusAction::Test,
            (checked_at, refusal),
        ),
        Health::Unreachable { since, reason } => StatusView {
            at: Some(since.to_string()),
            ..view(("unreachable", "Unreachable"), reason, StatusAction::Test)
        },
    }
}

fn expiring(by: Timestamp, missing: Option<&ScopeSet>, now: Timestamp, team: bool) -> String {
    let what = if team { "Its API key" } else { "Its sign-in" };
    let ends = if by <= now {
        format!("{what} should have ended by now; the next renewal tells.")
    } else if team {
        format!("{what} ends in {}.", left(by, now))
    } else {
        format!(
            "{what} ends in {}, and renewing does not extend it.",
            left(by, now)
        )
    };
    match missing {
        Some(missing) => format!("{ends} {}.", not_granted(missing)),
        None => ends,
    }
}

fn not_granted(missing: &ScopeSet) -> String {
    format!("Not granted: {}", missing.to_wire().replace(' ', ", "))
}

fn view((state, word): (&str, &str), reason: &str, action: StatusAction) -> StatusView {
    StatusView {
        state: state.to_owned(),
        word: word.to_owned(),
        reason: reason.to_owned(),
        action,
        at: None,
        request_id: None,
    }
}

fn refused(
    words: (&str, &str),
    reason: &str,
    action: StatusAction,
    (at, refusal): (Timestamp, &Refusal),
) -> StatusView {
    StatusView {
        at: Some(at.to_string()),
        request_id: refusal.request_id.clone(),
        ..view(words, reason, action)
    }
}
