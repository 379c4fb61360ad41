//! Guard rails for production: its connections open read-only, and writes need arming.
//!
//! Arming asks the person outside the page ([`crate::Confirmation`]), lasts ten minutes, lives in
//! memory and ends with the program. Nothing that a page could send writes to production before it.

use std::collections::HashMap;
use std::sync::Mutex;

use domain::{Connection, ConnectionId, Environment, Explanation};
use jiff::{SignedDuration, Timestamp};

use crate::Console;
use crate::confirmation::Question;
use crate::list::address_of;
use crate::rooms::{Rooms, locked};
use crate::views::{ConnectionDetails, Failure, FailureCode};

/// How long writes stay allowed.
const LASTS: SignedDuration = SignedDuration::from_mins(10);

/// Which connections are armed, and since when.
#[derive(Default)]
pub(crate) struct Armed(Mutex<HashMap<ConnectionId, Timestamp>>);

impl Armed {
    /// Until when a connection is armed; `None` where it is not. A clock that was set back to
    /// before the arming arms nothing.
    fn until(&self, id: ConnectionId, now: Timestamp) -> Option<Timestamp> {
        let since = *locked(&self.0).get(&id)?;
        let until = since.checked_add(LASTS).ok()?;
        (since <= now && now < until).then_some(until)
    }

    /// Takes back what was armed.
    pub(crate) fn disarm(&self, id: ConnectionId) {
        locked(&self.0).remove(&id);
    }
}

impl Console {
    /// Lets a production connection write for ten minutes, once the person agrees.
    pub async fn arm_connection(&self, id: &str) -> Result<ConnectionDetails, Failure> {
        let rooms = &self.rooms;
        let connection = rooms.connection(id).await?;
        if is_guarded(&connection) {
            let question = Question {
                title: "Allow writes to production?".into(),
                loses: "For ten minutes, actions can change and delete what is in this org. What \
                        destroys still asks each time."
                    .into(),
                targets: Vec::new(),
                org: address_of(&connection.settings),
                connection: connection.nickname.to_string(),
                typed: None,
                button: "Arm for ten minutes".into(),
            };
            if rooms.confirmation.confirm(question).await.is_none() {
                return Err(kept("Writes stay off.", &connection));
            }
            locked(&rooms.armed.0).insert(connection.id, rooms.now());
        }
        self.details(id, None).await
    }

    /// Makes a connection read-only again before its ten minutes are over.
    pub async fn disarm_connection(&self, id: &str) -> Result<ConnectionDetails, Failure> {
        let connection = self.rooms.connection(id).await?;
        self.rooms.armed.disarm(connection.id);
        self.details(id, None).await
    }

    /// Calling production something else would take its guard rails away: the person is asked.
    pub(crate) async fn agree_to_environment(
        &self,
        before: &Connection,
        after: Environment,
    ) -> Result<(), Failure> {
        if !is_guarded(before) || after == Environment::Production {
            return Ok(());
        }
        let question = Question {
            title: "Not production any more?".into(),
            loses: "The connection will write without being armed first.".into(),
            targets: Vec::new(),
            org: address_of(&before.settings),
            connection: before.nickname.to_string(),
            typed: None,
            button: "Change the environment".into(),
        };
        match self.rooms.confirmation.confirm(question).await {
            Some(_) => Ok(()),
            None => Err(kept("The environment stays production.", before)),
        }
    }
}

impl Rooms {
    /// Until when writes are allowed, for a connection that needs arming.
    pub(crate) fn armed_until(&self, connection: &Connection) -> Option<Timestamp> {
        self.armed.until(connection.id, self.now())
    }

    /// Whether this connection may write now.
    pub(crate) fn may_write(&self, connection: &Connection) -> bool {
        !is_guarded(connection) || self.armed_until(connection).is_some()
    }

    /// Refuses a write to production that nobody armed.
    pub(crate) fn require_armed(&self, connection: &Connection) -> Result<(), Failure> {
        if self.may_write(connection) {
            return Ok(());
        }
        Err(Failure::coded(
            FailureCode::NotArmed,
            Explanation::new(
                format!("“{}” is read-only.", connection.nickname),
                format!(
                    "It leads to production ({}), where writes are off until they are armed. \
                     Nothing was changed.",
                    address_of(&connection.settings)
                ),
                "Arm it for ten minutes, then run this again.",
            ),
        ))
    }
}

/// Whether writes through a connection need arming.
pub(crate) fn is_guarded(connection: &Connection) -> bool {
    connection.environment == Environment::Production
}

fn kept(what: &str, connection: &Connection) -> Failure {
    Failure::coded(
        FailureCode::Cancelled,
        Explanation::new(
            what,
            format!("“{}” was not confirmed.", connection.nickname),
            "Confirm it in the window that asks when you are sure.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn ten_minutes_are_ten_minutes_whatever_the_clock_does() {
        let (armed, id) = (Armed::default(), ConnectionId::new());
        assert_eq!(armed.until(id, at("2026-11-02T08:00:00Z")), None);
        locked(&armed.0).insert(id, at("2026-11-02T08:00:00Z"));
        for (now, allowed) in [
            ("2026-11-02T08:00:00Z", true),
            ("2026-11-02T08:09:59Z", true),
            ("2026-11-02T08:10:00Z", false),
            ("2026-11-02T07:59:59Z", false),
            ("2020-01-01T00:00:00Z", false),
        ] {
            assert_eq!(armed.until(id, at(now)).is_some(), allowed, "{now}");
        }
        armed.disarm(id);
        assert_eq!(armed.until(id, at("2026-11-02T08:00:00Z")), None);
    }
}
