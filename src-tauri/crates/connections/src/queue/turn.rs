//! Whose turn it is, who is asked, and what becomes of who came. Pure.

use std::collections::HashMap;

use domain::Connection;

use super::item::{Item, is_let_in_by_key};
use crate::views::IdentityView;

/// Who signed in last at each host, in this run of the program: whom the browser is signed in as.
pub(super) type Sessions = HashMap<String, String>;

/// What becomes of a sign-in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It was expected. Whether the user of before is to be replaced knowingly.
    Save { accept_other_user: bool },
    /// Somebody else came: she decides.
    Ask,
}

/// Org by org and user by user, so that one browser session serves as many as it can.
pub(super) fn in_order(mut items: Vec<Item>) -> Vec<Item> {
    items.sort_by_cached_key(|item| {
        let user = item.expected.as_deref().unwrap_or_default();
        (
            item.host.clone(),
            user.to_lowercase(),
            item.nickname.to_lowercase(),
        )
    });
    items
}

/// Whether Okta is to ask who it is even where the browser has a session: it is known, or must be
/// feared, that the session is somebody else's.
pub(super) fn asks_who(item: &Item, sessions: &Sessions) -> bool {
    if item.as_another {
        return true;
    }
    match (sessions.get(&item.host), &item.expected) {
        (Some(last), Some(expected)) => !same_login(last, expected),
        (None, _) => item.handed_over_by.is_some(),
        (Some(_), None) => false,
    }
}

/// The login that Okta's page offers.
pub(super) fn suggested(item: &Item) -> Option<String> {
    item.expected.clone().filter(|_| !item.as_another)
}

/// Judges who came. `different` is whether the user is another than before; where nobody had
/// signed in before, it is not.
pub(super) fn judge(item: &Item, different: bool, came: &IdentityView) -> Verdict {
    let expected = item.expected.as_deref().unwrap_or_default();
    match (&item.handed_over_by, different) {
        (Some(_), _) if same_login(expected, &came.username) => Verdict::Save {
            accept_other_user: true,
        },
        (None, false) => Verdict::Save {
            accept_other_user: false,
        },
        (Some(_), _) | (None, true) => Verdict::Ask,
    }
}

/// Who signed in since it was queued, if that is what the queue was to bring about: by hand, or
/// right before the program ended.
pub(super) fn meanwhile(item: &Item, connection: &Connection) -> Option<String> {
    let authorization = connection.authorization.as_ref()?;
    let username = &authorization.identity.username;
    let wanted = match &item.handed_over_by {
        Some(_) => same_login(item.expected.as_deref().unwrap_or_default(), username),
        None => true,
    };
    (wanted && authorization.at > item.queued_at && !is_let_in_by_key(connection))
        .then(|| username.clone())
}

/// Okta's logins make no difference between capitals.
pub(super) fn same_login(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use domain::ConnectionId;
    use jiff::Timestamp;

    use super::super::item::waiting;
    use super::*;

    const SVC: &str = "svc@acme.example";
    const DANA: &str = "dana@acme.example";

    fn item(host: &str, user: &str, nickname: &str) -> Item {
        Item {
            connection: ConnectionId::new(),
            nickname: nickname.into(),
            address: host.into(),
            connector: "okta".into(),
            host: host.into(),
            expected: Some(user.into()),
            handed_over_by: None,
            as_another: false,
            queued_at: Timestamp::UNIX_EPOCH,
            state: waiting(),
        }
    }

    fn handed_over() -> Item {
        Item {
            handed_over_by: Some(DANA.into()),
            ..item("a.okta.com", SVC, "A")
        }
    }

    fn came(username: &str) -> IdentityView {
        IdentityView {
            username: username.into(),
            name: None,
            subject: "00u".into(),
        }
    }

    #[test]
    fn one_browser_session_serves_as_many_as_it_can() {
        let sorted = in_order(vec![
            item("b.okta.com", SVC, "4"),
            item("a.okta.com", SVC, "3"),
            item("a.okta.com", DANA, "1"),
            item("a.okta.com", SVC, "2"),
        ]);
        let names: Vec<_> = sorted.iter().map(|item| &*item.nickname).collect();
        assert_eq!(names, ["1", "2", "3", "4"]);
    }

    #[test]
    fn okta_asks_who_it_is_only_where_the_browser_is_somebody_else() {
        let same = item("a.okta.com", SVC, "A");
        let session = |user: &str| Sessions::from([("a.okta.com".into(), user.to_owned())]);
        assert!(!asks_who(&same, &Sessions::new()));
        assert!(!asks_who(&same, &session("SVC@acme.example")));
        assert!(asks_who(&same, &session(DANA)));
        assert!(asks_who(&handed_over(), &Sessions::new()));
        assert!(!asks_who(&handed_over(), &session(SVC)));
        let another = Item {
            as_another: true,
            ..same
        };
        assert!(asks_who(&another, &session(SVC)));
        assert_eq!(suggested(&another), None);
    }

    #[test]
    fn only_who_was_expected_is_saved_without_asking() {
        let same = item("a.okta.com", SVC, "A");
        let save = |accept_other_user| Verdict::Save { accept_other_user };
        assert_eq!(judge(&same, false, &came(SVC)), save(false));
        assert_eq!(judge(&same, true, &came(DANA)), Verdict::Ask);
        // The login was changed, the user is the same.
        assert_eq!(judge(&same, false, &came("svc2@acme.example")), save(false));
        assert_eq!(judge(&handed_over(), true, &came(SVC)), save(true));
        assert_eq!(judge(&handed_over(), false, &came(DANA)), Verdict::Ask);
        let third = came("third@acme.example");
        assert_eq!(judge(&handed_over(), true, &third), Verdict::Ask);
    }
}
