//! Validation of an ID token (OIDC Core §3.1.3.7, §12.2).
//!
//! `openidconnect` verifies the signature, issuer and audience; around it stand the rules that it
//! leaves to us: size, algorithm, key choice, times by our own clock, nonce, `at_hash`, subject.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::OrgHost;
use jiff::Timestamp;
use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm};
use openidconnect::{
    ClaimsVerificationError, ClientId, IssuerUrl, Nonce, SignatureVerificationError,
};
use serde::Deserialize;
use serde_json::Value;

use crate::claims::{Claims, Expected};
use crate::server::{Server, object};
use crate::{IdTokenProblem, ServerError, SignInError, issuer, keys};

const LARGEST: usize = 16 * 1024;

/// The header. `jku`, `x5u` and `jwk`, by which a token would choose its own key, are not read.
#[derive(Debug, Deserialize)]
pub(crate) struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// Checks `token` against what is `expected` and returns its claims.
///
/// A failure that a wrong clock explains is told as such at a sign-in, and is none at a renewal.
pub(crate) async fn validate(
    server: &Server<'_>,
    org: &OrgHost,
    token: &str,
    expected: &Expected<'_>,
) -> Result<Claims, SignInError> {
    let (header, claims) = take_apart(token)?;
    claims.complete()?;
    let issuer = claims.iss.as_deref().unwrap_or_default();
    if !issuer::is_the_orgs(server, org, expected.client_id, issuer).await? {
        return Err(IdTokenProblem::Issuer {
            found: crate::refusal::clean(issuer),
        }
        .into());
    }
    let keys = fitting_keys(server, header.kid.as_deref()).await?;
    verify_signature(token, &keys, expected.client_id, issuer)?;
    match claims.check(expected) {
        Ok(()) => Ok(claims),
        Err(problem) => {
            // Only the time differs: what is good by the org's own clock fails for ours.
            let by_theirs = |&now: &Timestamp| claims.check(&Expected { now, ..*expected }).is_ok();
            match (server.date().filter(by_theirs), expected.nonce) {
                (Some(theirs), Some(_)) => Err(SignInError::ClockOff {
                    by_seconds: expected.now.as_second() - theirs.as_second(),
                }),
                // A renewal: nobody is there to set the clock, and the org's own vouches for it.
                (Some(_), None) => Ok(claims),
                (None, _) => Err(problem.into()),
            }
        }
    }
}

/// Header and claims, with nothing proven yet.
pub(crate) fn take_apart(token: &str) -> Result<(Header, Claims), IdTokenProblem> {
    if token.len() > LARGEST {
        return Err(IdTokenProblem::Malformed);
    }
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else {
        return Err(IdTokenProblem::Malformed);
    };
    // The library that verifies it overlooks bits that no byte needs (RFC 4648 §3.5), by which one
    // signature could be written in several ways.
    base64url(signature)?;
    let header: Header = decode(header)?;
    if header.alg != "RS256" {
        return Err(IdTokenProblem::Algorithm {
            found: crate::refusal::clean(&header.alg),
        });
    }
    if header.crit.is_some() {
        return Err(IdTokenProblem::Critical);
    }
    Ok((header, decode(payload)?))
}

fn base64url(part: &str) -> Result<Vec<u8>, IdTokenProblem> {
    let decoded = BASE64_URL_SAFE_NO_PAD.decode(part);
    decoded.map_err(|_| IdTokenProblem::Malformed)
}

fn decode<T: serde::de::DeserializeOwned>(part: &str) -> Result<T, IdTokenProblem> {
    let json = base64url(part)?;
    object(&json).ok_or(IdTokenProblem::Malformed)
}

/// The org's keys. If none has the ID that the token names, they are fetched once more: the key
/// may have been changed between the two answers.
async fn fitting_keys(server: &Server<'_>, kid: Option<&str>) -> Result<Vec<Value>, SignInError> {
    let found = fetch_keys(server).await?;
    match kid {
        Some(kid) if !keys::has(&found, kid) => fetch_keys(server).await,
        _ => Ok(found),
    }
}

async fn fetch_keys(server: &Server<'_>) -> Result<Vec<Value>, SignInError> {
    match keys::fetch(server).await {
        Ok(keys) => Ok(keys?),
        // A fault that passes says nothing about the token.
        Err(ServerError::Refused {
            status: 400..=499, ..
        }) => Err(IdTokenProblem::Keys.into()),
        Err(error) => Err(error.into()),
    }
}

pub(crate) fn verify_signature(
    token: &str,
    keys: &[Value],
    client_id: &str,
    issuer: &str,
) -> Result<(), IdTokenProblem> {
    let malformed = |_| IdTokenProblem::Malformed;
    let token: CoreIdToken = token.parse().map_err(|_| IdTokenProblem::Malformed)?;
    let verifier = CoreIdTokenVerifier::new_public_client(
        ClientId::new(client_id.to_owned()),
        IssuerUrl::new(issuer.to_owned()).map_err(malformed)?,
        keys::set(keys)?,
    )
    .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256])
    // Times and nonce are checked by our own clock and rules.
    .set_time_fn(|| DateTime::<Utc>::UNIX_EPOCH);
    let any_nonce = |_: Option<&Nonce>| Ok(());
    token
        .claims(&verifier, any_nonce)
        .map(|_| ())
        .map_err(|error| match error {
            ClaimsVerificationError::InvalidAudience(_) => IdTokenProblem::Audience,
            ClaimsVerificationError::SignatureVerification(cause) => match cause {
                SignatureVerificationError::AmbiguousKeyId(_)
                | SignatureVerificationError::NoMatchingKey => IdTokenProblem::UnknownKey,
                _ => IdTokenProblem::Signature,
            },
            _ => IdTokenProblem::Malformed,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_16_kilobytes_is_read_and_a_longer_one_is_not() {
        let part = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
        let signed = format!("{}.{}.", part(r#"{"alg":"RS256"}"#), part("{}"));
        let long = |bytes: usize| format!("{signed}{}", "A".repeat(bytes - signed.len()));
        assert!(take_apart(&long(16_384)).is_ok());
        let longer = take_apart(&long(16_385)).unwrap_err();
        assert_eq!(longer, IdTokenProblem::Malformed);
    }

    #[test]
    fn a_signature_is_written_in_one_way() {
        let part = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
        let signed = format!("{}.{}.", part(r#"{"alg":"RS256"}"#), part("{}"));
        // One byte is two letters, of whose last four bits none counts.
        assert!(take_apart(&format!("{signed}AQ")).is_ok());
        for other in ["AR", "Af", "AQ=", "AQ==", "A"] {
            let problem = take_apart(&format!("{signed}{other}")).unwrap_err();
            assert_eq!(problem, IdTokenProblem::Malformed, "{other}");
        }
    }
}
