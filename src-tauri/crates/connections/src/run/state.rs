//! Whether an action goes with the state that its target is in, and which others do. Pure.

use catalogue::{Action, Connector, Effect};

/// Whether the action takes a target with this status. It takes any where it names no states,
/// and one that has no status.
pub(crate) fn fits(action: &Action, status: Option<&str>) -> bool {
    let allowed = &action.needs.states;
    allowed.is_empty() || status.is_none_or(|status| allowed.iter().any(|state| state == status))
}

/// The other actions on such a target that name this status among those they take: those of the
/// same family first, and one of each name.
pub(crate) fn fitting<'a>(
    connector: &'a Connector,
    action: &Action,
    status: Option<&str>,
) -> Vec<&'a Action> {
    let (Some(status), Some(target)) = (status, action.target()) else {
        return Vec::new();
    };
    let mut found: Vec<&Action> = connector
        .actions
        .iter()
        .filter(|other| other.id != action.id && other.effect != Effect::Read)
        .filter(|other| other.target().is_some_and(|own| own.kind == target.kind))
        .filter(|other| other.needs.states.iter().any(|state| state == status))
        .collect();
    found.sort_by_key(|other| other.family != action.family);
    let mut names: Vec<String> = Vec::new();
    found.retain(|other| {
        let name = other.name.to_lowercase();
        let is_new = !names.contains(&name);
        names.push(name);
        is_new
    });
    found
}

#[cfg(test)]
mod tests {
    use catalogue::Catalogue;

    use super::*;

    fn instead(connector: &str, action: &str, status: &str) -> Vec<String> {
        let catalogue = Catalogue::builtin().unwrap();
        let connector = catalogue.connector(connector).unwrap();
        let action = connector.action(action).unwrap();
        assert!(!fits(action, Some(status)), "{status}");
        let found = fitting(connector, action, Some(status));
        found.into_iter().map(|found| found.name.clone()).collect()
    }

    #[test]
    fn a_device_is_offered_what_its_state_allows() {
        let of = |action, status| instead("okta_devices", action, status);
        assert_eq!(
            of("delete_device", "ACTIVE"),
            ["Deactivate Device", "Suspend Device"]
        );
        assert_eq!(
            of("suspend_device", "SUSPENDED"),
            ["Deactivate Device", "Unsuspend Device"]
        );
        assert_eq!(
            of("suspend_device", "DEACTIVATED"),
            ["Activate Device", "Delete Device"]
        );
    }

    #[test]
    fn what_two_guides_call_by_one_name_is_offered_once() {
        let offered = instead("okta", "suspend_user", "STAGED");
        let names: Vec<_> = offered.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(names, ["activate user", "deactivate user"]);
    }

    #[test]
    fn a_target_without_a_status_is_nobodys_wrong_state() {
        let catalogue = Catalogue::builtin().unwrap();
        let action = catalogue.connector("okta").unwrap().action("suspend_user");
        assert!(fits(action.unwrap(), None));
    }
}
