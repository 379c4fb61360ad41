//! How much a server still allows, in both of Okta's dialects.

use http::Response;
use jiff::{SignedDuration, Timestamp};

use crate::headers::{number, server_date};

/// What the headers of an answer say about the bucket that it was counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests per window; OPA does not say.
    pub limit: Option<u32>,
    /// Requests left in it; OPA does not say.
    pub remaining: Option<u32>,
    /// When the window ends, by the server's clock.
    pub reset_at: Timestamp,
}

/// Reads `X-Rate-Limit-{Limit,Remaining,Reset}` (Okta, on every answer) or
/// `X-RateLimit-Retry-At` (OPA, on a 429). Both tell seconds since 1970.
pub fn rate_limit<B>(response: &Response<B>) -> Option<RateLimit> {
    let count = |name: &str| number(response, name).and_then(|n| u32::try_from(n).ok());
    let reset = number(response, "x-rate-limit-reset")
        .or_else(|| number(response, "x-ratelimit-retry-at"))?;
    Some(RateLimit {
        limit: count("x-rate-limit-limit"),
        remaining: count("x-rate-limit-remaining"),
        reset_at: Timestamp::from_second(reset).ok()?,
    })
}

const SHORTEST: SignedDuration = SignedDuration::from_secs(1);
const LONGEST: SignedDuration = SignedDuration::from_secs(90);
const UNSAID: SignedDuration = SignedDuration::from_secs(5);

/// When to ask again after a 429, by the local clock.
///
/// The wait is measured on the server's clock, from its `Date` to its reset, because the local
/// one may be wrong; it is at least one second and at most ninety, for the headers may be absurd.
pub fn retry_at<B>(response: &Response<B>, now: Timestamp) -> Timestamp {
    let wait = rate_limit(response)
        .map(|limit| {
            let server_now = server_date(response).unwrap_or(now);
            limit.reset_at.duration_since(server_now)
        })
        .or_else(|| number(response, "retry-after").map(SignedDuration::from_secs))
        .unwrap_or(UNSAID)
        .clamp(SHORTEST, LONGEST);
    now.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: (&str, &str) = ("date", "Mon, 02 Nov 2026 08:00:00 GMT");

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn response(headers: &[(&str, &str)]) -> Response<()> {
        let mut builder = Response::builder().status(429);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        builder.body(()).unwrap()
    }

    fn seconds_to_wait(headers: &[(&str, &str)]) -> i64 {
        let now = at("2026-11-02T08:00:00Z");
        retry_at(&response(headers), now)
            .duration_since(now)
            .as_secs()
    }

    #[test]
    fn okta_tells_its_limit_on_every_answer() {
        let reset = at("2026-11-02T08:00:37Z");
        let seconds = reset.as_second().to_string();
        let read = rate_limit(&response(&[
            ("X-Rate-Limit-Limit", "600"),
            ("X-Rate-Limit-Remaining", "599"),
            ("X-Rate-Limit-Reset", &seconds),
        ]));
        let expected = RateLimit {
            limit: Some(600),
            remaining: Some(599),
            reset_at: reset,
        };
        assert_eq!(read, Some(expected));
    }

    #[test]
    fn opa_tells_only_when_to_come_back() {
        let reset = at("2026-11-02T08:00:09Z");
        let seconds = reset.as_second().to_string();
        let read = rate_limit(&response(&[("X-RateLimit-Retry-At", &seconds)])).unwrap();
        assert_eq!(
            (read.limit, read.remaining, read.reset_at),
            (None, None, reset)
        );
    }

    #[test]
    fn the_wait_is_measured_on_the_servers_clock() {
        // The server is an hour behind; its window ends 12 seconds after its own now.
        let reset = at("2026-11-02T07:00:12Z").as_second().to_string();
        let date = ("date", "Mon, 02 Nov 2026 07:00:00 GMT");
        assert_eq!(seconds_to_wait(&[date, ("x-rate-limit-reset", &reset)]), 12);
    }

    #[test]
    fn an_absurd_reset_neither_hammers_nor_waits_for_ever() {
        for (reset, expected) in [
            ("0", 1),
            ("-5", 1),
            ("4102444800", 90),
            ("99999999999999999", 5),
            ("soon", 5),
            ("1793606400000", 5),
        ] {
            assert_eq!(
                seconds_to_wait(&[DATE, ("x-rate-limit-reset", reset)]),
                expected,
                "{reset}"
            );
        }
        assert_eq!(seconds_to_wait(&[DATE]), 5);
        assert_eq!(seconds_to_wait(&[("retry-after", "7")]), 7);
    }

    #[test]
    fn a_doubled_header_is_not_believed() {
        let doubled = response(&[("x-rate-limit-reset", "1"), ("x-rate-limit-reset", "2")]);
        assert_eq!(rate_limit(&doubled), None);
    }
}
