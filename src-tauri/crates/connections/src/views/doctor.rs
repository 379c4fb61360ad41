//! What the doctor found.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectRequest, ExplanationView, SetupLink};

/// Whom the doctor is to examine.
#[derive(Debug, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[ts(export)]
pub enum DoctorFor {
    /// What is in the wizard's form, before *Create*.
    Form {
        /// The form; its secret is tried, and kept nowhere.
        request: ConnectRequest,
    },
    /// A connection that is saved.
    Connection {
        /// Its ID.
        connection: String,
    },
}

/// Every line, in the order in which a connection comes about.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DoctorReport {
    /// One for each thing that must be so.
    pub lines: Vec<DoctorLine>,
    /// The same as text for a ticket, without secrets.
    pub text: String,
    /// When it was examined.
    pub at: String,
}

/// One thing that must be so.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DoctorLine {
    /// What kind of line it is; several can be of one kind.
    pub id: String,
    /// Its name, which no other line has.
    pub name: String,
    /// Whether it is so.
    pub verdict: VerdictView,
    /// What was found, why, and what mends it; the last two may be empty.
    pub found: ExplanationView,
    /// Where it is mended.
    pub page: Option<SetupLink>,
}

/// Whether something is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum VerdictView {
    /// It is.
    Pass,
    /// It is not.
    Fail,
    /// Nobody who was asked could say.
    CannotTell,
}

#[cfg(test)]
mod tests {
    use static_assertions::assert_not_impl_any;

    use super::*;

    // It holds the secret of the form on its way in, and has no way out.
    assert_not_impl_any!(DoctorFor: Serialize, Clone);
}
