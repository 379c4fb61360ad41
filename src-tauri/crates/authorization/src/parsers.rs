//! What is made of bytes from outside, without the wire: each is the function that the sign-in, the
//! renewal and OPA's token go through. For the proofs that give them any bytes at all
//! (`tests/fuzz`); nothing is sent and nothing kept.

use domain::{Identity, OrgHost, Refusal, TeamName};
use http::Response;
use http::header::CONTENT_TYPE;
use jiff::Timestamp;
use oauth2::RefreshToken;
use secrecy::SecretString;

use crate::callback::{Door, Verdict};
use crate::claims::{Claims, Expected};
use crate::server::object;
use crate::{
    Client, ClientAuthentication, IdTokenProblem, Refreshed, ServiceToken, ServiceTokenError,
    id_token as token, keys, refresh, refusal as refused, service_token,
};

/// What a request at the loopback port is.
#[derive(Debug)]
pub enum Callback {
    /// The browser that comes back with an authorization response.
    Answer {
        /// RFC 9207, as it was said.
        issuer: Option<String>,
        /// The code, or the error in its place.
        code: Result<SecretString, Refusal>,
    },
    /// The browser, asking for the page that it was sent on to.
    LastPage,
    /// Anybody else.
    Refused,
}

/// Judges what was `received` so far at `port` by a sign-in that waits for `state`, and whose last
/// page is named by `end`. `None` while the head is not complete.
pub fn callback(port: u16, state: &str, end: &str, received: &[u8]) -> Option<Callback> {
    let verdict = Door::new(port, state, end).judge(received)?;
    Some(match verdict {
        Verdict::Answer(answer) => Callback::Answer {
            issuer: answer.issuer,
            code: answer.code,
        },
        Verdict::Done | Verdict::Failed => Callback::LastPage,
        Verdict::Refused => Callback::Refused,
    })
}

/// What the `body` of a token endpoint's success gives, to a request with a proof of possession or
/// without one. `None` where it is refused.
pub fn token_answer(org: &OrgHost, body: &[u8], proven: bool, now: Timestamp) -> Option<Refreshed> {
    let client = Client {
        id: "0oa1".into(),
        authentication: ClientAuthentication::Public,
        dpop: None,
    };
    let answered = |_: http::Request<Vec<u8>>| {
        let mut response = Response::new(body.to_vec());
        let json = http::HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        Ok::<_, std::convert::Infallible>(response)
    };
    let asked = RefreshToken::new("the one before".into());
    let oauth = client.at(org);
    let answer = oauth.exchange_refresh_token(&asked).request(&answered);
    refresh::read(&answer.ok()?, proven, now).ok()
}

/// Whose ID `token` this is, by the keys that `document` lists, if `org` issued it to `client_id`
/// with this nonce and access token.
pub fn id_token(
    org: &OrgHost,
    document: &[u8],
    token: &str,
    expectation: &Expectation<'_>,
) -> Result<Identity, IdTokenProblem> {
    let (_, claims) = token::take_apart(token)?;
    claims.complete()?;
    let issuer = org.issuer();
    if claims.iss.as_deref() != Some(&issuer) {
        let found = refused::clean(claims.iss.as_deref().unwrap_or_default());
        return Err(IdTokenProblem::Issuer { found });
    }
    let keys = keys::read(document)?;
    token::verify_signature(token, &keys, expectation.client_id, &issuer)?;
    believed(&claims, expectation)
}

/// Whom the `payload` of an ID token names that was signed by the right key, if it is as expected.
pub fn claims(payload: &[u8], expectation: &Expectation<'_>) -> Result<Identity, IdTokenProblem> {
    let claims: Claims = object(payload).ok_or(IdTokenProblem::Malformed)?;
    claims.complete()?;
    believed(&claims, expectation)
}

/// What an ID token must agree with.
#[derive(Debug, Clone, Copy)]
pub struct Expectation<'a> {
    /// The audience.
    pub client_id: &'a str,
    /// What the authorization request said.
    pub nonce: &'a str,
    /// The token that came beside it.
    pub access_token: &'a str,
    /// The time.
    pub now: Timestamp,
}

fn believed(claims: &Claims, expectation: &Expectation<'_>) -> Result<Identity, IdTokenProblem> {
    claims.check(&Expected {
        client_id: expectation.client_id,
        nonce: Some(expectation.nonce),
        access_token: expectation.access_token,
        now: expectation.now,
    })?;
    let subject = claims.sub.clone().unwrap_or_default();
    Ok(claims.identity().unwrap_or_else(|| Identity {
        username: subject.clone(),
        name: None,
        subject,
    }))
}

/// The server's words in an answer that is no success.
pub fn refusal(response: &Response<Vec<u8>>) -> Refusal {
    refused::read(response)
}

/// The service token of `team` in the `body` of OPA's success.
pub fn service_answer(
    body: &[u8],
    team: &TeamName,
    now: Timestamp,
) -> Result<ServiceToken, ServiceTokenError> {
    let answer = object(body).ok_or(ServiceTokenError::Unreadable)?;
    service_token::read(answer, team, now)
}
