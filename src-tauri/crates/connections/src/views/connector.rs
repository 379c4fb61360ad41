//! A connector, as the picker and the wizard show it.

use serde::Serialize;
use ts_rs::TS;

use super::Prediction;

/// One card of the picker.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ConnectorView {
    /// The name of its folder; its icon is `icon.svg` there.
    pub id: String,
    /// As Okta writes it.
    pub name: String,
    /// One sentence.
    pub about: String,
    /// The form of the *General* tab, in order; nickname and description come first.
    pub fields: Vec<FieldView>,
    /// The second tab.
    pub grant: GrantView,
    /// What it can do.
    pub actions: Vec<ActionLine>,
}

/// One field of the *General* tab.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FieldView {
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

/// What is typed into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum FieldKind {
    /// The connection's nickname.
    Nickname,
    /// The connection's description.
    Description,
    /// An Okta domain; checked while it is typed.
    OktaDomain,
    /// An OPA base URL; checked while it is typed.
    OpaBaseUrl,
    /// One line of text.
    Text,
    /// A secret: masked, never kept in state, never sent back.
    Secret,
}

/// The second tab.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[ts(export)]
pub enum GrantView {
    /// *Permissions*: OAuth scopes.
    AuthorizationCode {
        /// What *Use default scopes* offers; the first is the default. One for most connectors.
        presets: Vec<PresetView>,
        /// All scopes that can be ticked, in the order of Okta's guide.
        scopes: Vec<ScopeView>,
    },
    /// *Roles*: OPA has no scopes.
    ServiceToken {
        /// The roles, and what each is for.
        roles: Vec<RoleView>,
    },
}

/// A ready choice of scopes.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PresetView {
    /// Its key.
    pub id: String,
    /// Its name, such as *Automation package*.
    pub name: String,
    /// Who asks for just these.
    pub about: String,
    /// The scopes.
    pub scopes: Vec<String>,
}

/// One scope that can be ticked.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScopeView {
    /// The scope.
    pub name: String,
    /// Starred in Okta's guide: granted by itself, never by an admin.
    pub automatic: bool,
    /// Without it the authorization itself fails.
    pub essential: bool,
    /// Whether *Use default scopes* asks for it; the others are extras that an org may not know.
    pub default: bool,
    /// What it is for, in words.
    pub about: String,
    /// What unticking it costs, in words.
    pub cost: String,
}

/// One OPA role.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RoleView {
    /// As the API writes it, such as `resource_admin`.
    pub id: String,
    /// As the OPA Console writes it.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// Whether Okta's guide asks for it.
    pub asked: bool,
}

/// One action that a connector offers.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ActionLine {
    /// Its key.
    pub id: String,
    /// As in the guide.
    pub name: String,
    /// The heading it stands under; two guides may have an action of the same name.
    pub family: String,
    /// Reads, writes or destroys.
    pub effect: ActionEffect,
    /// Scopes it needs; `.manage` serves for `.read`.
    pub scopes: Vec<String>,
    /// OPA roles, any of which serves.
    pub roles: Vec<String>,
    /// For a connection: what of `scopes` was not granted. Empty in the picker.
    pub missing: Vec<String>,
    /// For a connection: whether it can run with what is known. None in the picker.
    pub prediction: Option<Prediction>,
}

/// What an action does to the org.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum ActionEffect {
    /// Reads.
    Read,
    /// Changes, and can be undone.
    Write,
    /// Loses something.
    Destructive,
    /// What the request does that is typed.
    ByRequest,
}

/// One line of *Before you begin*.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SetupStep {
    /// What to do, in our words.
    pub text: String,
    /// The page where it is done, once the domain is known.
    pub link: Option<SetupLink>,
    /// Values to copy, such as the redirect URIs to register.
    pub copy: Vec<String>,
}

/// A page of the Admin Console. Opened by `open_page`, never by the window itself.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SetupLink {
    /// What it says on the link.
    pub label: String,
    /// Where it leads, to be shown and copied.
    pub url: String,
}
