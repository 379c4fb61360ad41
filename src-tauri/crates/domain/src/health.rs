//! How a connection is: what was learned last, and what the calendar and the vault add to it.

use jiff::{SignedDuration, Timestamp};

use crate::{Connection, Refusal, ScopeSet, Status};

/// From here on a reauthorization is near: fourteen days.
pub const EXPIRING: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A refusal that comes earlier than this before the known end was no matter of age: clocks differ
/// by less.
const EARLY: SignedDuration = SignedDuration::from_hours(1);

/// A connection's health. Only what a probe found makes it active; a date that has come does not
/// end anything by itself, for the clock here may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health<'a> {
    /// Its secrets are sealed, and the vault is closed.
    Locked,
    /// Nobody has signed in for it here.
    NotAuthorized,
    /// Authorized, and never probed since.
    Untested,
    /// The last probe was answered.
    Active {
        /// When.
        checked_at: Timestamp,
    },
    /// The last probe was answered, and scopes that were asked for are missing.
    ScopesMissing {
        /// When.
        checked_at: Timestamp,
        /// Which.
        missing: &'a ScopeSet,
    },
    /// It works, and its refresh token ends within [`EXPIRING`], or should have ended.
    Expiring {
        /// When it ends.
        by: Timestamp,
        /// What is missing besides, if anything.
        missing: Option<&'a ScopeSet>,
    },
    /// The refresh token came to its end.
    NeedsReauthorization {
        /// The first refusal.
        since: Timestamp,
        /// What the server said.
        refusal: &'a Refusal,
    },
    /// The refresh token was refused before the end that Okta had told: somebody ended it.
    Revoked {
        /// The first refusal.
        since: Timestamp,
        /// What the server said.
        refusal: &'a Refusal,
        /// When it would have ended by itself.
        would_end: Timestamp,
    },
    /// The client secret or the API key was refused.
    CredentialsRejected {
        /// The first refusal.
        since: Timestamp,
        /// What the server said.
        refusal: &'a Refusal,
    },
    /// The user or service user may not do what the probe does.
    RoleInsufficient {
        /// When the probe was refused.
        checked_at: Timestamp,
        /// What the server said.
        refusal: &'a Refusal,
    },
    /// Nothing came back, or nothing of use.
    Unreachable {
        /// Since when.
        since: Timestamp,
        /// What happened, in words.
        reason: &'a str,
    },
}

impl<'a> Health<'a> {
    /// How `connection` is at `now`. `locked` says whether the vault is closed.
    pub fn of(connection: &'a Connection, now: Timestamp, locked: bool) -> Self {
        if locked && connection.authorization.is_some() {
            return Self::Locked;
        }
        match &connection.status {
            Status::NotAuthorized => Self::NotAuthorized,
            Status::NeedsReauthorization { since, refusal } => {
                match early(connection, *since, refusal) {
                    Some(would_end) => Self::Revoked {
                        since: *since,
                        refusal,
                        would_end,
                    },
                    None => Self::NeedsReauthorization {
                        since: *since,
                        refusal,
                    },
                }
            }
            Status::CredentialsRejected { since, refusal } => Self::CredentialsRejected {
                since: *since,
                refusal,
            },
            Status::RoleInsufficient {
                checked_at,
                refusal,
            } => Self::RoleInsufficient {
                checked_at: *checked_at,
                refusal,
            },
            Status::Unreachable { since, reason } => Self::Unreachable {
                since: *since,
                reason,
            },
            Status::Untested => near(connection, now, None).unwrap_or(Self::Untested),
            Status::Active { checked_at } => {
                let active = Self::Active {
                    checked_at: *checked_at,
                };
                near(connection, now, None).unwrap_or(active)
            }
            Status::ActiveWithMissingScopes {
                checked_at,
                missing,
            } => near(connection, now, Some(missing)).unwrap_or(Self::ScopesMissing {
                checked_at: *checked_at,
                missing,
            }),
        }
    }
}

/// The end that is near, if it is.
fn near<'a>(
    connection: &Connection,
    now: Timestamp,
    missing: Option<&'a ScopeSet>,
) -> Option<Health<'a>> {
    let by = connection.authorization.as_ref()?.reauthorize_by?;
    (by.duration_since(now) <= EXPIRING).then_some(Health::Expiring { by, missing })
}

/// The end that Okta had told, where the refusal came well before it.
fn early(connection: &Connection, since: Timestamp, refusal: &Refusal) -> Option<Timestamp> {
    let authorization = connection.authorization.as_ref()?;
    let by = authorization
        .reauthorize_by
        .filter(|_| authorization.reauthorize_by_measured)?;
    let is_early = by.duration_since(since) > EARLY;
    (refusal.code == "invalid_grant" && is_early).then_some(by)
}

#[cfg(test)]
#[path = "health_tests.rs"]
mod tests;
