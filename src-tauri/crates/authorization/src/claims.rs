//! The claims of an ID token and our own rules for them. Pure.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::Identity;
use jiff::Timestamp;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::IdTokenProblem;
use crate::refusal::clean;

/// How far the two clocks may be apart, in seconds.
pub(crate) const LEEWAY: i64 = 120;
/// How long ago a token that just came may have been issued, in seconds (as `AppAuth` does).
const OLDEST: i64 = 600;

/// What is read of the payload. A claim that stands there twice makes it unreadable.
#[derive(Debug, Deserialize)]
pub(crate) struct Claims {
    pub(crate) iss: Option<String>,
    pub(crate) sub: Option<String>,
    aud: Option<Audience>,
    azp: Option<String>,
    exp: Option<i64>,
    iat: Option<i64>,
    nbf: Option<i64>,
    nonce: Option<String>,
    at_hash: Option<String>,
    pub(crate) preferred_username: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// What the token must agree with.
pub(crate) struct Expected<'a> {
    pub(crate) client_id: &'a str,
    /// `None` at a refresh, where no nonce was sent (OIDC Core §12.2).
    pub(crate) nonce: Option<&'a str>,
    pub(crate) access_token: &'a str,
    pub(crate) now: Timestamp,
}

impl Claims {
    /// Those that no ID token may lack (OIDC Core §2).
    pub(crate) fn complete(&self) -> Result<(), IdTokenProblem> {
        let missing = IdTokenProblem::MissingClaim;
        self.iss.as_ref().ok_or(missing("iss"))?;
        self.aud.as_ref().ok_or(missing("aud"))?;
        self.exp.ok_or(missing("exp"))?;
        self.iat.ok_or(missing("iat"))?;
        let subject = self.sub.as_deref().unwrap_or_default();
        if subject.is_empty() || subject.len() > 255 {
            return Err(missing("sub"));
        }
        Ok(())
    }

    /// Audience, times, nonce and `at_hash`, in this order; the issuer is checked before the keys
    /// are fetched, and the signature by the verifier.
    pub(crate) fn check(&self, expected: &Expected<'_>) -> Result<(), IdTokenProblem> {
        self.check_audience(expected.client_id)?;
        self.check_times(expected.now)?;
        if let Some(nonce) = expected.nonce {
            let found = self.nonce.as_deref().unwrap_or_default();
            if !bool::from(found.as_bytes().ct_eq(nonce.as_bytes())) {
                return Err(IdTokenProblem::Nonce);
            }
        }
        if let Some(found) = &self.at_hash
            && *found != access_token_hash(expected.access_token)
        {
            return Err(IdTokenProblem::AccessTokenHash);
        }
        Ok(())
    }

    /// We are the audience, and the only one; and who it was issued to, if it says so.
    fn check_audience(&self, client_id: &str) -> Result<(), IdTokenProblem> {
        let only_us = match &self.aud {
            Some(Audience::One(audience)) => audience == client_id,
            Some(Audience::Several(audiences)) => {
                !audiences.is_empty() && audiences.iter().all(|audience| audience == client_id)
            }
            None => false,
        };
        let ours = self.azp.as_deref().is_none_or(|party| party == client_id);
        if only_us && ours {
            Ok(())
        } else {
            Err(IdTokenProblem::Audience)
        }
    }

    fn check_times(&self, now: Timestamp) -> Result<(), IdTokenProblem> {
        let now = now.as_second();
        let expires = self.exp.unwrap_or(i64::MIN);
        let issued = self.iat.unwrap_or(i64::MIN);
        if expires.saturating_add(LEEWAY) <= now {
            return Err(IdTokenProblem::Expired);
        }
        let from_the_future =
            issued > now + LEEWAY || self.nbf.is_some_and(|nbf| nbf > now + LEEWAY);
        let too_old = issued < now - OLDEST;
        if from_the_future || too_old {
            return Err(IdTokenProblem::IssuedAt);
        }
        Ok(())
    }

    /// Who signed in, if the token names them and not only numbers them.
    pub(crate) fn identity(&self) -> Option<Identity> {
        let username = self
            .preferred_username
            .as_deref()
            .or(self.email.as_deref())?;
        Some(Identity {
            subject: self.sub.clone()?,
            username: clean(username),
            name: self.name.as_deref().map(clean),
        })
    }
}

/// The left half of the hash (OIDC Core §3.1.3.6, for RS256).
fn access_token_hash(access_token: &str) -> String {
    let hash = Sha256::digest(access_token.as_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(&hash[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_access_token_hash_is_as_in_the_standard() {
        // OIDC Core appendix A.3.
        let hash = access_token_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
        assert_eq!(hash, "77QmUPtjPfzWtF2AnpK9RQ");
    }

    fn claims(json: &str) -> Claims {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn the_clocks_may_be_two_minutes_apart_and_no_more() {
        let now: Timestamp = "2026-11-02T08:00:00Z".parse().unwrap();
        let at = now.as_second();
        let check = |iat: i64, exp: i64| {
            claims(&format!(r#"{{"iat":{},"exp":{}}}"#, at + iat, at + exp)).check_times(now)
        };
        assert_eq!(check(0, 3600), Ok(()));
        assert_eq!(check(120, 3600), Ok(()));
        assert_eq!(check(121, 3600), Err(IdTokenProblem::IssuedAt));
        assert_eq!(check(-600, 3600), Ok(()));
        assert_eq!(check(-601, 3600), Err(IdTokenProblem::IssuedAt));
        assert_eq!(check(0, -119), Ok(()));
        assert_eq!(check(0, -120), Err(IdTokenProblem::Expired));
        assert_eq!(check(0, i64::MAX - at), Ok(()));

        let valid_from = |nbf: i64| {
            let json = format!(r#"{{"iat":{at},"exp":{},"nbf":{}}}"#, at + 3600, at + nbf);
            claims(&json).check_times(now)
        };
        assert_eq!(valid_from(-1), Ok(()));
        assert_eq!(valid_from(120), Ok(()));
        assert_eq!(valid_from(121), Err(IdTokenProblem::IssuedAt));
    }

    #[test]
    fn a_subject_has_at_most_255_characters() {
        // OIDC Core §2.
        let complete = |length: usize| {
            let subject = "s".repeat(length);
            let json = format!(r#"{{"iss":"i","aud":"a","exp":2,"iat":1,"sub":"{subject}"}}"#);
            claims(&json).complete()
        };
        assert_eq!(complete(0), Err(IdTokenProblem::MissingClaim("sub")));
        assert_eq!(complete(1), Ok(()));
        assert_eq!(complete(255), Ok(()));
        assert_eq!(complete(256), Err(IdTokenProblem::MissingClaim("sub")));
    }

    #[test]
    fn the_token_is_for_this_app_and_for_no_other() {
        let audience = |json: &str| claims(json).check_audience("ours");
        for taken in [
            r#"{"aud":"ours"}"#,
            r#"{"aud":["ours"]}"#,
            r#"{"aud":["ours","ours"]}"#,
            r#"{"aud":["ours"],"azp":"ours"}"#,
        ] {
            assert_eq!(audience(taken), Ok(()), "{taken}");
        }
        for refused in [
            "{}",
            r#"{"aud":"theirs"}"#,
            r#"{"aud":[]}"#,
            r#"{"aud":["theirs"]}"#,
            r#"{"aud":["ours","theirs"]}"#,
            r#"{"aud":["ours"],"azp":"theirs"}"#,
        ] {
            assert_eq!(
                audience(refused),
                Err(IdTokenProblem::Audience),
                "{refused}"
            );
        }
    }

    #[test]
    fn who_signed_in_is_named_by_the_login_or_else_by_the_address() {
        let named = |json: &str| {
            let identity = claims(json).identity()?;
            Some((identity.subject, identity.username, identity.name))
        };
        let dana = |username: &str, name: Option<&str>| {
            Some(("00u1".into(), username.into(), name.map(str::to_owned)))
        };
        assert_eq!(
            named(
                r#"{"sub":"00u1","preferred_username":"dana","email":"d@a.example","name":"Dana"}"#
            ),
            dana("dana", Some("Dana"))
        );
        assert_eq!(
            named(r#"{"sub":"00u1","email":"d@a.example"}"#),
            dana("d@a.example", None)
        );
        assert_eq!(named(r#"{"sub":"00u1","name":"Dana"}"#), None);
        assert_eq!(named(r#"{"email":"d@a.example"}"#), None);
    }

    #[test]
    fn a_claim_that_stands_there_twice_is_not_read() {
        assert!(serde_json::from_str::<Claims>(r#"{"sub":"a","sub":"b"}"#).is_err());
    }
}
