//! The queue of reauthorizations. What the window sees of a connection in it is what is kept of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::console::ExplanationView;
use super::{IdentityView, SignInView};

/// Puts connections into the queue.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QueueRequest {
    /// Which, at most a thousand.
    pub connections: Vec<String>,
    /// The login that takes them over; none where each stays with its user.
    pub hand_over_to: Option<String>,
}

/// How the queue stands, for a window that has seen an earlier revision.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QueueView {
    /// Counts what happened.
    pub revision: u32,
    /// Whether `items` are all there are; else those that have changed since.
    pub whole: bool,
    /// In the order in which they are signed in to.
    pub items: Vec<QueuedView>,
    /// Whether it goes on by itself.
    pub running: bool,
    /// The sign-in that is under way in the browser.
    pub sign_in: Option<SignInView>,
    /// Why it does not go on by itself, where that is not plain from the items.
    pub halted: Option<ExplanationView>,
}

/// One connection of the queue.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QueuedView {
    /// Its id; the connection may be gone.
    pub connection: String,
    /// Its name when it was queued.
    pub nickname: String,
    /// Domain, or team and base URL.
    pub address: String,
    /// The connector's id.
    pub connector: String,
    /// Who is to sign in; none where nobody had before.
    pub expected: Option<String>,
    /// Whose connection it is until then, where it is handed over.
    pub handed_over_by: Option<String>,
    /// How it stands.
    pub state: QueuedState,
}

/// How one connection of the queue stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[ts(export)]
pub enum QueuedState {
    /// Its turn has not come.
    Waiting {
        /// Why it waits again, where it was begun before.
        because: Option<String>,
    },
    /// The browser is open, or is about to be.
    SigningIn,
    /// Signed in; it is being saved and tested.
    Saving,
    /// Another user signed in than was expected. Nothing is replaced.
    Deciding {
        /// Whose it is; none where nobody had signed in before.
        before: Option<IdentityView>,
        /// Who signed in.
        now: IdentityView,
    },
    /// Reauthorized.
    Done {
        /// Who signed in.
        username: String,
        /// The status's state and word.
        status: (String, String),
        /// Scopes that came.
        gained: Vec<String>,
        /// Scopes that went.
        lost: Vec<String>,
        /// What the test found, where it was refused.
        problem: Option<ExplanationView>,
    },
    /// It was signed in to elsewhere, after it was queued.
    Meanwhile {
        /// Who signed in.
        username: String,
    },
    /// It could not be reauthorized; it is as it was.
    Refused {
        /// What happened, why, and what to do.
        explanation: ExplanationView,
        /// The server's request id.
        request_id: Option<String>,
    },
    /// Another user signed in, and she kept the one before.
    Kept {
        /// Who had signed in, and was turned down.
        turned_down: String,
    },
    /// She passed it over.
    Skipped,
    /// The connection is not there any more.
    Gone,
}
