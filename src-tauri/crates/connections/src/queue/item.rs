//! One connection of the queue. Pure.

use domain::{ClientKind, Connection, ConnectionId, Explanation, Settings};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::QueuedRow;

use crate::list::address_of;
use crate::views::{Failure, QueuedState, QueuedView};

/// A connection, as it was when it was queued, and how it stands. It is kept as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Item {
    pub(super) connection: ConnectionId,
    pub(super) nickname: String,
    pub(super) address: String,
    pub(super) connector: String,
    /// Whose browser session it shares.
    pub(super) host: String,
    /// Who is to sign in; none where nobody had before.
    pub(super) expected: Option<String>,
    /// Whose it is until then, where it is handed over.
    pub(super) handed_over_by: Option<String>,
    /// Whether Okta asks who it is, without a suggestion.
    pub(super) as_another: bool,
    pub(super) queued_at: Timestamp,
    pub(super) state: QueuedState,
}

impl Item {
    /// Waits for the user of before, or for `hand_over_to`.
    pub(super) fn new(connection: &Connection, hand_over_to: Option<&str>, now: Timestamp) -> Self {
        let user = connection
            .authorization
            .as_ref()
            .map(|authorization| authorization.identity.username.clone());
        let handed_over = hand_over_to.filter(|_| !is_let_in_by_key(connection));
        Self {
            connection: connection.id,
            nickname: connection.nickname.to_string(),
            address: address_of(&connection.settings),
            connector: connection.connector.to_string(),
            host: connection.settings.host().to_owned(),
            handed_over_by: handed_over.map(|_| user.clone().unwrap_or_default()),
            expected: handed_over.map(str::to_owned).or(user),
            as_another: false,
            queued_at: now,
            state: waiting(),
        }
    }

    /// Whether its turn is yet to come.
    pub(super) fn is_waiting(&self) -> bool {
        matches!(self.state, QueuedState::Waiting { .. })
    }

    /// Whether anything is left to be done or decided.
    pub(super) fn is_open(&self) -> bool {
        matches!(
            self.state,
            QueuedState::Waiting { .. }
                | QueuedState::SigningIn
                | QueuedState::Saving
                | QueuedState::Deciding { .. }
        )
    }

    /// How it stands after the program has ended, however it did. A sign-in that was under way is
    /// asked for again; a grant that nobody had decided about was kept in memory only.
    pub(super) fn resumed(self) -> Self {
        let because = match &self.state {
            QueuedState::SigningIn | QueuedState::Saving => {
                "The console ended while this one was signed in to.".to_owned()
            }
            QueuedState::Deciding { now, .. } => format!(
                "{} had signed in, and the console ended before that was decided. Nothing was \
                 replaced.",
                now.username
            ),
            _ => return self,
        };
        Self {
            state: QueuedState::Waiting {
                because: Some(because),
            },
            ..self
        }
    }

    pub(super) fn row(&self) -> QueuedRow {
        QueuedRow {
            connection: self.connection,
            item: serde_json::to_string(self).expect("an item is plain data"),
        }
    }

    pub(super) fn view(&self) -> QueuedView {
        QueuedView {
            connection: self.connection.to_string(),
            nickname: self.nickname.clone(),
            address: self.address.clone(),
            connector: self.connector.clone(),
            expected: self.expected.clone(),
            handed_over_by: self.handed_over_by.clone(),
            state: self.state.clone(),
        }
    }
}

/// Its turn has not come, and nothing happened yet.
pub(super) fn waiting() -> QueuedState {
    QueuedState::Waiting { because: None }
}

/// It is as it was, and why.
pub(super) fn refused(failure: &Failure) -> QueuedState {
    QueuedState::Refused {
        explanation: Explanation::new(&*failure.what, &*failure.why, &*failure.fix).into(),
        request_id: failure.request_id.clone(),
    }
}

/// A team and a service app are let in by a key: nobody signs in.
pub(super) fn is_let_in_by_key(connection: &Connection) -> bool {
    matches!(
        connection.settings,
        Settings::Team { .. }
            | Settings::Org {
                client: ClientKind::ServiceApp { .. },
                ..
            }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::IdentityView;

    fn item(state: QueuedState) -> Item {
        Item {
            connection: ConnectionId::new(),
            nickname: "People".into(),
            address: "acme.okta.com".into(),
            connector: "okta".into(),
            host: "acme.okta.com".into(),
            expected: Some("svc@acme.example".into()),
            handed_over_by: None,
            as_another: false,
            queued_at: Timestamp::UNIX_EPOCH,
            state,
        }
    }

    #[test]
    fn what_was_interrupted_waits_again_and_what_was_over_stays_over() {
        let now = IdentityView {
            username: "dana@acme.example".into(),
            name: None,
            subject: "00u2".into(),
        };
        for state in [
            waiting(),
            QueuedState::SigningIn,
            QueuedState::Saving,
            QueuedState::Deciding { before: None, now },
        ] {
            let resumed = item(state.clone()).resumed();
            assert!(resumed.is_waiting(), "{state:?}");
        }
        for state in [
            QueuedState::Skipped,
            QueuedState::Gone,
            QueuedState::Kept {
                turned_down: "dana@acme.example".into(),
            },
        ] {
            assert_eq!(item(state.clone()).resumed().state, state);
        }
    }

    #[test]
    fn an_item_comes_back_from_the_disk_as_it_was() {
        let kept = item(QueuedState::Done {
            username: "svc@acme.example".into(),
            status: ("active".into(), "Active".into()),
            gained: Vec::new(),
            lost: vec!["okta.users.manage".into()],
            problem: None,
        });
        let back: Item = serde_json::from_str(&kept.row().item).unwrap();
        assert_eq!(back, kept);
    }
}
