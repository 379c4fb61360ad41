//! What was measured. `None` and an empty list stand for what was not asked.

use authorization::{
    OrganizationError, Renewal, Returned, ServerError, ServiceTokenError, SignInError,
};
use domain::{OrgDetails, Refusal, Scope, ScopeSet};
use jiff::SignedDuration;
use transport::{Authority, RateLimit, TransportError};

use crate::probe::Finding;

/// The way to the other end.
#[derive(Debug, Default)]
pub(crate) struct Way {
    /// Whether the other end is on this computer, where there is neither proxy nor certificate.
    pub(crate) near: bool,
    /// The proxy in between.
    pub(crate) proxy: Option<String>,
    /// Who issued the certificate that was shown.
    pub(crate) authority: Option<Authority>,
    /// Why nothing came through.
    pub(crate) blocked: Option<TransportError>,
    /// How far this computer's clock is ahead of theirs.
    pub(crate) ahead: Option<SignedDuration>,
    /// What the last answer said of its rate limit, and for which path.
    pub(crate) rate: Option<(String, RateLimit)>,
}

/// What an org showed.
#[derive(Debug, Default)]
pub(crate) struct OrgEvidence {
    pub(crate) way: Way,
    /// The org's public card.
    pub(crate) card: Option<Result<OrgDetails, OrganizationError>>,
    /// The issuer that its metadata names for this app.
    pub(crate) issuer: Option<Result<String, SignInError>>,
    /// For each redirect URI, where the browser would end up.
    pub(crate) redirects: Vec<(String, Result<Returned, ServerError>)>,
    /// Scopes of which the org said, each asked for alone, that it does not know them.
    pub(crate) unknown: ScopeSet,
    /// Scopes of which it said so that the app may not have them.
    pub(crate) forbidden: ScopeSet,
    /// Whether the client's credentials were taken.
    pub(crate) client: Option<Result<(), SignInError>>,
    /// What the token endpoint says of renewing.
    pub(crate) renewal: Option<Result<Renewal, SignInError>>,
    /// What a sign-in showed.
    pub(crate) sign_in: Option<SignInEvidence>,
    /// What came of the connector's own read.
    pub(crate) read: Option<Finding>,
}

/// What a sign-in showed, this very one or the last.
#[derive(Debug)]
pub(crate) struct SignInEvidence {
    /// Who signed in.
    pub(crate) username: String,
    pub(crate) granted: ScopeSet,
    /// Whether a refresh token came of it.
    pub(crate) renewable: bool,
    /// Whether its tokens are bound to a key (RFC 9449).
    pub(crate) bound: bool,
    /// The redirect URI that the browser came back to; known only right after it.
    pub(crate) came_back_to: Option<String>,
    /// What a renewal of just now showed; `None` right after the sign-in, which shows as much.
    pub(crate) renewed: Option<Renewed>,
}

/// What came of renewing the token.
#[derive(Debug)]
pub(crate) enum Renewed {
    Done,
    /// The server refused.
    Refused(Refusal),
    /// It was not asked, or did not answer.
    NotAsked {
        why: String,
    },
}

/// What a team showed.
#[derive(Debug, Default)]
pub(crate) struct TeamEvidence {
    pub(crate) way: Way,
    /// Whether the key gave a token.
    pub(crate) token: Option<Result<(), ServiceTokenError>>,
    /// The service user's name.
    pub(crate) service_user: Option<String>,
    pub(crate) held_roles: Vec<String>,
    pub(crate) lacking_roles: Vec<String>,
}

impl OrgEvidence {
    /// Whether the org was spoken to at all.
    pub(crate) fn is_reached(&self) -> bool {
        self.way.blocked.is_none() && !matches!(self.card, Some(Err(_)))
    }

    /// What a scope asked for alone was answered with.
    pub(crate) fn note_alone(&mut self, scope: &Scope, answer: &Result<Returned, ServerError>) {
        let Ok(Returned::Back(refusal)) = answer else {
            return;
        };
        let set = match refusal.code.as_str() {
            "invalid_scope" => &mut self.unknown,
            "consent_required" | "no_org_scopes_granted" => &mut self.forbidden,
            _ => return,
        };
        *set = set.iter().cloned().chain([scope.clone()]).collect();
    }
}
