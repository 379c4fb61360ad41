//! How a connection is, as far as we have measured it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ScopeSet;

/// What was last learned. Each state carries only what is true in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Status {
    /// Authorized, and never probed since.
    Untested,
    /// Imported or duplicated, and never signed in.
    NotAuthorized,
    /// The last probe was answered.
    Active {
        /// When it was answered.
        checked_at: Timestamp,
    },
    /// The last probe was answered, and scopes that were asked for are missing.
    ActiveWithMissingScopes {
        /// When it was answered.
        checked_at: Timestamp,
        /// What is missing.
        missing: ScopeSet,
    },
    /// The grant is over: only a new sign-in helps.
    NeedsReauthorization {
        /// The first refusal; later ones do not move it.
        since: Timestamp,
        /// What the server said.
        refusal: Refusal,
    },
    /// The client secret or the API key was refused.
    CredentialsRejected {
        /// The first refusal.
        since: Timestamp,
        /// What the server said.
        refusal: Refusal,
    },
    /// The token is good, and the user or service user may not do what the probe does.
    RoleInsufficient {
        /// When the probe was refused.
        checked_at: Timestamp,
        /// What the server said.
        refusal: Refusal,
    },
    /// Nothing came back, or nothing of use. The grant is untouched.
    Unreachable {
        /// Since when.
        since: Timestamp,
        /// What happened, in words.
        reason: String,
    },
}

/// What a server said when it refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Okta's code or the OAuth `error`, such as `invalid_grant` or `E0000006`.
    pub code: String,
    /// The server's own sentence.
    pub summary: String,
    /// `X-Okta-Request-Id`, where there was one.
    pub request_id: Option<String>,
}

impl Status {
    /// The authorization server refused the refresh token: only a sign-in helps.
    ///
    /// The first refusal is the one to remember, for it says since when.
    #[must_use]
    pub fn grant_ended(self, now: Timestamp, refusal: Refusal) -> Self {
        match self {
            Self::NeedsReauthorization { .. } => self,
            _ => Self::NeedsReauthorization {
                since: now,
                refusal,
            },
        }
    }

    /// The client secret or the API key was refused: a new one helps. The first refusal stays.
    #[must_use]
    pub fn credentials_rejected(self, now: Timestamp, refusal: Refusal) -> Self {
        match self {
            Self::CredentialsRejected { .. } => self,
            _ => Self::CredentialsRejected {
                since: now,
                refusal,
            },
        }
    }

    /// A probe could not be answered. Nothing that is known to be over comes back to life.
    #[must_use]
    pub fn unreachable(self, now: Timestamp, reason: String) -> Self {
        match self {
            Self::Unreachable { since, .. } => Self::Unreachable { since, reason },
            Self::NeedsReauthorization { .. } | Self::CredentialsRejected { .. } => self,
            _ => Self::Unreachable { since: now, reason },
        }
    }

    /// A probe was answered: the only way to become active.
    #[must_use]
    pub fn answered(now: Timestamp, missing: ScopeSet) -> Self {
        if missing.is_empty() {
            Self::Active { checked_at: now }
        } else {
            Self::ActiveWithMissingScopes {
                checked_at: now,
                missing,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(code: &str) -> Refusal {
        Refusal {
            code: code.into(),
            summary: String::new(),
            request_id: None,
        }
    }

    fn monday() -> Timestamp {
        "2026-11-02T08:00:00Z".parse().unwrap()
    }

    fn friday() -> Timestamp {
        "2026-11-06T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_first_refusal_says_since_when() {
        let ended = Status::Untested.grant_ended(monday(), refusal("invalid_grant"));
        let again = ended
            .clone()
            .grant_ended(friday(), refusal("invalid_grant"));
        assert_eq!(again, ended);
        assert!(matches!(ended, Status::NeedsReauthorization { since, .. } if since == monday()));

        let rejected = Status::Untested.credentials_rejected(monday(), refusal("invalid_client"));
        let again = rejected
            .clone()
            .credentials_rejected(friday(), refusal("invalid_client"));
        assert_eq!(again, rejected);
        assert!(matches!(rejected, Status::CredentialsRejected { since, .. } if since == monday()));
    }

    #[test]
    fn a_network_fault_does_not_hide_what_is_over() {
        for over in [
            Status::Untested.grant_ended(monday(), refusal("invalid_grant")),
            Status::Untested.credentials_rejected(monday(), refusal("invalid_client")),
        ] {
            let after = over.clone().unreachable(friday(), "offline".into());
            assert_eq!(after, over);
        }
    }

    #[test]
    fn out_of_reach_is_counted_from_the_first_fault_and_told_by_the_last() {
        let status = Status::Active {
            checked_at: monday(),
        }
        .unreachable(monday(), "offline".into())
        .unreachable(friday(), "no answer".into());
        let expected = Status::Unreachable {
            since: monday(),
            reason: "no answer".into(),
        };
        assert_eq!(status, expected);
    }

    #[test]
    fn an_answer_makes_active_and_says_what_is_missing() {
        let missing = ScopeSet::from_wire("okta.users.read");
        let checked_at = monday();
        assert_eq!(
            Status::answered(checked_at, ScopeSet::default()),
            Status::Active { checked_at }
        );
        assert_eq!(
            Status::answered(checked_at, missing.clone()),
            Status::ActiveWithMissingScopes {
                checked_at,
                missing
            }
        );
    }
}
