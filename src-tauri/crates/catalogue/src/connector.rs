//! A kind of service that one can connect to.

use domain::ConnectorId;
use serde::Deserialize;

use crate::{Action, Grant, Probe, Step, WorkflowsConnector};

/// One connector, as its folder describes it.
#[derive(Debug, Clone)]
pub struct Connector {
    /// The name of its folder.
    pub id: ConnectorId,
    /// As Okta writes it.
    pub name: String,
    /// One sentence.
    pub about: String,
    /// Raised when an action loses an input or an output, or means another thing than before: a
    /// scenario is saved with it, and parent and child must agree on it.
    pub version: u32,
    /// Whether Classic Engine lacks what it is for.
    pub identity_engine_only: bool,
    /// Whether it is refused in an org without Okta Identity Governance, or what brings the same.
    pub needs_governance: bool,
    /// What the *General* tab asks, in order.
    pub fields: Vec<Field>,
    /// How access is obtained, and the second tab with it.
    pub grant: Grant,
    /// What must be so in Okta first; [`Connector::setup`] fills in the links.
    pub before_you_begin: Vec<Step>,
    /// What it can do.
    pub actions: Vec<Action>,
    /// How a connection proves that it works.
    pub probe: Probe,
    /// What Okta Workflows has of this kind: its exports name it.
    pub workflows: Option<WorkflowsConnector>,
}

/// One field of the *General* tab.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The key under which the wizard sends it.
    pub id: String,
    /// As in Okta's guide, verbatim.
    pub label: String,
    /// What is typed into it.
    pub kind: FieldKind,
    /// One line below it.
    pub help: Option<String>,
    /// A sample.
    pub example: Option<String>,
    /// Whether it must be filled.
    pub required: bool,
}

/// What is typed into a field: each kind has its own parser in `domain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// The connection's nickname.
    Nickname,
    /// The connection's description.
    Description,
    /// The domain of an Okta org.
    OktaDomain,
    /// Where OPA answers.
    OpaBaseUrl,
    /// An OPA team's name.
    OpaTeam,
    /// The ID of a service user's API key.
    OpaKeyId,
    /// The client ID of an app.
    ClientId,
    /// A client secret or an API key's secret.
    Secret,
}

impl Connector {
    /// The action with this id.
    pub fn action(&self, id: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.id == id)
    }

    /// The field of this kind; no connector asks the same thing twice.
    pub fn field(&self, kind: FieldKind) -> Option<&Field> {
        self.fields.iter().find(|field| field.kind == kind)
    }
}
