//! Which sessions are open, where each is known, and which ended a while ago.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::ConnectionId;
use jiff::Timestamp;
use uuid::Uuid;

use crate::rooms::locked;
use crate::views::SessionKind;

/// How many ended sessions are remembered, so that whoever asks for one hears what became of it.
const REMEMBERED: usize = 200;

/// A place in which names are known: the action pages, or one run of one scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Home(u64);

impl Home {
    /// The action pages.
    pub(crate) const HAND: Self = Self(0);
}

/// One open session.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: SessionKind,
    pub(crate) home: Home,
    /// Who opened it: the scenario's name; `None` by hand.
    pub(crate) scenario: Option<String>,
    pub(crate) connection: ConnectionId,
    pub(crate) opened_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
}

/// What *Connect* was asked to open.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    pub(crate) name: String,
    pub(crate) kind: SessionKind,
    pub(crate) home: Home,
    pub(crate) scenario: Option<String>,
}

/// Why a session is not open any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ending {
    /// *Disconnect*.
    Disconnected,
    /// The scenario that held it came to its end.
    ScenarioEnded,
    /// Its connection was deleted.
    ConnectionDeleted {
        /// What it was called.
        nickname: String,
    },
    /// The key of all secrets was lost, and every connection waits for a new sign-in.
    SecretsForgotten,
}

/// All sessions.
#[derive(Default)]
pub(crate) struct Sessions {
    pub(super) known: Mutex<Known>,
    homes: AtomicU64,
}

#[derive(Default)]
pub(super) struct Known {
    pub(super) open: Vec<Session>,
    pub(super) ended: VecDeque<(Session, Ending)>,
    /// Which session a variable holds: one that was opened there, or was handed in.
    pub(super) variables: HashMap<(Home, String), String>,
}

impl Sessions {
    /// A place that no name is known in yet.
    pub(crate) fn new_home(&self) -> Home {
        Home(self.homes.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Whether the name is free where it would be known.
    pub(crate) fn is_free(&self, wanted: &Opened) -> bool {
        locked(&self.known).is_free(wanted)
    }

    /// Opens a session; `None` where its name is taken.
    pub(crate) fn open(
        &self,
        wanted: Opened,
        connection: ConnectionId,
        now: Timestamp,
    ) -> Option<Session> {
        let mut known = locked(&self.known);
        if !known.is_free(&wanted) {
            return None;
        }
        let session = Session {
            id: Uuid::new_v4().to_string(),
            name: wanted.name,
            kind: wanted.kind,
            home: wanted.home,
            scenario: wanted.scenario,
            connection,
            opened_at: now,
            last_used_at: None,
        };
        if session.kind == SessionKind::Variable {
            let place = (session.home, session.name.clone());
            known.variables.insert(place, session.id.clone());
        }
        known.open.push(session.clone());
        Some(session)
    }

    /// Hands a session over: `variable` of `home` holds it from now on.
    pub(crate) fn hand_over(&self, session: &str, home: Home, variable: &str) {
        let place = (home, variable.to_owned());
        locked(&self.known)
            .variables
            .insert(place, session.to_owned());
    }

    /// Notes that an action ran through it.
    pub(crate) fn used(&self, id: &str, now: Timestamp) {
        let mut known = locked(&self.known);
        if let Some(session) = known.open.iter_mut().find(|session| session.id == id) {
            session.last_used_at = Some(now);
        }
    }

    /// Ends one; `None` where it is not open.
    pub(crate) fn end(&self, id: &str) -> Option<Session> {
        let ended = self.end_where(&Ending::Disconnected, |session| session.id == id);
        ended.into_iter().next()
    }

    /// A scenario came to its end: what only it knew ends with it.
    pub(crate) fn leave(&self, home: Home) {
        self.end_where(&Ending::ScenarioEnded, |session| {
            session.home == home && session.kind != SessionKind::Global
        });
        let mut known = locked(&self.known);
        known.variables.retain(|(place, _), _| *place != home);
    }

    /// Ends all that lead through a connection.
    pub(crate) fn end_of(&self, connection: ConnectionId, nickname: &str) -> Vec<Session> {
        let ending = Ending::ConnectionDeleted {
            nickname: nickname.to_owned(),
        };
        self.end_where(&ending, |session| session.connection == connection)
    }

    /// Ends all.
    pub(crate) fn end_all(&self) {
        self.end_where(&Ending::SecretsForgotten, |_| true);
    }

    /// All that are open, the oldest first.
    pub(crate) fn all(&self) -> Vec<Session> {
        locked(&self.known).open.clone()
    }

    /// Those that what is run by hand can run through.
    pub(crate) fn by_hand(&self) -> Vec<Session> {
        let mut open = self.all();
        open.retain(|session| session.written_in(Home::HAND).is_some());
        open
    }

    fn end_where(&self, ending: &Ending, which: impl Fn(&Session) -> bool) -> Vec<Session> {
        let mut known = locked(&self.known);
        let (ended, open): (Vec<_>, Vec<_>) = known.open.drain(..).partition(which);
        known.open = open;
        for session in &ended {
            known.ended.push_front((session.clone(), ending.clone()));
        }
        known.ended.truncate(REMEMBERED);
        ended
    }
}

impl Known {
    fn is_free(&self, wanted: &Opened) -> bool {
        let taken = self.open.iter().any(|session| {
            let one_place = session.home == wanted.home || wanted.kind == SessionKind::Global;
            session.name == wanted.name && session.kind == wanted.kind && one_place
        });
        let held = wanted.kind == SessionKind::Variable && self.holds_open(wanted);
        !taken && !held
    }

    /// Whether a variable of this name was handed in and its session is open.
    fn holds_open(&self, wanted: &Opened) -> bool {
        let held = self.variables.get(&(wanted.home, wanted.name.clone()));
        held.is_some_and(|id| self.open.iter().any(|session| session.id == *id))
    }
}
