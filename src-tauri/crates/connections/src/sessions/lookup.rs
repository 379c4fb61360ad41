//! Which session a name means, from where it is asked for.
//!
//! A name is a Local session of that place, else a Global one; `{name}` is a variable that was
//! opened there or handed in. Everything else has its own answer.

use scenario::session_variable;

use super::open::{Ending, Home, Session, Sessions};
use crate::rooms::locked;
use crate::views::SessionKind;

/// Why a name means no session here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lost {
    /// None was ever open by that name; these are.
    Unknown {
        /// As they would be written here.
        open: Vec<String>,
    },
    /// There is one, and it is known elsewhere only.
    OutOfScope {
        /// Its kind.
        kind: SessionKind,
        /// Which scenario it belongs to; `None` by hand.
        scenario: Option<String>,
    },
    /// It is a variable: braces are missing.
    IsVariable,
    /// It is a name and no variable: braces are too much.
    IsName,
    /// There was one.
    Ended {
        /// What became of it.
        ending: Ending,
    },
}

impl Sessions {
    /// The open session that `asked` means in `home`.
    pub(crate) fn find(&self, home: Home, asked: &str) -> Result<Session, Lost> {
        match session_variable(asked) {
            Some(variable) => self.find_variable(home, variable),
            None => self.find_named(home, asked),
        }
    }

    fn find_named(&self, home: Home, name: &str) -> Result<Session, Lost> {
        let known = locked(&self.known);
        let named = |session: &&Session| session.name == name;
        let here = |session: &&Session| {
            named(session) && session.home == home && session.kind == SessionKind::Local
        };
        let global = |session: &&Session| named(session) && session.kind == SessionKind::Global;
        let found = known
            .open
            .iter()
            .find(here)
            .or_else(|| known.open.iter().find(global));
        if let Some(found) = found {
            return Ok(found.clone());
        }
        if known.variables.contains_key(&(home, name.to_owned())) {
            return Err(Lost::IsVariable);
        }
        let over = known
            .ended
            .iter()
            .find(|(session, _)| here(&session) || global(&session));
        if let Some((_, ending)) = over {
            return Err(Lost::Ended {
                ending: ending.clone(),
            });
        }
        Err(elsewhere(&known.open, name).unwrap_or_else(|| unknown(&known.open, home)))
    }

    fn find_variable(&self, home: Home, name: &str) -> Result<Session, Lost> {
        let known = locked(&self.known);
        if let Some(id) = known.variables.get(&(home, name.to_owned())) {
            if let Some(open) = known.open.iter().find(|session| session.id == *id) {
                return Ok(open.clone());
            }
            let over = known.ended.iter().find(|(session, _)| session.id == *id);
            let ending = over.map_or(Ending::Disconnected, |(_, ending)| ending.clone());
            return Err(Lost::Ended { ending });
        }
        let named = |session: &&Session| session.name == name;
        let reachable = |session: &&Session| {
            named(session)
                && match session.kind {
                    SessionKind::Local => session.home == home,
                    SessionKind::Global => true,
                    SessionKind::Variable => false,
                }
        };
        if known.open.iter().any(|session| reachable(&session)) {
            return Err(Lost::IsName);
        }
        Err(elsewhere(&known.open, name).unwrap_or_else(|| unknown(&known.open, home)))
    }
}

/// One of that name that another place knows.
fn elsewhere(open: &[Session], name: &str) -> Option<Lost> {
    let found = open.iter().find(|session| session.name == name)?;
    Some(Lost::OutOfScope {
        kind: found.kind,
        scenario: found.scenario.clone(),
    })
}

fn unknown(open: &[Session], home: Home) -> Lost {
    let known = open.iter().filter_map(|session| session.written_in(home));
    Lost::Unknown {
        open: known.collect(),
    }
}

impl Session {
    /// As an action names it that runs in `home`; none where it is not known there.
    pub(crate) fn written_in(&self, home: Home) -> Option<String> {
        match self.kind {
            SessionKind::Local if self.home == home => Some(self.name.clone()),
            SessionKind::Global => Some(self.name.clone()),
            SessionKind::Variable if self.home == home => Some(scenario::variable_in(&self.name)),
            SessionKind::Local | SessionKind::Variable => None,
        }
    }
}
