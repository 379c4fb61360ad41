//! What was changed through this console a moment ago. An org's search learns of it later than the
//! directory does, so what cannot be found yet is told apart from what is not there. Pure, but for
//! the lock.

use std::sync::Mutex;

use catalogue::Method;
use jiff::{SignedDuration, Timestamp};

use crate::rooms::locked;

/// For how long an index may lag behind. Okta names no number; its own pages speak of seconds.
const LAG: SignedDuration = SignedDuration::from_secs(60);

/// The changes of the last minute.
#[derive(Default)]
pub(crate) struct Recent(Mutex<Vec<Change>>);

struct Change {
    origin: String,
    path: String,
    deletes: bool,
    at: Timestamp,
}

impl Recent {
    /// Notes a change that was carried out. `target` is the path, with or without a query.
    pub(crate) fn note(&self, origin: &str, method: Method, target: &str, now: Timestamp) {
        let mut changes = locked(&self.0);
        changes.retain(|change| now.duration_since(change.at) < LAG);
        changes.push(Change {
            origin: origin.to_owned(),
            path: path(target).to_owned(),
            deletes: method == Method::Delete,
            at: now,
        });
    }

    /// How long ago something of the kind that `target` reads was created or changed; none where
    /// nothing was, or where just this was deleted.
    pub(crate) fn since(
        &self,
        origin: &str,
        target: &str,
        now: Timestamp,
    ) -> Option<SignedDuration> {
        let changes = locked(&self.0);
        let fresh = changes
            .iter()
            .filter(|change| change.origin == origin && now.duration_since(change.at) < LAG);
        let (mut newest, read) = (None, path(target));
        for change in fresh {
            if change.deletes && change.path == read {
                return None;
            }
            if !change.deletes && collection(&change.path) == collection(read) {
                newest = Some(now.duration_since(change.at));
            }
        }
        newest
    }
}

fn path(target: &str) -> &str {
    target.split('?').next().unwrap_or_default()
}

/// `/api/v1/users/00u1/groups` is about users, and `/v1/teams/t/groups/g/users` about the innermost
/// kind that it names: an org's search goes over one kind, a team's lists over what lies in another.
fn collection(path: &str) -> Option<&str> {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    match segments.as_slice() {
        ["api", "v1", "groups", "rules", ..] => Some("rules"),
        ["api", "v1", kind, ..] => Some(kind),
        ["v1", "teams", _, within @ ..] => within.iter().copied().step_by(2).next_back(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORG: &str = "https://acme.okta.com";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn a_change_is_remembered_for_its_kind_and_its_org_for_a_minute() {
        let recent = Recent::default();
        recent.note(ORG, Method::Post, "/api/v1/groups?x=1", at(0));
        let since = |origin, target, second| recent.since(origin, target, at(second));
        let search = "/api/v1/groups?search=x";
        assert_eq!(since(ORG, search, 3), Some(SignedDuration::from_secs(3)));
        assert!(since(ORG, "/api/v1/groups/00g1", 3).is_some());
        assert_eq!(since(ORG, "/api/v1/groups/rules/0pr1", 3), None);
        assert_eq!(since(ORG, "/api/v1/users?search=x", 3), None);
        assert_eq!(since("https://other.okta.com", search, 3), None);
        assert_eq!(since(ORG, search, 60), None);
    }

    #[test]
    fn what_was_deleted_is_gone_and_not_late() {
        let recent = Recent::default();
        let secrets = "/v1/teams/t/resource_groups/g/projects/p/secrets";
        recent.note(ORG, Method::Post, secrets, at(0));
        let one = format!("{secrets}/s1");
        assert!(recent.since(ORG, &one, at(1)).is_some());
        recent.note(ORG, Method::Delete, &one, at(1));
        assert_eq!(recent.since(ORG, &one, at(2)), None);
        assert!(recent.since(ORG, &format!("{secrets}/s2"), at(2)).is_some());
        assert_eq!(
            recent.since(ORG, "/v1/teams/t/resource_groups", at(2)),
            None
        );
    }
}
