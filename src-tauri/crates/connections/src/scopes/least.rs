//! Least privilege: what to ask for, and what an admin would grant and revoke for it.

use catalogue::{Caller, Connector};
use domain::{Connection, ScopeSet, Settings};

use super::truth::entry;
use super::used::Used;
use crate::Console;
use crate::list::requested_of;
use crate::probe::caller_of;
use crate::rooms::Rooms;
use crate::run::granted;
use crate::views::{AppKind, Failure, LeastScope, LeastScopes, SetupLink};

impl Console {
    /// The smallest request for some actions of a connector, while its form is being filled in.
    /// `asked` is what is ticked now, `app` what asks.
    pub fn least_scopes(
        &self,
        connector: &str,
        actions: &[String],
        asked: &[String],
        app: AppKind,
    ) -> Result<LeastScopes, Failure> {
        let connector = self.rooms.connector(connector)?;
        let used = Used::marked(connector, actions)?;
        let asked = ScopeSet::from_wire(&asked.join(" "));
        let none = ScopeSet::default();
        Ok(least(connector, &used, &asked, &none, app.caller()))
    }
}

impl Rooms {
    /// The smallest request for what is used with a connection; none for a team.
    pub(crate) fn least_for(
        &self,
        connector: &Connector,
        connection: &Connection,
        used: &Used,
    ) -> Option<LeastScopes> {
        let Settings::Org {
            domain, client_id, ..
        } = &connection.settings
        else {
            return None;
        };
        let asked = requested_of(&connection.settings);
        let caller = caller_of(&connection.settings);
        let page = connector.scopes_page(domain, client_id);
        Some(LeastScopes {
            page: page.map(|link| {
                self.offered.add(link.url.as_str());
                SetupLink {
                    label: link.label,
                    url: link.url.to_string(),
                }
            }),
            ..least(connector, used, &asked, &granted(connection), caller)
        })
    }
}

/// The smallest request for what is used, beside what was asked for and granted until now. Pure.
pub(crate) fn least(
    connector: &Connector,
    used: &Used,
    asked: &ScopeSet,
    granted: &ScopeSet,
    caller: Caller,
) -> LeastScopes {
    let needs = used.needs(connector);
    let actions = used.of(connector).into_iter().map(|(action, _)| action);
    let least = connector.least_scopes(actions, asked, caller);
    let api = |scopes: &ScopeSet| -> Vec<String> {
        let api = scopes.iter().filter(|scope| scope.is_okta_api());
        api.map(ToString::to_string).collect()
    };
    let mut scopes: Vec<LeastScope> = least
        .iter()
        .map(|scope| {
            let entry = entry(connector, scope.as_str());
            LeastScope {
                name: scope.to_string(),
                automatic: entry.is_some_and(|entry| entry.automatic),
                granted: granted.contains(scope.as_str()),
                needed_by: Vec::new(),
                about: entry.map_or_else(String::new, |entry| entry.about.clone()),
            }
        })
        .collect();
    for (scope, by) in &needs.by_scope {
        let wider = scope.wider().map(|wider| wider.to_string());
        let serving = scopes
            .iter_mut()
            .find(|line| line.name == scope.as_str() || Some(&line.name) == wider.as_ref());
        if let Some(line) = serving {
            let new = by.iter().filter(|name| !line.needed_by.contains(name));
            let new: Vec<String> = new.cloned().collect();
            line.needed_by.extend(new);
        }
    }
    LeastScopes {
        grant: api(&least.minus(granted)),
        revoke: api(&granted.minus(&least)),
        same: least == *asked && least == *granted,
        open: needs.open,
        scopes,
        page: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::used::tests::{connector, marked};
    use super::*;

    fn set(text: &str) -> ScopeSet {
        ScopeSet::from_wire(text)
    }

    #[test]
    fn what_to_grant_and_what_to_revoke_follow_from_what_is_used() {
        let asked = set("openid offline_access okta.users.manage okta.logs.read");
        let granted = set("openid offline_access okta.users.manage");
        let used = marked(&["read_user", "search_groups"]);
        let least = least(&connector("okta"), &used, &asked, &granted, Caller::Person);
        let names: Vec<&str> = least.scopes.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "offline_access",
                "okta.groups.read",
                "okta.users.read",
                "openid"
            ]
        );
        assert_eq!(least.grant, ["okta.groups.read", "okta.users.read"]);
        assert_eq!(least.revoke, ["okta.users.manage"]);
        assert!(!least.same);
    }

    #[test]
    fn reads_that_a_manage_scope_does_are_told_beside_it() {
        let used = marked(&["read_user", "suspend_user"]);
        let least = least(
            &connector("okta"),
            &used,
            &set(""),
            &set(""),
            Caller::Person,
        );
        let users = least
            .scopes
            .iter()
            .find(|one| one.name == "okta.users.manage");
        assert_eq!(users.unwrap().needed_by, ["Suspend User", "Read User"]);
    }

    #[test]
    fn an_app_by_itself_is_told_of_no_scope_that_is_about_a_person() {
        let (used, none) = (marked(&["read_user"]), set(""));
        let asked = set("okta.users.read");
        let told = least(&connector("okta"), &used, &asked, &none, Caller::App);
        let names: Vec<&str> = told.scopes.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["okta.users.read"]);
        let told = least(&connector("okta"), &used, &asked, &asked, Caller::App);
        assert!(told.same, "nothing to grant and nothing to revoke");
    }

    #[test]
    fn a_connection_that_has_just_these_is_told_so() {
        let least_set = set("openid offline_access okta.users.read");
        let used = marked(&["read_user"]);
        let told = least(
            &connector("okta"),
            &used,
            &least_set,
            &least_set,
            Caller::Person,
        );
        assert!(told.same && told.grant.is_empty() && told.revoke.is_empty());
        let more = least_set.plus(&set("okta.apps.read"));
        let told = least(&connector("okta"), &used, &more, &least_set, Caller::Person);
        assert!(!told.same);
    }
}
