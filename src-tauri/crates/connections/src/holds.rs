//! What an org refused until its rate limit resets is not asked for before: it would be refused
//! again, and count.

use std::collections::HashMap;
use std::sync::Mutex;

use http::header::DATE;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use jiff::Timestamp;
use transport::Origin;

use crate::rooms::locked;

/// The refusals that still hold.
#[derive(Default)]
pub(crate) struct Holds(Mutex<HashMap<Endpoint, Hold>>);

/// What Okta counts together at the very least: requests of one method, whose paths begin alike
/// and are as long. Its buckets are larger, and named nowhere; to hold more than is known to be
/// used up would keep a person from what the org would have done.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Endpoint {
    origin: Origin,
    method: Method,
    bucket: String,
    length: usize,
}

struct Hold {
    since: Timestamp,
    until: Timestamp,
    refusal: Response<Vec<u8>>,
}

impl Holds {
    /// The org's own refusal of such a request, as it would say it now; `None` where it may be
    /// sent.
    pub(crate) fn refusal(
        &self,
        origin: &Origin,
        request: &Request<Vec<u8>>,
        now: Timestamp,
    ) -> Option<Response<Vec<u8>>> {
        let mut all = locked(&self.0);
        // Where the clock was set back, the hold began in the future, and tells nothing.
        all.retain(|_, hold| hold.since <= now && now < hold.until);
        let hold = all.get(&Endpoint::of(origin, request))?;
        let mut refusal = hold.refusal.clone();
        let moved = transport::server_date(&refusal)
            .and_then(|date| date.checked_add(now.duration_since(hold.since)).ok());
        if let Some(date) = moved {
            let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
            let date = HeaderValue::try_from(date).ok()?;
            refusal.headers_mut().insert(DATE, date);
        }
        Some(refusal)
    }

    /// Reads off an answer whether such requests are refused from now on. A 429 with something
    /// left, or with a limit of zero, is about this one request: too much was under way at once.
    pub(crate) fn note(
        &self,
        origin: &Origin,
        request: &Request<Vec<u8>>,
        answer: &Response<Vec<u8>>,
        now: Timestamp,
    ) {
        if answer.status() != StatusCode::TOO_MANY_REQUESTS {
            return;
        }
        let Some(told) = transport::rate_limit(answer) else {
            return;
        };
        if told.limit == Some(0) || told.remaining.is_some_and(|left| left > 0) {
            return;
        }
        let hold = Hold {
            since: now,
            until: transport::retry_at(answer, now),
            refusal: answer.clone(),
        };
        locked(&self.0).insert(Endpoint::of(origin, request), hold);
    }

    /// Somebody has waited until this moment, which is when the org said to come back.
    pub(crate) fn lift(&self, origin: &Origin, request: &Request<Vec<u8>>, until: Timestamp) {
        // One that was told meanwhile, of the next window, stays.
        let endpoint = Endpoint::of(origin, request);
        locked(&self.0).retain(|one, hold| *one != endpoint || hold.until > until);
    }
}

impl Endpoint {
    fn of(origin: &Origin, request: &Request<Vec<u8>>) -> Self {
        let path = request.uri().path();
        Self {
            origin: origin.clone(),
            method: request.method().clone(),
            bucket: transport::bucket(path),
            length: path.split('/').count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{LoopbackOrgs, OrgHost};
    use jiff::SignedDuration;

    use super::*;

    fn origin(host: &str) -> Origin {
        Origin::from(&OrgHost::parse(host, LoopbackOrgs::Refused).unwrap())
    }

    fn get(path: &str) -> Request<Vec<u8>> {
        Request::get(path).body(Vec::new()).unwrap()
    }

    /// Half a minute until the reset, by a server that is a day behind.
    fn refused(limit: &str, remaining: &str) -> Response<Vec<u8>> {
        Response::builder()
            .status(429)
            .header("date", "Sun, 01 Nov 2026 08:00:00 GMT")
            .header("x-rate-limit-limit", limit)
            .header("x-rate-limit-remaining", remaining)
            .header("x-rate-limit-reset", "1793520030")
            .body(b"busy".to_vec())
            .unwrap()
    }

    fn now() -> Timestamp {
        "2026-11-02T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn what_is_used_up_is_not_asked_for_before_the_reset_and_all_else_is() {
        let (holds, acme, now) = (Holds::default(), origin("acme.okta.com"), now());
        holds.note(
            &acme,
            &get("/api/v1/users?limit=2"),
            &refused("60", "0"),
            now,
        );
        let at = |seconds| now + SignedDuration::from_secs(seconds);
        let again = holds.refusal(&acme, &get("/api/v1/users?after=1"), at(20));
        let again = again.unwrap();
        assert_eq!(
            (again.status().as_u16(), again.body().as_slice()),
            (429, &b"busy"[..])
        );
        assert_eq!(transport::retry_at(&again, at(20)), at(30));

        for other in ["/api/v1/users/00u1", "/api/v1/groups"] {
            assert!(holds.refusal(&acme, &get(other), now).is_none(), "{other}");
        }
        let write = Request::post("/api/v1/users").body(Vec::new()).unwrap();
        assert!(holds.refusal(&acme, &write, now).is_none());
        let elsewhere = origin("umbrella.okta.com");
        assert!(
            holds
                .refusal(&elsewhere, &get("/api/v1/users"), now)
                .is_none()
        );
        assert!(
            holds
                .refusal(&acme, &get("/api/v1/users"), at(30))
                .is_none()
        );
    }

    #[test]
    fn a_refusal_that_is_about_one_request_holds_no_other() {
        let (holds, acme, now) = (Holds::default(), origin("acme.okta.com"), now());
        let mut said_nothing = Response::new(Vec::new());
        *said_nothing.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        for answer in [refused("0", "0"), refused("60", "3"), said_nothing] {
            holds.note(&acme, &get("/api/v1/users"), &answer, now);
            assert!(holds.refusal(&acme, &get("/api/v1/users"), now).is_none());
        }
    }

    #[test]
    fn a_hold_ends_with_the_wait_and_with_a_clock_that_is_set_back() {
        let (holds, acme, now) = (Holds::default(), origin("acme.okta.com"), now());
        let users = get("/api/v1/users");
        holds.note(&acme, &users, &refused("60", "0"), now);
        holds.lift(&acme, &users, now + SignedDuration::from_secs(29));
        assert!(holds.refusal(&acme, &users, now).is_some());
        holds.lift(&acme, &users, now + SignedDuration::from_secs(30));
        assert!(holds.refusal(&acme, &users, now).is_none());
        holds.note(&acme, &users, &refused("60", "0"), now);
        let earlier = now - SignedDuration::from_hours(1);
        assert!(holds.refusal(&acme, &users, earlier).is_none());
        assert!(holds.refusal(&acme, &users, now).is_none());
    }
}
