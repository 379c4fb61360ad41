//! Creating and reauthorizing.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::console::ExplanationView;
use super::{AppChoice, AppView, IdentityView, InstanceView, ScopeLine};

/// Everything that was typed into the wizard.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ConnectRequest {
    /// The connector's id.
    pub connector: String,
    /// Field id and value, secrets left out.
    pub values: BTreeMap<String, String>,
    /// What kind of app it is.
    #[serde(default)]
    pub app: AppChoice,
    /// The secret.
    pub secret: NewSecret,
    /// The scopes to ask for; empty for a team.
    pub scopes: Vec<String>,
    /// The ids of actions that she has ticked to choose the scopes by; they count as used.
    #[serde(default)]
    pub actions: Vec<String>,
    /// The folder; none for an org-level connection.
    pub folder: Option<String>,
    /// Whether the person has confirmed that the custom domain is theirs.
    pub custom_domain_confirmed: bool,
}

/// Where the secret comes from.
#[derive(Debug, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[ts(export)]
pub enum NewSecret {
    /// From the form.
    Typed {
        /// The secret itself, on its way in.
        #[ts(type = "string")]
        value: SecretString,
    },
    /// From the connection that is duplicated or reauthorized; it never leaves Rust.
    SameAs {
        /// That connection.
        connection: String,
    },
    /// The key pair that was made for a service app, by its thumbprint; the private half is in
    /// Rust already.
    Key {
        /// Its thumbprint.
        thumbprint: String,
    },
    /// The practice org's own.
    Practice,
    /// The app has none (a native app).
    None,
}

/// Signs in again for a connection that exists.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ReauthorizeRequest {
    /// Which connection.
    pub connection: String,
    /// Other scopes than last time; none inherits the earlier request.
    pub scopes: Option<Vec<String>>,
    /// Another client or key ID; none keeps it.
    pub client_id: Option<String>,
    /// `SameAs` this connection keeps the secret; another key changes a service app's.
    pub secret: NewSecret,
    /// Show Okta's sign-in page even where a browser session would pass, so that another
    /// user can sign in.
    pub choose_user: bool,
}

/// What happens next.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[ts(export)]
pub enum ConnectStep {
    /// The browser is open: wait with `finish_sign_in`.
    SignIn {
        /// The sign-in.
        sign_in: SignInView,
    },
    /// No sign-in was needed: look, then save.
    Review {
        /// What came of it.
        review: Box<Review>,
    },
}

/// A sign-in that is under way in the browser.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SignInView {
    /// To finish, cancel or open it again.
    pub attempt: String,
    /// Where the browser was sent, to copy.
    pub url: String,
    /// The redirect URI in use: it must be registered exactly so.
    pub redirect_uri: String,
    /// When waiting ends.
    pub expires_at: String,
    /// A sentence for each registered port that another program holds.
    pub busy_ports: Vec<String>,
    /// Whether the system browser could be started; if not, the person opens the link herself.
    pub browser_opened: bool,
}

/// What a sign-in gave, before anything is saved.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Review {
    /// To save or discard it.
    pub attempt: String,
    /// The nickname it will have.
    pub nickname: String,
    /// Where it leads.
    pub org: OrgReview,
    /// The app, as it turned out to be; none for a team.
    pub app: Option<AppView>,
    /// Who signed in, or the app itself.
    pub identity: IdentityView,
    /// Every scope that was asked for or granted; empty for a team.
    pub scopes: Vec<ScopeLine>,
    /// How many scopes were asked for.
    pub requested: usize,
    /// How many of them were granted.
    pub granted: usize,
    /// The OPA service user's roles.
    pub roles: Vec<String>,
    /// When it must be reauthorized.
    pub reauthorize_by: Option<String>,
    /// What the console found out about the app by itself, and does from now on.
    pub found: Vec<ExplanationView>,
    /// What she should know now, not an hour later.
    pub warnings: Vec<ExplanationView>,
    /// How it was before; none at create.
    pub before: Option<ReviewBefore>,
}

/// The other end.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OrgReview {
    /// Domain or team.
    pub address: String,
    /// On this computer.
    pub loopback: bool,
    /// What it says of itself.
    pub instance: InstanceView,
}

/// A connection before it was reauthorized.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ReviewBefore {
    /// Who had signed in.
    pub identity: IdentityView,
    /// Whether it is somebody else now: saving must say so.
    pub different_user: bool,
    /// Scopes that came.
    pub gained: Vec<String>,
    /// Scopes that went.
    pub lost: Vec<String>,
}

#[cfg(test)]
mod tests {
    use static_assertions::assert_not_impl_any;

    use super::*;

    // A type that holds a secret on its way in has no way out.
    assert_not_impl_any!(ConnectRequest: Serialize, Clone);
    assert_not_impl_any!(ReauthorizeRequest: Serialize, Clone);
    assert_not_impl_any!(NewSecret: Serialize, Clone);

    #[test]
    fn printing_what_was_typed_shows_no_secret() {
        let typed: NewSecret =
            serde_json::from_str(r#"{"kind":"typed","value":"hunter2hunter2"}"#).unwrap();
        assert!(!format!("{typed:?}").contains("hunter2"));
    }
}
