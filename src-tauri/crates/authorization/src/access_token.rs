//! What a token endpoint gave (RFC 6749 §5.1).

use domain::ScopeSet;
use jiff::{SignedDuration, Timestamp};
use oauth2::TokenResponse;
use secrecy::SecretString;

use crate::client::TokenAnswer;

/// Where the answer does not say how long: short, so that the worst is an early refresh.
const UNSAID: SignedDuration = SignedDuration::from_mins(5);
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// A token answer that is fit for use.
pub(crate) struct Tokens {
    pub(crate) access: SecretString,
    pub(crate) access_expires_at: Timestamp,
    pub(crate) refresh: Option<SecretString>,
    /// `None` where the answer did not say, which means: as asked.
    pub(crate) granted: Option<ScopeSet>,
    pub(crate) id_token: Option<String>,
    /// Whether the access token is bound to the key that the request was proven with.
    pub(crate) bound: bool,
}

/// The token is of no kind that we can show, or empty, or could not stand in a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unusable;

impl Tokens {
    /// `proven` says whether the request came with a proof: without one nothing can be bound to
    /// a key of ours. `now` is when the answer came.
    pub(crate) fn read(
        answer: &TokenAnswer,
        proven: bool,
        now: Timestamp,
    ) -> Result<Self, Unusable> {
        let kind = answer.token_type().as_ref();
        let bound = kind.eq_ignore_ascii_case("dpop");
        let access = answer.access_token().secret();
        let showable = kind.eq_ignore_ascii_case("bearer") || (bound && proven);
        if !showable || !is_presentable(access) {
            return Err(Unusable);
        }
        let lifetime = answer.expires_in().map_or(UNSAID, |lifetime| {
            SignedDuration::try_from(lifetime)
                .unwrap_or(LONGEST)
                .min(LONGEST)
        });
        let refresh = answer.refresh_token().map(oauth2::RefreshToken::secret);
        Ok(Self {
            access: access.as_str().into(),
            access_expires_at: now.saturating_add(lifetime).unwrap_or(Timestamp::MAX),
            refresh: refresh
                .filter(|token| !token.is_empty())
                .map(|token| token.as_str().into()),
            granted: answer.scopes().map(|scopes| {
                let words: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
                ScopeSet::from_wire(&words.join(" "))
            }),
            id_token: answer.extra_fields().id_token.clone(),
            bound,
        })
    }
}

/// Whether the token may stand in a header: `b64token` of RFC 6750 §2.1 and a little more.
pub(crate) fn is_presentable(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|b| (0x21..=0x7e).contains(&b))
}
