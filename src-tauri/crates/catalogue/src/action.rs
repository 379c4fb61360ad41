//! What a connector can do.

use std::collections::BTreeMap;

use domain::Scope;
use serde::Deserialize;

use crate::{Answer, Output, RequestTemplate, Value};

/// One action, such as *Activate user*.
#[derive(Debug, Clone)]
pub struct Action {
    /// Unique within its connector.
    pub id: String,
    /// As in the guide that names it; two families may have an action of one name.
    pub name: String,
    /// The heading it stands under, such as *Action flows* or *Group rules*.
    pub family: String,
    /// What it does, with the trap that Okta's API sets for it.
    pub about: String,
    /// What it does to the org.
    pub effect: Effect,
    /// What must be granted first.
    pub needs: Needs,
    /// What is asked before it runs.
    pub inputs: Vec<Input>,
    /// One record, many, or nothing but a status.
    pub answer: Answer,
    /// The fields of one record of the answer.
    pub outputs: Vec<Output>,
    /// The one call that it makes, where a template can say it.
    pub request: Option<RequestTemplate>,
    /// The calls that it makes where a template cannot: code joins them. Empty beside a
    /// `request`, and for an action whose call is typed by hand.
    pub calls: Vec<RequestTemplate>,
    /// Members that its body always has, by their dotted place; its inputs bring the others.
    pub body: BTreeMap<String, String>,
    /// Of a record that is read, changed and put back: the members that go back. Empty: all but
    /// those that the server writes itself.
    pub keep: Vec<String>,
    /// The input that says what it is done to, where that is not the last one of its path.
    pub target: Option<String>,
}

impl Action {
    /// The input that says what the action is done to; none where it is done to nothing named.
    pub fn target(&self) -> Option<&Input> {
        let own = || self.request.as_ref().or(self.calls.last());
        let in_path = || {
            own()?.path.iter().rev().find_map(|part| match part {
                Value::Input(id) => Some(id),
                Value::Fixed(_) => None,
            })
        };
        let id = self.target.as_ref().or_else(in_path)?;
        self.inputs.iter().find(|input| input.id == *id)
    }
}

impl Action {
    /// Whether what it needs depends on the request that is typed into it: no list can say.
    pub fn needs_depend_on_what_is_typed(&self) -> bool {
        let typed = |input: &Input| input.kind == InputKind::RelativeUrl;
        self.needs.scopes.is_empty() && self.inputs.iter().any(typed)
    }
}

/// What an action does to the org.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Reads.
    Read,
    /// Changes, and can be undone.
    Write,
    /// Loses something.
    Destructive,
    /// What the request does that is typed: a GET reads, a DELETE loses.
    ByRequest,
}

/// What must be granted, and be so, before an action can run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// All of these scopes; `.manage` serves for `.read`.
    pub scopes: Vec<Scope>,
    /// Any of these OPA roles.
    pub roles: Vec<String>,
    /// The target's status must be one of these, as Okta writes them; empty where it is open.
    pub states: Vec<String>,
}

/// One thing that is asked before an action runs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The name that templates use.
    pub id: String,
    /// As in the guide.
    pub label: String,
    /// What is typed or picked.
    #[serde(default)]
    pub kind: InputKind,
    /// Whether it must be filled.
    #[serde(default)]
    pub required: bool,
    /// One line below it.
    pub help: Option<String>,
    /// What stands in it at first.
    pub default: Option<String>,
    /// For [`InputKind::Choice`]: what can be picked.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// Where it goes in the body, dotted, such as `profile.firstName`; none for one that the
    /// path or the query names.
    pub body: Option<String>,
    /// Where the action has an input `option`: with which of its choices this one is asked, and
    /// then it must be filled. Empty: with all of them.
    #[serde(default)]
    pub when: Vec<String>,
    /// For a boolean: what the header `Prefer` (RFC 7240) says where it is ticked.
    pub prefer: Option<String>,
}

impl Input {
    /// Whether it is asked at all, with what was chosen as the action's `option`.
    pub fn is_asked(&self, option: Option<&str>) -> bool {
        self.when.is_empty() || option.is_some_and(|option| self.when.iter().any(|w| w == option))
    }
}

/// One thing to pick.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
}

/// What an input takes, and so which control the form shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    /// One line.
    #[default]
    Text,
    /// Masked, and left out of the history.
    Secret,
    /// Yes or no.
    Boolean,
    /// A whole number.
    Integer,
    /// One of `choices`.
    Choice,
    /// A JSON value.
    Json,
    /// A SCIM expression (Okta: *search* and *filter*).
    Expression,
    /// A condition in Okta's expression language.
    OktaExpression,
    /// Lines of text.
    TextList,
    /// An e-mail address.
    Email,
    /// A moment, RFC 3339.
    Timestamp,
    /// A user: ID, login or e-mail, with a picker.
    User,
    /// Users.
    UserList,
    /// A group: ID or name, with a picker.
    Group,
    /// Groups.
    GroupList,
    /// A group rule.
    GroupRule,
    /// A realm, with a picker.
    Realm,
    /// A realm assignment.
    RealmAssignment,
    /// A device, with a picker.
    Device,
    /// A user of an OPA team, by name.
    TeamUser,
    /// A service user of an OPA team, by name.
    ServiceUser,
    /// A group of an OPA team, by name.
    TeamGroup,
    /// An OPA resource group.
    ResourceGroup,
    /// A project of an OPA resource group.
    Project,
    /// An OPA security policy.
    SecurityPolicy,
    /// An OPA sudo command bundle.
    SudoBundle,
    /// A folder of secrets.
    SecretFolder,
    /// A secret in OPA's vault.
    VaultSecret,
    /// Names and values that are sealed for OPA's vault before they leave this computer.
    SecretPairs,
    /// A path below the connection's own host, never a host.
    RelativeUrl,
    /// The name of a session.
    Session,
    /// A connection of this console.
    Connection,
    /// An Okta domain.
    Domain,
}
