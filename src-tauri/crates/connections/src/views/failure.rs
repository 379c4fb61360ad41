//! The one shape in which the window hears that something did not work.

use domain::Explanation;
use serde::Serialize;
use ts_rs::TS;

/// What happened, why, and what to do.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Failure {
    /// What the window does about it.
    pub code: FailureCode,
    /// What happened.
    pub what: String,
    /// Why.
    pub why: String,
    /// What to do next.
    pub fix: String,
    /// The wizard field that it is about, by its id in the connector.
    pub field: Option<String>,
    /// A value for that field that would be taken.
    pub repaired: Option<String>,
    /// The OPA team that a pasted address names.
    pub team: Option<String>,
    /// The server's request id, to quote to Okta.
    pub request_id: Option<String>,
    /// The server's own words, for the folded part.
    pub detail: Option<String>,
    /// What the server said, for the use cases that tell its refusals apart.
    #[serde(skip)]
    #[ts(skip)]
    pub refusal: Option<Box<domain::Refusal>>,
    /// Line and column, from 1, where a text was refused.
    pub at: Option<(usize, usize)>,
}

/// A code exists only if the window acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum FailureCode {
    /// A field needs another value: go to it.
    InvalidField,
    /// The host is a custom domain and has not been confirmed: ask.
    ConfirmCustomDomain,
    /// The sign-in was cancelled by the person: say nothing.
    Cancelled,
    /// Nobody came back from the browser: wait until she is there.
    NobodyCame,
    /// Offer to ask again without the scopes named in `detail`.
    UnknownScope,
    /// Another user signed in than before: ask.
    DifferentUser,
    /// Only a new sign-in helps: offer *Reauthorize*.
    NeedsReauthorization,
    /// The secret or key was refused: open *Reauthorize* with the field for a new one.
    CredentialsRejected,
    /// The app requires `DPoP`: tick it and ask again.
    DpopRequired,
    /// The app takes pushed requests only: tick it and ask again.
    PushRequired,
    /// The vault is closed: show the page that opens it.
    VaultLocked,
    /// A write to production that nobody armed: offer *Arm*.
    NotArmed,
    /// The database cannot be read: where the console did not open, offer the copies.
    DataUnusable,
    /// The connection is gone: reload the list.
    Gone,
    /// Nothing special: show it.
    Other,
}

impl Failure {
    /// A failure that the window only shows.
    pub fn other(explanation: Explanation) -> Self {
        Self::coded(FailureCode::Other, explanation)
    }

    /// A failure that the window acts on.
    pub fn coded(code: FailureCode, explanation: Explanation) -> Self {
        let Explanation { what, why, fix } = explanation;
        Self {
            code,
            what,
            why,
            fix,
            field: None,
            repaired: None,
            team: None,
            request_id: None,
            detail: None,
            refusal: None,
            at: None,
        }
    }

    /// A failure beside one field of the form.
    pub fn field(field: &str, explanation: Explanation) -> Self {
        Self {
            field: Some(field.into()),
            ..Self::coded(FailureCode::InvalidField, explanation)
        }
    }
}
