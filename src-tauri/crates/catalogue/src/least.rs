//! Least privilege: the smallest request under which some actions still run.

use domain::{Scope, ScopeSet};

use crate::{Action, Connector, Grant};

/// Without the first nobody knows who signed in, without the second the connection ends within
/// the hour. No admin grants either.
const OF_EVERY_SIGN_IN: [&str; 2] = ["openid", "offline_access"];

impl Connector {
    /// The smallest set of scopes under which all of `actions` run; empty for a team.
    ///
    /// A `.manage` that is needed stands for its `.read`. What the authorization itself needs is
    /// in it always, and of the scopes that Okta grants by itself those that `asked` has: they
    /// cost nobody anything, and leaving them out is another wish than this one.
    pub fn least_scopes<'a>(
        &self,
        actions: impl IntoIterator<Item = &'a Action>,
        asked: &ScopeSet,
    ) -> ScopeSet {
        let Grant::AuthorizationCode { scopes, .. } = &self.grant else {
            return ScopeSet::default();
        };
        let needed: ScopeSet = actions
            .into_iter()
            .flat_map(|action| action.needs.scopes.iter().cloned())
            .collect();
        let stays = scopes.iter().filter(|entry| {
            let name = entry.name.as_str();
            entry.essential
                || OF_EVERY_SIGN_IN.contains(&name)
                || entry.automatic && asked.contains(name)
        });
        reduced(&needed)
            .into_iter()
            .chain(stays.map(|entry| entry.name.clone()))
            .collect()
    }
}

/// Without each `.read` whose `.manage` is there.
fn reduced(needed: &ScopeSet) -> Vec<Scope> {
    let stands_alone = |scope: &&Scope| {
        let wider = scope.wider();
        !wider.is_some_and(|wider| needed.contains(wider.as_str()))
    };
    needed.iter().filter(stands_alone).cloned().collect()
}
