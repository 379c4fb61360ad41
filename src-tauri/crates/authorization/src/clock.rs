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
    let direction = match by_seconds {
        ..0 => "behind",
        0.. => "ahead of",
    };
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
        for (by_seconds, words) in [
            (119, "It is 119 seconds ahead of Okta's"),
            (-120, "It is 2 minutes behind Okta's"),
            (3600, "It is 60 minutes ahead of Okta's"),
            (7199, "It is 120 minutes ahead of Okta's"),
            (7200, "It is 2 hours ahead of Okta's"),
            (-90_000, "It is 25 hours behind Okta's"),
            (172_799, "It is 48 hours ahead of Okta's"),
            (-172_800, "It is 2 days behind Okta's"),
        ] {
            let why = explain(by_seconds).why;
            assert!(why.starts_with(words), "{why}");
        }
    }

    fn at(time: &str) -> Timestamp {
        format!("2026-11-02T{time}Z").parse().unwrap()
    }

    #[test]
    fn each_way_to_say_that_the_time_is_wrong_is_understood() {
        let skew_of = |code: &str, summary: &str| {
            let refusal = Refusal {
                code: code.into(),
                summary: summary.into(),
                request_id: None,
            };
            skew(&refusal, at("08:00:00"), Some(at("07:00:00")))
        };
        for (code, summary) in [
            (
                "invalid_dpop_proof",
                "The DPoP proof JWT is issued more than five minutes in the past.",
            ),
            (
                "invalid_dpop_proof",
                "The DPoP proof JWT is issued in the future.",
            ),
            ("invalid_dpop_proof", "The DPoP proof JWT is expired."),
            ("invalid_dpop_proof", "DPoP proof iat is not recent enough"),
            ("invalid_client", "The client_assertion token is expired."),
            (
                "invalid_client",
                "The client_assertion token was issued before the current time.",
            ),
            (
                "invalid_client",
                "The client_assertion token has an expiration too far into the future.",
            ),
        ] {
            assert_eq!(skew_of(code, summary), Some(3600), "{summary}");
            assert_eq!(skew_of("invalid_grant", summary), None, "{summary}");
        }
        assert_eq!(
            skew_of("invalid_client", "The client secret is wrong."),
            None
        );
    }

    #[test]
    fn clocks_that_are_two_minutes_apart_are_not_blamed() {
        let too_old = Refusal {
            code: "invalid_dpop_proof".into(),
            summary: "The DPoP proof JWT is expired.".into(),
            request_id: None,
        };
        let apart = |ours, theirs| skew(&too_old, at(ours), Some(at(theirs)));
        assert_eq!(apart("08:02:00", "08:00:00"), None);
        assert_eq!(apart("08:02:01", "08:00:00"), Some(121));
        assert_eq!(apart("08:00:00", "08:02:00"), None);
        assert_eq!(apart("08:00:00", "08:02:01"), Some(-121));
    }

    #[test]
    fn a_resource_that_finds_a_proof_too_old_tells_how_wrong_the_clock_is() {
        let refused = |challenge: &str| {
            let response = Response::builder()
                .status(401)
                .header("www-authenticate", challenge)
                .header("date", "Mon, 02 Nov 2026 08:00:00 GMT")
                .body(())
                .unwrap();
            proof_skew(&response, at("09:00:00"))
        };
        let too_old = r#"DPoP error="invalid_dpop_proof", error_description="The DPoP proof JWT is expired.""#;
        assert_eq!(refused(too_old), Some(3600));
        assert_eq!(
            refused(r#"DPoP error="invalid_token", error_description="x""#),
            None
        );
    }

    #[test]
    fn a_refusal_is_blamed_on_the_clock_only_where_the_clocks_disagree() {
        let (now, hour_ago) = (at("08:00:00"), at("07:00:00"));
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
