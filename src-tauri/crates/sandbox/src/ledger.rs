//! What the server saw and did, in order: the witness that tests question.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::Serialize;

use crate::ids;

/// How many entries are kept. A long soak must not eat the memory it measures.
const KEPT: usize = 200_000;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerEntry {
    /// When, by the org's clock.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// What can happen. Tokens appear as fingerprints: see [`fingerprint`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A request was answered.
    Request {
        /// The method.
        method: String,
        /// The path, as it was sent.
        path: String,
        /// The query, as it was sent.
        query: Option<String>,
        /// The status of the answer; 0 when the connection was cut instead.
        status: u16,
        /// What `x-okta-request-id` said.
        request_id: String,
    },
    /// A user signed in at the sign-in page.
    SignedIn {
        /// The user's login.
        user: String,
    },
    /// An authorization code went back to a redirect URI.
    CodeIssued {
        /// The client id.
        client: String,
        /// The user's login.
        user: String,
        /// What was granted.
        scopes: Vec<String>,
    },
    /// Tokens were issued for a code or to a service app.
    TokensIssued {
        /// The client id.
        client: String,
        /// The user's login; none for a service app.
        user: Option<String>,
        /// The grant type.
        grant: String,
        /// What was granted.
        scopes: Vec<String>,
        /// The access token.
        access_token: String,
        /// The refresh token, when one was issued.
        refresh_token: Option<String>,
    },
    /// A refresh token was used and an access token issued.
    Refreshed {
        /// The client id.
        client: String,
        /// The user's login.
        user: String,
        /// The refresh token that was sent.
        sent: String,
        /// The refresh token that is good from now on.
        now: String,
        /// How many times this sign-in's refresh token has been replaced.
        generation: u64,
        /// The token that was sent had been replaced before, within its grace period.
        in_grace: bool,
    },
    /// A replaced refresh token came back after its grace period: everything was revoked.
    RefreshReused {
        /// The client id.
        client: String,
        /// The user's login.
        user: String,
        /// The refresh token that was sent.
        sent: String,
    },
    /// A token was revoked.
    Revoked {
        /// The client id.
        client: String,
        /// The token.
        token: String,
        /// It was a refresh token, and its access tokens went with it.
        refresh: bool,
    },
    /// An OPA bearer token was issued.
    ServiceTokenIssued {
        /// The team.
        team: String,
        /// The key it was issued for.
        key_id: String,
    },
    /// An OPA key was replaced or taken away.
    ServiceKeyRotated {
        /// The service user.
        user: String,
        /// The new key, if there is one.
        key_id: Option<String>,
    },
}

/// The name that a token has in the ledger: the first 16 characters of its SHA-256, base64url.
pub fn fingerprint(token: &str) -> String {
    ids::sha256_base64url(token).chars().take(16).collect()
}

/// The entries.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: VecDeque<LedgerEntry>,
}

impl Ledger {
    pub(crate) fn note(&mut self, at: Timestamp, event: Event) {
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(LedgerEntry { at, event });
    }

    pub(crate) fn copy(&self) -> Vec<LedgerEntry> {
        self.entries.iter().cloned().collect()
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }
}
