//! What a connector's own description says beyond its fields: proofs of roles, and extras.

use domain::ScopeSet;

use crate::{Connector, Grant, Role};

impl Connector {
    /// The roles that Okta's guide asks for.
    pub fn asked_roles(&self) -> impl Iterator<Item = &Role> {
        self.roles().iter().filter(|role| role.asked)
    }

    /// For each role that has one: a GET that this role, and no other, is enough for. The path is
    /// below `/v1/teams/{team}`, as segments that are not escaped yet.
    pub fn role_proofs(&self, service_user: &str) -> Vec<(String, Vec<String>)> {
        let segments = |proof: &str| {
            let parts = proof.split('/').filter(|part| !part.is_empty());
            parts
                .map(|part| part.replace("{service_user}", service_user))
                .collect()
        };
        self.roles()
            .iter()
            .filter_map(|role| Some((role.id.clone(), segments(role.proof.as_ref()?))))
            .collect()
    }

    /// What of a request is no part of any default: scopes that an org may not know.
    pub fn extra_scopes(&self, asked: &ScopeSet) -> ScopeSet {
        match &self.grant {
            Grant::AuthorizationCode { scopes, .. } => scopes
                .iter()
                .filter(|entry| !entry.default && asked.contains(entry.name.as_str()))
                .map(|entry| entry.name.clone())
                .collect(),
            Grant::ServiceToken { .. } => ScopeSet::default(),
        }
    }

    fn roles(&self) -> &[Role] {
        match &self.grant {
            Grant::ServiceToken { roles } => roles,
            Grant::AuthorizationCode { .. } => &[],
        }
    }
}
