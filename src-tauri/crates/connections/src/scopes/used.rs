//! What is used with a connection: what a person marks, what she runs, what her scenarios run.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::{Action, Connector};
use domain::{Connection, ConnectionId, Explanation, Scope};

use crate::Console;
use crate::explain::IntoFailure;
use crate::rooms::Rooms;
use crate::views::{ConnectionDetails, Failure, UseView, UsedView};

/// One use of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Use {
    /// The connector's id.
    pub(crate) connector: String,
    /// The action's id in it.
    pub(crate) action: String,
    /// The scenario that has it as a step; none where a person marked or ran it.
    pub(crate) scenario: Option<String>,
}

/// Everything that is used with one connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct Used {
    /// What a person has marked, by action id.
    marked: BTreeSet<String>,
    /// What is used without a mark.
    elsewhere: Vec<Use>,
}

/// What the uses need of one connector.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    /// Each scope, with the names of what needs it.
    pub(crate) by_scope: BTreeMap<Scope, Vec<String>>,
    /// Actions of which nobody can say what they need.
    pub(crate) open: Vec<String>,
    /// Whether anything is used at all.
    pub(crate) any: bool,
}

impl Needs {
    /// Whether enough is known to call a scope unused.
    pub(crate) fn are_complete(&self) -> bool {
        self.any && self.open.is_empty()
    }
}

impl Used {
    /// What is marked, and what is used without a mark.
    pub(crate) fn new(marked: BTreeSet<String>, elsewhere: Vec<Use>) -> Self {
        Self { marked, elsewhere }
    }

    /// What a person marks, each an action that the connector has.
    pub(crate) fn marked(connector: &Connector, actions: &[String]) -> Result<Self, Failure> {
        match actions.iter().find(|id| connector.action(id).is_none()) {
            None => Ok(Self::new(actions.iter().cloned().collect(), Vec::new())),
            Some(stranger) => Err(Failure::other(Explanation::new(
                format!("{} has no action {stranger:?}.", connector.name),
                "This version of the console does not know it.",
                "Mark another one.",
            ))),
        }
    }

    /// The actions of this connector that are used, each once, by the names of its uses. Actions
    /// that this version does not know are left out.
    pub(crate) fn of<'a>(&self, connector: &'a Connector) -> Vec<(&'a Action, Vec<String>)> {
        let mut uses: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
        for action in &self.marked {
            uses.entry(action).or_default().insert(None);
        }
        for used in &self.elsewhere {
            if used.connector == connector.id.as_str() {
                let uses = uses.entry(&used.action).or_default();
                uses.insert(used.scenario.as_deref());
            }
        }
        let actions = connector.actions.iter();
        actions
            .filter_map(|action| {
                let uses = uses.get(action.id.as_str())?;
                let title = title(connector, action);
                let by = uses.iter().map(|scenario| match scenario {
                    None => title.clone(),
                    Some(scenario) => format!("{title} in “{scenario}”"),
                });
                Some((action, by.collect()))
            })
            .collect()
    }

    /// The scopes that all of it needs.
    pub(crate) fn needs(&self, connector: &Connector) -> Needs {
        let mut needs = Needs::default();
        for (action, by) in self.of(connector) {
            needs.any = true;
            if action.needs_depend_on_what_is_typed() {
                needs.open.push(title(connector, action));
            }
            for scope in &action.needs.scopes {
                let names = needs.by_scope.entry(scope.clone()).or_default();
                names.extend(by.iter().cloned());
            }
        }
        needs
    }

    pub(crate) fn view(&self) -> UsedView {
        UsedView {
            marked: self.marked.iter().cloned().collect(),
            elsewhere: self
                .elsewhere
                .iter()
                .map(|used| UseView {
                    action: used.action.clone(),
                    scenario: used.scenario.clone(),
                })
                .collect(),
        }
    }
}

/// The action's name, with its family where another action has the same.
pub(crate) fn title(connector: &Connector, action: &Action) -> String {
    let namesakes = connector.actions.iter();
    let namesakes = namesakes.filter(|other| other.name.eq_ignore_ascii_case(&action.name));
    if namesakes.count() > 1 {
        format!("{} ({})", action.name, action.family)
    } else {
        action.name.clone()
    }
}

impl Console {
    /// Marks just these actions as used with a connection: its scopes are measured by them.
    pub async fn mark_actions(
        &self,
        id: &str,
        actions: Vec<String>,
    ) -> Result<ConnectionDetails, Failure> {
        let connection = self.rooms.connection(id).await?;
        let connector = self.rooms.connector(connection.connector.as_str())?;
        let used = Used::marked(connector, &actions)?;
        self.rooms.keep_marks(connection.id, &used).await?;
        self.details(id, None).await
    }
}

impl Rooms {
    /// Keeps what is marked, in the place of what was marked before.
    pub(crate) async fn keep_marks(&self, id: ConnectionId, used: &Used) -> Result<(), Failure> {
        self.store
            .set_used_actions(id, &used.marked)
            .await
            .map_err(IntoFailure::into_failure)
    }

    /// Everything that is used with a connection.
    pub(crate) async fn used(&self, connection: &Connection) -> Result<Used, Failure> {
        let marked = self
            .store
            .used_actions(connection.id)
            .await
            .map_err(IntoFailure::into_failure)?;
        let run = self.store.actions_run(connection.id).await;
        let run = run.map_err(IntoFailure::into_failure)?;
        let run = run.into_iter().map(|(action, scenario)| Use {
            connector: connection.connector.to_string(),
            action,
            scenario,
        });
        let elsewhere = run.chain(self.steps_through(connection)?).collect();
        Ok(Used::new(marked, elsewhere))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use catalogue::Catalogue;

    use super::*;

    pub(crate) fn connector(id: &str) -> Connector {
        let catalogue = Catalogue::builtin().expect("the catalogue is sound");
        catalogue.connector(id).cloned().expect("a connector")
    }

    pub(crate) fn marked(actions: &[&str]) -> Used {
        let marked = actions.iter().map(|action| (*action).to_owned());
        Used::new(marked.collect(), Vec::new())
    }

    fn step(connector: &str, action: &str, scenario: Option<&str>) -> Use {
        Use {
            connector: connector.into(),
            action: action.into(),
            scenario: scenario.map(str::to_owned),
        }
    }

    #[test]
    fn each_use_is_named_by_what_uses_it() {
        let used = Used::new(
            BTreeSet::from(["read_user".to_owned()]),
            vec![
                step("okta", "read_user", None),
                step("okta", "read_user", Some("Onboarding")),
                step("okta", "create_group", Some("Onboarding")),
                step("okta_realms", "read_realm", Some("Onboarding")),
            ],
        );
        let needs = used.needs(&connector("okta"));
        let by = |scope: &str| needs.by_scope[&Scope::parse(scope).unwrap()].clone();
        assert_eq!(
            by("okta.users.read"),
            ["Read User", "Read User in “Onboarding”"]
        );
        assert_eq!(by("okta.groups.manage"), ["Create Group in “Onboarding”"]);
        assert_eq!(
            needs.by_scope.len(),
            2,
            "another connector's steps need nothing here"
        );
    }

    #[test]
    fn actions_of_one_name_are_told_apart_by_their_family() {
        let used = marked(&["create_user", "package_create_user"]);
        let needs = used.needs(&connector("okta"));
        assert_eq!(
            needs.by_scope[&Scope::parse("okta.users.manage").unwrap()],
            [
                "Create user (Action flows)",
                "Create user (Automation package)"
            ]
        );
    }

    #[test]
    fn a_request_typed_by_hand_leaves_open_what_is_needed() {
        let needs = marked(&["read_user", "custom_api_action"]).needs(&connector("okta"));
        assert_eq!(needs.open, ["Custom API Action"]);
        assert!(!needs.are_complete());
        assert!(
            marked(&["read_user"])
                .needs(&connector("okta"))
                .are_complete()
        );
        assert!(!marked(&[]).needs(&connector("okta")).are_complete());
    }

    #[test]
    fn an_action_that_this_version_does_not_know_needs_nothing() {
        let needs = marked(&["from_the_future"]).needs(&connector("okta"));
        assert!(!needs.any && needs.by_scope.is_empty());
    }
}
