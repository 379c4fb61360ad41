//! A client's secret, or a service user's key, while another takes its place.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::console::ExplanationView;

/// A second secret, on its way in.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EnterSecret {
    /// A connection that uses the client.
    pub connection: String,
    /// The secret itself.
    #[ts(type = "string")]
    pub secret: SecretString,
}

/// How far the change of one client's secret, or of one key, is.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SecretChangeView {
    /// Whether it is an OPA service user's key; else it is a client secret.
    pub is_key: bool,
    /// Client ID, or key ID in use.
    pub client_id: String,
    /// Domain, or team and base URL.
    pub address: String,
    /// Where Okta's Admin Console shows it; none for a team.
    pub admin_url: Option<String>,
    /// Whether a second secret was entered.
    pub under_way: bool,
    /// Whether every connection uses the new one and was tested with it.
    pub all_switched: bool,
    /// The connections that use it, by nickname.
    pub connections: Vec<SwitchView>,
    /// What she should know: the change before this one was cut short.
    pub warning: Option<ExplanationView>,
}

/// One connection of a change.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SwitchView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub nickname: String,
    /// The connector's id.
    pub connector: String,
    /// How far it is.
    pub stage: SwitchStage,
    /// Why it was not switched, or what the test found.
    pub problem: Option<ExplanationView>,
}

/// How far one connection of a change is. In each, both secrets are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum SwitchStage {
    /// There is one secret.
    Unchanged,
    /// The new one is kept beside, the old one is in use.
    Entered,
    /// The new one is in use, and Okta has not been asked yet.
    Switched,
    /// The new one is in use, and Okta took it.
    Tested,
}

#[cfg(test)]
mod tests {
    use static_assertions::assert_not_impl_any;

    use super::*;

    assert_not_impl_any!(EnterSecret: Serialize, Clone);
}
