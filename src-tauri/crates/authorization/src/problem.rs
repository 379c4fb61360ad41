//! What is wrong with an ID token (OIDC Core §3.1.3.7).

/// The first check that an ID token did not pass. Whatever it is, its tokens are not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenProblem {
    /// `openid` was granted and no ID token came.
    #[error("no ID token came")]
    Missing,
    /// It is no signed JWT, or longer than one can be.
    #[error("the ID token cannot be read")]
    Malformed,
    /// It is signed in another way than RS256, or not at all.
    #[error("the ID token is signed with {found} and not RS256")]
    Algorithm {
        /// What its header says.
        found: String,
    },
    /// Its header demands what we do not know (`crit`, RFC 7515 §4.1.11).
    #[error("the ID token makes demands that are not understood")]
    Critical,
    /// A claim that it must have is not there.
    #[error("the ID token has no {0}")]
    MissingClaim(&'static str),
    /// Another server issued it.
    #[error("the ID token was issued by {found}")]
    Issuer {
        /// What it says.
        found: String,
    },
    /// The org's keys could not be read.
    #[error("the org's signing keys cannot be read")]
    Keys,
    /// None of the org's keys is the one that signed it, or it cannot be told which.
    #[error("no key of the org fits the ID token")]
    UnknownKey,
    /// The signature is not by that key.
    #[error("the signature of the ID token is wrong")]
    Signature,
    /// It is meant for another client, or for others as well.
    #[error("the ID token is meant for another client")]
    Audience,
    /// Its time is over.
    #[error("the ID token has expired")]
    Expired,
    /// It was issued too long ago, or is not valid yet.
    #[error("the ID token was not issued just now")]
    IssuedAt,
    /// It answers another sign-in.
    #[error("the nonce of the ID token is of another sign-in")]
    Nonce,
    /// It came with another access token.
    #[error("the ID token belongs to another access token")]
    AccessTokenHash,
    /// The user that the org describes is not the one that signed in.
    #[error("userinfo speaks of another user")]
    UserinfoSubject,
}

impl IdTokenProblem {
    /// Whether a wrong clock on this computer can be the cause.
    pub fn is_about_time(&self) -> bool {
        matches!(self, Self::Expired | Self::IssuedAt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_clock_can_spoil_the_times_of_a_token_and_nothing_else() {
        assert!(IdTokenProblem::Expired.is_about_time());
        assert!(IdTokenProblem::IssuedAt.is_about_time());
        assert!(!IdTokenProblem::MissingClaim("exp").is_about_time());
        assert!(!IdTokenProblem::Nonce.is_about_time());
    }
}
