//! How access is obtained, and what it can be limited to.

use domain::{Scope, ScopeSet};
use serde::Deserialize;

/// The second tab of the wizard.
#[derive(Debug, Clone)]
pub enum Grant {
    /// *Permissions*: an OAuth authorization code (RFC 6749 §4.1) and scopes.
    AuthorizationCode {
        /// Ready choices; the first is what *Use default scopes* means.
        presets: Vec<Preset>,
        /// All that can be ticked: Okta's own list first, in its order, then the extras.
        scopes: Vec<ScopeEntry>,
    },
    /// *Roles*: an OPA service token. OPA has no scopes.
    ServiceToken {
        /// What the service user's groups may hold.
        roles: Vec<Role>,
    },
}

/// A ready choice of scopes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    /// Its key.
    pub id: String,
    /// Its name, such as *Automation package*.
    pub name: String,
    /// Who asks for just these.
    pub about: String,
    /// The scopes, no more and no less than the guide names.
    pub scopes: ScopeSet,
}

/// One scope that can be ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeEntry {
    /// The scope.
    pub name: Scope,
    /// Starred in Okta's guide: granted by itself, never by an admin.
    pub automatic: bool,
    /// Without it the authorization itself fails, as Okta's guide says.
    pub essential: bool,
    /// Whether *Use default scopes* asks for it. The others are extras: an org without the
    /// feature does not know them, and refuses the whole sign-in.
    pub default: bool,
    /// What it is for, in words.
    pub about: String,
    /// What unticking it costs, in words.
    pub cost: String,
}

/// One OPA role.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// As the API writes it, such as `resource_admin`.
    pub id: String,
    /// As the OPA Console writes it.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// Whether Okta's guide asks for it.
    #[serde(default)]
    pub asked: bool,
    /// A GET below `/v1/teams/{team}` that OPA allows to this role and to no other.
    #[serde(default)]
    pub proof: Option<String>,
}

impl Grant {
    /// Whether an action may need this scope: one that can be asked for here.
    pub(crate) fn offers(&self, scope: &str) -> bool {
        match self {
            Self::AuthorizationCode { scopes, .. } => {
                scopes.iter().any(|entry| entry.name.as_str() == scope)
            }
            Self::ServiceToken { .. } => false,
        }
    }

    /// Whether an action may need this role.
    pub(crate) fn knows_role(&self, id: &str) -> bool {
        match self {
            Self::AuthorizationCode { .. } => false,
            Self::ServiceToken { roles } => roles.iter().any(|role| role.id == id),
        }
    }
}
