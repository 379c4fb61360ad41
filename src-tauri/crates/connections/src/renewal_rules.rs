//! How long a token will do, and what a lost answer to a renewal means. Pure.

use std::fmt::Write as _;
use std::time::Duration;

use authorization::RefreshError;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// A token is renewed when less than this is left of it.
pub(crate) const MARGIN: SignedDuration = SignedDuration::from_secs(60);
/// A request whose answer was lost is repeated with the same refresh token only this long after
/// it was first sent: safely inside Okta's default grace period of 30 seconds.
const REPEAT_WINDOW: SignedDuration = SignedDuration::from_secs(25);

/// Whether a token that ends then is not about to.
pub(crate) fn lasts(expires_at: Timestamp, now: Timestamp, margin: SignedDuration) -> bool {
    expires_at.duration_since(now) > margin
}

/// Whether the grace period surely lasts, by how long this program ran and by how far the clock on
/// the wall went meanwhile: the one stands still while the computer sleeps, and the other can be
/// set, back too.
pub(crate) fn is_in_time(ran: Duration, passed: SignedDuration) -> bool {
    let ran = SignedDuration::try_from(ran).unwrap_or(SignedDuration::MAX);
    ran < REPEAT_WINDOW && passed.abs() < REPEAT_WINDOW
}

/// Whether the server may have spent the refresh token although no new one arrived.
pub(crate) fn may_have_rotated(error: &RefreshError) -> bool {
    match error {
        RefreshError::Unknown(_)
        | RefreshError::ServerFault(_)
        | RefreshError::Unreadable
        | RefreshError::NotBound => true,
        RefreshError::GrantEnded(_)
        | RefreshError::ClientRejected(_)
        | RefreshError::Busy { .. }
        | RefreshError::NotSent(_)
        | RefreshError::DpopRequired
        | RefreshError::ClockOff { .. }
        | RefreshError::Refused(_) => false,
    }
}

/// Names a refresh token in the note about a renewal, without giving it away.
pub(crate) fn fingerprint(refresh: &SecretString) -> String {
    // EXPOSE: hashed; 64 bits of a digest tell two tokens apart and lead back to neither.
    let digest = Sha256::digest(refresh.expose_secret().as_bytes());
    digest.iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use domain::Refusal;
    use transport::TransportError;

    use super::*;

    #[test]
    fn a_token_that_ends_within_the_margin_lasts_no_more() {
        let now: Timestamp = "2026-11-02T08:00:00Z".parse().unwrap();
        let left = |seconds: i64| lasts(now + SignedDuration::from_secs(seconds), now, MARGIN);
        assert!(left(3600) && left(61));
        assert!(!left(60) && !left(59) && !left(0) && !left(-3600));
    }

    #[test]
    fn a_lost_answer_is_asked_for_again_only_where_both_clocks_say_that_it_is_early() {
        let at = |ran: u64, passed: i64| {
            is_in_time(Duration::from_secs(ran), SignedDuration::from_secs(passed))
        };
        assert!(at(0, 0) && at(20, 20) && at(20, 0) && at(24, 24) && at(0, -24));
        assert!(!at(25, 25) && !at(40, 0) && !at(25, 0), "slow");
        assert!(!at(2, 600) && !at(0, 25), "asleep, or set forward");
        assert!(!at(2, -3600) && !at(40, -3600) && !at(0, -25), "set back");
    }

    #[test]
    fn only_an_answer_that_may_have_come_too_late_leaves_the_refresh_token_in_doubt() {
        let refusal = || Refusal {
            code: "invalid_request".into(),
            summary: String::new(),
            request_id: None,
        };
        for in_doubt in [
            RefreshError::Unknown(TransportError::CutOff),
            RefreshError::ServerFault(refusal()),
            RefreshError::Unreadable,
            RefreshError::NotBound,
        ] {
            assert!(may_have_rotated(&in_doubt), "{in_doubt:?}");
        }
        for certain in [
            RefreshError::GrantEnded(refusal()),
            RefreshError::ClientRejected(refusal()),
            RefreshError::NotSent(TransportError::ConnectionRefused),
            RefreshError::DpopRequired,
            RefreshError::ClockOff { by_seconds: 600 },
            RefreshError::Refused(refusal()),
        ] {
            assert!(!may_have_rotated(&certain), "{certain:?}");
        }
    }

    #[test]
    fn a_refresh_token_is_named_by_the_first_eight_bytes_of_its_hash() {
        // FIPS 180-4, the example of one block: SHA-256 of "abc" is ba7816bf 8f01cfea 414140de …
        assert_eq!(fingerprint(&"abc".into()), "ba7816bf8f01cfea");
    }
}
