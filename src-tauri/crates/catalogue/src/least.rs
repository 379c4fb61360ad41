//! Least privilege: the smallest request under which some actions still run.

use domain::ScopeSet;

use crate::{Action, Caller, Connector, Grant};

/// Without the first nobody knows who signed in, without the second the connection ends within
/// the hour. No admin grants either.
const OF_EVERY_SIGN_IN: [&str; 2] = ["openid", "offline_access"];

impl Connector {
    /// The smallest set of scopes under which all of `actions` run; empty for a team.
    ///
    /// A `.manage` that is needed stands for its `.read`. What the authorization itself needs is
    /// in it always, and of the scopes that Okta grants by itself those that `asked` has: they
    /// cost nobody anything, and leaving them out is another wish than this one. An app by itself
    /// has nothing to do with the scopes that are about a person.
    pub fn least_scopes<'a>(
        &self,
        actions: impl IntoIterator<Item = &'a Action>,
        asked: &ScopeSet,
        caller: Caller,
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
            if caller == Caller::App && !entry.name.is_okta_api() {
                return false;
            }
            entry.essential
                || OF_EVERY_SIGN_IN.contains(&name)
                || entry.automatic && asked.contains(name)
        });
        let stays = stays.map(|entry| entry.name.clone()).collect();
        needed.reduced().plus(&stays)
    }
}
