//! When this computer's clock is the reason.

use domain::{Explanation, Refusal};
use http::Response;
use jiff::Timestamp;

use crate::claims::LEEWAY;

/// By how much this computer is ahead, where a refusal is about the time of what we signed and the
/// server's `Date` shows that the clocks do not agree.
///
/// The words are Okta's, and `oidc-provider`'s.
pub(crate) fn skew(refusal: &Refusal, now: Timestamp, date: Option<Timestamp>) -> Option<i64> {
    let says = |words: &str| refusal.summary.contains(words);
    let about_time = match refusal.code.as_str() {
        "invalid_dpop_proof" => {
            says("in the past")
                || says("in the future")
                || says("is expired")
                || says("recent enough")
        }
        "invalid_client" => {
            says("token is expired")
                || says("issued before the current time")
                || says("too far into the future")
        }
        _ => false,
    };
    let by_seconds = now.as_second() - date?.as_second();
    (about_time && by_seconds.abs() > LEEWAY).then_some(by_seconds)
}

/// By how many seconds this computer is ahead, where that is why a resource refused a proof of
/// possession (RFC 9449 §7.1).
pub fn proof_skew<B>(response: &Response<B>, now: Timestamp) -> Option<i64> {
    let challenge = transport::www_authenticate(response)?;
    let refusal = Refusal {
        code: challenge.error?,
        summary: challenge.description?,
        request_id: None,
    };
    skew(&refusal, now, transport::server_date(response))
}

/// What a person reads of a clock that is `by_seconds` ahead.
pub fn explain(by_seconds: i64) -> Explanation {
    let direction = if by_seconds > 0 { "ahead of" } else { "behind" };
    let seconds = by_seconds.unsigned_abs();
    let amount = match seconds {
        0..=119 => format!("{seconds} seconds"),
        120..=7199 => format!("{} minutes", (seconds + 30) / 60),
        7200..=172_799 => format!("{} hours", (seconds + 1800) / 3600),
        _ => format!("{} days", (seconds + 43_200) / 86_400),
    };
    Explanation::new(
        "This computer's clock is wrong, so its proofs are not believed.",
        format!("It is {amount} {direction} Okta's, and what is signed here must be fresh there."),
        "Set the date and time of this computer to automatic, then try again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_clock_is_told_in_words() {
        assert!(explain(3600).why.contains("60 minutes ahead of Okta's"));
        assert!(explain(-90_000).why.contains("25 hours behind Okta's"));
    }

    #[test]
    fn a_refusal_is_blamed_on_the_clock_only_where_the_clocks_disagree() {
        let now: Timestamp = "2026-11-02T08:00:00Z".parse().unwrap();
        let hour_ago: Timestamp = "2026-11-02T07:00:00Z".parse().unwrap();
        let too_old = Refusal {
            code: "invalid_dpop_proof".into(),
            summary: "The DPoP proof JWT is issued more than five minutes in the past.".into(),
            request_id: None,
        };
        assert_eq!(skew(&too_old, now, Some(hour_ago)), Some(3600));
        assert_eq!(skew(&too_old, hour_ago, Some(now)), Some(-3600));
        assert_eq!(skew(&too_old, now, Some(now)), None);
        assert_eq!(skew(&too_old, now, None), None);
        let used = Refusal {
            summary: "The DPoP proof JWT has already been used.".into(),
            ..too_old
        };
        assert_eq!(skew(&used, now, Some(hour_ago)), None);
    }
}
