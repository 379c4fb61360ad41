//! What each origin still allows, by what the headers of the answers said.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::Response;
use tokio::time::Instant;

use crate::headers::{number, server_date};
use crate::{Origin, rate_limit};

/// How much is left of one rate limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Where the paths begin that are counted together, as far as the path tells:
    /// `/api/v1/users`. Okta names its buckets in no header.
    pub bucket: String,
    /// Requests per window.
    pub limit: u32,
    /// Requests left in this window; all of them once it is over.
    pub remaining: u32,
    /// How long this window still lasts; nothing once it is over.
    pub resets_in: Duration,
}

/// More buckets than these are not told apart.
const MOST: usize = 40;
/// A window lasts a minute; what says more than this is absurd.
const LONGEST: i64 = 3600;

/// What was seen, by origin and bucket.
#[derive(Default)]
pub(crate) struct Budgets(Mutex<HashMap<Origin, BTreeMap<String, Seen>>>);

struct Seen {
    limit: u32,
    remaining: u32,
    at: Instant,
    lasts: Duration,
}

impl Budgets {
    /// Reads what an answer to a request of `path` says of its bucket. A limit of zero is how Okta
    /// says that too much is under way at once, and tells nothing of a bucket.
    pub(crate) fn note<B>(&self, origin: &Origin, path: &str, answer: &Response<B>) {
        let Some(said) = rate_limit(answer) else {
            return;
        };
        let (Some(limit), Some(remaining)) = (said.limit, said.remaining) else {
            return;
        };
        let Some(date) = server_date(answer).filter(|_| limit > 0) else {
            return;
        };
        // By the server's clock from beginning to end: the one here may be wrong.
        let lasts = number(answer, "x-rate-limit-reset").unwrap_or(0) - date.as_second();
        let seen = Seen {
            limit,
            remaining: remaining.min(limit),
            at: Instant::now(),
            lasts: Duration::from_secs(lasts.clamp(0, LONGEST).unsigned_abs()),
        };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_origin = all.entry(origin.clone()).or_default();
        let bucket = bucket(path);
        if of_origin.len() < MOST || of_origin.contains_key(&bucket) {
            of_origin.insert(bucket, seen);
        }
    }

    /// What is left now, by bucket.
    pub(crate) fn of(&self, origin: &Origin) -> Vec<Budget> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        all.get(origin)
            .into_iter()
            .flatten()
            .map(|(bucket, seen)| {
                let resets_in = (seen.at + seen.lasts).saturating_duration_since(now);
                Budget {
                    bucket: bucket.clone(),
                    limit: seen.limit,
                    remaining: if resets_in.is_zero() {
                        seen.limit
                    } else {
                        seen.remaining
                    },
                    resets_in,
                }
            })
            .collect()
    }
}

/// The first three parts of a path: what comes behind them names people and things.
pub fn bucket(path: &str) -> String {
    let parts = path.split('/').filter(|part| !part.is_empty()).take(3);
    parts.fold(String::new(), |path, part| format!("{path}/{part}"))
}

#[cfg(test)]
mod tests {
    use domain::{LoopbackOrgs, OrgHost};

    use super::*;

    fn origin() -> Origin {
        Origin::from(&OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused).unwrap())
    }

    fn answer(limit: &str, remaining: &str, reset: &str) -> Response<()> {
        Response::builder()
            .header("date", "Thu, 01 Jan 1970 00:01:40 GMT")
            .header("x-rate-limit-limit", limit)
            .header("x-rate-limit-remaining", remaining)
            .header("x-rate-limit-reset", reset)
            .body(())
            .unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_left_is_told_until_the_window_is_over_and_then_all_is_there_again() {
        let budgets = Budgets::default();
        budgets.note(
            &origin(),
            "/api/v1/users/00u1/groups",
            &answer("600", "12", "130"),
        );
        let told = |remaining, seconds| Budget {
            bucket: "/api/v1/users".into(),
            limit: 600,
            remaining,
            resets_in: Duration::from_secs(seconds),
        };
        assert_eq!(budgets.of(&origin()), [told(12, 30)]);
        tokio::time::advance(Duration::from_secs(20)).await;
        assert_eq!(budgets.of(&origin()), [told(12, 10)]);
        tokio::time::advance(Duration::from_secs(11)).await;
        assert_eq!(budgets.of(&origin()), [told(600, 0)]);
    }

    #[tokio::test(start_paused = true)]
    async fn headers_that_make_no_sense_are_not_believed() {
        let budgets = Budgets::default();
        for (limit, remaining, reset) in [("0", "0", "130"), ("many", "1", "130"), ("5", "-1", "1")]
        {
            budgets.note(&origin(), "/api/v1/users", &answer(limit, remaining, reset));
        }
        assert_eq!(budgets.of(&origin()), []);
        budgets.note(&origin(), "/", &answer("5", "9", "99999999999"));
        let [absurd] = budgets.of(&origin()).try_into().unwrap();
        assert_eq!((absurd.remaining, absurd.resets_in.as_secs()), (5, 3600));
    }

    #[test]
    fn a_bucket_names_nobody() {
        assert_eq!(bucket("/api/v1/users/ada@example.com"), "/api/v1/users");
        assert_eq!(bucket("/oauth2/v1/token"), "/oauth2/v1/token");
        assert_eq!(bucket("/"), "");
    }
}
