//! The truth table: requested, granted, needed, and what that comes to. Pure.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::{Connector, Grant, ScopeEntry};
use domain::{Scope, ScopeSet};

use super::used::{Needs, Used};
use crate::views::{ScopeLine, ScopeMark};

/// What two sides say of scopes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grants<'a> {
    /// What the sign-in asked for.
    pub(crate) requested: &'a ScopeSet,
    /// What it was granted.
    pub(crate) granted: &'a ScopeSet,
    /// What had been granted before, where the two are compared.
    pub(crate) before: Option<&'a ScopeSet>,
}

/// A row for every scope that was asked for, granted or is needed: what is missing first, then
/// what is not used.
pub(crate) fn scope_lines(
    connector: &Connector,
    grants: Grants<'_>,
    used: &Used,
) -> Vec<ScopeLine> {
    let needs = used.needs(connector);
    let mut needed = needed_here(&needs, grants.granted);
    let sides = [Some(grants.requested), Some(grants.granted), grants.before];
    let named = sides.into_iter().flatten().flat_map(ScopeSet::iter);
    let names: BTreeSet<Scope> = named.chain(needed.keys()).cloned().collect();
    let complete = needs.are_complete();
    let mut lines: Vec<ScopeLine> = names
        .into_iter()
        .map(|scope| {
            let needed_by = needed.remove(&scope).unwrap_or_default();
            line(connector, grants, &scope, needed_by, complete)
        })
        .collect();
    lines.sort_by_key(|line| line.mark);
    lines
}

/// Who needs which scope, as the token has it: what a wider scope that was granted does in the
/// place of a narrower one is needed of the wider.
fn needed_here(needs: &Needs, granted: &ScopeSet) -> BTreeMap<Scope, Vec<String>> {
    let mut here: BTreeMap<Scope, Vec<String>> = BTreeMap::new();
    for (scope, by) in &needs.by_scope {
        let wider = scope.wider().filter(|wider| {
            let needed_itself = needs.by_scope.contains_key(wider);
            granted.contains(wider.as_str()) && (needed_itself || !granted.contains(scope.as_str()))
        });
        let names = here
            .entry(wider.unwrap_or_else(|| scope.clone()))
            .or_default();
        names.extend(
            by.iter()
                .filter(|name| !names.contains(name))
                .cloned()
                .collect::<Vec<_>>(),
        );
    }
    here
}

fn line(
    connector: &Connector,
    grants: Grants<'_>,
    scope: &Scope,
    needed_by: Vec<String>,
    complete: bool,
) -> ScopeLine {
    let name = scope.as_str();
    let entry = entry(connector, name);
    let (requested, granted) = (
        grants.requested.contains(name),
        grants.granted.contains(name),
    );
    let covered = grants.granted.covers(name);
    let automatic = entry.is_some_and(|entry| entry.automatic);
    let essential = entry.is_some_and(|entry| entry.essential);
    let mark = if !covered && (requested || !needed_by.is_empty()) {
        ScopeMark::Missing
    } else if !covered {
        ScopeMark::Dropped
    } else if automatic {
        ScopeMark::Automatic
    } else if granted && complete && !essential && needed_by.is_empty() {
        ScopeMark::Unused
    } else {
        ScopeMark::Ok
    };
    let about = entry.map_or("", |entry| match mark {
        ScopeMark::Missing => entry.cost.as_str(),
        _ => entry.about.as_str(),
    });
    ScopeLine {
        name: name.to_owned(),
        requested,
        granted,
        before: grants.before.map(|before| before.contains(name)),
        served_by: scope
            .wider()
            .filter(|_| covered && !granted)
            .map(|wider| wider.to_string()),
        needed_by,
        mark,
        about: about.to_owned(),
    }
}

/// The scope as the connector describes it.
pub(crate) fn entry<'a>(connector: &'a Connector, name: &str) -> Option<&'a ScopeEntry> {
    match &connector.grant {
        Grant::AuthorizationCode { scopes, .. } => {
            scopes.iter().find(|entry| entry.name.as_str() == name)
        }
        Grant::ServiceToken { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use catalogue::Caller;

    use super::super::used::tests::{connector, marked};
    use super::*;

    fn set(text: &str) -> ScopeSet {
        ScopeSet::from_wire(text)
    }

    fn table(requested: &str, granted: &str, actions: &[&str]) -> Vec<ScopeLine> {
        let (requested, granted) = (set(requested), set(granted));
        let grants = Grants {
            requested: &requested,
            granted: &granted,
            before: None,
        };
        scope_lines(&connector("okta"), grants, &marked(actions))
    }

    fn row<'a>(lines: &'a [ScopeLine], name: &str) -> &'a ScopeLine {
        lines.iter().find(|line| line.name == name).expect("a row")
    }

    #[test]
    fn what_is_needed_and_was_never_asked_for_is_missing() {
        let lines = table("openid", "openid", &["read_user"]);
        let users = row(&lines, "okta.users.read");
        assert_eq!(users.mark, ScopeMark::Missing);
        assert_eq!((users.requested, users.granted), (false, false));
        assert_eq!(users.needed_by, ["Read User"]);
        assert_eq!(
            lines[0].name, "okta.users.read",
            "what is missing comes first"
        );
    }

    #[test]
    fn what_was_granted_and_nothing_needs_is_unused() {
        let asked = "openid okta.users.read okta.logs.read";
        let lines = table(asked, asked, &["read_user"]);
        assert_eq!(row(&lines, "okta.logs.read").mark, ScopeMark::Unused);
        assert_eq!(row(&lines, "okta.users.read").mark, ScopeMark::Ok);
        assert_eq!(row(&lines, "openid").mark, ScopeMark::Automatic);
    }

    #[test]
    fn nothing_is_called_unused_where_it_is_not_known_what_is_used() {
        let asked = "openid okta.users.read okta.logs.read";
        for actions in [&[][..], &["read_user", "custom_api_action"]] {
            let lines = table(asked, asked, actions);
            assert_eq!(row(&lines, "okta.logs.read").mark, ScopeMark::Ok);
        }
    }

    #[test]
    fn a_manage_scope_satisfies_reads_of_its_family() {
        let lines = table("okta.users.manage", "okta.users.manage", &["read_user"]);
        assert_eq!(lines.len(), 1, "no row for what another scope does");
        assert_eq!(lines[0].mark, ScopeMark::Ok);
        assert_eq!(lines[0].needed_by, ["Read User"]);

        let lines = table(
            "okta.users.manage okta.users.read",
            "okta.users.manage",
            &["read_user"],
        );
        let read = row(&lines, "okta.users.read");
        assert_eq!(read.mark, ScopeMark::Ok);
        assert_eq!(read.served_by.as_deref(), Some("okta.users.manage"));
    }

    #[test]
    fn a_read_scope_beside_the_manage_scope_that_is_needed_is_unused() {
        let both = "okta.users.manage okta.users.read";
        let lines = table(both, both, &["read_user", "suspend_user"]);
        assert_eq!(row(&lines, "okta.users.read").mark, ScopeMark::Unused);
        let manage = row(&lines, "okta.users.manage");
        assert_eq!(manage.needed_by, ["Suspend User", "Read User"]);
    }

    #[test]
    fn a_read_scope_serves_as_long_as_the_manage_scope_is_missing() {
        let lines = table(
            "okta.users.read",
            "okta.users.read",
            &["read_user", "suspend_user"],
        );
        let read = row(&lines, "okta.users.read");
        assert_eq!(
            (read.mark, read.needed_by.as_slice()),
            (ScopeMark::Ok, &["Read User".to_owned()][..])
        );
        let manage = row(&lines, "okta.users.manage");
        assert_eq!(
            (manage.mark, manage.needed_by.as_slice()),
            (ScopeMark::Missing, &["Suspend User".to_owned()][..])
        );
    }

    #[test]
    fn what_the_authorization_needs_is_never_called_unused() {
        let asked = set("openid okta.realms.read okta.users.read");
        let grants = Grants {
            requested: &asked,
            granted: &asked,
            before: None,
        };
        let lines = scope_lines(
            &connector("okta_realms"),
            grants,
            &marked(&["update_realm_for_user"]),
        );
        assert_eq!(row(&lines, "okta.realms.read").mark, ScopeMark::Ok);
        assert_eq!(row(&lines, "okta.users.read").mark, ScopeMark::Unused);
    }

    #[test]
    fn two_sign_ins_are_compared_row_by_row() {
        let (requested, granted) = (
            set("okta.users.read okta.apps.read"),
            set("okta.users.read"),
        );
        let before = set("okta.logs.read okta.apps.read");
        let grants = Grants {
            requested: &requested,
            granted: &granted,
            before: Some(&before),
        };
        let lines = scope_lines(&connector("okta"), grants, &marked(&[]));
        let seen = |name: &str| {
            let line = row(&lines, name);
            (line.before, line.granted, line.mark)
        };
        assert_eq!(seen("okta.users.read"), (Some(false), true, ScopeMark::Ok));
        assert_eq!(
            seen("okta.apps.read"),
            (Some(true), false, ScopeMark::Missing)
        );
        assert_eq!(
            seen("okta.logs.read"),
            (Some(true), false, ScopeMark::Dropped)
        );
    }

    #[test]
    fn a_connection_with_just_the_smallest_set_has_nothing_missing_and_nothing_unused() {
        let okta = connector("okta");
        let used = marked(&[
            "read_user",
            "suspend_user",
            "search_groups",
            "create_group_rule",
        ]);
        let actions = used.of(&okta).into_iter().map(|(action, _)| action);
        let least = okta.least_scopes(actions, &set("openid email"), Caller::Person);
        let grants = Grants {
            requested: &least,
            granted: &least,
            before: None,
        };
        for line in scope_lines(&okta, grants, &used) {
            assert!(
                matches!(line.mark, ScopeMark::Ok | ScopeMark::Automatic),
                "{line:?}"
            );
        }
    }
}
