//! How a connection proves that it works, changing nothing.

use domain::{Scope, ScopeSet};

use crate::Connector;

/// Calls of which the first that is allowed is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// In order of how much they prove.
    pub calls: Vec<ProbeCall>,
}

/// One GET.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeCall {
    /// Path and query on the connection's own host; below `/v1/teams/{team}` for a team.
    pub path: String,
    /// What must have been granted for it.
    pub needs: Vec<Scope>,
    /// Whether it is about whoever signed in, so that an app by itself is refused.
    pub of_person: bool,
}

/// On whose behalf calls are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// Somebody who signed in; an OPA service user.
    Person,
    /// The app itself.
    App,
}

impl Connector {
    /// The call that proves most with what was granted; `None` where nothing that was granted
    /// allows any.
    pub fn probe(&self, granted: &ScopeSet, caller: Caller) -> Option<&ProbeCall> {
        self.probe.calls.iter().find(|call| {
            let mut needs = call.needs.iter();
            (caller == Caller::Person || !call.of_person)
                && needs.all(|scope| granted.covers(scope.as_str()))
        })
    }
}
